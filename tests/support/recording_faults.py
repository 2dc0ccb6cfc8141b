"""Disks that fill up, folders that go, and processes that die under a recording. Judges nothing.

A small disk is a real one: a file system in memory, mounted where Asterisk writes the legs. It must be allowed to.
"""

import contextlib
import errno
import stat
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cdr.record import ContactRecord
from cdr.recorded import IntervalState
from dialplan.document import Document
from recordings.events import RecordingBegan
from recordings.naming import CaptureFormat, LegFiles, leg_files
from service.clock import now
from service.peers.caller import Caller
from service.peers.g711 import RATE
from service.wiring import Home, Passwords, running
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ, machine
from tests.support.scenario_proxy import wire_to
from tests.support.scenario_talk import hears
from tests.support.scenario_watch import Watch, watching_asterisk, watching_database
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

DISK_BYTES = 16_000_000
LEAST_FREE_MB = 1
HEADER_BYTES = 44
"""Of a wav file as Asterisk writes it."""
_PAGE = b"\0" * 4096


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A file system of a few megabytes, mounted on a folder that was there before."""

    folder: Path
    uid: int
    gid: int
    mode: int

    def fill(self) -> None:
        """Take whatever room is left, to the last page."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(_PAGE)
            except OSError as fault:
                if fault.errno != errno.ENOSPC:
                    raise

    def make_room(self) -> None:
        """Give it back."""
        self._ballast.unlink(missing_ok=True)

    def take_away(self) -> None:
        """The folder is gone, with all that was in it; who has a file of it open does not notice."""
        _run("umount", "--lazy", str(self.folder))
        self.folder.rmdir()

    def bring_back(self) -> None:
        """An empty one, in the place of whatever is there now."""
        self.folder.mkdir(exist_ok=True)
        self.mount()

    def mount(self) -> None:
        """Put it on its folder. Raises CalledProcessError where we may not."""
        options = f"size={DISK_BYTES},uid={self.uid},gid={self.gid},mode={self.mode:o}"
        _run("mount", "-t", "tmpfs", "-o", options, "small", str(self.folder))

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount one on this folder, owned as the folder is. Raises CalledProcessError where we may not."""
    seen = folder.stat()
    disk = SmallDisk(folder, seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode))
    disk.mount()
    try:
        yield disk
    finally:
        # Asterisk may still hold a file of it open.
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)


@dataclass(slots=True)
class FaultDesk(Helpdesk):
    """A running Firstline whose legs lie on a small disk."""

    disk: SmallDisk

    async def talking(self, caller: Caller, phone: DeskPhone) -> tuple[ContactId, ComingCall]:
        """The agent has answered, and both hear each other."""
        return await talking(self, caller, phone)

    def legs(self, contact: ContactId, nth: int = 1) -> LegFiles:
        """What Asterisk writes of this contact's nth recording, which has begun."""
        return legs_of(self, contact, nth)

    def caller_named(self, from_user: str, from_name: bytes) -> Caller:
        """Somebody who calls 600 and says to be this one."""
        line = replace(self.caller_line("600", from_name), from_user=from_user)
        return Caller(
            line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ, name="hostile"
        )

    async def over(self, caller: Caller, contact: ContactId) -> ContactRecord:
        """The caller hangs up; the record."""
        await caller.hang_up()
        return await self.record(contact)


async def talking(desk: Helpdesk, caller: Caller, phone: DeskPhone) -> tuple[ContactId, ComingCall]:
    """The agent has answered, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone.audio, CALLER_TONE_HZ)
    return contact, call


def legs_of(desk: Helpdesk, contact: ContactId, nth: int = 1) -> LegFiles:
    """What Asterisk writes of this contact's nth recording, which has begun."""
    began, _ = desk.watch.facts(RecordingBegan, contact)[nth - 1]
    return leg_files(desk.settings.legs, began.recording, CaptureFormat.WAV)


@contextlib.asynccontextmanager
async def fault_desk(document: Document, **settings: Any) -> AsyncIterator[FaultDesk]:
    """A whole Firstline on this document with its legs on a small disk, until the context is left."""
    watch = Watch()
    async with contextlib.AsyncExitStack() as parts:
        around = await parts.enter_async_context(machine(document))
        disk = parts.enter_context(small_disk(around.settings.legs))
        port = around.settings.http_port
        wire = await parts.enter_async_context(wire_to(port))
        await parts.enter_async_context(watching_asterisk(watch, port, around.secrets.ari.get_secret_value()))
        await parts.enter_async_context(watching_database(watch, around.database_url))
        changed = {"http_port": wire.port, "recordings_least_free_mb": LEAST_FREE_MB} | settings
        through_wire = around.settings.model_copy(update=changed)
        passwords = Passwords(around.secrets.ari, around.secrets.ami)
        home = Home(document.directory, around.asterisk)
        service = await parts.enter_async_context(
            running(around.document, through_wire, passwords, around.database_url, home, [watch.watcher])
        )
        await service.ready()
        of_machine = {each.name: getattr(around, each.name) for each in fields(around)}
        yield FaultDesk(**of_machine, service=service, wire=wire, watch=watch, disk=disk)


class Growth:
    """How much of a recording's legs there is on the disk, and when it last became more. ``look`` often."""

    def __init__(self, desk: Helpdesk, legs: LegFiles) -> None:
        self._desk = desk
        self._legs = legs
        self.size = _size(legs)
        self.grown_at: Instant = desk.clock()

    def look(self) -> None:
        """See whether there is more of it."""
        size = _size(self._legs)
        if size > self.size:
            self.size, self.grown_at = size, self._desk.clock()

    @property
    def seconds(self) -> float:
        """Of sound in the shorter leg."""
        return max(0, self.size - HEADER_BYTES) / (2 * RATE)


def _size(legs: LegFiles) -> int:
    sizes = []
    for path in (legs.caller, legs.agent):
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat(follow_symlinks=False).st_size)
    return min(sizes, default=0)


def outline(record: ContactRecord) -> list[tuple[str, float]]:
    """What became of the talk time, one after the other: the state, with why, and for how many seconds."""
    told: list[tuple[str, float]] = []
    for each in record.intervals:
        state = each.state.value if each.state is IntervalState.RECORDED else f"{each.state.value}: {each.why}"
        if told and told[-1][0] == state:
            told[-1] = (state, told[-1][1] + each.seconds)
        else:
            told.append((state, each.seconds))
    return told
