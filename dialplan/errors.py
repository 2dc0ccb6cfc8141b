"""What is wrong with a dialplan, said so that an editor can jump to it. Finds nothing itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice

from vocabulary.text import visible

_SHOWN = 40
_MOST_COMPARED = 50
"""Words a misspelt one is compared with: a twentieth of a millisecond each, for each of so many problems."""
MOST_PROBLEMS = 500
"""Of form, and of each severity, told of one document: whoever has more will not read them, and it is to end soon."""


class Severity(StrEnum):
    """An error is refused. A warning may be meant: it is told, and the document is taken."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right, or to think about. ``line`` and ``column`` count from 1, columns in characters."""

    file: str
    line: int
    column: int
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        kind = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.message}"


class DialplanInvalid(Exception):
    """the dialplan has problems, listed one a line, warnings among them; at least one is an error"""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def shown(text: str) -> str:
    """Text of a document, quoted, cut and made fit to show in a message."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"'{visible(cut)}'"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A hint at the nearest known word, or at nothing. Of many words only those that begin or end alike are tried."""
    word = word[:_SHOWN]
    words = known
    if len(known) > _MOST_COMPARED:
        words = list(islice((one for one in known if _alike(one, word)), _MOST_COMPARED))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def _alike(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= 2 and (one[:3] == other[:3] or one[-3:] == other[-3:])
