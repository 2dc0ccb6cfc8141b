"""Recordings begun, muted and ended in Asterisk, their labels written, their files handed to the finisher.

A recording that could not be begun is a fact of the contact, like one that came out short: never only a line in a log.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

import structlog

from asterisk.ami.errors import AmiError
from asterisk.ami.manager import Manager
from calls.ledger import Ledger
from calls.messages import Message, RecordingTended
from calls.recording_watch import Ill, PartDue, PauseOver, Seen, Watched, Well
from recordings.events import GapCause, RecordingBegan, RecordingEnded, RecordingFinished, RecordingState
from recordings.label import Kind, Label
from recordings.label_text import LabelUnusable
from recordings.library import (
    Finished,
    Finisher,
    Job,
    RecordingExists,
    discard,
    remove_label,
    take_message,
    write_label,
)
from recordings.naming import CaptureFormat, LegFiles, leg_files, recording_id
from recordings.policy import Policy
from vocabulary.ids import ContactId, LegId, OfferId, QueueName, RecordingId
from vocabulary.instant import Instant

BEGIN_SECONDS = 1.0
"""How long a conversation may be held up by the begin of its recording; it usually takes 2 ms."""

DISK_LOW = "the disk for recordings is nearly full"

log = structlog.get_logger(__name__)

Tend = Callable[[Seen], Awaitable[None]]
"""What whoever has a recording does about what was seen of it."""


@dataclass(frozen=True, slots=True)
class RecordingFolders:
    """``legs``: where Asterisk writes. ``messages``: where Asterisk records what callers leave."""

    legs: Path
    messages: Path


@dataclass(frozen=True, slots=True)
class RunningRecording:
    """``identifier`` is MixMonitor's own; ``fault`` says why nothing is being recorded, empty when all is well.

    ``since``: when what is to be recorded began, which may be later than the file. ``hear`` and ``tend``: where whoever
    has it is told in their turn, and what they do then.
    """

    label: Label
    leg: LegId
    began_at: Instant
    since: Instant
    hear: Callable[[Message], None]
    tend: Tend
    identifier: str = ""
    fault: str = ""
    cause: GapCause = GapCause.NOT_BEGUN


class Recorder:
    """Begins and ends recordings, and tells the ledger what became of each."""

    def __init__(
        self, manager: Manager, ledger: Ledger, folders: RecordingFolders, clock: Callable[[], Instant]
    ) -> None:
        self._manager = manager
        self._ledger = ledger
        self._folders = folders
        self._clock = clock
        self._running: dict[RecordingId, RunningRecording] = {}
        self._labels: dict[RecordingId, asyncio.Task[None]] = {}
        self._undoing: set[asyncio.Task[None]] = set()
        self._true_bytes: dict[RecordingId, int] = {}
        self._finisher: Finisher | None = None
        self._disk_low: Callable[[], bool] = bool

    def use(self, finisher: Finisher, disk_low: Callable[[], bool]) -> None:
        """Finish through this one from now on; it reports to :meth:`finished`. Nothing is begun on a full disk."""
        self._finisher = finisher
        self._disk_low = disk_low

    @property
    def watched(self) -> Sequence[Watched]:
        """What is being recorded now, or should be."""
        return [
            Watched(
                running.label.recording, self._legs(running.label.recording), running.began_at, running.fault,
                running.cause, self._teller(running),
            )
            for running in self._running.values()
        ]  # fmt: skip

    async def begin(self, label: Label, caller: LegId, hear: Callable[[Message], None], tend: Tend) -> RunningRecording:
        """Ask Asterisk to write both legs of what this caller leg hears and says. Never raises: a fault is noted.

        Caller and agent wait for each other meanwhile, so an Asterisk that does not answer is not waited for long.
        """
        now = self._clock()
        running = RunningRecording(label, caller, now, now, hear, tend)
        if self._disk_low():
            return replace(running, fault=DISK_LOW, cause=GapCause.DISK_FULL)
        legs = self._legs(label.recording)
        asking = asyncio.create_task(
            self._manager.mix_monitor(caller, caller_path=str(legs.caller), agent_path=str(legs.agent))
        )
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                identifier = await asyncio.shield(asking)
        except (AmiError, TimeoutError) as error:
            fault = str(error) or f"Asterisk's manager did not answer within {BEGIN_SECONDS:.0f} s"
            log.error("recorder.not_begun", recording=label.recording, error=fault)
            undoing = asyncio.create_task(self._undo(asking, running))
            self._undoing.add(undoing)
            undoing.add_done_callback(self._undoing.discard)
            return replace(running, fault=fault)
        began_at = self._clock()
        return replace(running, identifier=identifier, began_at=began_at, since=began_at)

    async def _undo(self, asking: asyncio.Task[str], running: RunningRecording) -> None:
        """Asterisk may have begun it all the same, and nobody would pause or end it: nothing of it stays."""
        with suppress(AmiError):
            identifier = await asking
            await self._stop(replace(running, identifier=identifier))
        await asyncio.to_thread(discard, self._legs(running.label.recording))

    def confirm(self, running: RunningRecording) -> RunningRecording:
        """What is to be recorded begins now; or should, where there is a fault."""
        running = replace(running, since=self._clock())
        label = running.label
        self._running[label.recording] = running
        if not running.fault:
            self._labels[label.recording] = asyncio.create_task(self._write(label))
            self._ledger.note(
                label.contact, (RecordingBegan(label.contact, label.offer, label.recording),), running.began_at
            )
        return running

    async def end(self, running: RunningRecording, *, talk_seconds: float, stop: bool, by: str = "") -> None:
        """Nothing more is written into it. ``stop``: the leg goes on, so Asterisk must be told to stop writing."""
        label = running.label
        self._running.pop(label.recording, None)
        true_bytes = self._true_bytes.pop(label.recording, None)
        if running.fault:
            self._tell(label, Finished(label, RecordingState.MISSING, 0.0, running.fault, None, None, ""), talk_seconds)
            return
        self._ledger.note(label.contact, (RecordingEnded(label.contact, label.recording, by),), self._clock())
        if stop:
            await self._stop(running)
        await self._labelled(label.recording)
        if self._finisher is not None:
            await self._finisher.finish(Job(label, self._legs(label.recording), talk_seconds, true_bytes))

    async def mute(self, running: RunningRecording, *, on: bool) -> str:
        """Write silence in both legs from now on, or sound again; why it cannot be, empty where it is done.

        The timeline stays true: what is left out is as long as it was.
        """
        try:
            await self._manager.mute_mix_monitor(running.leg, on=on, identifier=running.identifier)
        except AmiError as error:
            log.error("recorder.not_muted", recording=running.label.recording, error=str(error))
            return "the recording could not be paused" if on else "the recording could not be taken up again"
        return ""

    async def discard(self, running: RunningRecording) -> None:
        """The legs never met: what was written until then is nobody's conversation."""
        if not running.fault:
            await self._stop(running)
            await asyncio.to_thread(discard, self._legs(running.label.recording))

    async def throw_away(self, running: RunningRecording, why: str) -> None:
        """End it, keep nothing of it, and say so."""
        label = running.label
        self._running.pop(label.recording, None)
        self._true_bytes.pop(label.recording, None)
        self._ledger.note(label.contact, (RecordingEnded(label.contact, label.recording),), self._clock())
        await self.discard(running)
        await self._labelled(label.recording)
        await asyncio.to_thread(remove_label, self._folders.legs, label.recording)
        seconds = self._clock().since(running.since)
        self._tell(label, Finished(label, RecordingState.DISCARDED, 0.0, why, None, None, ""), seconds)

    async def keep_message(
        self, contact: ContactId, message: str, number: str, queue: QueueName | None, policy: Policy
    ) -> None:
        """A message is a recording of the contact too: a copy of it is finished and kept. Never raises."""
        offer, now = OfferId(message), self._clock()
        label = Label(
            recording=recording_id(offer), contact=contact, offer=offer, kind=Kind.MESSAGE, began_at=now.utc,
            caller_number=number, queue=queue, agent=None, direction="in", sound=policy.sound,
            keep_days=policy.keep_days,
        )  # fmt: skip
        facts = (RecordingBegan(contact, offer, label.recording), RecordingEnded(contact, label.recording))
        self._ledger.note(contact, facts, now)
        source = self._folders.messages / f"{message}.wav"
        try:
            job = await asyncio.to_thread(take_message, source, self._folders.legs, label)
        except (OSError, RecordingExists, LabelUnusable) as error:
            detail = str(error) or type(error).__name__
            log.error("recorder.message_not_kept", recording=label.recording, error=detail)
            self._tell(label, Finished(label, RecordingState.MISSING, 0.0, detail, None, None, ""), 0.0)
            return
        if self._finisher is not None:
            await self._finisher.finish(job)

    def finished(self, job: Job, finished: Finished) -> None:
        """What became of a job, from the finisher."""
        label = job.label
        talk_seconds = job.talk_seconds if job.talk_seconds is not None else finished.seconds
        if not self._ledger.knows(label.contact):
            log.info("recorder.leftover_finished", recording=label.recording, path=finished.path, state=finished.state)
            return
        self._tell(label, finished, talk_seconds)

    def _tell(self, label: Label, finished: Finished, talk_seconds: float) -> None:
        told = RecordingFinished(
            label.contact, label.offer, label.recording, finished.path, finished.state, talk_seconds,
            finished.seconds, finished.detail, finished.sound,
        )  # fmt: skip
        self._ledger.note(label.contact, (told,), self._clock())

    async def _write(self, label: Label) -> None:
        try:
            await asyncio.to_thread(write_label, self._folders.legs, label)
        except (OSError, RecordingExists, LabelUnusable) as error:
            # It is on the job too; only after a crash would it be missed.
            log.error("recorder.label_not_written", recording=label.recording, error=str(error))

    async def _labelled(self, recording: RecordingId) -> None:
        writing = self._labels.pop(recording, None)
        if writing is not None:
            await writing

    async def _stop(self, running: RunningRecording) -> None:
        try:
            await self._manager.stop_mix_monitor(running.leg, running.identifier)
        except AmiError as error:
            log.error("recorder.not_stopped", recording=running.label.recording, error=str(error))

    def _legs(self, recording: RecordingId) -> LegFiles:
        return leg_files(self._folders.legs, recording, CaptureFormat.WAV)

    def _teller(self, running: RunningRecording) -> Callable[[Seen], None]:
        def tell(seen: Seen) -> None:
            match seen:
                case Ill(recording):
                    if seen.true_bytes:
                        self._true_bytes[recording] = seen.true_bytes
                case Well(recording):
                    self._true_bytes.pop(recording, None)
                case PauseOver() | PartDue():
                    pass
                case _:
                    assert_never(seen)
            try:
                running.hear(RecordingTended(running.tend, seen))
            except asyncio.QueueFull:
                # Of one call that is stuck, the watch over all others is no part.
                log.critical("recorder.session_stuck", recording=running.label.recording)

        return tell
