"""What a contact record is gathered in before it is frozen, stay by stay. Belongs to the fold alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cdr.record import OfferRecord, RecordingRecord, Segment, SegmentKind
from recordings.events import RecordingFinished
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, OfferId, QueueName, RecordingId
from vocabulary.instant import Instant

Dating = Callable[[Instant], datetime]
"""The UTC date and time of an instant, as the record gives it."""


@dataclass(slots=True)
class OfferStay:
    """One offer, open until ``over``."""

    offer: OfferId
    entry: EntryId
    agent: AgentName
    offered_at: Instant
    end: str = "open"
    cause: HangUpCause = HangUpCause.UNKNOWN
    ring_seconds: float = 0.0
    over: bool = False

    def frozen(self, dating: Dating) -> OfferRecord:
        return OfferRecord(self.offer, self.agent, dating(self.offered_at), self.end, self.cause, self.ring_seconds)


@dataclass(slots=True)
class MenuStay:
    """Time in the flow's hands."""

    began_at: Instant
    flow: str
    keys: list[str] = field(default_factory=list)
    ended_at: Instant | None = None
    end: str = ""

    @property
    def settled(self) -> bool:
        return self.ended_at is not None

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return Segment(
            number=number,
            kind=SegmentKind.MENU,
            began_at=dating(self.began_at),
            ended_at=dating(ended_at),
            seconds=ended_at.since(self.began_at),
            end=end,
            flow=self.flow,
            keys=" ".join(self.keys),
        )


@dataclass(slots=True)
class QueueStay:
    """Time in one queue, with what was announced and offered there. ``settled`` once the distributor named its end."""

    began_at: Instant
    entry: EntryId
    queue: QueueName
    line: int
    priority: int
    position_at_entry: int
    positions_announced: list[int] = field(default_factory=list)
    offers: list[OfferStay] = field(default_factory=list)
    told_wait_seconds: float | None = None
    told_ring_seconds: float | None = None
    settled: bool = False
    ended_at: Instant | None = None
    end: str = ""

    def wait_seconds(self, ended_at: Instant) -> float:
        """As the distributor told it, but never longer than the stay: it may hear of a hang-up after we did."""
        seconds = ended_at.since(self.began_at)
        return seconds if self.told_wait_seconds is None else min(self.told_wait_seconds, seconds)

    def ring_seconds(self, ended_at: Instant) -> float | None:
        """How long the phone rang whose agent answered; None where nobody did. Contained in the wait."""
        return None if self.told_ring_seconds is None else min(self.told_ring_seconds, self.wait_seconds(ended_at))

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return Segment(
            number=number,
            kind=SegmentKind.QUEUE,
            began_at=dating(self.began_at),
            ended_at=dating(ended_at),
            seconds=ended_at.since(self.began_at),
            end=end,
            queue=self.queue,
            line=self.line,
            priority=self.priority,
            position_at_entry=self.position_at_entry,
            positions_announced=tuple(self.positions_announced),
            offers=tuple(offer.frozen(dating) for offer in self.offers),
            wait_seconds=self.wait_seconds(ended_at),
            ring_seconds=self.ring_seconds(ended_at),
        )


@dataclass(slots=True)
class AgentStay:
    """One conversation and the wrap-up owed for it. ``settled`` once the conversation is completed and wrapped up."""

    began_at: Instant
    offer: OfferId
    agent: AgentName
    waited_in: QueueStay
    told_talk_seconds: float | None = None
    wrap_up_seconds: float | None = None
    wrapping_up: bool = False
    ended_at: Instant | None = None
    end: str = ""

    @property
    def settled(self) -> bool:
        return self.told_talk_seconds is not None and not self.wrapping_up

    def talk_seconds(self, ended_at: Instant) -> float:
        """As the distributor told it, but never longer than the stay."""
        seconds = ended_at.since(self.began_at)
        return seconds if self.told_talk_seconds is None else min(self.told_talk_seconds, seconds)

    def ring_seconds(self) -> float | None:
        return self.waited_in.ring_seconds(self.waited_in.ended_at or self.began_at)

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return Segment(
            number=number,
            kind=SegmentKind.AGENT,
            began_at=dating(self.began_at),
            ended_at=dating(ended_at),
            seconds=ended_at.since(self.began_at),
            end=end,
            queue=self.waited_in.queue,
            line=self.waited_in.line,
            agent=self.agent,
            ring_seconds=self.ring_seconds(),
            talk_seconds=self.talk_seconds(ended_at),
            wrap_up_seconds=self.wrap_up_seconds,
        )


Stay = MenuStay | QueueStay | AgentStay


@dataclass(slots=True)
class RecordingStay:
    """One recording, from the moment Asterisk was asked for it until its file was checked."""

    recording: RecordingId
    began_at: Instant
    finished: RecordingFinished | None = None

    def frozen(self, dating: Dating) -> RecordingRecord | None:
        """None while its file is not checked yet."""
        done = self.finished
        if done is None:
            return None
        return RecordingRecord(
            recording=self.recording,
            path=done.path,
            state=done.state,
            began_at=dating(self.began_at),
            talk_seconds=done.talk_seconds,
            duration_seconds=done.duration_seconds,
            detail=done.detail,
        )
