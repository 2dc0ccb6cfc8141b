"""What follows from conditions without knowing the call: which can never hold after others, and which hours are open.

Concludes only what is certain: where nothing is said to follow, it may follow all the same.
"""

from itertools import permutations

from ivr.conditions import (
    AnyOne,
    CallerNumberLike,
    Comparison,
    Condition,
    EveryOne,
    NotSo,
    OpenNow,
    VariableIs,
)
from ivr.judging import ORDERS, number_read

_CONTRARY = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
}
_OPPOSITE = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}
"""What holds of a number where these do not. Of a text that is no number neither does."""
_DOWNWARDS = frozenset({Comparison.LESS, Comparison.AT_MOST})
_STRICT = frozenset({Comparison.LESS, Comparison.MORE})


class Weighed:
    """The conditions of a branch, one after the other: each is looked at only where none before it held."""

    def __init__(self) -> None:
        self._failed: list[Condition] = []

    @property
    def may_all_fail(self) -> bool:
        """Whether there can be a call for which none of them holds."""
        return not any(
            follows(NotSo(one), other) for index, one in enumerate(self._failed) for other in self._failed[:index]
        )

    @property
    def open_hours(self) -> frozenset[str]:
        """The hours that are open where none of them holds."""
        return frozenset().union(*map(open_where_not, self._failed))

    def covering(self, condition: Condition) -> int | None:
        """Which of those before (counted from 0) takes every call for which this one holds."""
        return next((index for index, before in enumerate(self._failed) if follows(condition, before)), None)

    def open_when(self, condition: Condition) -> frozenset[str]:
        """The hours that are open where this one holds, and none before did."""
        return self.open_hours | open_where(condition)

    def fails(self, condition: Condition) -> None:
        """From now on it is one of those that did not hold."""
        self._failed.append(condition)


def follows(condition: Condition, other: Condition) -> bool:
    """Whether ``other`` surely holds wherever ``condition`` does."""
    condition, other = _turned(condition), _turned(other)
    if condition == other:
        return True
    match condition, other:
        case _, EveryOne(parts):
            return all(follows(condition, part) for part in parts)
        case AnyOne(parts), _:
            return all(follows(part, other) for part in parts)
        case _, AnyOne(parts) if any(follows(condition, part) for part in parts):
            return True
        case EveryOne(parts), _:
            return any(follows(part, other) for part in parts)
        case NotSo(one), NotSo(another):
            return follows(another, one)
        case CallerNumberLike(numbers), CallerNumberLike(others):
            return all(any(_like(number, another) for another in others) for number in numbers)
        case VariableIs(), VariableIs():
            return condition.variable == other.variable and _compares(condition, other)
        case VariableIs(variable), NotSo(VariableIs(also, comparison, value)) if variable == also:
            return _compares(condition, VariableIs(variable, _OPPOSITE[comparison], value))
        case _:
            return False


def never_holds(condition: Condition) -> bool:
    """Whether there surely is no call for which it holds: it asks for a thing and for its contrary."""
    match condition:
        case EveryOne(parts):
            return any(map(never_holds, parts)) or any(
                follows(one, NotSo(other)) for one, other in permutations(parts, 2)
            )
        case AnyOne(parts):
            return all(map(never_holds, parts))
        case _:
            return False


def _turned(condition: Condition) -> Condition:
    """The same with as little ``not`` as can be said."""
    match condition:
        case NotSo(NotSo(inner)):
            return _turned(inner)
        case NotSo(VariableIs(variable, comparison, value)) if comparison in _CONTRARY:
            return VariableIs(variable, _CONTRARY[comparison], value)
        case _:
            return condition


def open_where(condition: Condition) -> frozenset[str]:
    """The hours that are surely open where this holds."""
    match condition:
        case OpenNow(hours):
            return frozenset({hours})
        case EveryOne(parts):
            return frozenset().union(*map(open_where, parts))
        case AnyOne(parts):
            return _common([open_where(part) for part in parts])
        case NotSo(inner):
            return open_where_not(inner)
        case _:
            return frozenset()


def open_where_not(condition: Condition) -> frozenset[str]:
    """The hours that are surely open where this does not hold."""
    match condition:
        case NotSo(inner):
            return open_where(inner)
        case AnyOne(parts):
            return frozenset().union(*map(open_where_not, parts))
        case EveryOne(parts):
            return _common([open_where_not(part) for part in parts])
        case _:
            return frozenset()


def _common(sets: list[frozenset[str]]) -> frozenset[str]:
    return sets[0].intersection(*sets[1:]) if sets else frozenset()


def _like(number: str, pattern: str) -> bool:
    """Whether every caller this number (or beginning) means is meant by the other too."""
    if not pattern.endswith("*"):
        return number == pattern
    beginning = pattern.removesuffix("*")
    return number != "anonymous" and number.removesuffix("*").startswith(beginning)


def _compares(one: VariableIs, other: VariableIs) -> bool:
    """Whether a variable that compares like the one compares like the other too."""
    value, bound = number_read(one.value), number_read(other.value)
    if one.comparison is Comparison.EQUAL and other.comparison is Comparison.NOT_EQUAL:
        return one.value != other.value and (value is None or value != bound)
    if value is None or bound is None or other.comparison not in ORDERS:
        return False
    if one.comparison is Comparison.EQUAL:
        return ORDERS[other.comparison](value, bound)
    if one.comparison not in ORDERS or (one.comparison in _DOWNWARDS) != (other.comparison in _DOWNWARDS):
        return False
    if value == bound:
        return one.comparison in _STRICT or other.comparison not in _STRICT
    return ORDERS[other.comparison](value, bound)
