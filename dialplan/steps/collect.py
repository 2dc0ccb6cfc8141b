"""``collect``: a number typed in, played back and confirmed where that is wished."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from dialplan.schema import Prompts, Spec, Written
from dialplan.steps.common import (
    Attempts,
    FirstDigitSeconds,
    InterDigitSeconds,
    Key,
    Variable,
    Verb,
    compiled,
    distinct,
    media,
    placed,
)
from dialplan.tree import Path
from ivr.conditions import Comparison, VariableIs
from ivr.flow import Again, Branch, Collect, Loop, Menu, Play, Say, SetVariable, Steps
from ivr.sayings import Saying, SayKind

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

DIGITS = 16
"""Keys collected at most, where nothing is said of it."""
_Length = Annotated[Annotated[int, Field(ge=1, le=32)] | None, Written]


class ConfirmSpec(Spec):
    """What was typed is played back, and confirmed with a key."""

    prompt: Prompts = Field(default_factory=list)
    """Played before the digits: ``You typed``."""
    question: Prompts = Field(default_factory=list)
    """Played behind the digits: ``If that is right, press 1. To type it again, press 2``."""
    right: Key = "1"
    """The key that confirms."""
    again: Key = "2"
    """The key that begins anew."""

    @model_validator(mode="after")
    def _two_keys(self) -> Self:
        distinct(right=self.right, again=self.again)
        return self


class CollectSpec(Verb):
    """Collects digits into a variable: ``collect: {into: account, prompt: ask, digits: 6}``."""

    into: Variable
    """The variable that gets the digits."""
    prompt: Prompts = Field(default_factory=list)
    """What is asked; a key stops it."""
    digits: _Length = None
    """Exactly so many digits; or leave it out and write ``least`` and ``most``."""
    least: _Length = None
    """At least so many digits; not written, 1."""
    most: _Length = None
    """At most so many digits, and not below ``least``; not written, 16."""
    end_key: Literal["#", "*", "none"] = "#"
    """The key that ends the number earlier."""
    wrong_key: Prompts = Field(default_factory=list)
    """Played after too few digits or a wrong key, before the question is asked again."""
    no_key: Prompts = Field(default_factory=list)
    """Played when no key came, before the question is asked again."""
    attempts: Attempts = 3
    """After so many wrong or missing answers, or numbers not confirmed, ``otherwise`` is walked."""
    first_digit_seconds: FirstDigitSeconds = 5.0
    """How long the first key is waited for, from the end of the prompt."""
    inter_digit_seconds: InterDigitSeconds = 3.0
    """How long a further key is waited for; then what was typed is taken."""
    confirm: Annotated[ConfirmSpec | None, Written] = None
    """The digits are played back, and the caller says whether they are right."""
    secret: bool = False
    """The digits are never told to a record or a log."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for a caller who gave no answer; the variable is empty then."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.digits is not None and (self.least is not None or self.most is not None):
            raise ValueError("digits is a fixed length; write digits, or least and most")
        least, most = self._lengths()
        if least > most:
            raise ValueError(f"at least {least} digits and at most {most} cannot be")
        if self.secret and self.confirm is not None:
            raise ValueError("what is secret is not played back: leave out confirm")
        return self

    @property
    def asks(self) -> bool:
        return True

    def steps(self) -> Steps:
        cleared = SetVariable(self.into, "")
        otherwise = compiled(self.otherwise)
        if self.confirm is None:
            return cleared, self._collect(otherwise)
        typed = VariableIs(self.into, Comparison.NOT_EQUAL, "")
        asked = Loop((cleared, self._collect(()), Branch(((typed, self._confirmed(self.confirm)),))), self.attempts - 1)
        failed = Branch(((VariableIs(self.into, Comparison.EQUAL, ""), otherwise),))
        return (asked, failed) if otherwise else (asked,)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        for key in ("prompt", "wrong_key", "no_key"):
            yield from placed(getattr(self, key), key)
        if self.confirm is not None:
            yield from placed(self.confirm.prompt, "confirm", "prompt")
            yield from placed(self.confirm.question, "confirm", "question")

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        yield self.into, ("into",)

    def _lengths(self) -> tuple[int, int]:
        if self.digits is not None:
            return self.digits, self.digits
        least = self.least if self.least is not None else 1
        return least, self.most if self.most is not None else max(DIGITS, least)

    def _collect(self, otherwise: Steps) -> Collect:
        least, most = self._lengths()
        return Collect(
            into=self.into,
            prompts=media(self.prompt),
            least=least,
            most=most,
            end_key="" if self.end_key == "none" else self.end_key,
            wrong_key=media(self.wrong_key),
            no_key=media(self.no_key),
            attempts=self.attempts,
            first_digit_seconds=self.first_digit_seconds,
            inter_digit_seconds=self.inter_digit_seconds,
            otherwise=otherwise,
            secret=self.secret,
        )

    def _confirmed(self, confirm: ConfirmSpec) -> Steps:
        """The question whether it is right; unanswered, or not right for the last time, it is as if nothing came."""
        cleared = SetVariable(self.into, "")
        return played_back(
            confirm.prompt,
            confirm.question,
            f"{{{self.into}}}",
            choices={confirm.right: (), confirm.again: (cleared, Again(2))},
            attempts=self.attempts,
            unanswered=(cleared,),
        )


def played_back(
    before: list[str],
    question: list[str],
    digits: str,
    *,
    choices: Mapping[str, Steps],
    attempts: int,
    unanswered: Steps,
) -> Steps:
    """The digits with the question whether they are right, asked so many times. The choices stand inside one loop."""
    heard = (Play(media(before)),) if before else ()
    # The digits are heard again before each attempt, not the question alone.
    asked = Menu(prompts=media(question), choices=choices, attempts=1, otherwise=(Again(), *unanswered))
    return (Loop((*heard, Say(Saying(SayKind.DIGITS, digits)), asked), attempts - 1),)
