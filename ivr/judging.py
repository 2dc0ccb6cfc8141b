"""Whether a condition holds, by what is known of the call and the world. Asks nobody, changes nothing."""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import assert_never

from ivr.conditions import (
    AnyOne,
    CallerNumberLike,
    CallerOnList,
    Comparison,
    Condition,
    EveryOne,
    NotSo,
    OpenNow,
    VariableIs,
)
from ivr.world import World
from vocabulary.instant import Instant

CALLER_NUMBER = "caller.number"

ANONYMOUS = "anonymous"
"""Stands for every caller who shows no number."""

_NO_NUMBER = frozenset({"", ANONYMOUS, "unknown"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
ORDERS: Mapping[Comparison, Callable[[Decimal, Decimal], bool]] = {
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE: operator.gt,
}


def holds(condition: Condition, variables: Mapping[str, str], world: World, now: Instant) -> bool:
    """Whether it holds now. The caller's number is the variable ``caller.number``."""
    match condition:
        case OpenNow(hours):
            return world.calendar.is_open(hours, now.utc)
        case CallerOnList(name):
            return world.lists.holds(name, variables.get(CALLER_NUMBER, ""))
        case CallerNumberLike(numbers):
            return any(is_like(variables.get(CALLER_NUMBER, ""), pattern) for pattern in numbers)
        case VariableIs(variable, comparison, value):
            return _compares(variables.get(variable, ""), comparison, value)
        case EveryOne(conditions):
            return all(holds(each, variables, world, now) for each in conditions)
        case AnyOne(conditions):
            return any(holds(each, variables, world, now) for each in conditions)
        case NotSo(refused):
            return not holds(refused, variables, world, now)
        case _:
            assert_never(condition)


def is_like(number: str, pattern: str) -> bool:
    """Whether a number is this one, or begins so (``+371*``); ``anonymous`` is every number that is none."""
    if pattern == ANONYMOUS:
        return number.strip().lower() in _NO_NUMBER
    return number.startswith(pattern[:-1]) if pattern.endswith("*") else number == pattern


def _compares(held: str, comparison: Comparison, value: str) -> bool:
    if comparison is Comparison.EQUAL:
        return held == value
    if comparison is Comparison.NOT_EQUAL:
        return held != value
    left, right = number_read(held), number_read(value)
    return left is not None and right is not None and ORDERS[comparison](left, right)


def number_read(text: str) -> Decimal | None:
    """The number a text is, as conditions compare it; None where it is none."""
    return Decimal(text) if _NUMBER.fullmatch(text.strip()) else None
