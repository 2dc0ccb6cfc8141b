"""What is wrong with a dialplan, said so that an editor can jump to it. Finds nothing itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from vocabulary.text import visible

_SHOWN = 40


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right. ``line`` and ``column`` count from 1, columns in characters."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class DialplanInvalid(Exception):
    """the dialplan has {count} problem(s), listed one a line"""

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
