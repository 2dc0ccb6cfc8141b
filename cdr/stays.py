"""What a contact record is gathered in before it is frozen: menus, queues, offers. Fold's own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from acd.events import EntryEnd
from acd.why import Why
from cdr.record import (
    AnnouncementRecord,
    EstimateRecord,
    OfferRecord,
    Segment,
    SegmentKind,
    StepRecord,
    WhyRecord,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, OfferId, QueueName
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
    why: Why
    end: str = "open"
    cause: HangUpCause = HangUpCause.UNKNOWN
    ring_seconds: float = 0.0
    over: bool = False

    def frozen(self, dating: Dating) -> OfferRecord:
        return OfferRecord(
            offer=self.offer,
            agent=self.agent,
            offered_at=dating(self.offered_at),
            end=self.end,
            cause=self.cause,
            ring_seconds=self.ring_seconds,
            why=_why(self.why, dating),
        )


def _why(why: Why, dating: Dating) -> WhyRecord:
    minus_priority, since, _ = why.order
    return WhyRecord(
        rule=why.rule.value,
        rank=why.rank,
        step=why.step,
        priority=-int(minus_priority),
        # Only the monotonic clock counts in an order, and in dating.
        waiting_since=dating(Instant(since, 0.0)),
        started_anew=why.started_anew,
        others={reason.value: count for reason, count in why.counts().items()},
    )


@dataclass(frozen=True, slots=True)
class StepStay:
    """A step of the requirement, open from this instant."""

    step: int
    why: str
    opened_at: Instant


@dataclass(frozen=True, slots=True)
class Announced:
    """What the caller was to hear at this instant: as the record has it, but not dated yet."""

    at: Instant
    position: int | None = None
    median_seconds: float | None = None
    bound_seconds: float | None = None
    wait_spoken: bool = False
    comfort: int | None = None

    def frozen(self, dating: Dating) -> AnnouncementRecord:
        return AnnouncementRecord(
            at=dating(self.at),
            position=self.position,
            median_seconds=self.median_seconds,
            bound_seconds=self.bound_seconds,
            wait_spoken=self.wait_spoken,
            comfort=self.comfort,
        )


@dataclass(slots=True)
class Span:
    """What every stay has: when it began and, once it is over, when and in which words it ended.

    ``settled`` once nothing more is to come of it.
    """

    began_at: Instant
    ended_at: Instant | None = field(default=None, kw_only=True)
    end: str = field(default="", kw_only=True)

    @property
    def settled(self) -> bool:
        return self.ended_at is not None

    def segment(self, kind: SegmentKind, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        """The segment as far as all stays have it; each kind puts in its own."""
        seconds = ended_at.since(self.began_at)
        return Segment(number, kind, dating(self.began_at), dating(ended_at), seconds, end)


@dataclass(slots=True)
class MenuStay(Span):
    """Time in the flow's hands."""

    flow: str
    keys: list[str] = field(default_factory=list)

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        whole = self.segment(SegmentKind.MENU, number, ended_at, end, dating)
        return replace(whole, flow=self.flow, keys=" ".join(self.keys))


@dataclass(slots=True)
class QueueStay(Span):
    """Time in one queue, with what was needed, announced and offered there. ``settled`` once the distributor named its
    end, ``ended_as``. ``line``, ``priority`` and ``position_at_entry`` are None for a caller refused at the door.
    ``placeholder``: the caller has gone and will be called back, so the rest is no longer of their time.
    """

    entry: EntryId
    queue: QueueName
    line: int | None = None
    priority: int | None = None
    position_at_entry: int | None = None
    credit_seconds: float = 0.0
    steps: list[StepStay] = field(default_factory=list)
    announced: list[Announced] = field(default_factory=list)
    estimate: EstimateRecord | None = None
    placeholder: bool = False
    ended_as: EntryEnd | None = None
    offers: list[OfferStay] = field(default_factory=list)
    told_wait_seconds: float | None = None
    told_ring_seconds: float | None = None
    settled: bool = False

    def wait_seconds(self, ended_at: Instant) -> float:
        """As the distributor told it, but never longer than the stay: it may hear of a hang-up after we did."""
        seconds = ended_at.since(self.began_at)
        return seconds if self.told_wait_seconds is None else min(self.told_wait_seconds, seconds)

    def ring_seconds(self, ended_at: Instant) -> float | None:
        """How long the phone rang whose agent answered; None where nobody did. Contained in the wait."""
        return None if self.told_ring_seconds is None else min(self.told_ring_seconds, self.wait_seconds(ended_at))

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return replace(
            self.segment(SegmentKind.QUEUE, number, ended_at, end, dating),
            queue=self.queue,
            line=self.line,
            priority=self.priority,
            position_at_entry=self.position_at_entry,
            positions_announced=tuple(one.position for one in self.announced if one.position is not None),
            offers=tuple(offer.frozen(dating) for offer in self.offers),
            wait_seconds=self.wait_seconds(ended_at),
            ring_seconds=self.ring_seconds(ended_at),
            credit_seconds=self.credit_seconds,
            steps=tuple(StepRecord(step.step, step.why, dating(step.opened_at)) for step in self.steps),
            announcements=tuple(one.frozen(dating) for one in self.announced),
            estimate=self.estimate,
        )
