"""The numbers outside that a phone may transfer to, as patterns of Asterisk's dialplan. Calls nobody.

They are the door: what no trunk lets agents call never reaches us. Which trunk carries a number, and whether it really
is one of those written, is decided by the service, which knows all the ways to write one number.
"""

import re
from collections.abc import Iterator

import phonenumbers

from asterisk.config.syntax import UnsafeValue
from dialplan.document import Document

_ANY = ("_X.", "_+X.")
_PATTERN = re.compile(r"\+?[0-9]{1,32}\*?|\*")


def patterns(document: Document) -> tuple[str, ...]:
    """Extensions that fit every number agents may call through some trunk, however it is dialled.

    :raises UnsafeValue: something written there is no number.
    """
    found: dict[str, None] = {}
    for trunk in document.trunks.values():
        if "agents" in trunk.may_call_out:
            country = trunk.country or document.country or None
            for allowed in trunk.calls_to or ("*",):
                found |= dict.fromkeys(_of(allowed, country))
    return tuple(found)


def _of(allowed: str, country: str | None) -> Iterator[str]:
    if not _PATTERN.fullmatch(allowed):
        raise UnsafeValue("calls_to", allowed)
    if allowed == "*":
        yield from _ANY
        return
    beginning = allowed.removesuffix("*")
    # "!" is any ending, or none; without it the number is a whole one.
    ending = "!" if allowed.endswith("*") else ""
    for written in _ways_to_write(beginning, country):
        yield f"_{written}{ending}"


def _ways_to_write(number: str, country: str | None) -> Iterator[str]:
    """The same number, or beginning of numbers, internationally and at home (ITU-T E.123)."""
    yield number
    if not number.startswith("+"):
        return
    yield f"00{number[1:]}"
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None) if country is not None else None
    home = str(metadata.country_code) if metadata is not None else ""
    if metadata is None or not number[1:].startswith(home):
        return
    at_home = number[1 + len(home) :]
    for prefix in dict.fromkeys(("", metadata.national_prefix or "")):
        yield f"{prefix}{at_home}" if prefix or at_home else "X"
