"""The peer of the recording benchmark: an Asterisk without us, ``app_queue`` and ``MixMonitor`` in its dialplan.

One queue with the same agents on the same phones; a number for each way to record. Announces nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.config.keys import of_document
from asterisk.process import AsteriskProcess
from dialplan.document import Document
from service.settings import Settings, service_account

UNRECORDED, MIXED, LEGS_WAV, LEGS_ULAW = "200", "201", "202", "203"
"""The numbers: not recorded; both voices in one wav; each voice in a file of its own, as wav and as mu-law."""
QUEUE = "care"

_RECORDED = """\
exten => {number},1,Answer()
 same => n,MixMonitor({arguments})
 same => n,Queue({queue})
 same => n,Hangup()
"""
_CALLPLAN = """\
[from-trunk]
exten => {unrecorded},1,Answer()
 same => n,Queue({queue})
 same => n,Hangup()
{recorded}
[from-agents]
"""
_QUEUE = """\
[general]
persistentmembers = no

[{queue}]
strategy = rrmemory
timeout = 30
retry = 1
wrapuptime = 0
ringinuse = no
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """``folder``: where it records to."""

    secrets: Secrets
    pid: int
    folder: Path


def callplan_text(folder: Path) -> str:
    """extensions.conf."""
    one = f"{folder}/${{UNIQUEID}}"
    ways = {
        MIXED: f"{one}.wav",
        LEGS_WAV: f",r({one}-r.wav)t({one}-t.wav)",
        LEGS_ULAW: f",r({one}-r.ulaw)t({one}-t.ulaw)",
    }
    recorded = "".join(
        _RECORDED.format(number=number, arguments=arguments, queue=QUEUE) for number, arguments in ways.items()
    )
    return _CALLPLAN.format(unrecorded=UNRECORDED, queue=QUEUE, recorded=recorded)


def queues_text(agents: Sequence[str]) -> str:
    """queues.conf: all agents in one queue, each rung alone."""
    return _QUEUE.format(queue=QUEUE) + "".join(f"member => PJSIP/{agent}\n" for agent in agents)


@asynccontextmanager
async def recording_peer(document: Document, settings: Settings, agents: Sequence[str]) -> AsyncIterator[Peer]:
    """Runs while the context lasts. ``settings`` must have a state folder that nobody uses."""
    found = await installation.find(settings.cache)
    config = settings.asterisk()
    secrets = of_document(load_or_create(config.secrets_file, document.agents), document, config.secrets_file)
    await asyncio.to_thread(render, document, config, secrets, config.etc, found)
    (config.etc / "extensions.conf").write_text(callplan_text(settings.legs), encoding="utf-8")
    (config.etc / "queues.conf").write_text(queues_text(agents), encoding="utf-8")
    modules = config.etc / "modules.conf"
    loaded = modules.read_text(encoding="utf-8").replace("noload = app_queue.so\n", "")
    modules.write_text(loaded, encoding="utf-8")
    async with AsteriskProcess(found, config, service_account()) as asterisk:
        yield Peer(secrets, asterisk.pid, settings.legs)
