"""Values said in the languages: dates, times, sums, keys; and what is no value."""

import pytest

from ivr.say import LANGUAGES, UnknownLanguage, phrase, said
from ivr.say.words import text_of
from ivr.sayings import SayKind
from vocabulary.ids import Language


def played(kind: SayKind, value: str, language: str, currency: str = "") -> str:
    words = phrase(kind, value, language, currency)
    assert words is not None
    return " ".join(uri.removeprefix("sound:").removeprefix("digits/") for uri in said(words, Language(language)))


@pytest.mark.parametrize(
    ("kind", "value", "heard"),
    [
        (SayKind.DATE, "2026-12-25", "mon-11 20 h-5 20 20 6"),
        (SayKind.DATE, "2005-01-01", "mon-0 h-1 2 thousand 5"),
        (SayKind.DATE, "2026-05-30", "mon-4 h-30 20 20 6"),
        (SayKind.TIME, "14:05", "2 oh 5 p-m"),
        (SayKind.TIME, "00:30", "12 30 a-m"),
        (SayKind.TIME, "9:00", "9 a-m"),
        (SayKind.DIGITS, "42#*+", "4 2 pound star letters/plus"),
        (SayKind.NUMBER, "-101", "minus 1 hundred 1"),
        (SayKind.NUMBER, "0", "0"),
    ],
)
def test_english_values_are_all_in_the_set(kind: SayKind, value: str, heard: str) -> None:
    assert played(kind, value, "en") == heard


@pytest.mark.parametrize(
    ("amount", "currency", "heard"),
    [
        ("12", "USD", "12 dollars"),
        ("1", "USD", "speech:en:one dollar"),
        ("12.50", "EUR", "speech:en:twelve euros and fifty cents"),
        ("1.01", "GBP", "speech:en:one pound sterling and one penny"),
        ("0.5", "USD", "speech:en:fifty cents"),
        ("-7.25", "XYZ", "speech:en:-7.25 XYZ"),
    ],
)
def test_english_money_has_cents_and_plurals(amount: str, currency: str, heard: str) -> None:
    assert played(SayKind.MONEY, amount, "en", currency) == heard


@pytest.mark.parametrize(
    ("language", "number", "heard"),
    [
        ("es", 21, "21"),
        ("es", 31, "30 and 1"),
        ("es", 101, "100-and 1"),
        ("es", 555, "500 50 and 5"),
        ("es", 100, "speech:es:cien"),
        ("es", 2_000_000, "2 millions"),
        ("fr", 21, "20 et 1"),
        ("fr", 71, "60 et 11"),
        ("fr", 80, "80"),
        ("fr", 99, "90 9"),
        ("fr", 200, "2 hundred"),
        ("fr", 2_000_000, "speech:fr:deux millions"),
        ("it", 21, "21"),
        ("it", 23, "20 3"),
        ("it", 101, "speech:it:centouno"),
        ("it", 1_000, "thousand"),
        ("hu", 5, "speech:hu:öt"),
        ("uk", 5, "speech:uk:п’ять"),
    ],
)
def test_a_number_is_played_where_the_set_has_its_words(language: str, number: int, heard: str) -> None:
    assert played(SayKind.NUMBER, str(number), language) == heard


@pytest.mark.parametrize(
    ("language", "minutes", "heard"),
    [
        ("es", 1, "queue-holdtime queue-less-than 1M queue-minute"),
        ("es", 2, "queue-holdtime queue-less-than 2 queue-minutes"),
        ("es", 21, "speech:es:Tiempo de espera estimado es de menos de veintiún minutos"),
        ("fr", 1, "speech:fr:Le temps d'attente est évalué à moins d'une minute"),
        ("fr", 2, "queue-holdtime queue-less-than 2 queue-minutes"),
        ("fr", 21, "speech:fr:Le temps d'attente est évalué à moins de vingt-et-une minutes"),
        ("it", 1, "queue-holdtime queue-less-than un queue-minute"),
        ("it", 21, "queue-holdtime queue-less-than 21 queue-minutes"),
        ("hu", 1, "speech:hu:A várható várakozási idő kevesebb mint egy perc."),
    ],
)
def test_a_wait_agrees_with_its_minutes(language: str, minutes: int, heard: str) -> None:
    assert played(SayKind.WAIT, str(60 * minutes), language) == heard


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("es", "1000000", "speech:es:un millón de euros"),
        ("fr", "2000000", "speech:fr:deux millions d'euros"),
        ("it", "1000000", "speech:it:un milione di euro"),
        ("fr", "1.50", "speech:fr:un euro cinquante centimes"),
        ("it", "21", "21 euros"),
    ],
)
def test_whole_millions_are_of_something(language: str, amount: str, text: str) -> None:
    assert played(SayKind.MONEY, amount, language, "EUR") == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SayKind.NUMBER, ""),
        (SayKind.NUMBER, "twelve"),
        (SayKind.NUMBER, "1.5"),
        (SayKind.NUMBER, "1000000000"),
        (SayKind.NUMBER, "٣"),
        (SayKind.DIGITS, "12a"),
        (SayKind.DIGITS, "1" * 51),
        (SayKind.DATE, "2026-02-30"),
        (SayKind.DATE, "25.12.2026"),
        (SayKind.DATE, "0000-01-01"),
        (SayKind.TIME, "24:00"),
        (SayKind.TIME, "9.30"),
        (SayKind.MONEY, "12,50"),
        (SayKind.MONEY, "1.505"),
        (SayKind.POSITION, "0"),
        (SayKind.POSITION, "-1"),
        (SayKind.WAIT, "soon"),
        (SayKind.WAIT, "-5"),
        (SayKind.WAIT, "nan"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_read_as_one_of_its_kind_is_not_said(kind: SayKind, value: str, language: str) -> None:
    assert phrase(kind, value, language, "EUR") is None


@pytest.mark.parametrize("kind", [SayKind.POSITION, SayKind.WAIT])
def test_nobody_is_told_their_place_in_a_language_that_nothing_is_known_of(kind: SayKind) -> None:
    with pytest.raises(UnknownLanguage, match="'xx'"):
        phrase(kind, "1", "xx")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (SayKind.NUMBER, "-21", "-21"),
        (SayKind.DIGITS, "12#", "1, 2, #"),
        (SayKind.DATE, "2026-12-25", "2026-12-25"),
        (SayKind.TIME, "9:05", "9:05"),
        (SayKind.MONEY, "-12.5", "-12.50 EUR"),
    ],
)
def test_a_value_is_given_as_it_is_to_the_voice_of_such_a_language(kind: SayKind, value: str, text: str) -> None:
    assert played(kind, value, "xx", "EUR") == f"speech:xx:{text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SayKind.DATE, "2026-12-25"),
        (SayKind.TIME, "23:59"),
        (SayKind.MONEY, "12.50"),
        (SayKind.DIGITS, "0123456789*#+"),
        (SayKind.POSITION, "3"),
        (SayKind.WAIT, "125.5"),
        (SayKind.NUMBER, "-999999999"),
    ],
)
def test_every_kind_of_value_can_be_said_in_every_language(kind: SayKind, value: str, language: str) -> None:
    words = phrase(kind, value, language, "EUR")
    assert words
    assert text_of(words).strip()


def test_a_phrase_with_a_sound_that_is_not_installed_is_spoken_whole() -> None:
    words = phrase(SayKind.NUMBER, "21", "en")
    assert words is not None
    assert said(words, Language("en"), frozenset({"digits/20"})) == ("speech:en:twenty-one",)
