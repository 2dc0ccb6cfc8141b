"""What a flow can branch on. Values only; judged by the dialogue with what it knows of the call and the world."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import HoursName, ListName


class Comparison(StrEnum):
    """How a variable is compared. The four orders compare numbers and hold for no text that is none."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class OpenNow:
    """These hours are open at this moment."""

    hours: HoursName


@dataclass(frozen=True, slots=True)
class CallerOnList:
    """The caller's number is on this list of the document."""

    list: ListName


@dataclass(frozen=True, slots=True)
class CallerNumberLike:
    """The caller's number is one of these, or begins with one that ends in ``*``; ``anonymous`` is no number at all."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariableIs:
    """A variable compares so. One that was never set is empty text."""

    variable: str
    comparison: Comparison
    value: str


@dataclass(frozen=True, slots=True)
class EveryOne:
    """All of these hold."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOne:
    """At least one of these holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NotSo:
    """This does not hold."""

    condition: "Condition"


Condition = OpenNow | CallerOnList | CallerNumberLike | VariableIs | EveryOne | AnyOne | NotSo
