"""Lists of callers: their shape, their files, and whether a caller's number is on one. Reads its files once.

What a list holds is compared as it is written; the caller's number is tried in every form it may have been written in,
so a list of a hundred thousand costs nothing to load.
"""

import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dialplan.errors import Problem, shown
from dialplan.files import inside
from dialplan.phone_numbers import LONGEST, bare, forms, is_withheld
from dialplan.schema import Spec, Written, listed
from vocabulary.ids import ListName

ANONYMOUS = "anonymous"
LARGEST_LIST_BYTES = 2 * 1024 * 1024
MOST_LINES = 100_000
MOST_WRITTEN = 10_000

_ENTRY = re.compile(rf"\+?[0-9]{{1,{LONGEST}}}\*?")
_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def _checked_entry(text: str) -> str:
    if fault_of_entry(text):
        raise ValueError(fault_of_entry(text))
    return text


def _checked_file(text: str) -> str:
    if len(text) > 120 or not _FILE.fullmatch(text):
        raise ValueError("a list's file is inside this directory; its path is made of A-Z a-z 0-9 . _ - /")
    return text


def fault_of_entry(text: str) -> str | None:
    """What is wrong with a number of a list; None if nothing is."""
    if text == ANONYMOUS or _ENTRY.fullmatch(_cleaned(text)):
        return None
    return f"{shown(text)} is no number; write digits with an optional + before or * behind them, or {ANONYMOUS}"


Entry = Annotated[str, AfterValidator(_checked_entry)]
ListFileName = Annotated[str, AfterValidator(_checked_file)]


class ListSpec(Spec):
    """Numbers of callers, written here, in a file with one a line, or both."""

    numbers: Annotated[
        list[Entry], BeforeValidator(listed, json_schema_input_type=list[Entry] | Entry), Field(max_length=MOST_WRITTEN)
    ] = Field(default_factory=list)
    """Whole numbers, beginnings of numbers (``+371200*``), or ``anonymous`` for callers who tell none."""
    file: Annotated[ListFileName | None, Written] = None
    """A file inside this directory with one of these a line, ``#`` before comments; at most 2 MiB and 100,000 lines."""

    @model_validator(mode="after")
    def _says_something(self) -> "ListSpec":
        if not self.numbers and self.file is None:
            raise ValueError("a list is numbers, or a file of them: {numbers: [...]} or {file: NAME}")
        return self


@dataclass(frozen=True, slots=True)
class CallerList:
    """Whole numbers, beginnings of numbers by their length, and whether callers without a number are on it."""

    exact: frozenset[str]
    beginnings: Mapping[int, frozenset[str]]
    anonymous: bool

    def holds(self, number: str, country: str | None = None) -> bool:
        """Whether a caller's number, as Asterisk told it, is on the list."""
        if is_withheld(number):
            return self.anonymous
        return any(
            form in self.exact or any(form[:length] in beginnings for length, beginnings in self.beginnings.items())
            for form in forms(number, country)
        )


@dataclass(frozen=True, slots=True)
class DocumentLists:
    """All lists of a document: what a dialogue asks as its ``CallerLists``.

    ``country``: the one whose numbers callers may leave the country out of.
    """

    lists: Mapping[ListName, CallerList]
    country: str | None = None

    def holds(self, name: ListName, number: str) -> bool:
        """Whether a caller's number, as Asterisk told it, is on this list. Never raises for a number.

        :raises KeyError: if the document has no such list; the checks refuse a flow that names it.
        """
        return self.lists[name].holds(number, self.country)


@dataclass(frozen=True, slots=True)
class ListFile:
    """What came of a list's file: its entries, what is wrong with it, and its content for the document's version."""

    entries: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    content: bytes = b""


def caller_list(entries: Iterable[str]) -> CallerList:
    """Entries without a fault, made ready to be asked."""
    exact: set[str] = set()
    beginnings: dict[int, set[str]] = {}
    anonymous = False
    for entry in map(_cleaned, entries):
        if entry == ANONYMOUS:
            anonymous = True
        elif entry.endswith("*"):
            beginnings.setdefault(len(entry) - 1, set()).add(entry[:-1])
        else:
            exact.add(entry)
    by_length = {length: frozenset(beginnings[length]) for length in sorted(beginnings)}
    return CallerList(frozenset(exact), by_length, anonymous)


def lists_of(specs: Mapping[str, ListSpec], files: Mapping[str, ListFile], country: str | None = None) -> DocumentLists:
    """The lists of a document. ``files``: what was read for each file they name."""
    return DocumentLists(
        {
            ListName(name): caller_list((*spec.numbers, *(files[spec.file].entries if spec.file else ())))
            for name, spec in specs.items()
        },
        country,
    )


def list_file(file: str, directory: Path, most_problems: int = 20) -> ListFile:
    """A file of numbers, one a line; what follows a ``#`` is a comment. Of many faults the first are told."""
    path = directory / file
    content = _content(path, directory)
    if isinstance(content, str):
        return ListFile(problems=(Problem(str(path), 1, 1, content),))
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        broken = content[: error.start].count(b"\n") + 1
        return ListFile(problems=(Problem(str(path), broken, 1, "not UTF-8 text"),), content=content)
    if len(lines) > MOST_LINES:
        return ListFile(problems=(Problem(str(path), MOST_LINES + 1, 1, f"more than {MOST_LINES:,} lines"),))
    entries = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        entry = line.partition("#")[0].strip()
        fault = fault_of_entry(entry) if entry else None
        if fault is not None:
            problems.append(Problem(str(path), number, len(line) - len(line.lstrip()) + 1, fault))
        elif entry:
            entries.append(entry)
        if len(problems) == most_problems:
            break
    return ListFile(tuple(entries), tuple(problems), content)


def _content(path: Path, directory: Path) -> bytes | str:
    """What the file holds, or what is wrong with it."""
    if not inside(path, directory):
        return "a link that leads out of the directory"
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "not a file"
        if status.st_mode & stat.S_IWOTH:
            return "anyone may write to it; take that right away (chmod o-w)"
        with path.open("rb") as file:
            content = file.read(LARGEST_LIST_BYTES + 1)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "larger than 2 MiB; split it" if len(content) > LARGEST_LIST_BYTES else content


def _cleaned(entry: str) -> str:
    """The entry without blanks and dashes, so that numbers can be pasted as they are printed."""
    if entry == ANONYMOUS:
        return entry
    number, star, rest = entry.partition("*")
    return f"{bare(number)}{star}{rest}"
