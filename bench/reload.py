"""``python -m bench.reload``: what it takes to load a long dialplan, and what calls notice of it. Asserts nothing.

Loading is timed in a process of its own, as the running service does it, and beside what the same text takes the YAML
library alone. What calls notice is how late the loop of a service is that puts the loaded document together, and, with
``--calls``, how long after a key the next prompt begins on a real Asterisk, with and without reloads going on.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import yaml
from rich.console import Console

from bench.reload_document import write
from service import clock
from service.reload_job import Answer, Job, Loaded
from service.reload_pieces import joined
from service.reload_process import answer_to

LINES = 8_000
TICK_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Loading:
    """Seconds: of the whole process, from asking to the answer; of the YAML library alone, in this process."""

    lines: int
    whole: float
    library: float


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late, in milliseconds, a loop was that wanted to be woken each millisecond."""

    median: float
    p99: float
    largest: float


def of_library(text: str) -> float:
    """Seconds that plain loading of the text takes the YAML library, in Python."""
    began = clock.now().monotonic
    yaml.load(text, Loader=yaml.SafeLoader)  # noqa: TID251  # the peer that is compared with
    return clock.now().monotonic - began


async def of_process(directory: Path) -> tuple[float, Answer]:
    """Seconds that the process takes, and its answer."""
    began = clock.now().monotonic
    answer = await answer_to(Job(directory))
    return clock.now().monotonic - began, answer


class Pulse:
    """Wakes up each millisecond while it is entered, and notes how late."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def __aenter__(self) -> "Pulse":
        self._task = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            wanted = clock.now().monotonic + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.late.append((clock.now().monotonic - wanted) * 1000)


def lateness(late: Sequence[float]) -> Lateness:
    """Of these."""
    return Lateness(median(late), quantiles(late, n=100)[98], max(late))


async def measure(directory: Path, rounds: int) -> tuple[list[Loading], Lateness, Lateness]:
    """Loads; and the lateness of a loop that does nothing, and of one that takes loaded documents over."""
    text = await asyncio.to_thread(write, directory, LINES)
    loads, answer = [], None
    for _ in range(rounds):
        library = await asyncio.to_thread(of_library, text)
        seconds, answer = await of_process(directory)
        loads.append(Loading(text.count("\n"), seconds, library))
    if not isinstance(answer, Loaded):
        raise RuntimeError(f"the document was not loaded: {answer}")
    async with Pulse() as idle:
        await asyncio.sleep(rounds)
    async with Pulse() as busy:
        for _ in range(rounds):
            _, again = await of_process(directory)
            assert isinstance(again, Loaded)
            await joined(again.pieces, lambda: clock.now().monotonic, lambda: asyncio.sleep(0))
    return loads, lateness(idle.late), lateness(busy.late)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.reload", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3, help="how many loads (3)")
    arguments.add_argument("--calls", type=int, default=0, help="keys to press on a real Asterisk, each way (none)")
    chosen = arguments.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="fl-reload-") as folder:
        loads, idle, busy = asyncio.run(measure(Path(folder) / "plan", chosen.rounds))
    for load in loads:
        ratio = load.whole / load.library
        console.print(
            f"{load.lines} lines: {load.whole:.2f} s, the YAML library alone {load.library:.2f} s ({ratio:.2f})"
        )
    for name, late in (("doing nothing", idle), ("during reloads", busy)):
        console.print(
            f"loop {name}: late by {late.median:.2f} ms, p99 {late.p99:.2f} ms, at most {late.largest:.1f} ms"
        )
    if chosen.calls:
        from bench.reload_calls import measured, told

        console.print(told(asyncio.run(measured(chosen.calls, console))))


if __name__ == "__main__":
    main()
