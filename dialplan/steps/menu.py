"""``menu``: a question answered by keys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from dialplan.schema import Prompts, Written
from dialplan.steps.common import (
    Attempts,
    Choice,
    FirstDigitSeconds,
    InterDigitSeconds,
    Key,
    Verb,
    compiled,
    media,
    placed,
)
from dialplan.tree import Path
from ivr.flow import Menu, Steps

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec


class MenuSpec(Verb):
    """A question answered by keys. After the steps of a choice the flow goes on behind the menu."""

    choices: Annotated[dict[Choice, "StepList"], Field(min_length=1, max_length=100)]
    """Keys, one or more of ``0-9 * #`` each, with the steps they lead to."""
    prompt: Prompts = Field(default_factory=list)
    """What is asked; a key stops it."""
    wrong_key: Prompts = Field(default_factory=list)
    """Played after keys that are no choice, before the question is asked again."""
    no_key: Prompts = Field(default_factory=list)
    """Played when no key came, before the question is asked again."""
    attempts: Attempts = 3
    """After so many wrong or missing answers ``otherwise`` is walked."""
    first_digit_seconds: FirstDigitSeconds = 5.0
    """How long a key is waited for, from the end of the prompt."""
    inter_digit_seconds: InterDigitSeconds = 2.0
    """How long a further key is waited for, where a longer choice is still possible."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for a caller who gave no answer."""
    undo: Annotated[Key | None, Written] = None
    """This key takes back the choice made in the menu before, which is asked again."""

    @model_validator(mode="after")
    def _undo_is_no_choice(self) -> Self:
        if self.undo in self.choices:
            raise ValueError(f"'{self.undo}' cannot be both a choice and undo")
        return self

    @property
    def asks(self) -> bool:
        return True

    def steps(self) -> Steps:
        return (
            Menu(
                prompts=media(self.prompt),
                choices={keys: compiled(steps) for keys, steps in self.choices.items()},
                wrong_key=media(self.wrong_key),
                no_key=media(self.no_key),
                attempts=self.attempts,
                first_digit_seconds=self.first_digit_seconds,
                inter_digit_seconds=self.inter_digit_seconds,
                otherwise=compiled(self.otherwise),
                undo=self.undo or "",
            ),
        )

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        for keys, steps in self.choices.items():
            yield ("choices", keys), steps
        yield ("otherwise",), self.otherwise

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        yield from placed(self.prompt, "prompt")
        yield from placed(self.wrong_key, "wrong_key")
        yield from placed(self.no_key, "no_key")
