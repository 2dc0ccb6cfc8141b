"""The files of a dialplan directory, read within limits. Follows no link out of the directory and opens nothing odd."""

import hashlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dialplan.errors import Problem

LARGEST_FILE_BYTES = 1024 * 1024
LARGEST_DIRECTORY_BYTES = 10 * 1024 * 1024
MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One ``*.yaml`` file. ``name`` is relative to the directory, ``shown`` is how places call it."""

    name: str
    shown: str
    text: str


def source_files(directory: Path) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
    """Every ``*.yaml`` directly in ``directory``, by name, and what is wrong with the others. Hidden files are none."""
    if not directory.is_dir():
        return (), (Problem(str(directory), 1, 1, "no such directory"),)
    try:
        paths = sorted(path for path in directory.iterdir() if not path.name.startswith("."))
        anyone = directory.stat().st_mode & stat.S_IWOTH
    except OSError as error:
        return (), (_at(directory, f"cannot be read: {error.strerror}"),)
    problems = [_at(path, "only *.yaml files are read; rename it") for path in paths if path.suffix == ".yml"]
    if anyone:
        problems.append(_at(directory, "anyone may put files into it; take that right away (chmod o-w)"))
    paths = [path for path in paths if path.suffix == ".yaml"]
    if not paths:
        return (), (*problems, _at(directory, "holds no *.yaml file"))
    if len(paths) > MOST_FILES:
        return (), (*problems, _at(directory, f"more than {MOST_FILES:,} files"))
    total = 0
    sources = []
    for path in paths:
        found = _source(path, directory)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        total += len(found.text.encode())
        if total > LARGEST_DIRECTORY_BYTES:
            return (), (*problems, _at(path, "the *.yaml files are more than 10 MiB together"))
        sources.append(found)
    return tuple(sources), tuple(problems)


def inside(path: Path, directory: Path) -> bool:
    """Whether ``path``, with its links followed, lies in ``directory``."""
    try:
        return path.resolve().is_relative_to(directory.resolve())
    except (OSError, RuntimeError):
        # A link that leads to itself: before Python 3.13 a RuntimeError.
        return False


def version_of(contents: Mapping[str, bytes]) -> str:
    """The first 12 hex digits of the SHA-256 over these files' names and contents, sorted by name."""
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _source(path: Path, directory: Path) -> SourceFile | Problem:
    if not inside(path, directory):
        return _at(path, "a link that leads out of the directory")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _at(path, "not a file")
        if status.st_mode & stat.S_IWOTH:
            return _at(path, "anyone may write to it; take that right away (chmod o-w)")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        return _at(path, f"cannot be read: {error.strerror}")
    if len(content) > LARGEST_FILE_BYTES:
        return _at(path, "larger than 1 MiB; split it")
    try:
        return SourceFile(path.name, str(path), content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return Problem(str(path), before.count(b"\n") + 1, column, "not UTF-8 text")


def _at(path: Path, message: str) -> Problem:
    return Problem(str(path), 1, 1, message)
