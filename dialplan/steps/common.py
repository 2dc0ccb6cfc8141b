"""What every verb is: its shape, the steps of the core it becomes, and all it speaks of. Resolves no name.

A verb that holds lists of steps tells them by ``inner``; so whoever walks through flows need not know the verbs.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from pydantic import AfterValidator, Field

from dialplan.requirements import Requires
from dialplan.schema import SET_PREFIX, TEXT_PREFIX, Spec, like
from dialplan.tree import Path
from ivr.flow import Steps
from ivr.templates import variables_in
from vocabulary.ids import MediaUri

if TYPE_CHECKING:
    from dialplan.steps.step import StepSpec

VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_KEYS = re.compile(r"[0-9*#]{1,16}")
_KEY = re.compile(r"[0-9*#]")


class Named(NamedTuple):
    """A name of another section that a verb speaks of. ``at_key``: it stands where a key stands."""

    section: str
    name: str
    path: Path
    at_key: bool = False


class Text(NamedTuple):
    """A text that may hold ``{variable}``. ``strict``: braces in it mean nothing else."""

    text: str
    path: Path
    strict: bool = True


class Verb(Spec, ABC):
    """One verb with what is written behind its colon. Every path told starts behind the verb's own key."""

    SHORT: ClassVar[str] = ""
    """The key whose value alone may be written in place of them all; empty: none."""

    @property
    def asks(self) -> bool:
        """Whether the caller is asked for keys or words: a way through it is no way round without input."""
        return False

    @property
    def leaves(self) -> bool:
        """Whether nothing behind this step is ever walked, whatever happens in it."""
        return False

    @abstractmethod
    def steps(self) -> Steps:
        """What the interpreter walks."""

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        """Every list of steps inside, with its path, in the order written."""
        yield from ()

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        """Every prompt this verb itself plays."""
        yield from ()

    def texts(self) -> Iterator[Text]:
        """Every text filled in with variables, prompts apart."""
        yield from ()

    def variables_read(self) -> Iterator[tuple[str, Path]]:
        """Every variable whose value is looked at or filled in."""
        for text in self.texts():
            yield from ((variable, text.path) for variable in variables_in(text.text))
        for prompt, path in self.prompts_heard():
            if prompt.startswith(TEXT_PREFIX):
                yield from ((variable, path) for variable in variables_in(prompt))

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        """Every variable of the document's own that gets a value."""
        yield from ()

    def names_used(self) -> Iterator[Named]:
        """Every name of another section, prompts and what stands in requirements apart."""
        yield from ()

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        """Every requirement written."""
        yield from ()


def _checked_keys(keys: str) -> str:
    if not _KEYS.fullmatch(keys):
        raise ValueError("a choice is one to 16 of the keys 0-9 * #")
    return keys


def _checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("a key is one of 0-9 * #")
    return key


def _checked_variable(name: str) -> str:
    if not VARIABLE.fullmatch(name):
        raise ValueError("a variable is a small letter followed by at most 31 of a-z 0-9 _")
    return name


Choice = Annotated[str, AfterValidator(_checked_keys), like(_KEYS, "keys")]
Key = Annotated[str, AfterValidator(_checked_key), like(_KEY, "key")]
Variable = Annotated[str, AfterValidator(_checked_variable), like(VARIABLE, "variable")]
Template = Annotated[str, Field(min_length=1, max_length=1_000)]
"""A text that may hold ``{variable}``."""
Attempts = Annotated[int, Field(ge=1, le=10)]
FirstDigitSeconds = Annotated[float, Field(ge=0.5, le=60)]
InterDigitSeconds = Annotated[float, Field(ge=0.5, le=30)]
RingSeconds = Annotated[float, Field(ge=5, le=300)]


def compiled(steps: "Iterable[StepSpec]") -> Steps:
    """The steps as the interpreter takes them."""
    return tuple(chain.from_iterable(step.steps() for step in steps))


def media(prompts: Iterable[str]) -> tuple[MediaUri, ...]:
    """The prompts as a flow names them."""
    return tuple(
        MediaUri(prompt if prompt.startswith((SET_PREFIX, TEXT_PREFIX)) else f"prompt:{prompt}") for prompt in prompts
    )


def placed(prompts: Iterable[str], *path: str) -> Iterator[tuple[str, Path]]:
    """Each prompt with its path."""
    return ((prompt, (*path, index)) for index, prompt in enumerate(prompts))


def distinct(**keys: str | None) -> None:
    """Raises ``ValueError`` where two of these keys of the telephone are the same one."""
    first: dict[str, str] = {}
    for name, key in keys.items():
        if key is not None and first.setdefault(key, name) != name:
            raise ValueError(f"'{key}' cannot be both {first[key]} and {name}")
