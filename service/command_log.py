"""The command log: every command the distributor was told, with its instant, one JSON line each.

It is the bug report, and what a decision is explained from: replaying it gives the same decisions.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from acd.commands import Command
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


class JsonLinesLog:
    """Appends to one file per start of the service, named by its time. Line-buffered: our own crash loses none."""

    def __init__(self, folder: Path, started: Instant) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        path = folder / f"commands-{started.utc:%Y%m%dT%H%M%S}.{int(started.unix * 1000) % 1000:03d}Z.jsonl"
        self._broken = False
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._file.close()

    def append(self, command: Command, at: Instant) -> None:
        """Add one command and the instant the distributor is told."""
        self._write(type(command).__name__, asdict(command), at)

    def append_deadline(self, at: Instant) -> None:
        """Add the handling of a deadline."""
        self._write("Deadline", {}, at)

    def _write(self, name: str, fields: dict[str, object], at: Instant) -> None:
        if self._broken:
            return
        line = {"monotonic": at.monotonic, "unix": at.unix, "command": name, **fields}
        try:
            self._file.write(json.dumps(line, ensure_ascii=True, default=str) + "\n")
        except OSError as error:
            # Calls go on without their log; a log with a hole in it would replay to something else.
            self._broken = True
            log.critical("command_log.ended", file=self._file.name, error=str(error))
