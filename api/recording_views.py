"""How recordings look in answers: what is known of each, and who asked for it. Shows no address of a store."""

from collections.abc import Sequence
from datetime import datetime

from api.views import View
from calls.recordings_at_hand import Shown
from calls.recordings_in_care import Checked
from recordings.sound import Sound
from storage.catalogue_entries import Access, CatalogueEntry
from storage.custody import ErasureReport, ExpiryReport


class RecordingView(View):
    """One recording. Times in UTC; ``time_zone`` of the answer is the document's.

    ``caller``: the number of the other party. ``state``: what became of it; ``detail``: what is wrong with it.
    ``flags``, ``disposition``: of its contact, once that is over. ``deletion``: why it goes, or went; empty while it is
    kept. ``sealed``: it is kept encrypted.
    """

    recording: str
    contact: str
    kind: str
    began_at: datetime
    seconds: float
    caller: str
    agent: str | None
    queue: str | None
    direction: str
    state: str
    detail: str
    disposition: str
    flags: tuple[str, ...]
    sealed: bool
    kept_until: datetime
    held_at: datetime | None
    held_by: str
    held_why: str
    deletion: str
    deleted_at: datetime | None
    deleted_by: str
    deleted_why: str

    @classmethod
    def of(cls, entry: CatalogueEntry) -> "RecordingView":
        return cls(
            recording=entry.recording,
            contact=entry.contact,
            kind=entry.kind.value,
            began_at=entry.began_at,
            seconds=entry.seconds,
            caller=entry.caller_number,
            agent=entry.agent,
            queue=entry.queue,
            direction=entry.direction,
            state=entry.state.value,
            detail=entry.detail,
            disposition=entry.disposition,
            flags=entry.flags,
            sealed=entry.sealed,
            kept_until=entry.kept_until,
            held_at=entry.held_at,
            held_by=entry.held_by,
            held_why=entry.held_why,
            deletion=entry.deletion.value,
            deleted_at=entry.deleted_at,
            deleted_by=entry.deleted_by,
            deleted_why=entry.deleted_why,
        )


class FoundView(View):
    """What was found, those that began last first. ``more``: there may be more than were asked for."""

    time_zone: str
    recordings: tuple[RecordingView, ...]
    more: bool


class ChannelView(View):
    """One channel, as ``recordings.sound.ChannelSound``."""

    loudness_dbfs: float | None
    silence_share: float
    peaks: str


class SoundView(View):
    """The finished file, as ``recordings.sound.Sound``."""

    kept_as: str
    size: int
    sha256: str
    seconds: float
    channels: tuple[ChannelView, ...]
    double_talk_share: float

    @classmethod
    def of(cls, sound: Sound) -> "SoundView":
        return cls(
            kept_as=sound.kept_as.value,
            size=sound.size,
            sha256=sound.sha256,
            seconds=sound.seconds,
            channels=tuple(
                ChannelView(
                    loudness_dbfs=channel.loudness_dbfs, silence_share=channel.silence_share, peaks=channel.peaks
                )
                for channel in sound.channels
            ),
            double_talk_share=sound.double_talk_share,
        )


class AccessView(View):
    """Somebody asked for a recording. ``refused``: why they did not get it; empty where they did."""

    who: str
    at: datetime
    how: str
    why: str
    refused: str

    @classmethod
    def of(cls, access: Access) -> "AccessView":
        return cls(who=access.who, at=access.at, how=access.how, why=access.why, refused=access.refused)


class ShownView(View):
    """All that is known of one recording, and who asked for it, the first first."""

    time_zone: str
    recording: RecordingView
    sound: SoundView | None
    accesses: tuple[AccessView, ...]

    @classmethod
    def of(cls, shown: Shown, time_zone: str) -> "ShownView":
        sound = shown.entry.sound
        return cls(
            time_zone=time_zone,
            recording=RecordingView.of(shown.entry),
            sound=None if sound is None else SoundView.of(sound),
            accesses=tuple(AccessView.of(access) for access in shown.accesses),
        )


class HeldBackView(View):
    """A recording that was not erased, because somebody holds it."""

    recording: str
    by: str
    why: str


class UnderWayView(View):
    """A recording that is not kept yet. ``where``: how far it has come."""

    recording: str
    where: str


class ErasureView(View):
    """What became of one caller's recordings, as ``storage.custody.ErasureReport``."""

    number: str
    forms: tuple[str, ...]
    erased: tuple[str, ...]
    waiting: tuple[str, ...]
    held: tuple[HeldBackView, ...]
    under_way: tuple[UnderWayView, ...]
    contacts: tuple[str, ...]

    @classmethod
    def of(cls, report: ErasureReport) -> "ErasureView":
        return cls(
            number=report.number,
            forms=report.forms,
            erased=report.erased,
            waiting=report.waiting,
            held=tuple(HeldBackView(recording=each.recording, by=each.by, why=each.why) for each in report.held),
            under_way=tuple(
                UnderWayView(recording=each.recording, where=each.where.value) for each in report.under_way
            ),
            contacts=report.contacts,
        )


class ExpiryView(View):
    """What a run of deletions did, as ``storage.custody.ExpiryReport``."""

    kept: int
    due: int
    deleted: tuple[str, ...]
    waiting: tuple[str, ...]
    missing: tuple[str, ...]
    left: int

    @classmethod
    def of(cls, report: ExpiryReport) -> "ExpiryView":
        return cls(
            kept=report.kept,
            due=report.due,
            deleted=report.deleted,
            waiting=report.waiting,
            missing=report.missing,
            left=report.left,
        )


class CheckedRecordingView(View):
    """A recording that was looked at, as ``calls.recordings_in_care.Checked``."""

    recording: str
    faults: tuple[str, ...]
    told: tuple[str, ...]


class CheckedView(View):
    """How many were looked at, and those of which there is something to tell."""

    looked_at: int
    recordings: tuple[CheckedRecordingView, ...]


class RingsView(View):
    """The phone rings; ``seconds``: how long the recording is."""

    rings: bool = True
    seconds: float


def found_view(entries: Sequence[CatalogueEntry], limit: int, time_zone: str) -> FoundView:
    """What was found. As many as were asked for: then there may be more."""
    recordings = tuple(RecordingView.of(entry) for entry in entries)
    return FoundView(time_zone=time_zone, recordings=recordings, more=len(recordings) >= limit)


def checked_view(checked: Sequence[Checked]) -> CheckedView:
    """What was found; of one recording always what there is to tell."""
    told = [each for each in checked if each.faults or each.told or len(checked) == 1]
    return CheckedView(
        looked_at=len(checked),
        recordings=tuple(
            CheckedRecordingView(recording=each.recording, faults=each.faults, told=each.told) for each in told
        ),
    )
