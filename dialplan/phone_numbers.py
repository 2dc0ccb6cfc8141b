"""Telephone numbers as they are told, in forms that can be compared and dialled. Never raises, whatever a caller sends.

The normal form is E.164 (``+37120000001``) where the number says its country, or the country is given and the number
has the length of one of its own. Anything else stays as its digits: ``201`` is an extension, not a place in Latvia.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from dialplan.errors import did_you_mean, shown

LONGEST = 32
"""Digits of a number; E.164 has at most 15, a prefix for an outside line and a service code may stand before them."""
_WITHHELD = frozenset({"", "anonymous", "unknown", "private", "restricted", "unavailable", "withheld"})
_DECORATION = re.compile(r"[ ().\-/\u00a0]")
_DIALLED = re.compile(rf"\+?[0-9*#]{{1,{LONGEST}}}")
_NORTH_AMERICA = 1


class NumberFormat(StrEnum):
    """How a trunk wants numbers written."""

    E164 = "e164"
    NATIONAL = "national"
    AS_DIALLED = "as_dialled"


def country_fault(country: str) -> str | None:
    """What is wrong with a country's code of two letters; None if its numbers are known."""
    if country in phonenumbers.SUPPORTED_REGIONS:
        return None
    hint = did_you_mean(country.upper(), phonenumbers.SUPPORTED_REGIONS)
    return f"the telephone numbers of {shown(country)} are not known{hint}; write two letters, for example LV"


def is_withheld(number: str) -> bool:
    """Whether a caller's number is none: empty, or one of the words that stand for it."""
    return number.strip().lower() in _WITHHELD


def bare(number: str) -> str:
    """The number without blanks, brackets, dots and dashes; nothing if what is left cannot be dialled."""
    stripped = _DECORATION.sub("", number[: 4 * LONGEST])
    return stripped if _DIALLED.fullmatch(stripped) else ""


def normal_form(number: str, country: str | None = None) -> str:
    """The form in which two numbers are compared; nothing for what is no number."""
    digits = bare(number)
    parsed = _parsed(digits, country)
    if parsed is None:
        return digits
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def forms(number: str, country: str | None = None) -> tuple[str, ...]:
    """Every way an admin may have written this number, the normal form first; nothing for what is no number."""
    digits = bare(number)
    return tuple(dict.fromkeys(_forms(digits, country))) if digits else ()


def formatted(number: str, style: NumberFormat, country: str | None = None) -> str:
    """The number as a trunk wants it. What cannot be written so stays as it is dialled."""
    digits = bare(number)
    match style:
        case NumberFormat.AS_DIALLED:
            return digits
        case NumberFormat.E164:
            return normal_form(digits, country)
        case NumberFormat.NATIONAL:
            return _national(digits, country)
        case _:
            assert_never(style)


def _forms(digits: str, country: str | None) -> Iterator[str]:
    parsed = _parsed(digits, country)
    if parsed is None:
        yield digits
        return
    international = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    yield international
    yield digits
    yield f"00{international[1:]}"
    if country is None:
        return
    home = phonenumbers.country_code_for_region(country)
    if home == _NORTH_AMERICA:
        yield f"011{international[1:]}"
    if parsed.country_code == home:
        yield phonenumbers.national_significant_number(parsed)
        yield bare(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))


def _national(digits: str, country: str | None) -> str:
    parsed = _parsed(digits, country)
    if parsed is None or country is None or parsed.country_code != phonenumbers.country_code_for_region(country):
        # A number of another country has no national form here.
        return digits if parsed is None else phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return bare(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))


def _parsed(digits: str, country: str | None) -> PhoneNumber | None:
    """The number, where it says its country or has the length of one of ``country``."""
    if country is None and not digits.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(digits, country)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    return parsed if possible else None
