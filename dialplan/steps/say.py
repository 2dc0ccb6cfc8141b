"""``say``: something with a value, in the caller's language. How it sounds is ``ivr.say``."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.schema import Name, Written
from dialplan.steps.common import Named, Template, Text, Verb
from dialplan.tree import Path
from ivr.flow import Say, Steps
from ivr.sayings import Saying, SayKind
from ivr.templates import variables_in

_VALUES = {
    SayKind.NUMBER: (re.compile(r"-?[0-9]{1,15}"), "a whole number"),
    SayKind.DIGITS: (re.compile(r"[0-9*#+]{1,32}"), "digits: 0-9 * # +"),
    SayKind.DATE: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date, as 2026-12-25"),
    SayKind.TIME: (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), "a time, as 14:05"),
    SayKind.MONEY: (re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?"), "an amount, as 12.50"),
}


def _as_text(value: object) -> object:
    """Numbers need no quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_Value = Annotated[
    Annotated[Template, BeforeValidator(_as_text, json_schema_input_type=str | int | float)] | None, Written
]


class SaySpec(Verb):
    """Says one thing in the caller's language: ``say: {number: "{orders}"}``. What cannot be read is not said."""

    number: _Value = None
    """A whole number."""
    digits: _Value = None
    """Digits, one by one."""
    date: _Value = None
    """A date: ``2026-12-25``."""
    time: _Value = None
    """A time of day: ``14:05``."""
    money: _Value = None
    """An amount of ``currency``: ``12.50``."""
    currency: Annotated[Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None, Written] = None
    """Three capital letters, as in ISO 4217: ``EUR``."""
    position: Annotated[Name | None, Written] = None
    """The place the caller would get in this queue."""
    wait: Annotated[Name | None, Written] = None
    """The estimated wait in this queue; not said while none is known."""
    barge_in: bool = True
    """Whether a key stops it; the key is kept for the next question either way."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        found = [kind.value for kind in SayKind if getattr(self, kind.value) is not None]
        if len(found) != 1:
            kinds = ", ".join(kind.value for kind in SayKind)
            said = f"this one has {' and '.join(found)}" if found else "this one has none"
            raise ValueError(f"say one thing of {kinds}; {said}")
        if (self.currency is not None) != (self.money is not None):
            raise ValueError("money needs its currency, as currency: EUR, and nothing else has one")
        kind, value = self._written()
        if kind in _VALUES and next(variables_in(value), None) is None and not _readable(kind, value):
            raise ValueError(f"'{value[:40]}' is not {_VALUES[kind][1]}")
        return self

    def steps(self) -> Steps:
        kind, value = self._written()
        match kind:
            case SayKind.POSITION:
                value = f"{{queue.{value}.position}}"
            case SayKind.WAIT:
                value = f"{{queue.{value}.estimate_seconds}}"
            case _:
                pass
        return (Say(Saying(kind, value, self.currency or ""), self.barge_in),)

    def texts(self) -> Iterator[Text]:
        kind, value = self._written()
        if kind in _VALUES:
            yield Text(value, (kind.value,))

    def variables_read(self) -> Iterator[tuple[str, Path]]:
        yield from super().variables_read()
        if self.position is not None:
            yield f"queue.{self.position}.position", ("position",)
        if self.wait is not None:
            yield f"queue.{self.wait}.estimate_seconds", ("wait",)

    def names_used(self) -> Iterator[Named]:
        kind, value = self._written()
        if kind not in _VALUES:
            yield Named("queues", value, (kind.value,))

    def _written(self) -> tuple[SayKind, str]:
        return next((kind, value) for kind in SayKind if (value := getattr(self, kind.value)) is not None)


def _readable(kind: SayKind, value: str) -> bool:
    if _VALUES[kind][0].fullmatch(value) is None:
        return False
    if kind is SayKind.DATE:
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return True
