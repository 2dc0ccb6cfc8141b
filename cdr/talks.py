"""Stays of a caller who is out of menus and queues: with an agent, with a guest, on the way to somebody. Fold's own."""

from dataclasses import dataclass, field, replace

from cdr.beside import Guest, Transfer
from cdr.parts import HoldRecord
from cdr.record import Segment, SegmentKind
from cdr.stays import Dating, MenuStay, QueueStay, Span
from vocabulary.ids import AgentName, OfferId, QueueName
from vocabulary.instant import Instant


@dataclass(slots=True)
class Hold:
    """``by_consult``: nobody said that the caller is held, but somebody else was asked."""

    began_at: Instant
    by_consult: bool
    ended_at: Instant | None = None

    def seconds(self, until: Instant) -> float:
        return max(0.0, min(self.ended_at or until, until).since(self.began_at))


@dataclass(slots=True)
class Holds:
    """The holds of one stay, one at a time."""

    spans: list[Hold] = field(default_factory=list)

    @property
    def present(self) -> Hold | None:
        return self.spans[-1] if self.spans and self.spans[-1].ended_at is None else None

    def begin(self, at: Instant, *, by_consult: bool = False) -> None:
        """Held from now on. Who is held already stays so; told in so many words, until it is told that it is over."""
        if self.present is None:
            self.spans.append(Hold(at, by_consult))
        else:
            self.present.by_consult = self.present.by_consult and by_consult

    def end(self, at: Instant) -> None:
        if self.present is not None:
            self.present.ended_at = at

    def seconds(self, until: Instant) -> float:
        """Of a stay that lasts until then."""
        return sum(hold.seconds(until) for hold in self.spans)

    def frozen(self, until: Instant, dating: Dating) -> tuple[HoldRecord, ...]:
        return tuple(HoldRecord(dating(hold.began_at), hold.seconds(until)) for hold in self.spans)


@dataclass(slots=True)
class AgentStay(Span):
    """One conversation and the wrap-up owed for it. ``settled`` once the conversation is completed and wrapped up.

    ``waited_in``: the queue stay that led to it; None where no queue gave it. ``queue`` and ``line``: the contact's
    last. ``left_as``: in which words it ended, where more is known than who ended it.
    """

    offer: OfferId
    agent: AgentName
    waited_in: QueueStay | None
    queue: QueueName | None = None
    line: int | None = None
    told_talk_seconds: float | None = None
    wrap_up_seconds: float | None = None
    wrapping_up: bool = False
    left_as: str = ""
    disposition: str = ""
    holds: Holds = field(default_factory=Holds)

    @property
    def settled(self) -> bool:
        return self.told_talk_seconds is not None and not self.wrapping_up

    def talk_seconds(self, ended_at: Instant) -> float:
        """As the distributor told it, but never longer than the stay; and without the holds, of which it knows not."""
        return _without_holds(self.told_talk_seconds, self.began_at, ended_at, self.holds)

    def ring_seconds(self) -> float | None:
        waited_in = self.waited_in
        return None if waited_in is None else waited_in.ring_seconds(waited_in.ended_at or self.began_at)

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return replace(
            self.segment(SegmentKind.AGENT, number, ended_at, end, dating),
            queue=self.queue,
            line=self.line,
            agent=self.agent,
            ring_seconds=self.ring_seconds(),
            talk_seconds=self.talk_seconds(ended_at),
            wrap_up_seconds=self.wrap_up_seconds,
            hold_seconds=self.holds.seconds(ended_at) if self.holds.spans else None,
            holds=self.holds.frozen(ended_at, dating),
            disposition=self.disposition,
        )


@dataclass(slots=True)
class GuestStay(Span):
    """The caller with somebody whom no queue gave, and with no agent. ``agent``: ours, who called that guest."""

    guest: Guest
    agent: AgentName | None = None
    disposition: str = ""
    holds: Holds = field(default_factory=Holds)

    def talk_seconds(self, ended_at: Instant) -> float:
        """As it was told, but never longer than the stay, and without the holds."""
        return _without_holds(self.guest.told_talk_seconds, self.began_at, ended_at, self.holds)

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        return replace(
            self.segment(SegmentKind.GUEST, number, ended_at, end, dating),
            target=self.guest.who,
            guest=self.guest.kind,
            agent=self.agent,
            talk_seconds=self.talk_seconds(ended_at),
            hold_seconds=self.holds.seconds(ended_at) if self.holds.spans else None,
            holds=self.holds.frozen(ended_at, dating),
            disposition=self.disposition,
        )


@dataclass(slots=True)
class TransferStay(Span):
    """The caller on the way to somebody, with nobody to talk to meanwhile."""

    transfer: Transfer

    def frozen(self, number: int, ended_at: Instant, end: str, dating: Dating) -> Segment:
        whole = self.segment(SegmentKind.TRANSFER, number, ended_at, end, dating)
        return replace(whole, target=self.transfer.target)


Stay = MenuStay | QueueStay | AgentStay | GuestStay | TransferStay
Talk = AgentStay | GuestStay


def _without_holds(told_seconds: float | None, began_at: Instant, ended_at: Instant, holds: Holds) -> float:
    seconds = ended_at.since(began_at)
    talked = seconds if told_seconds is None else min(told_seconds, seconds)
    return max(0.0, talked - holds.seconds(ended_at))
