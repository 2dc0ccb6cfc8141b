"""Positions in words, and the files they are made of."""

import os
from pathlib import Path

import pytest

from ivr.say import UnknownLanguage, announcement_prompts, number_prompts, position_prompts, wait_prompts
from vocabulary.ids import Language


@pytest.fixture(scope="module")
def english_set() -> Path:
    """The folder of Asterisk's English core sounds in the project's cache."""
    usual = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache" / "firstline"
    cache = Path(os.environ.get("FIRSTLINE_CACHE") or usual)
    folder = cache / "asterisk-22/usr/share/asterisk/sounds/en_US_f_Allison"
    assert folder.is_dir(), f"no English sound set at {folder}: run make setup"
    return folder


def words(number: int) -> str:
    return " ".join(prompt.removeprefix("sound:digits/") for prompt in number_prompts(number))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1"),
        (2, "2"),
        (10, "10"),
        (11, "11"),
        (19, "19"),
        (20, "20"),
        (21, "20 1"),
        (30, "30"),
        (99, "90 9"),
        (100, "1 hundred"),
        (101, "1 hundred 1"),
        (115, "1 hundred 15"),
        (999, "9 hundred 90 9"),
        (1_000, "1 thousand"),
        (1_100, "1 thousand 1 hundred"),
        (21_342, "20 1 thousand 3 hundred 40 2"),
        (1_000_001, "1 million 1"),
        (999_999_999, "9 hundred 90 9 million 9 hundred 90 9 thousand 9 hundred 90 9"),
    ],
)
def test_a_number_is_said_as_in_english(number: int, said: str) -> None:
    assert words(number) == said


def said(prompts: tuple[str, ...]) -> str:
    return " ".join(prompt.removeprefix("sound:").removeprefix("queue-").removeprefix("digits/") for prompt in prompts)


def test_the_first_in_line_hears_so() -> None:
    assert said(position_prompts(1)) == "youarenext"


def test_the_others_hear_their_place() -> None:
    assert said(position_prompts(21)) == "thereare 20 1 callswaiting"


@pytest.mark.parametrize("position", [1, 5])
def test_whoever_stands_behind_the_limit_hears_that_there_are_more(position: int) -> None:
    assert said(position_prompts(position, more_than=True)) == f"quantity1 {position} quantity2"


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0.0, "1 minute"), (59.9, "1 minute"), (60.0, "1 minute"), (60.1, "2 minutes"), (1_260.5, "20 2 minutes")],
)
def test_the_wait_is_told_as_a_bound_in_whole_minutes_rounded_up(seconds: float, minutes: str) -> None:
    number, unit = minutes.rsplit(" ", 1)
    assert said(wait_prompts(seconds)) == f"holdtime less-than {number} {unit}"


@pytest.mark.parametrize(
    ("prompts", "heard"),
    [
        (announcement_prompts(1), "youarenext thankyou"),
        (announcement_prompts(2, wait_seconds=90), "thereare 2 callswaiting holdtime less-than 2 minutes thankyou"),
        (announcement_prompts(wait_seconds=90), "holdtime less-than 2 minutes thankyou"),
        (announcement_prompts(5, more_than=True), "quantity1 5 quantity2 thankyou"),
        (announcement_prompts(), ""),
    ],
)
def test_place_and_wait_are_told_in_one_go_with_thanks(prompts: tuple[str, ...], heard: str) -> None:
    assert said(prompts) == heard


@pytest.mark.parametrize("position", [0, -1, 1_000_000_000])
def test_what_is_no_place_is_refused(position: int) -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        position_prompts(position)


@pytest.mark.parametrize("position", [1, 2])
def test_a_language_without_words_is_refused(position: int) -> None:
    with pytest.raises(UnknownLanguage, match="'xx'"):
        announcement_prompts(position, language=Language("xx"))


def test_every_file_named_in_an_announcement_is_in_the_english_set(english_set: Path) -> None:
    named = {
        prompt.removeprefix("sound:")
        for number in range(1, 1_101)
        for more_than in (False, True)
        for prompt in announcement_prompts(number, more_than=more_than, wait_seconds=60.0 * number)
    }
    assert [name for name in sorted(named) if not (english_set / f"{name}.wav").is_file()] == []
