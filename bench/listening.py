"""``python -m bench.listening``: how soon a supervisor hears a call they ask to listen to. Asserts nothing.

The supervisor's phone answers by itself. Timed are the whole request over the local socket until the first packet with
sound reaches the phone, and, within it, from the phone's 200 OK on. Target: 500 ms for the whole.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console

from api.client import ControlClient
from asterisk.config.keys import of_document
from dialplan.loader import load
from service import clock
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.hearing import first_sound_at
from service.peers.ports import free_udp_ports
from service.peers.race import racing_phone
from service.settings import Settings
from service.stack import Stack, stack
from vocabulary.ids import DeviceName
from vocabulary.instant import Instant

CALLER_ADDRESS = "127.0.0.2"
PHONE_ADDRESS = "127.0.0.1"
FIRST_PORT, LAST_PORT = 23_000, 24_000
CALLER_TONE_HZ, AGENT_TONE_HZ = 453.0, 605.0
HEARD_WITHIN_SECONDS = 3.0
TARGET_MILLISECONDS = 500.0
TALK_SECONDS = 1.0
"""How long the supervisor's phone listens each time before it hangs up."""
REST_SECONDS = 0.3
"""Between two listenings. The phone is rid of its call first; the service hears of it from Asterisk, ends the listening
and takes its legs and bridges down. Nothing tells a client of that; whoever asks before is refused, which ends the
benchmark, or is timed together with what is being taken down. The rest itself is not timed.
"""

DOCUMENT = """\
numbers: {"100": care}
flows: {care: [enqueue: care]}
queues:
  care: {wrap_up_seconds: 0, announcements: {on_entry: false, on_change: false, every_seconds: never}}
agents: {alex: {name: Alex, queues: [care]}}
supervisors: {sue: {name: Sue, device: "290", queues: [care], may: [monitor]}}
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds: from the request, and from the answer of the phone, until it hears."""

    asked: list[float]
    answered: list[float]


async def measured(times: int, console: Console) -> Waits:
    """So many listenings, one after the other, to one conversation."""
    with tempfile.TemporaryDirectory(prefix="fl-listening-", dir="/var/tmp") as name:
        folder = Path(name)
        logs = await asyncio.to_thread(_prepare, folder)
        settings = Settings.read().model_copy(update={"state": folder / "state"})
        document = await asyncio.to_thread(load, folder / "plan")
        async with stack(document, settings, lambda words: console.print(f"… {words}", highlight=False)) as running:
            return await asyncio.to_thread(lambda: asyncio.run(_listen(times, running, settings, logs)))


def _prepare(folder: Path) -> Path:
    """Where the telephones keep their logs."""
    folder.chmod(0o755)
    plan, logs = folder / "plan", folder / "sipp"
    plan.mkdir()
    logs.mkdir()
    (plan / "plan.yaml").write_text(DOCUMENT, encoding="utf-8")
    return logs


async def _listen(times: int, running: Stack, settings: Settings, logs: Path) -> Waits:
    """The telephones have a thread and a loop of their own; the service has the main one, as in life."""
    target = (settings.local_sip_address, settings.sip_port)
    control = ControlClient(settings.control_socket)
    ports = free_udp_ports(4, PHONE_ADDRESS, FIRST_PORT, LAST_PORT)
    supervisor = racing_phone(
        _line(running, settings, "290", ports[:2]),
        target=target,
        now=clock.now,
        log_folder=logs,
        answer_after_seconds=0.0,
        talk_seconds=TALK_SECONDS,
    )
    agent = AgentPhone(
        _line(running, settings, "alex", ports[2:]),
        target=target,
        now=clock.now,
        log_folder=logs,
        tone_hz=AGENT_TONE_HZ,
    )
    port, media = free_udp_ports(2, CALLER_ADDRESS, FIRST_PORT, LAST_PORT)
    line = CallerLine(CALLER_ADDRESS, port, media, "100", "+12025550100", "Pat Example")
    async with supervisor, agent:
        await control.post("/v1/agents/alex/login")
        async with Caller(line, target=target, now=clock.now, log_folder=logs, tone_hz=CALLER_TONE_HZ) as caller:
            await (await agent.rang()).answer()
            await caller.audio.listen(1.0)
            waits = Waits([], [])
            for _ in range(times):
                asked_at = clock.now()
                await control.post("/v1/supervise/listen", {"as": "sue", "call": "alex", "mode": "monitor"})
                call = await supervisor.rang()
                answer = await call.sent("200", "INVITE")
                heard_at = await _first_sound(supervisor, asked_at)
                waits.asked.append((heard_at.unix - asked_at.unix) * 1000)
                waits.answered.append((heard_at.unix - answer.at_unix) * 1000)
                await call.ended()
                await asyncio.sleep(REST_SECONDS)
    return waits


async def _first_sound(phone: AgentPhone, after: Instant) -> Instant:
    return await phone.audio.until(lambda heard: first_sound_at(heard, after), "the call", HEARD_WITHIN_SECONDS)


def _line(running: Stack, settings: Settings, device: str, ports: Sequence[int]) -> PhoneLine:
    secrets = of_document(running.secrets, running.document, settings.asterisk().secrets_file)
    secret = secrets.phones[DeviceName(device)].get_secret_value()
    return PhoneLine(device, secret, PHONE_ADDRESS, *ports)


def told(waits: Waits) -> str:
    """Both, in words."""
    asked = f"request to first sound at the supervisor (target {TARGET_MILLISECONDS:.0f} ms)"
    return "\n".join((_told(asked, waits.asked), _told("the phone's 200 OK to first sound", waits.answered)))


def _told(name: str, values: Sequence[float]) -> str:
    p99 = quantiles(values, n=100, method="inclusive")[98]
    return (
        f"{name}, {len(values)} times: median {median(values):.0f} ms, p99 {p99:.0f} ms, at most {max(values):.0f} ms"
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.listening", description=__doc__)
    arguments.add_argument("--times", type=int, default=50, help="how many listenings (50)")
    chosen = arguments.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    console.print(told(asyncio.run(measured(chosen.times, console))))


if __name__ == "__main__":
    main()
