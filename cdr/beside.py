"""What goes on beside a caller's stays, in the making: consults, transfers, guests, listeners, pauses. Fold's own.

An end of something that never began means nothing: the hands that tell of it are several, and may be late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from cdr.events import (
    ConsultAnswered,
    ConsultBegan,
    ConsultEnded,
    GuestJoined,
    GuestKind,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    ListeningEvent,
    ListeningMode,
    PauseEvent,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
    TransferKind,
)
from cdr.parts import (
    ConsultRecord,
    GuestRecord,
    HeardSpan,
    ModeSpan,
    RecordingPause,
    SupervisionRecord,
    TransferRecord,
)
from cdr.stays import Dating
from vocabulary.ids import AgentName, ListeningId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

REPLACED = "replaced by another"

What = TypeVar("What")


@dataclass(slots=True)
class Consult:
    agent: AgentName
    target: str
    asked_at: Instant
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    end: str = ""

    def frozen(self, over_at: Instant, ended_by: Party, dating: Dating) -> ConsultRecord:
        return ConsultRecord(
            agent=self.agent,
            target=visible(self.target),
            asked_at=dating(self.asked_at),
            answered_at=dating(self.answered_at) if self.answered_at is not None else None,
            ended_at=dating(self.ended_at or over_at),
            end=self.end or f"ended by {ended_by}",
        )


@dataclass(slots=True)
class Transfer:
    agent: AgentName | None
    target: str
    kind: TransferKind
    began_at: Instant
    note: str
    ended_at: Instant | None = None
    reached: bool = False
    why: str = ""
    goes_to: str = ""

    def frozen(self, over_at: Instant, ended_by: Party, dating: Dating) -> TransferRecord:
        return TransferRecord(
            agent=self.agent,
            target=visible(self.target),
            kind=self.kind,
            began_at=dating(self.began_at),
            ended_at=dating(self.ended_at or over_at),
            reached=self.reached,
            why=visible(self.why) if self.ended_at is not None else f"ended by {ended_by}",
            goes_to=visible(self.goes_to),
            note=visible(self.note),
        )


@dataclass(slots=True)
class Guest:
    who: str
    kind: GuestKind
    joined_at: Instant
    left_at: Instant | None = None
    told_talk_seconds: float | None = None
    ended_by: Party | None = None

    def frozen(self, over_at: Instant, ended_by: Party, dating: Dating) -> GuestRecord:
        left_at = self.left_at or over_at
        seconds = left_at.since(self.joined_at)
        told = self.told_talk_seconds
        return GuestRecord(
            who=visible(self.who),
            kind=self.kind,
            joined_at=dating(self.joined_at),
            left_at=dating(left_at),
            talk_seconds=seconds if told is None else max(0.0, min(told, seconds)),
            ended_by=self.ended_by or ended_by,
        )


@dataclass(slots=True)
class Pause:
    by: str
    began_at: Instant
    ended_at: Instant | None = None
    ended_by: str = ""
    why: str = ""

    def frozen(self, over_at: Instant, dating: Dating) -> RecordingPause:
        return RecordingPause(
            dating(self.began_at),
            dating(self.ended_at or over_at),
            visible(self.by),
            visible(self.ended_by),
            visible(self.why),
        )


@dataclass(slots=True)
class Listener:
    """One supervisor listening. ``modes`` and ``agents`` hold from their instant to the next."""

    listening: ListeningId
    supervisor: str
    began_at: Instant
    modes: list[tuple[ListeningMode, Instant]]
    agents: list[tuple[AgentName | None, Instant]]
    ended_at: Instant | None = None

    def change(self, mode: ListeningMode, agent: AgentName | None, at: Instant) -> None:
        if self.modes[-1][0] is not mode:
            self.modes.append((mode, at))
        if self.agents[-1][0] != agent:
            self.agents.append((agent, at))

    def frozen(self, over_at: Instant, dating: Dating) -> SupervisionRecord:
        end = self.ended_at or over_at
        return SupervisionRecord(
            listening=self.listening,
            supervisor=self.supervisor,
            began_at=dating(self.began_at),
            ended_at=dating(end),
            modes=tuple(ModeSpan(mode, dating(at), dating(until)) for mode, at, until in spans(self.modes, end)),
            agents=tuple(
                HeardSpan(agent, dating(at), dating(until))
                for agent, at, until in spans(self.agents, end)
                if agent is not None and until > at
            ),
        )


def spans(changes: Sequence[tuple[What, Instant]], end: Instant) -> Iterator[tuple[What, Instant, Instant]]:
    """Each from its instant to the next one's, the last to the end; never backwards."""
    untils = [*(at for _, at in changes[1:]), end]
    for (what, at), until in zip(changes, untils, strict=True):
        yield what, at, max(at, until)


@dataclass(slots=True)
class Beside:
    """All of it, of one contact, in the order in which it began."""

    consults: list[Consult] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    listeners: dict[ListeningId, Listener] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)

    @property
    def transfer(self) -> Transfer | None:
        """The one under way."""
        return self.transfers[-1] if self.transfers and self.transfers[-1].ended_at is None else None

    @property
    def guest(self) -> Guest | None:
        """Of those who are there, whoever came first."""
        return next((guest for guest in self.guests if guest.left_at is None), None)

    def take_consult(self, event: ConsultBegan | ConsultAnswered | ConsultEnded, at: Instant) -> None:
        present = self.consults[-1] if self.consults and self.consults[-1].ended_at is None else None
        match event:
            case ConsultBegan():
                if present is not None:
                    present.ended_at, present.end = at, REPLACED
                self.consults.append(Consult(event.agent, event.target, at))
            case ConsultAnswered() if present is not None:
                present.answered_at = present.answered_at or at
            case ConsultEnded() if present is not None:
                present.ended_at, present.end = at, event.end.value
            case ConsultAnswered() | ConsultEnded():
                pass
            case _:
                assert_never(event)

    def take_transfer(self, event: TransferBegan | TransferEnded, at: Instant) -> Transfer | None:
        """The transfer that it is about, if any."""
        present = self.transfer
        match event:
            case TransferBegan(_, agent, target, kind, note):
                if present is not None:
                    present.ended_at, present.why = at, REPLACED
                self.transfers.append(Transfer(agent, target, kind, at, note))
                return self.transfers[-1]
            case TransferEnded():
                if present is not None:
                    present.ended_at, present.reached = at, event.reached
                    present.why, present.goes_to = event.why, event.goes_to
                return present
            case _:
                assert_never(event)

    def take_guest(self, event: GuestJoined | GuestLeft, at: Instant) -> Guest | None:
        """The guest that it is about, if any."""
        present = next((guest for guest in self.guests if guest.who == event.who and guest.left_at is None), None)
        match event:
            case GuestJoined(_, who, kind):
                if present is None:
                    present = Guest(who, kind, at)
                    self.guests.append(present)
                return present
            case GuestLeft():
                if present is not None:
                    present.left_at, present.ended_by = at, event.ended_by
                    present.told_talk_seconds = event.talk_seconds
                return present
            case _:
                assert_never(event)

    def take_listening(self, event: ListeningEvent, at: Instant) -> None:
        known = self.listeners.get(event.listening)
        match event:
            case ListeningBegan(_, listening, supervisor, mode, agent):
                if known is None:
                    self.listeners[listening] = Listener(listening, supervisor, at, [(mode, at)], [(agent, at)])
            case ListeningChanged(_, _, mode, agent):
                if known is not None and known.ended_at is None:
                    known.change(mode, agent, at)
            case ListeningEnded():
                if known is not None:
                    known.ended_at = known.ended_at or at
            case _:
                assert_never(event)

    def take_pause(self, event: PauseEvent, at: Instant) -> None:
        present = self.pauses[-1] if self.pauses and self.pauses[-1].ended_at is None else None
        match event:
            case RecordingPaused(_, by, why):
                if present is None:
                    self.pauses.append(Pause(by, at, why=why))
            case RecordingGoesOn(_, by):
                if present is not None:
                    present.ended_at, present.ended_by = at, by
            case _:
                assert_never(event)
