"""What is played for 1, 2, 5, 11, 21 and 101 in English and Russian: for a reader of the language to look through."""

import pytest

from ivr.say import phrase, said
from ivr.say.words import text_of
from ivr.sayings import SayKind
from vocabulary.ids import Language

NUMBERS = (1, 2, 5, 11, 21, 101)

ENGLISH_NUMBERS = {
    1: "digits/1",
    2: "digits/2",
    5: "digits/5",
    11: "digits/11",
    21: "digits/20 digits/1",
    101: "digits/1 digits/hundred digits/1",
}
RUSSIAN_NUMBERS = {
    1: "digits/1",
    2: "digits/2",
    5: "digits/5",
    11: "digits/11",
    21: "digits/20 digits/1",
    101: "digits/hundred digits/1",
}
RUSSIAN_WAITS = {
    1: "Прогнозируемое время ожидания составляет менее одной минуты",
    2: "Прогнозируемое время ожидания составляет менее двух минут",
    5: "Прогнозируемое время ожидания составляет менее пяти минут",
    11: "Прогнозируемое время ожидания составляет менее одиннадцати минут",
    21: "Прогнозируемое время ожидания составляет менее двадцати одной минуты",
    101: "Прогнозируемое время ожидания составляет менее ста одной минуты",
}


def played(kind: SayKind, value: str, language: str, currency: str = "") -> str:
    words = phrase(kind, value, language, currency)
    assert words is not None
    return " ".join(uri.removeprefix("sound:") for uri in said(words, Language(language)))


def written(kind: SayKind, value: str, language: str, currency: str = "") -> str:
    words = phrase(kind, value, language, currency)
    assert words is not None
    return text_of(words)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_english_number_is_played_so(number: int) -> None:
    assert played(SayKind.NUMBER, str(number), "en") == ENGLISH_NUMBERS[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_english_position_is_played_so(number: int) -> None:
    expected = f"queue-thereare {ENGLISH_NUMBERS[number]} queue-callswaiting" if number > 1 else "queue-youarenext"
    assert played(SayKind.POSITION, str(number), "en") == expected


@pytest.mark.parametrize("number", NUMBERS)
def test_an_english_wait_is_played_so(number: int) -> None:
    unit = "queue-minute" if number == 1 else "queue-minutes"
    expected = f"queue-holdtime queue-less-than {ENGLISH_NUMBERS[number]} {unit}"
    assert played(SayKind.WAIT, str(60 * number), "en") == expected


@pytest.mark.parametrize("number", NUMBERS)
def test_a_russian_number_is_played_so(number: int) -> None:
    assert played(SayKind.NUMBER, str(number), "ru") == RUSSIAN_NUMBERS[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_russian_position_is_played_so(number: int) -> None:
    expected = f"queue-thereare {RUSSIAN_NUMBERS[number]} queue-callswaiting" if number > 1 else "queue-youarenext"
    assert played(SayKind.POSITION, str(number), "ru") == expected


@pytest.mark.parametrize("number", NUMBERS)
def test_a_russian_wait_is_spoken_whole_for_its_genitive_is_not_in_the_set(number: int) -> None:
    assert played(SayKind.WAIT, str(60 * number), "ru") == f"speech:ru:{RUSSIAN_WAITS[number]}"


@pytest.mark.parametrize(
    ("minutes", "text"), [(3, "трёх"), (4, "четырёх"), (14, "четырнадцати"), (23, "двадцати трёх")]
)
def test_russian_is_written_as_it_is_pronounced(minutes: int, text: str) -> None:
    expected = f"speech:ru:Прогнозируемое время ожидания составляет менее {text} минут"
    assert played(SayKind.WAIT, str(60 * minutes), "ru") == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (200, "двести"),
        (300, "триста"),
        (1_000, "одна тысяча"),
        (2_000, "две тысячи"),
        (5_000, "пять тысяч"),
        (21_001, "двадцать одна тысяча один"),
        (5_000_000, "пять миллионов"),
        (-200, "минус двести"),
    ],
)
def test_a_russian_number_of_which_the_set_lacks_a_form_is_spoken_whole(number: int, text: str) -> None:
    assert played(SayKind.NUMBER, str(number), "ru") == f"speech:ru:{text}"


@pytest.mark.parametrize(
    ("number", "sounds"),
    [
        (0, "digits/0"),
        (-7, "digits/minus digits/7"),
        (119, "digits/hundred digits/19"),
        (1_000_000, "digits/1 digits/million"),
        (3_000_003, "digits/3 digits/h-million digits/3"),
        (33_000, "digits/30 digits/3 digits/h-thousand"),
    ],
)
def test_a_russian_number_of_which_the_set_has_each_form_is_played_from_it(number: int, sounds: str) -> None:
    assert played(SayKind.NUMBER, str(number), "ru") == sounds


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1", "RUB", "один рубль"),
        ("2.02", "RUB", "два рубля две копейки"),
        ("5.11", "RUB", "пять рублей одиннадцать копеек"),
        ("21.21", "RUB", "двадцать один рубль двадцать одна копейка"),
        ("0.01", "RUB", "одна копейка"),
        ("0", "RUB", "ноль рублей"),
        ("2", "UAH", "две гривны"),
        ("102.50", "EUR", "сто два евро пятьдесят центов"),
        ("-1", "USD", "минус один доллар"),
        ("1000000", "RUB", "один миллион рублей"),
    ],
)
def test_russian_money_has_its_gender_and_its_number(amount: str, currency: str, text: str) -> None:
    assert written(SayKind.MONEY, amount, "ru", currency) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-12-25", "двадцать пятое декабря две тысячи двадцать шестого года"),
        ("2000-01-01", "первое января двухтысячного года"),
        ("2004-10-24", "двадцать четвёртое октября две тысячи четвёртого года"),
        ("1900-03-03", "третье марта одна тысяча девятисотого года"),
        ("1999-05-31", "тридцать первое мая одна тысяча девятьсот девяносто девятого года"),
    ],
)
def test_a_russian_date_is_an_ordinal_in_the_neuter_with_month_and_year_in_the_genitive(day: str, text: str) -> None:
    assert played(SayKind.DATE, day, "ru") == f"speech:ru:{text}"


@pytest.mark.parametrize(
    ("moment", "heard"),
    [
        ("14:05", "digits/14 hours digits/5 queue-minutes"),
        ("12:00", "digits/12 hours digits/0 queue-minutes"),
        ("05:31", "speech:ru:пять часов тридцать одна минута"),
        ("01:02", "speech:ru:один час две минуты"),
        ("22:22", "speech:ru:двадцать два часа двадцать две минуты"),
    ],
)
def test_a_russian_time_is_played_where_all_its_forms_are_there(moment: str, heard: str) -> None:
    assert played(SayKind.TIME, moment, "ru") == heard


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (1, "На данный момент более чем один ожидающий ответа представителя."),
        (21, "На данный момент более чем двадцать один ожидающий ответа представителя."),
    ],
)
def test_more_than_one_in_russian_asks_for_a_singular(place: int, text: str) -> None:
    from ivr.say import position_prompts

    assert position_prompts(place, more_than=True, language=Language("ru")) == (f"speech:ru:{text}",)


def test_more_than_five_in_russian_is_played_from_the_set() -> None:
    from ivr.say import position_prompts

    heard = position_prompts(5, more_than=True, language=Language("ru"))
    assert heard == ("sound:queue-quantity1", "sound:digits/5", "sound:queue-quantity2")


def test_russian_keys_are_said_one_by_one_and_its_pound_is_a_currency() -> None:
    assert played(SayKind.DIGITS, "1*2", "ru") == "digits/1 digits/star digits/2"
    assert played(SayKind.DIGITS, "5#", "ru") == "speech:ru:пять, решётка"
