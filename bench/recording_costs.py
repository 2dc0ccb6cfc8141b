"""Processor time of Asterisk, of us and of our finishing threads, and its table: ratios beside the peer, medians.

Finishing is told by its threads, so it is apart also while calls go on. PostgreSQL and the telephones are not counted.
"""

import os
import resource
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.recording_telephones import Heard

LOSS_LIMIT = 0.001
RATIO_LIMIT = 1.0
BESIDE = "mixed wav"
"""The peer's way to record that all are compared with."""
_FINISHING = "recordings"
_USER, _SYSTEM = 11, 12
"""Places behind the name in /proc/PID/stat: proc_pid_stat(5), fields 14 and 15."""


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds of processor time. ``service`` without ``finishing``."""

    asterisk: float
    service: float
    finishing: float

    def since(self, before: "Used") -> "Used":
        return Used(
            self.asterisk - before.asterisk, self.service - before.service, self.finishing - before.finishing
        )  # fmt: skip

    @property
    def total(self) -> float:
        return self.asterisk + self.service + self.finishing


@dataclass(frozen=True, slots=True)
class Cost:
    """One batch. ``talking``: until the last call was over; ``used``: until all was kept, too.

    ``files`` and ``size``, in bytes: what lay in the folder more than before. ``load``: processes that ran or wanted
    to, over the last minute.
    """

    who: str
    way: str
    heard: Heard
    used: Used
    talking: Used
    files: int
    size: int
    load: float

    def per_minute(self, seconds: float) -> float:
        """Milliseconds of the processor for a minute of talk."""
        return seconds * 1000 / self.minutes

    @property
    def minutes(self) -> float:
        """Of talk, all calls together."""
        return self.heard.talk_seconds / 60.0

    @property
    def loss(self) -> float:
        return self.heard.lost / self.heard.expected

    def told(self) -> str:
        """In a line, while it runs."""
        return (
            f"  {self.heard.calls} calls, {self.heard.most_at_once} at once, "
            f"{self.per_minute(self.used.total):.0f} ms a minute, {self.loss:.3%} lost, {self.files} files, "
            f"{self.size / 1e6:.1f} MB, load {self.load:.1f}"
        )


@dataclass(frozen=True, slots=True)
class Idle:
    """Milliseconds of the processor in a second in which nobody calls, all phones registered."""

    who: str
    milliseconds: float

    def told(self) -> str:
        return f"{self.who}: {self.milliseconds:.0f} ms a second while nobody calls"


@dataclass(frozen=True, slots=True)
class Measured:
    """All batches, and how busy the machine was: processes that ran or wanted to (1 minute), before and after."""

    idle: list[Idle]
    costs: list[Cost]
    calls: int
    seconds: float
    load_before: float
    load_after: float
    cores: int


def used(asterisk_pid: int, *, ours: bool) -> Used:
    """Until now. Without ``ours`` only Asterisk's counts: this process then has no part in the calls."""
    asterisk = _seconds(Path(f"/proc/{asterisk_pid}/stat"))
    if not ours:
        return Used(asterisk, 0.0, 0.0)
    threads = [thread.native_id for thread in threading.enumerate() if thread.name.startswith(_FINISHING)]
    finishing = sum(_seconds(Path(f"/proc/self/task/{thread}/stat")) for thread in threads)
    whole = resource.getrusage(resource.RUSAGE_SELF)
    return Used(asterisk, whole.ru_utime + whole.ru_stime - finishing, finishing)


def _seconds(stat: Path) -> float:
    """The name stands in brackets and may hold anything."""
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")


def table(measured: Measured) -> Table:
    """One row for each way to record; of the rounds the medians, of lost packets the sum."""
    shown = Table(
        "ms of the processor a minute", "Asterisk", "service", "finishing", "total", f"of the peer's {BESIDE}",
        "kB a minute", "lost", "at once",
    )  # fmt: skip
    peer = _of(measured.costs, "app_queue", BESIDE)
    beside = _median(peer, lambda cost: cost.used.total) if peer else None
    for who, way in dict.fromkeys((cost.who, cost.way) for cost in measured.costs):
        costs = _of(measured.costs, who, way)
        total = _median(costs, lambda cost: cost.used.total)
        shown.add_row(
            f"{who}, {way}",
            f"{_median(costs, lambda cost: cost.used.asterisk):.0f}",
            f"{_median(costs, lambda cost: cost.used.service):.0f}",
            f"{_median(costs, lambda cost: cost.used.finishing):.1f}",
            f"{total:.0f}",
            "" if beside is None else f"{total / beside:.2f}",
            f"{median(cost.size / 1e3 / cost.minutes for cost in costs):.0f}",
            f"{sum(cost.heard.lost for cost in costs) / sum(cost.heard.expected for cost in costs):.3%}",
            str(max(cost.heard.most_at_once for cost in costs)),
        )
    return shown


def _of(costs: Sequence[Cost], who: str, way: str) -> list[Cost]:
    return [cost for cost in costs if (cost.who, cost.way) == (who, way)]


def _median(costs: Sequence[Cost], seconds: Callable[[Cost], float]) -> float:
    return median(cost.per_minute(seconds(cost)) for cost in costs)


def show(measured: Measured, console: Console) -> None:
    """The table, and under which conditions it came about."""
    console.print(table(measured))
    for idle in measured.idle:
        console.print(idle.told(), highlight=False)
    console.print(
        f"{measured.calls} calls of {measured.seconds:g} s at a time; targets: {RATIO_LIMIT} of the peer's with flac "
        f"or wav, less than {LOSS_LIMIT:.1%} lost with 100 calls; load {measured.load_before:.1f} before, "
        f"{measured.load_after:.1f} after, {measured.cores} cores",
        highlight=False,
    )
