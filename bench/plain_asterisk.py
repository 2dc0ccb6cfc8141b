"""The peer: an Asterisk without us, on the same phones and trunk, whose dialplan rings the agents by itself.

``Dial`` for callers who find the agent free, ``Queue`` for those who wait. Neither announces or records anything.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.config.keys import of_document
from asterisk.process import AsteriskProcess
from dialplan.document import Document
from service.settings import Settings, service_account

DIALLED, QUEUED = "2", "3"
"""What the numbers begin with, by what becomes of the call; the agent's place follows."""

_CALLPLAN = """\
[from-trunk]
{extensions}
[from-agents]
"""
_EXTENSIONS = """\
exten => {dialled}{place},1,Answer()
 same => n,Dial(PJSIP/{agent},30,m)
 same => n,Hangup()
exten => {queued}{place},1,Answer()
 same => n,Queue({agent})
 same => n,Hangup()
"""
_QUEUE = """\
[{agent}]
strategy = ringall
timeout = 30
retry = 1
wrapuptime = 0
ringinuse = no
member => PJSIP/{agent}

"""


def callplan_text(agents: Sequence[str]) -> str:
    """extensions.conf: for each agent a number that dials their phone and one that leads to their queue."""
    extensions = "".join(
        _EXTENSIONS.format(dialled=DIALLED, queued=QUEUED, place=f"{place:02d}", agent=agent)
        for place, agent in enumerate(agents, start=1)
    )
    return _CALLPLAN.format(extensions=extensions)


def queues_text(agents: Sequence[str]) -> str:
    """queues.conf: for each agent a queue of their own, called the same."""
    return "[general]\npersistentmembers = no\n\n" + "".join(_QUEUE.format(agent=agent) for agent in agents)


@asynccontextmanager
async def plain_asterisk(document: Document, settings: Settings, agents: Sequence[str]) -> AsyncIterator[Secrets]:
    """Runs while the context lasts; the phones' secrets. ``settings`` must have a state folder that nobody uses."""
    found = await installation.find(settings.cache)
    config = settings.asterisk()
    secrets = of_document(load_or_create(config.secrets_file, document.agents), document, config.secrets_file)
    await asyncio.to_thread(render, document, config, secrets, config.etc, found)
    (config.etc / "extensions.conf").write_text(callplan_text(agents), encoding="utf-8")
    (config.etc / "queues.conf").write_text(queues_text(agents), encoding="utf-8")
    modules = config.etc / "modules.conf"
    loaded = modules.read_text(encoding="utf-8").replace("noload = app_queue.so\n", "")
    modules.write_text(loaded, encoding="utf-8")
    async with AsteriskProcess(found, config, service_account()):
        yield secrets
