"""A value to be said becomes a phrase: reads it, asks the language's grammar, looks up the sounds. Plays nothing."""

import math
import re
from datetime import date, time
from functools import cache
from typing import assert_never

from ivr.say.english import English
from ivr.say.french import French
from ivr.say.generic import GERMAN, HUNGARIAN, LATVIAN, POLISH, UKRAINIAN, Generic, Unknown
from ivr.say.grammar import Amount, Grammar
from ivr.say.italian import Italian
from ivr.say.russian import Russian
from ivr.say.spanish import Spanish
from ivr.say.words import LARGEST, Part, Word, looked_up
from ivr.sayings import SayKind

_NUMBER = re.compile(r"-?[0-9]{1,12}")
_DIGITS = re.compile(r"[0-9*#+]{1,50}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MONEY = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")

LANGUAGES = ("en", "ru", "es", "fr", "it", "de", "hu", "lv", "pl", "uk")
"""Those that a place in a queue can be told in. Other values can be said in any that there is a voice for."""


@cache
def grammar(language: str) -> Grammar:
    """What is known of a language."""
    match language:
        case "en":
            return English()
        case "ru":
            return Russian()
        case "es":
            return Spanish()
        case "fr":
            return French()
        case "it":
            return Italian()
        case "de":
            return Generic("de", GERMAN)
        case "hu":
            return Generic("hu", HUNGARIAN)
        case "lv":
            return Generic("lv", LATVIAN)
        case "pl":
            return Generic("pl", POLISH)
        case "uk":
            return Generic("uk", UKRAINIAN)
        case _:
            return Unknown(language)


def phrase(kind: SayKind, value: str, language: str, currency: str = "") -> tuple[Word, ...] | None:
    """A value in words; None where the text cannot be read as one of this kind.

    Raises ``UnknownLanguage`` for a place or a wait in one that is not of ``LANGUAGES``.
    """
    spoken = grammar(language)
    parts = _parts(spoken, kind, value.strip(), currency)
    return None if parts is None else looked_up(parts, spoken.sounds)


def position(place: int, language: str, *, more_than: bool = False) -> tuple[Word, ...]:
    """A caller's place in a queue, 1 being next; ``more_than``: they stand behind this place.

    Raises ``UnknownLanguage``, and ``ValueError`` for a place below 1 or past 999,999,999.
    """
    if not 1 <= place <= LARGEST:
        raise ValueError(f"{place} cannot be said: not between 1 and {LARGEST}")
    spoken = grammar(language)
    return looked_up(spoken.behind(place) if more_than else spoken.position(place), spoken.sounds)


def wait(seconds: float, language: str) -> tuple[Word, ...]:
    """A wait as a bound in whole minutes, rounded up; whatever is below a minute is one. Raises as ``position``."""
    spoken = grammar(language)
    return looked_up(spoken.wait(max(1, math.ceil(seconds / 60))), spoken.sounds)


def thanks(language: str) -> tuple[Word, ...]:
    """For the caller's patience. Raises ``UnknownLanguage``."""
    spoken = grammar(language)
    return looked_up(spoken.thanks(), spoken.sounds)


def _parts(spoken: Grammar, kind: SayKind, value: str, currency: str) -> tuple[Part, ...] | None:
    match kind:
        case SayKind.NUMBER:
            return spoken.number(int(value)) if _NUMBER.fullmatch(value) and abs(int(value)) <= LARGEST else None
        case SayKind.DIGITS:
            return spoken.digits(value) if _DIGITS.fullmatch(value) else None
        case SayKind.DATE:
            return _date(spoken, value)
        case SayKind.TIME:
            return _time(spoken, value)
        case SayKind.MONEY:
            return _money(spoken, value, currency)
        case SayKind.POSITION:
            place = int(value) if _NUMBER.fullmatch(value) else 0
            return spoken.position(place) if 1 <= place <= LARGEST else None
        case SayKind.WAIT:
            return spoken.wait(max(1, math.ceil(float(value) / 60))) if _SECONDS.fullmatch(value) else None
        case _:
            assert_never(kind)


def _date(spoken: Grammar, value: str) -> tuple[Part, ...] | None:
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    try:
        return spoken.date(date(*map(int, found.groups())))
    except ValueError:
        return None


def _time(spoken: Grammar, value: str) -> tuple[Part, ...] | None:
    found = _TIME.fullmatch(value)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return spoken.time(time(int(found[1]), int(found[2])))


def _money(spoken: Grammar, value: str, currency: str) -> tuple[Part, ...] | None:
    found = _MONEY.fullmatch(value)
    if found is None:
        return None
    hundredths = int((found[3] or "0").ljust(2, "0"))
    return spoken.money(Amount(int(found[2]), hundredths, currency.upper(), negative=found[1] == "-"))
