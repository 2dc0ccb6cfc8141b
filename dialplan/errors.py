"""What is wrong with a dialplan, said so that an editor can jump to it. Finds nothing itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from vocabulary.text import visible

_SHOWN = 40


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
    """A hint at the nearest known word, or at nothing."""
    near = get_close_matches(word[:_SHOWN], known, n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
