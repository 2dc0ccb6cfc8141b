"""A Firstline whose flows reach beyond it: a telephone outside, a web server, scripts; and whose service can restart.

Its document is written anew with the ports of the day. Judges nothing.
"""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from string import Template

from acd.commands import ConfigureQueue
from acd.policy import CallbackPolicy
from asterisk.config import Secrets
from dialplan.loader import load
from service.clock import now
from service.peers.caller import Caller
from service.peers.outside_phone import OutsideLine, OutsidePhone
from service.peers.ports import free_udp_ports
from service.wiring import Home, Passwords, Service, running
from tests.support.lateness import watching_lateness
from tests.support.port_block import free_tcp_ports, port_block
from tests.support.scenario import Helpdesk
from tests.support.scenario_fastagi import Scripts, scripts_at
from tests.support.scenario_machine import (
    CALLER_TONE_HZ,
    Machine,
    in_a_task_of_its_own,
    machine,
)
from tests.support.scenario_proxy import wire_to
from tests.support.scenario_trunks import trunks_are_reached
from tests.support.scenario_watch import Watch, watching_asterisk, watching_database
from tests.support.scenario_web import Web, web_at
from vocabulary.ids import QueueName

OUTSIDE_ADDRESS = "127.0.0.3"
OUTSIDE_TONE_HZ = 719
"""Between the keys of a piano, like the tones of the others."""


@dataclass(slots=True)
class ErrandsDesk(Helpdesk):
    """A Helpdesk with what its flows reach. The service may be stopped, and started again on what it left."""

    outside: OutsidePhone
    web: Web
    scripts: Scripts
    directory: Path
    running: AbstractAsyncContextManager[Service]

    async def restart(self) -> None:
        """End the service in order, and start it again on the same Asterisk, database and folders."""
        await self.running.__aexit__(None, None, None)
        port = self.wire.port
        self.running = _service(self, port, self.watch, self.secrets)
        self.service = await self.running.__aenter__()
        await self.service.ready()

    def caller_from(self, number: str, from_user: str) -> Caller:
        """Somebody who calls this number from that one."""
        line = replace(self.caller_line(number), from_user=from_user)
        return Caller(
            line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ, name=from_user
        )

    def edited(self, before: str, after: str) -> Path:
        """Another folder with the document, and this part of it written otherwise."""
        folder = Path(tempfile.mkdtemp(prefix="edited-", dir=self.directory.parent))
        folder.chmod(0o755)
        for file in self.directory.glob("*.yaml"):
            (folder / file.name).write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        return folder

    def call_back_after(self, queue: str, retry_seconds: float, answer_seconds: float) -> None:
        """From now on callers who are not reached are called again so soon."""
        policy = self.service.desk.state.rooms.queues[QueueName(queue)].policy
        callback = CallbackPolicy(retry_after_seconds=retry_seconds, answer_within_seconds=answer_seconds)
        self.service.desk.submit_at_once(ConfigureQueue(replace(policy, callback=callback)))


def written(source: Path, directory: Path, **ports: int) -> Path:
    """The documents of a folder, with the ports put in, in another one."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o755)
    for file in sorted(source.glob("*.yaml")):
        target = directory / file.name
        target.write_text(Template(file.read_text(encoding="utf-8")).substitute(ports), encoding="utf-8")
        target.chmod(0o644)
    return directory


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fl-doc-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _service(around: Machine, port: int, watch: Watch, secrets: Secrets) -> AbstractAsyncContextManager[Service]:
    """In a task of its own: a test may end it that did not begin it."""
    settings = around.settings.model_copy(update={"http_port": port})
    home = Home(around.document.directory, around.asterisk)
    passwords = Passwords(secrets.ari, secrets.ami)
    return in_a_task_of_its_own(
        running(around.document, settings, passwords, around.database_url, home, [watch.watcher])
    )


@contextlib.asynccontextmanager
async def errands_desk(
    source: Path, made: Mapping[str, Callable[[Path], None]] | None = None
) -> AsyncIterator[ErrandsDesk]:
    """A whole Firstline on the document of this folder, with everything its flows reach.

    ``made``: files that the document names and that are written anew each time, each with what writes it.
    """
    watch = Watch()
    async with contextlib.AsyncExitStack() as parts:
        sip, audio = free_udp_ports(2, OUTSIDE_ADDRESS, *port_block().outside)
        web_port, agi_port = free_tcp_ports(2)
        folder = parts.enter_context(_folder())
        directory = written(source, folder / "document", outside=sip, web=web_port, agi=agi_port)
        for name, write in (made or {}).items():
            write(directory / name)
        around = await parts.enter_async_context(machine(load(directory)))
        web = await parts.enter_async_context(web_at(web_port))
        scripts = await parts.enter_async_context(scripts_at(agi_port))
        line = OutsideLine("outside", OUTSIDE_ADDRESS, sip, audio)
        outside = await parts.enter_async_context(
            OutsidePhone(line, target=around.target, now=now, log_folder=around.log_folder, tone_hz=OUTSIDE_TONE_HZ)
        )
        await trunks_are_reached(around)
        port = around.settings.http_port
        wire = await parts.enter_async_context(wire_to(port))
        await parts.enter_async_context(watching_asterisk(watch, port, around.secrets.ari.get_secret_value()))
        pid_file = around.asterisk.settings.run / "asterisk.pid"
        await parts.enter_async_context(watching_lateness(port, around.secrets.ari.get_secret_value(), pid_file))
        await parts.enter_async_context(watching_database(watch, around.database_url))
        held = _service(around, wire.port, watch, around.secrets)
        service = await held.__aenter__()
        of_machine = {each.name: getattr(around, each.name) for each in fields(around)}
        desk = ErrandsDesk(
            **of_machine,
            service=service,
            wire=wire,
            watch=watch,
            outside=outside,
            web=web,
            scripts=scripts,
            directory=directory,
            running=held,
        )
        try:
            await service.ready()
            yield desk
        finally:
            await desk.running.__aexit__(None, None, None)
