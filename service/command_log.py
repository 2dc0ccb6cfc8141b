"""The command log: every command the distributor was told, with its instant, one JSON line each. Decides nothing.

It is the bug report, and what a decision is explained from: replaying it gives the same decisions. One file for each
start of the service, because a distributor begins empty; its first line says what else the decisions depend on.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO, TypeVar

import structlog

from acd.codec import TYPE_KEY, Deadline, Logged, NotACommand, as_data, from_data
from acd.commands import Command
from vocabulary.instant import Instant

FORMAT = 1
"""Another number: this reader cannot read it."""

KEPT_FILES = 30
KEPT_BYTES = 2 * 1024**3
"""At a start the older files beyond either are removed; never the running one, nor the one before it."""

Kind = TypeVar("Kind", bound=Command)

_UNREADABLE = (ValueError, TypeError, RecursionError, NotACommand)

log = structlog.get_logger(__name__)


class LogUnreadable(Exception):
    """{path}:{line}: {why}"""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__((LogUnreadable.__doc__ or "").format(path=path, line=line, why=why))


@dataclass(frozen=True, slots=True)
class Header:
    """What the decisions depend on beside the commands: the seed of chance. ``version`` is the dialplan's."""

    seed: int
    version: str
    started: datetime


def log_files(folder: Path) -> list[Path]:
    """The logs in this folder, the newest first."""
    return sorted(folder.glob("commands-*.jsonl"), reverse=True)


class JsonLinesLog:
    """Appends to one file per start of the service, named by its time. Line-buffered: our own crash loses none.

    The file is locked while it is open, so that no other process removes it as too old.
    """

    def __init__(self, folder: Path, started: Instant, *, seed: int, version: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        self.path = folder / f"commands-{started.utc:%Y%m%dT%H%M%S}.{int(started.unix * 1000) % 1000:03d}Z.jsonl"
        self._broken = False
        # For us alone: the numbers people call from are in it.
        self.path.touch(mode=0o600, exist_ok=False)
        self._file = self.path.open("a", encoding="utf-8", buffering=1)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        _remove_old(folder, self.path)
        self._write({"log": FORMAT, "seed": seed, "version": version, "started": started.utc.isoformat()})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._file.close()

    def append(self, command: Command, at: Instant) -> None:
        """Add one command and the instant the distributor is told."""
        self._write({"monotonic": at.monotonic, "unix": at.unix, **as_data(command)})

    def append_deadline(self, at: Instant) -> None:
        """Add the handling of a deadline."""
        self._write({"monotonic": at.monotonic, "unix": at.unix, **as_data(Deadline())})

    def _write(self, line: dict[str, object]) -> None:
        if self._broken:
            return
        try:
            self._file.write(json.dumps(line, ensure_ascii=True) + "\n")
        except OSError as error:
            # Calls go on without their log; a log with a hole in it would replay to something else.
            self._broken = True
            log.critical("command_log.ended", file=self._file.name, error=str(error))


def read_header(path: Path) -> Header:
    """What the first line says.

    :raises LogUnreadable: it is no log of ours, or of another format.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        return _header(path, file.readline())


def read_log(path: Path, on_cut: Callable[[str], None] | None = None) -> Iterator[tuple[Logged, Instant]]:
    """What the distributor was told, in order. A log may be read while it is written: what is not complete yet is left.

    :param on_cut: told, in a sentence, that the file ends within a line, as after a power failure; without it: logged.
    :raises LogUnreadable: a line before the last cannot be read: what follows it would replay to something else.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        _header(path, file.readline())
        for number, line in enumerate(file, start=2):
            try:
                yield _logged(line)
            except _UNREADABLE as error:
                if not _nothing_follows(file):
                    raise LogUnreadable(path, number, str(error)) from None
                said = f"{path}:{number}: the log ends within this line, which is left out"
                if on_cut is None:
                    log.warning("command_log.cut_short", said=said)
                else:
                    on_cut(said)
                return


def read_only(path: Path, kind: type[Kind]) -> Iterator[Kind]:
    """Of a log only the commands of this kind, in order. Lines of other kinds are not looked at, so they may be broken.

    :raises LogUnreadable: it is no log of ours, or a line of this kind cannot be read.
    """
    mark = f'"{TYPE_KEY}": "{kind.__name__}"'
    with path.open(encoding="utf-8", errors="replace") as file:
        _header(path, file.readline())
        for number, line in enumerate(file, start=2):
            if mark in line and line.endswith("\n"):
                try:
                    command, _ = _logged(line)
                except _UNREADABLE as error:
                    raise LogUnreadable(path, number, str(error)) from None
                if isinstance(command, kind):
                    yield command


def _header(path: Path, line: str) -> Header:
    try:
        said: Any = json.loads(line)
        if said["log"] != FORMAT:
            raise LogUnreadable(path, 1, f"a log of format {said['log']}; this Firstline reads format {FORMAT}")
        return Header(int(said["seed"]), str(said["version"]), datetime.fromisoformat(said["started"]))
    except (ValueError, TypeError, KeyError):
        why = "not the first line of a command log (logs of the first version had none and cannot be replayed)"
        raise LogUnreadable(path, 1, why) from None


def _logged(line: str) -> tuple[Logged, Instant]:
    if not line.endswith("\n"):
        raise ValueError("the line has no end")
    said: Any = json.loads(line)
    if not isinstance(said, dict) or not {"monotonic", "unix"} <= said.keys():
        raise ValueError("not a command with its instant")
    at = Instant(float(said.pop("monotonic")), float(said.pop("unix")))
    return from_data(said), at


def _nothing_follows(file: TextIO) -> bool:
    """Whether only emptiness is left: a disk that lost its power may leave NULs where lines were to be."""
    return not any(line.strip("\x00 \n") for line in file)


def _remove_old(folder: Path, running: Path) -> None:
    total = 0
    for age, path in enumerate(log_files(folder)):
        try:
            total += path.stat().st_size
            if path != running and age > 1 and (age >= KEPT_FILES or total > KEPT_BYTES):
                _remove_unless_running(path)
        except OSError as error:
            log.warning("command_log.not_removed", file=str(path), error=str(error))


def _remove_unless_running(path: Path) -> None:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        path.unlink()
