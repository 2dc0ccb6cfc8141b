"""When a condition holds."""

from datetime import datetime

import pytest

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
from ivr.judging import holds
from ivr.world import World
from vocabulary.ids import HoursName, ListName
from vocabulary.instant import Instant

NOW = Instant(0.0, 1_700_000_000.0)
TRUE, FALSE = VariableIs("x", Comparison.EQUAL, ""), VariableIs("x", Comparison.EQUAL, "1")


class Afternoon:
    """Hours called ``late`` that are open from 12 o'clock."""

    def is_open(self, hours: HoursName, at: datetime) -> bool:
        return hours == "late" and at.hour >= 12 and at.tzinfo is not None


class Friends:
    """A list called ``friends`` with one number on it."""

    def holds(self, name: ListName, number: str) -> bool:
        return (name, number) == ("friends", "100")


WORLD = World(calendar=Afternoon(), lists=Friends())


def judged(condition: Condition, caller: str = "100", now: Instant = NOW, **variables: str) -> bool:
    return holds(condition, {"caller.number": caller, **variables}, WORLD, now)


def test_hours_are_open_by_the_wall_clock() -> None:
    assert judged(OpenNow(HoursName("late")))
    assert not judged(OpenNow(HoursName("late")), now=NOW.plus(4 * 3600))
    assert not judged(OpenNow(HoursName("early")))


def test_a_caller_is_on_a_list_by_their_number() -> None:
    assert judged(CallerOnList(ListName("friends")))
    assert not judged(CallerOnList(ListName("friends")), "200")


@pytest.mark.parametrize(
    ("number", "patterns", "alike"),
    [
        ("+371200", ("+371200",), True),
        ("+371200", ("+371*",), True),
        ("+371200", ("+37", "+3712001"), False),
        ("+371200", ("+372*", "+371200"), True),
        ("+371200", ("*",), True),
        ("", ("anonymous",), True),
        ("Anonymous", ("anonymous",), True),
        ("unknown", ("anonymous",), True),
        ("100", ("anonymous",), False),
        ("", ("1*",), False),
        ("100", (), False),
    ],
)
def test_a_number_is_like_one_of_these_or_begins_like_one(number: str, patterns: tuple[str, ...], alike: bool) -> None:
    assert judged(CallerNumberLike(patterns), number) is alike


@pytest.mark.parametrize(
    ("held", "comparison", "value", "expected"),
    [
        ("gold", "=", "gold", True),
        ("gold", "=", "Gold", False),
        ("gold", "!=", "silver", True),
        ("10", ">", "9", True),
        ("9.5", "<", "9.50001", True),
        ("9", ">=", "9.0", True),
        ("-3", "<=", "+2", True),
        ("3", "<", "3", False),
        ("3", ">", "3", False),
        (" 3 ", ">=", "3", True),
        ("", "<", "5", False),
        ("many", ">", "5", False),
        ("5", "<=", "many", False),
        ("NaN", ">=", "5", False),
        ("Infinity", ">", "5", False),
        ("1e9", ">", "5", False),
        ("٣", ">", "1", False),
        ("9" * 1000, ">", "1", False),
    ],
)
def test_a_variable_compares_as_text_or_as_a_number(held: str, comparison: str, value: str, expected: bool) -> None:
    assert judged(VariableIs("tier", Comparison(comparison), value), tier=held) is expected


def test_a_variable_never_set_is_empty_text() -> None:
    assert judged(VariableIs("tier", Comparison.EQUAL, ""))
    assert judged(VariableIs("tier", Comparison.NOT_EQUAL, "gold"))
    assert not judged(VariableIs("tier", Comparison.LESS, "5"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (EveryOne((TRUE, TRUE)), True),
        (EveryOne((TRUE, FALSE)), False),
        (EveryOne(()), True),
        (AnyOne((FALSE, TRUE)), True),
        (AnyOne((FALSE, FALSE)), False),
        (AnyOne(()), False),
        (NotSo(FALSE), True),
        (NotSo(EveryOne((TRUE, NotSo(FALSE)))), False),
    ],
)
def test_conditions_are_put_together(condition: Condition, expected: bool) -> None:
    assert judged(condition) is expected
