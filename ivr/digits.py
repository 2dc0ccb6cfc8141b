"""What the keys pressed so far mean to a question. A pure judgement: keeps no state, knows no time and no prompt."""

from collections.abc import Collection
from enum import StrEnum

DIGITS = frozenset("0123456789")

KEYS = DIGITS | frozenset("*#")
"""The keys a caller has. A to D (RFC 4733, events 12 to 15) are heard only by mistake and mean nothing here."""

END_KEY = "#"
"""Ends an answer to a menu where no choice of it contains it."""


class Verdict(StrEnum):
    """``OPEN``: more may follow, so the inter-digit limit decides."""

    CHOSEN = "chosen"
    OPEN = "open"
    WRONG = "wrong"


def judge(keys: str, choices: Collection[str]) -> Verdict:
    """What ``keys`` are among the ``choices`` while more may follow."""
    if any(choice != keys and choice.startswith(keys) for choice in choices):
        return Verdict.OPEN
    return settle(keys, choices)


def settle(keys: str, choices: Collection[str]) -> Verdict:
    """What ``keys`` are when no more follow: never ``OPEN``."""
    return Verdict.CHOSEN if keys in choices else Verdict.WRONG


def ends_answer(key: str, choices: Collection[str]) -> bool:
    """Whether this key says only "that was all" to a menu of these choices."""
    return key == END_KEY and not any(END_KEY in choice for choice in choices)


def judge_number(keys: str, most: int) -> Verdict:
    """What ``keys`` are as a number of at most so many digits while more may follow: anything but a digit is wrong."""
    if not DIGITS.issuperset(keys):
        return Verdict.WRONG
    return Verdict.OPEN if len(keys) < most else Verdict.CHOSEN


def settle_number(keys: str, least: int) -> Verdict:
    """What ``keys`` are as a number of at least so many digits when no more follow: never ``OPEN``."""
    return Verdict.CHOSEN if len(keys) >= least and DIGITS.issuperset(keys) else Verdict.WRONG
