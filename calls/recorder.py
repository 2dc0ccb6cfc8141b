"""Every conversation is recorded: begun when the legs meet, ended when they part, finished off the call path.

A recording that could not be begun is a fact of the contact, like one that came out short: never only a line in a log.
"""

import asyncio
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from asterisk.ami.errors import AmiError
from asterisk.ami.manager import Manager
from calls.ledger import Ledger
from recordings.events import RecordingBegan, RecordingFinished, RecordingState
from recordings.library import Finisher, Job, Joined, copy_message, discard
from recordings.naming import CaptureFormat, LegFiles, leg_files, recording_id, stereo_path
from vocabulary.ids import ContactId, LegId, OfferId, RecordingId
from vocabulary.instant import Instant

BEGIN_SECONDS = 1.0
"""How long a conversation may be held up by the begin of its recording; it usually takes 2 ms."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RecordingFolders:
    """``legs``: where Asterisk writes. ``kept``: where finished files are kept, by date. ``messages``: where Asterisk
    records what callers leave."""

    legs: Path
    kept: Path
    messages: Path


@dataclass(frozen=True, slots=True)
class RunningRecording:
    """``identifier`` is MixMonitor's own; ``fault`` says why nothing is being recorded, empty when all is well."""

    contact: ContactId
    offer: OfferId
    recording: RecordingId
    leg: LegId
    began_at: Instant
    identifier: str = ""
    fault: str = ""


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
        self._finisher: Finisher | None = None

    def use(self, finisher: Finisher) -> None:
        """Finish through this one from now on; it reports to :meth:`finished`."""
        self._finisher = finisher

    async def begin(self, contact: ContactId, offer: OfferId, caller: LegId) -> RunningRecording:
        """Ask Asterisk to write both legs of what this caller leg hears and says. Never raises: a fault is noted.

        Caller and agent wait for each other meanwhile, so an Asterisk that does not answer is not waited for long.
        """
        recording = recording_id(offer)
        legs = self._legs(recording)
        fault = identifier = ""
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                identifier = await self._manager.mix_monitor(
                    caller, caller_path=str(legs.caller), agent_path=str(legs.agent)
                )
        except (AmiError, TimeoutError) as error:
            fault = str(error) or f"Asterisk's manager did not answer within {BEGIN_SECONDS:.0f} s"
            log.error("recorder.not_begun", recording=recording, error=fault)
        return RunningRecording(contact, offer, recording, caller, self._clock(), identifier, fault)

    def confirm(self, running: RunningRecording) -> None:
        """The legs have met: this recording belongs to a conversation."""
        if running.fault:
            return
        self._running[running.recording] = running
        began = RecordingBegan(running.contact, running.offer, running.recording)
        self._ledger.note(running.contact, (began,), running.began_at)

    async def end(self, running: RunningRecording, *, talk_seconds: float, stop: bool) -> None:
        """The conversation is over. ``stop``: the caller's leg goes on, so Asterisk must be told to stop writing."""
        if running.fault:
            self._tell(running, self._target(running), RecordingState.MISSING, talk_seconds, 0.0, running.fault)
            return
        if stop:
            await self._stop(running)
        job = Job(running.recording, self._legs(running.recording), self._target(running), talk_seconds)
        if self._finisher is not None:
            await self._finisher.finish(job)

    async def mute(self, running: RunningRecording, *, on: bool) -> str:
        """Write silence in both legs from now on, or sound again; why it cannot be, empty where it is done.

        The timeline stays true: what is left out is as long as it was.
        """
        try:
            await self._manager.mute_mix_monitor(running.leg, on=on, identifier=running.identifier)
        except AmiError as error:
            log.error("recorder.not_muted", recording=running.recording, error=str(error))
            return "the recording could not be paused" if on else "the recording could not be taken up again"
        return ""

    async def discard(self, running: RunningRecording) -> None:
        """The legs never met: what was written until then is nobody's conversation."""
        await self._stop(running)
        await asyncio.to_thread(discard, self._legs(running.recording))

    async def keep_message(self, contact: ContactId, message: str) -> None:
        """A message is a recording of the contact too: a copy goes where recordings are kept. Never raises."""
        offer = OfferId(message)
        recording, now = recording_id(offer), self._clock()
        target = stereo_path(self._folders.kept, recording, now.utc)
        seconds, detail = 0.0, ""
        try:
            seconds = await asyncio.to_thread(copy_message, self._folders.messages / f"{message}.wav", target)
        except (OSError, EOFError, wave.Error) as error:
            detail = str(error) or type(error).__name__
            log.error("recorder.message_not_kept", recording=recording, error=detail)
        state = RecordingState.MISSING if detail else RecordingState.COMPLETE
        facts = (
            RecordingBegan(contact, offer, recording),
            RecordingFinished(contact, offer, recording, str(target), state, seconds, seconds, detail),
        )
        self._ledger.note(contact, facts, now)

    def finished(self, job: Job, joined: Joined) -> None:
        """What became of a job, from the finisher."""
        running = self._running.get(job.recording)
        if running is None:
            log.info("recorder.leftover_joined", recording=job.recording, path=str(joined.path), state=joined.state)
            return
        self._tell(running, joined.path, joined.state, job.talk_seconds or 0.0, joined.duration_seconds, joined.detail)

    def _tell(
        self,
        running: RunningRecording,
        path: Path,
        state: RecordingState,
        talk_seconds: float,
        duration_seconds: float,
        detail: str,
    ) -> None:
        self._running.pop(running.recording, None)
        finished = RecordingFinished(
            running.contact, running.offer, running.recording, str(path), state, talk_seconds, duration_seconds, detail
        )
        self._ledger.note(running.contact, (finished,), self._clock())

    async def _stop(self, running: RunningRecording) -> None:
        try:
            await self._manager.stop_mix_monitor(running.leg, running.identifier)
        except AmiError as error:
            log.error("recorder.not_stopped", recording=running.recording, error=str(error))

    def _legs(self, recording: RecordingId) -> LegFiles:
        return leg_files(self._folders.legs, recording, CaptureFormat.WAV)

    def _target(self, running: RunningRecording) -> Path:
        return stereo_path(self._folders.kept, running.recording, running.began_at.utc)
