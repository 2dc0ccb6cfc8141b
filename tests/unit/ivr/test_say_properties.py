"""What holds for every number in every language with a sound set."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from unicode_rbnf import RbnfEngine

from ivr.say import phrase, position_prompts, said, text_of, wait_prompts
from ivr.say.phrases import grammar
from ivr.say.words import LARGEST, listed, spelled
from ivr.sayings import SayKind
from vocabulary.ids import Language

WITH_A_SET = ("en", "ru", "es", "fr", "it")
ONES = listed("ноль одной двух трех четырех пяти шести семи восьми девяти")
TEENS = listed(
    "десяти одиннадцати двенадцати тринадцати четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати"
)
TENS = listed("двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста")
HUNDREDS = listed("ста двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот")


@pytest.fixture(scope="module")
def sounds() -> Path:
    """The folder of Asterisk's core sounds in the project's cache."""
    usual = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache" / "firstline"
    cache = Path(os.environ.get("FIRSTLINE_CACHE") or usual)
    return cache / "asterisk-22/usr/share/asterisk/sounds"


def of_her(number: int) -> str:
    """A Russian number below 1,000 in the genitive of the feminine, put together by hand."""
    words = [HUNDREDS[number // 100 - 1]] if number >= 100 else []
    rest = number % 100
    if 10 <= rest <= 19:
        words.append(TEENS[rest - 10])
    else:
        words += [TENS[rest // 10 - 2]] if rest >= 20 else []
        words += [ONES[rest % 10]] if rest % 10 else []
    return " ".join(words)


def test_the_genitive_of_russian_waits_is_what_grammar_says() -> None:
    assert [n for n in range(1, 1_000) if spelled("ru", n, "spellout-cardinal-feminine-genitive") != of_her(n)] == []


@pytest.mark.parametrize("language", WITH_A_SET)
def test_the_words_of_a_number_are_those_of_the_unicode_rules(language: str) -> None:
    rules = RbnfEngine.for_language(language)
    names = [grammar(language).plain]
    for number in range(10_000):
        words = phrase(SayKind.NUMBER, str(number), language)
        assert words is not None
        assert text_of(words) == rules.format_number(number, ruleset_names=names).text


@given(number=some.integers(-LARGEST, LARGEST), language=some.sampled_from(WITH_A_SET))
def test_a_number_is_all_sounds_or_one_text(number: int, language: str) -> None:
    words = phrase(SayKind.NUMBER, str(number), language)
    assert words is not None
    heard = said(words, Language(language))
    if all(word.sounds for word in words):
        assert all(uri.startswith("sound:") for uri in heard)
    else:
        assert heard == (f"speech:{language}:{text_of(words)}",)


@given(number=some.integers(-LARGEST, LARGEST))
def test_every_english_number_is_in_the_set(number: int) -> None:
    words = phrase(SayKind.NUMBER, str(number), "en")
    assert words is not None
    assert all(word.sounds for word in words)


@given(minutes=some.integers(1, 100_000))
def test_every_russian_wait_is_spoken(minutes: int) -> None:
    [uri] = wait_prompts(60.0 * minutes, Language("ru"))
    assert uri.startswith("speech:ru:")
    assert uri.endswith("минуты" if minutes % 10 == 1 and minutes % 100 != 11 else "минут")


@pytest.mark.parametrize("language", WITH_A_SET)
def test_what_is_played_of_places_and_waits_is_in_the_set(language: str, sounds: Path) -> None:
    played = {
        uri.removeprefix("sound:")
        for number in range(1, 400)
        for uri in (
            *position_prompts(number, language=Language(language)),
            *position_prompts(number, more_than=True, language=Language(language)),
            *wait_prompts(60.0 * number, Language(language)),
        )
        if uri.startswith("sound:")
    }
    folder = sounds / language
    assert folder.is_dir(), f"no sound set at {folder}: run make setup"
    assert sorted(name for name in played if not (folder / f"{name}.wav").is_file()) == []
