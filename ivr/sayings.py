"""What can be said that is no fixed prompt: numbers, times, places in a queue. Values; how it sounds is ``ivr.say``."""

from dataclasses import dataclass
from enum import StrEnum


class SayKind(StrEnum):
    """The kinds of things said, and how the text of a value is read.

    ``NUMBER``: a whole number, a minus before it allowed. ``DIGITS``: ``0-9*#+``, one by one. ``DATE``: ``2026-12-25``.
    ``TIME``: ``14:05``. ``MONEY``: ``12.50`` of a currency. ``POSITION``: a place in a queue, 1 is next. ``WAIT``:
    seconds, said as a bound in whole minutes.
    """

    NUMBER = "number"
    DIGITS = "digits"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    POSITION = "position"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to say. ``value`` may hold ``{variable}``; ``currency`` (ISO 4217) is for money only."""

    kind: SayKind
    value: str
    currency: str = ""
