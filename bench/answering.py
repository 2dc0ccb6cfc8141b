"""``python -m bench.answering``: how soon agent and caller hear each other, how soon a free agent's phone rings.

From packets, beside an Asterisk without us that rings the same phones in the same run: ``Dial`` and ``Queue``. Targets:
from the agent's 200 OK to both hearing each other, while an announcement plays, p99 150 ms over 1,000 answers; from the
agent's BYE to the next INVITE, on an idle machine, p50 10 ms and p99 50 ms; from the request to listen to what the
supervisor hears, 500 ms. Asserts nothing.
"""

import argparse
import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from asterisk.config import Secrets
from bench import listening
from bench.figures import Figure, Limits, figure, table
from bench.plain_asterisk import DIALLED, QUEUED, plain_asterisk
from bench.telephones import Answered, Lane, Plan, run
from dialplan.document import Document
from dialplan.loader import load
from service import logs
from service.settings import Settings
from service.stack import stack
from vocabulary.ids import DeviceName

OURS = "1"
"""What our numbers begin with; the agent's place follows."""
LANES, MOST_LANES = 2, 9
ANSWERS, FREES, LISTENINGS = 1_000, 200, 50
SHORT = 10
"""So many times fewer with ``--short``."""
OF_THE_PEER = 5
"""So many times fewer calls of the peer than of ours: they are only to compare with."""
TWO_WAY, OFFERED, HEARD = Limits(p99=150.0), Limits(median=10.0, p99=50.0), Limits(largest=500.0)
DIAL = "Dial: 200 OK to both hearing"
QUEUE_ALONE = "Queue: 200 OK to both hearing, one call at a time"
QUEUE_OFFERS = "Queue: BYE to next INVITE, one call at a time"

_DOCUMENT = """\
numbers: {{{numbers}}}
flows:
{flows}
queues:
{queues}
agents:
{agents}
"""
_QUEUE = "  {agent}: {{wrap_up_seconds: 0, announcements: {{on_change: false, every_seconds: never}}}}"


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures, and how busy the machine was: processes that ran or wanted to (1 minute), before and after.

    ``announcing``: how many of the answers came while the announcement was being played.
    """

    figures: list[Figure]
    lanes: int
    announcing: int
    load_before: float
    load_after: float
    cores: int


def document_text(lanes: int) -> str:
    """One queue, one number and one agent for each lane."""
    agents = agents_of(lanes)
    return _DOCUMENT.format(
        numbers=", ".join(f'"{OURS}{place:02d}": {agent}' for place, agent in enumerate(agents, start=1)),
        flows="\n".join(f"  {agent}: [enqueue: {agent}]" for agent in agents),
        queues="\n".join(_QUEUE.format(agent=agent) for agent in agents),
        agents="\n".join(f"  {agent}: {{name: {agent.title()}, queues: [{agent}]}}" for agent in agents),
    )


def agents_of(lanes: int) -> list[str]:
    """Their names; their queues are called the same."""
    return [f"lane{place}" for place in range(1, lanes + 1)]


def lanes_of(first_digit: str, agents: Sequence[str], secrets: Secrets) -> tuple[Lane, ...]:
    """The lanes whose numbers begin so."""
    return tuple(
        Lane(f"{first_digit}{place:02d}", agent, secrets.phones[DeviceName(agent)].get_secret_value())
        for place, agent in enumerate(agents, start=1)
    )


class Bench:
    """One run: ours first, then the peer on the same ports. ``announcing``: answers while the announcement played."""

    def __init__(self, lanes: int, answers: int, frees: int, console: Console) -> None:
        self._agents = agents_of(lanes)
        self._answers = answers
        self._frees = frees
        self._console = console
        self.announcing = 0

    async def measured(self) -> list[Figure]:
        """Milliseconds, by what was measured."""
        with tempfile.TemporaryDirectory(prefix="fl-answering-", dir="/var/tmp") as name:
            folder = Path(name)
            await asyncio.to_thread(_prepare, folder, len(self._agents))
            settings = Settings.read().model_copy(update={"state": folder / "state"})
            document = await asyncio.to_thread(load, folder / "plan")
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as telephones:
                ours = await self._ours(document, settings, folder / "sipp", telephones)
                beside = settings.model_copy(update={"state": folder / "peer"})
                return ours + await self._peer(document, beside, folder / "sipp", telephones)

    async def _ours(
        self, document: Document, settings: Settings, logs: Path, telephones: ProcessPoolExecutor
    ) -> list[Figure]:
        async with stack(document, settings, self._tell) as running:
            sounds = running.installation.sound_set("en") or running.installation.sounds
            plan = Plan(
                lanes_of(OURS, self._agents, running.secrets),
                (settings.local_sip_address, settings.sip_port),
                logs,
                self._answers,
                control=settings.control_socket,
                announcement=sounds / "queue-youarenext.wav",
            )
            answers = await self._run(telephones, plan, "answers")
            self.announcing = sum(answer.announcing for answer in answers)
            # Their agent is logged in already.
            one_by_one = replace(plan, lanes=plan.lanes[:1], calls=self._frees, control=None)
            alone = await self._run(telephones, one_by_one, "calls alone")
        two_way = [answer.two_way for answer in answers]
        return [
            figure("200 OK to both hearing", two_way, TWO_WAY, DIAL),
            figure("200 OK to the agent hearing", [answer.agent_hears for answer in answers]),
            figure("200 OK to the caller hearing", [answer.caller_hears for answer in answers]),
            figure(
                "200 OK to both hearing, one call at a time", [answer.two_way for answer in alone], TWO_WAY, QUEUE_ALONE
            ),
            figure("BYE to next INVITE, one call at a time", _offered(alone), OFFERED, QUEUE_OFFERS),
            figure("BYE to next INVITE, all lanes", _offered(answers)),
        ]

    async def _peer(
        self, document: Document, settings: Settings, logs: Path, telephones: ProcessPoolExecutor
    ) -> list[Figure]:
        self._tell("starting an Asterisk without us")
        async with plain_asterisk(document, settings, self._agents) as secrets:
            target = (settings.local_sip_address, settings.sip_port)
            dialled = Plan(
                lanes_of(DIALLED, self._agents, secrets), target, logs, self._answers // OF_THE_PEER, ahead=False
            )
            queued = Plan(lanes_of(QUEUED, self._agents, secrets)[:1], target, logs, self._frees // OF_THE_PEER)
            answers = await self._run(telephones, dialled, "answers to Dial")
            waited = await self._run(telephones, queued, "calls alone to Queue")
        return [
            figure(DIAL, [answer.two_way for answer in answers]),
            figure(QUEUE_ALONE, [answer.two_way for answer in waited]),
            figure(QUEUE_OFFERS, _offered(waited)),
        ]

    async def _run(self, telephones: ProcessPoolExecutor, plan: Plan, what: str) -> list[Answered]:
        self._tell(f"{plan.calls} {what}, {len(plan.lanes)} at a time")
        return await asyncio.get_running_loop().run_in_executor(telephones, run, plan)

    def _tell(self, words: str) -> None:
        self._console.print(f"… {words}", highlight=False)


def _prepare(folder: Path, lanes: int) -> None:
    folder.chmod(0o755)
    for name in ("plan", "sipp"):
        (folder / name).mkdir()
    (folder / "plan" / "plan.yaml").write_text(document_text(lanes), encoding="utf-8")


def _offered(calls: Sequence[Answered]) -> list[float]:
    return [call.offered for call in calls if call.offered is not None]


async def measure(lanes: int, times: Sequence[int], console: Console) -> Measured:
    """So many answers, calls alone and listenings; ``lanes`` calls at a time where not alone."""
    answers, frees, listenings = times
    before, _, _ = os.getloadavg()
    bench = Bench(lanes, answers, frees, console)
    figures = await bench.measured()
    waits = await listening.measured(listenings, console)
    figures.append(figure("request to listen to what the supervisor hears", waits.asked, HEARD))
    return Measured(figures, lanes, bench.announcing, before, os.getloadavg()[0], os.cpu_count() or 1)


def calls(*, short: bool) -> tuple[int, ...]:
    """How many answers, calls alone and listenings."""
    return tuple(count // SHORT if short else count for count in (ANSWERS, FREES, LISTENINGS))


def show(measured: Measured, console: Console) -> None:
    """The table, and under which conditions it came about."""
    console.print(table(measured.figures))
    console.print(
        f"{measured.lanes} calls at a time, {measured.announcing} answers while an announcement played; "
        f"load {measured.load_before:.1f} before, {measured.load_after:.1f} after, {measured.cores} cores",
        highlight=False,
        soft_wrap=True,
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.answering", description=__doc__)
    arguments.add_argument(
        "--lanes", type=int, choices=range(1, MOST_LANES + 1), default=LANES, help=f"calls at a time ({LANES})"
    )
    arguments.add_argument("--short", action="store_true", help=f"{SHORT} times fewer calls")
    arguments.add_argument("--json", action="store_true", help="print JSON for a program to read")
    chosen = arguments.parse_args()
    # On standard error, away from the JSON.
    logs.set_up(level=logging.WARNING)
    console = Console(stderr=chosen.json, soft_wrap=True, highlight=False)
    measured = asyncio.run(measure(chosen.lanes, calls(short=chosen.short), console))
    if chosen.json:
        print(json.dumps(asdict(measured)))
    else:
        show(measured, console)


if __name__ == "__main__":
    main()
