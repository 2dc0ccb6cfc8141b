"""The words every room uses: instants, causes, visible text."""

from datetime import UTC, datetime

import pytest

from vocabulary.causes import HangUpCause, cause_from, in_words
from vocabulary.instant import Instant
from vocabulary.text import visible


def test_instants_are_ordered_by_the_monotonic_clock_alone() -> None:
    earlier, later = Instant(1.0, 900.0), Instant(2.0, 100.0)
    assert earlier < later
    assert earlier <= later
    assert later > earlier
    assert later >= earlier
    assert max(earlier, later) is later


def test_a_step_of_the_wall_clock_puts_no_instant_after_its_twin() -> None:
    one, other = Instant(1.0, 900.0), Instant(1.0, 901.0)
    assert one != other
    for left, right in ((one, other), (other, one)):
        assert left <= right
        assert left >= right
        assert not left < right
        assert not left > right


def test_plus_moves_both_clocks_and_since_measures_on_the_monotonic_one() -> None:
    start = Instant(10.0, 1000.0)
    assert start.plus(2.5) == Instant(12.5, 1002.5)
    assert start.plus(-1) == Instant(9.0, 999.0)
    assert Instant(12.5, 0.0).since(start) == 2.5


def test_an_instant_is_dated_in_utc() -> None:
    assert Instant(0.0, 86_400.0).utc == datetime(1970, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "cause"),
    [(16, HangUpCause.NORMAL), (21, HangUpCause.REJECTED), (0, HangUpCause.UNKNOWN), (None, HangUpCause.UNKNOWN)],
)
def test_a_cause_is_known_by_its_number(number: int | None, cause: HangUpCause) -> None:
    assert cause_from(number) is cause


@pytest.mark.parametrize("number", [-1, 2, 999])
def test_a_cause_not_listed_is_unknown_and_never_an_error(number: int) -> None:
    assert cause_from(number) is HangUpCause.UNKNOWN


def test_every_cause_has_words_of_its_own() -> None:
    assert len({in_words(cause) for cause in HangUpCause}) == len(HangUpCause)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë 李 ", "Zoë 李 "),
        ("a\x00b", "a\\x00b"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\ud800", "\\ud800"),
        ("abc\u202etxt.exe", "abc\\u202etxt.exe"),
        ("\u2066x", "\\u2066x"),
    ],
)
def test_what_a_terminal_or_a_database_would_obey_is_shown_instead(text: str, shown: str) -> None:
    assert visible(text) == shown
