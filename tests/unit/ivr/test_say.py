"""Positions in words, and the files they are made of."""

import os
from pathlib import Path

import pytest

from ivr.say import UnknownLanguage, number_prompts, position_prompts


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


def test_the_first_in_line_hears_so() -> None:
    assert position_prompts(1) == ("sound:queue-youarenext", "sound:queue-thankyou")


def test_the_others_hear_their_place() -> None:
    assert position_prompts(21) == (
        "sound:queue-thereare",
        "sound:digits/20",
        "sound:digits/1",
        "sound:queue-callswaiting",
        "sound:queue-thankyou",
    )


@pytest.mark.parametrize("position", [0, -1, 1_000_000_000])
def test_what_is_no_place_is_refused(position: int) -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        position_prompts(position)


@pytest.mark.parametrize("position", [1, 2])
def test_a_language_without_words_is_refused(position: int) -> None:
    with pytest.raises(UnknownLanguage, match="'xx'"):
        position_prompts(position, "xx")


def test_every_file_named_for_a_position_is_in_the_english_set(english_set: Path) -> None:
    named = {prompt.removeprefix("sound:") for position in range(1, 1_101) for prompt in position_prompts(position)}
    assert [name for name in sorted(named) if not (english_set / f"{name}.wav").is_file()] == []
