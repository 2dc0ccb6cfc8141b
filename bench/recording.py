"""``python -m bench.recording``: what recording takes of the processor, beside ``app_queue`` with ``MixMonitor``.

The same calls, one batch for each way to record, first ours, then an Asterisk without us; the rounds are repeated and
their medians told. Targets: our whole at most 1.0 of the peer's with FLAC or WAV; 100 recorded calls at once on two
cores with less than 0.1 % of the packets lost. Asserts nothing.
"""

import argparse
import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from api.client import ControlClient
from asterisk.config import Secrets
from bench import recording_peer
from bench.recording_costs import Cost, Idle, Measured, Used, show, used
from bench.recording_telephones import Batch, CallsFailed, Heard, Phone, agents_phones, phones_of, talk
from dialplan.document import Document
from dialplan.loader import load
from service import clock, logs
from service.settings import Settings
from service.stack import stack
from vocabulary.ids import DeviceName

CALLS, RATE, SECONDS, TIMES = 20, 4.0, 20.0, 3
KEPT_LIMIT_SECONDS = 300.0
LOOK_SECONDS, SETTLING_SECONDS, IDLE_SECONDS = 0.2, 2.0, 10.0
"""What hangs up last, and what a start left to be done, is done then."""
OURS = {"100": "not recorded", "101": "flac", "102": "wav", "103": "opus"}
PEERS = {
    recording_peer.UNRECORDED: "not recorded",
    recording_peer.MIXED: "mixed wav",
    recording_peer.LEGS_WAV: "legs wav",
    recording_peer.LEGS_ULAW: "legs ulaw",
}

_DOCUMENT = """\
numbers: {{"100": unrecorded, "101": flac, "102": wav, "103": opus}}
flows: {{unrecorded: [enqueue: unrecorded], flac: [enqueue: flac], wav: [enqueue: wav], opus: [enqueue: opus]}}
queues:
{queues}
agents:
{agents}
recording_rules:
  - {{queues: unrecorded, record: never}}
  - {{queues: flac, record: always, format: flac}}
  - {{queues: wav, record: always, format: wav}}
  - {{queues: opus, record: always, format: opus}}
"""
_QUEUE = "  {name}: {{wrap_up_seconds: 0, announcements: {{on_entry: false, on_change: false, every_seconds: never}}}}"
_QUEUES = ("unrecorded", "flac", "wav", "opus")


@dataclass(frozen=True, slots=True)
class Load:
    """So many calls a batch, so many of them begun in each second, each so long; each batch so often."""

    calls: int
    rate: float
    seconds: float
    times: int


def document_text(agents: Sequence[str]) -> str:
    """A number and a queue for each way to record, the same agents in all of them."""
    return _DOCUMENT.format(
        queues="\n".join(_QUEUE.format(name=name) for name in _QUEUES),
        agents="\n".join(f"  {agent}: {{name: {agent.title()}, queues: [{', '.join(_QUEUES)}]}}" for agent in agents),
    )


class Bench:
    """One run. Ours and the peer have the same ports, one after the other."""

    def __init__(self, load_: Load, chosen: Sequence[str], console: Console) -> None:
        self._load = load_
        self._chosen = chosen
        self._console = console
        self._agents = [f"agent{place}" for place in range(1, load_.calls + 1)]

    async def measured(self) -> tuple[list[Idle], list[Cost]]:
        """One cost for each batch."""
        with tempfile.TemporaryDirectory(prefix="fl-recording-", dir="/var/tmp") as name:
            folder = Path(name)
            await asyncio.to_thread(_prepare, folder, self._agents)
            settings = Settings.read().model_copy(update={"state": folder / "state"})
            document = await asyncio.to_thread(load, folder / "plan")
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as telephones:
                idle, ours = await self._ours(document, settings, folder / "sipp", telephones)
                beside = settings.model_copy(update={"state": folder / "peer"})
                peers_idle, peers = await self._peer(document, beside, folder / "sipp", telephones)
                return [idle, peers_idle], ours + peers

    async def _ours(
        self, document: Document, settings: Settings, logs_: Path, telephones: ProcessPoolExecutor
    ) -> tuple[Idle, list[Cost]]:
        target = (settings.local_sip_address, settings.sip_port)
        async with stack(document, settings, self._tell) as running:
            phones = _phones(self._agents, running.secrets)
            async with agents_phones(target, logs_, phones):
                for agent in self._agents:
                    await ControlClient(settings.control_socket).post(f"/v1/agents/{agent}/login")
                batches = _Batches(
                    self._load, telephones, target, logs_, phones, partial(used, running.asterisk.pid, ours=True),
                    Path(settings.recordings_place), lambda: _under_way(settings), self._tell,
                )  # fmt: skip
                return await batches.costs("ours", self._of(OURS))

    async def _peer(
        self, document: Document, settings: Settings, logs_: Path, telephones: ProcessPoolExecutor
    ) -> tuple[Idle, list[Cost]]:
        self._tell("starting an Asterisk without us")
        target = (settings.local_sip_address, settings.sip_port)
        async with recording_peer.recording_peer(document, settings, self._agents) as peer:
            phones = _phones(self._agents, peer.secrets)
            async with agents_phones(target, logs_, phones):
                batches = _Batches(
                    self._load, telephones, target, logs_, phones, partial(used, peer.pid, ours=False), peer.folder,
                    lambda: False, self._tell,
                )  # fmt: skip
                return await batches.costs("app_queue", self._of(PEERS))

    def _of(self, ways: dict[str, str]) -> dict[str, str]:
        return {number: way for number, way in ways.items() if not self._chosen or way in self._chosen}

    def _tell(self, words: str) -> None:
        self._console.print(f"… {words}", highlight=False)


@dataclass(frozen=True, slots=True)
class _Batches:
    """``used`` counts the processor; ``under_way``: whether recordings are still to be finished and kept."""

    load: Load
    telephones: ProcessPoolExecutor
    target: tuple[str, int]
    logs: Path
    phones: tuple[Phone, ...]
    used: Callable[[], Used]
    kept: Path
    under_way: Callable[[], bool]
    tell: Callable[[str], None]

    async def costs(self, who: str, ways: dict[str, str]) -> tuple[Idle, list[Cost]]:
        """Nobody calling, then every way in turn, and that so many times."""
        idle = await self._idle(who)
        found = []
        for nth in range(1, self.load.times + 1):
            for number, way in ways.items():
                self.tell(
                    f"{who}, {way}: {self.load.calls} calls of {self.load.seconds:g} s, {nth} of {self.load.times}"
                )
                found.append(await self._cost(who, way, number))
                self.tell(found[-1].told())
        return idle, found

    async def _cost(self, who: str, way: str, number: str) -> Cost:
        await asyncio.sleep(SETTLING_SECONDS)
        files, size = await asyncio.to_thread(_kept, self.kept)
        before = self.used()
        heard = await self._talk(number)
        after = self.used()
        await self._all_kept()
        at_end = self.used()
        files_now, size_now = await asyncio.to_thread(_kept, self.kept)
        return Cost(
            who, way, heard, at_end.since(before), after.since(before), files_now - files, size_now - size,
            os.getloadavg()[0],
        )  # fmt: skip

    async def _talk(self, number: str) -> Heard:
        load = self.load
        batch = Batch(self.target, self.logs, self.phones, number, load.calls, load.rate, load.seconds)
        return await asyncio.get_running_loop().run_in_executor(self.telephones, talk, batch)

    async def _all_kept(self) -> None:
        """Nothing tells a benchmark from outside that the last one is kept: the folders are looked at."""
        for _ in range(round(KEPT_LIMIT_SECONDS / LOOK_SECONDS)):
            if not await asyncio.to_thread(self.under_way):
                await asyncio.sleep(SETTLING_SECONDS)
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise CallsFailed(f"the recordings were not kept within {KEPT_LIMIT_SECONDS:.0f} s")

    async def _idle(self, who: str) -> Idle:
        """What both take while nobody calls: it is in every figure, the more the fewer calls there are at once."""
        await asyncio.sleep(SETTLING_SECONDS)
        began, before = clock.now(), self.used()
        await asyncio.sleep(IDLE_SECONDS)
        idle = Idle(who, self.used().since(before).total * 1000 / clock.now().since(began))
        self.tell(idle.told())
        return idle


def _phones(agents: Sequence[str], secrets: Secrets) -> tuple[Phone, ...]:
    return phones_of(agents, [secrets.phones[DeviceName(agent)].get_secret_value() for agent in agents])


def _under_way(settings: Settings) -> bool:
    return any(folder.exists() and any(folder.iterdir()) for folder in (settings.legs, settings.outbox))


def _kept(folder: Path) -> tuple[int, int]:
    """How many files, and their bytes."""
    files = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(file.st_size for file in files)


def _prepare(folder: Path, agents: Sequence[str]) -> None:
    folder.chmod(0o755)
    for name in ("plan", "sipp"):
        (folder / name).mkdir()
    (folder / "plan" / "plan.yaml").write_text(document_text(agents), encoding="utf-8")


async def measure(load_: Load, chosen: Sequence[str], console: Console) -> Measured:
    """All ways to record, or those ``chosen``."""
    before, _, _ = os.getloadavg()
    idle, costs = await Bench(load_, chosen, console).measured()
    return Measured(idle, costs, load_.calls, load_.seconds, before, os.getloadavg()[0], os.cpu_count() or 1)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.recording", description=__doc__)
    arguments.add_argument("--calls", type=int, default=CALLS, help=f"calls at once ({CALLS})")
    arguments.add_argument("--rate", type=float, default=RATE, help=f"calls begun in a second ({RATE:g})")
    arguments.add_argument("--seconds", type=float, default=SECONDS, help=f"length of a call ({SECONDS:g})")
    arguments.add_argument("--times", type=int, default=TIMES, help=f"how often each ({TIMES})")
    ways = sorted({*OURS.values(), *PEERS.values()})
    arguments.add_argument("--ways", nargs="*", choices=ways, default=[], help="only these ways to record")
    arguments.add_argument("--json", action="store_true", help="print JSON for a program to read")
    chosen = arguments.parse_args()
    # On standard error, away from the JSON.
    logs.set_up(level=logging.WARNING)
    console = Console(stderr=chosen.json, soft_wrap=True, highlight=False)
    load_ = Load(chosen.calls, chosen.rate, chosen.seconds, chosen.times)
    measured = asyncio.run(measure(load_, chosen.ways, console))
    if chosen.json:
        print(json.dumps(asdict(measured)))
    else:
        show(measured, console)


if __name__ == "__main__":
    main()
