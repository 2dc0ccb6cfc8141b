"""``agi``: an existing AGI script is run on the call. Runs none itself."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dialplan.schema import like, listed
from dialplan.steps.addresses import checked_address
from dialplan.steps.common import Text, Verb, compiled
from dialplan.tree import Path
from ivr.errands import RunScript
from ivr.flow import RunErrand, Steps

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

_CHANNEL_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_SCRIPT = re.compile(r"agi://[^/]+/[A-Za-z0-9_./-]{1,200}")


def _checked_script(url: str) -> str:
    checked_address(url, ("agi",))
    if _SCRIPT.fullmatch(url) is None:
        raise ValueError("a script is agi://HOST/NAME; the name is made of A-Z a-z 0-9 _ . - /")
    return url


def _checked_argument(argument: str) -> str:
    if not argument.isprintable():
        raise ValueError("an argument is made of printable characters, in one line")
    return argument


def _checked_result(name: str) -> str:
    if not _CHANNEL_VARIABLE.fullmatch(name):
        raise ValueError("a channel variable taken over is a letter followed by at most 31 of A-Z a-z 0-9 _")
    return name


class AgiSpec(Verb):
    """Runs a FastAGI script on the call, then takes the flow up again: ``agi: agi://10.0.0.1/script``."""

    SHORT = "script"

    script: Annotated[str, AfterValidator(_checked_script), Field(max_length=300)]
    """Where the script is: ``agi://HOST/NAME`` or ``agi://HOST:PORT/NAME``."""
    arguments: Annotated[
        list[Annotated[str, AfterValidator(_checked_argument), Field(max_length=1_000)]],
        BeforeValidator(listed),
        Field(max_length=10),
    ] = Field(default_factory=list)
    """What the script is given; texts may hold ``{variable}``."""
    timeout_seconds: float = Field(30.0, ge=1, le=3_600)
    """How long the script may take; then the flow goes on without it."""
    results: Annotated[
        list[Annotated[str, AfterValidator(_checked_result), like(_CHANNEL_VARIABLE, "channel variable")]],
        BeforeValidator(listed),
        Field(max_length=50),
    ] = Field(default_factory=list)
    """Channel variables taken over: ``TIER`` becomes the variable ``tier``."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for when the script could not be run, or not to its end; then the flow goes on."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"script": value} if isinstance(value, str) else value

    def steps(self) -> Steps:
        errand = RunScript(self.script, tuple(self.arguments), self.timeout_seconds, tuple(self.results))
        return (RunErrand(errand, compiled(self.otherwise)),)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def texts(self) -> Iterator[Text]:
        return (Text(argument, ("arguments", index)) for index, argument in enumerate(self.arguments))

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        return ((name.lower(), ("results", index)) for index, name in enumerate(self.results))
