"""What the keys pressed so far mean to a menu. A pure judgement: keeps no state, knows no time and no prompt."""

from collections.abc import Collection
from enum import StrEnum

KEYS = frozenset("0123456789*#")
"""The keys a caller has. A to D (RFC 4733, events 12 to 15) are heard only by mistake and mean nothing here."""

END_KEY = "#"
"""Ends an answer where no choice of the menu contains it."""


class Verdict(StrEnum):
    """``OPEN``: a longer choice is still possible, so the inter-digit limit decides."""

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
