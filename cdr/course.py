"""The course of one contact, stay by stay. Knows no record, and of facts only those of the hands; the fold uses it.

A stay lasts until the next begins, so that segments cannot overlap.
"""

from dataclasses import dataclass, field
from typing import assert_never

from acd.events import ContactHandedOn
from cdr.beside import Beside
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    ConversationEvent,
    GuestJoined,
    GuestKind,
    GuestLeft,
    TransferBegan,
    TransferEnded,
)
from cdr.parts import Flag
from cdr.stays import MenuStay, OfferStay, QueueStay
from cdr.talks import AgentStay, GuestStay, Stay, Talk, TransferStay
from vocabulary.ids import AgentName, ContactId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

REACHED = "reached"
TRANSFERRED = "transferred"
TAKEN_OVER = "taken over"

_STAYS_HELD = frozenset({ConsultEnd.CANCELLED, ConsultEnd.NOT_REACHED})
"""Ends of a consult after which a caller whom the agent had held before is still held."""


@dataclass(slots=True)
class Course:
    """Where one contact has been so far. ``calling``: the agent who began it, if one did.

    ``over_at``: when it ended; whatever begins later has no length.
    """

    contact: ContactId
    calling: AgentName | None = None
    stays: list[Stay] = field(default_factory=list)
    offers: dict[OfferId, OfferStay] = field(default_factory=dict)
    hand_overs: list[tuple[ContactHandedOn, Instant]] = field(default_factory=list)
    flags: list[tuple[Flag, Instant, AgentName | None, str]] = field(default_factory=list)
    disposition: tuple[str, AgentName] | None = None
    beside: Beside = field(default_factory=Beside)
    earlier: ContactId | None = None
    joined: ContactId | None = None
    over_at: Instant | None = None

    @property
    def last(self) -> Stay | None:
        return self.stays[-1] if self.stays else None

    @property
    def queues(self) -> list[QueueStay]:
        return [stay for stay in self.stays if isinstance(stay, QueueStay)]

    @property
    def conversations(self) -> list[AgentStay]:
        return [stay for stay in self.stays if isinstance(stay, AgentStay)]

    @property
    def talks(self) -> list[Talk]:
        """Where an agent of ours talked: conversations, and guests whom an agent called."""
        return [
            stay
            for stay in self.stays
            if isinstance(stay, AgentStay) or (isinstance(stay, GuestStay) and stay.agent is not None)
        ]

    @property
    def conversations_and_guests(self) -> list[Talk]:
        """Where anybody talked with the caller."""
        return [stay for stay in self.stays if isinstance(stay, AgentStay | GuestStay)]

    @property
    def settled(self) -> bool:
        """No entry, offer or wrap-up is open."""
        return all(stay.settled for stay in self.stays) and all(offer.over for offer in self.offers.values())

    @property
    def presentable(self) -> bool:
        """Nothing that belongs to the caller's time is open: only wrap-ups may be, and what follows a callback."""
        placeholders = {stay.entry for stay in self.queues if stay.placeholder}
        return all(stay.settled or _is_the_agents(stay) for stay in self.stays) and all(
            offer.over or offer.entry in placeholders for offer in self.offers.values()
        )

    @property
    def answered_at_last(self) -> bool:
        """Whether somebody talked with the caller in, or after, the last queue stay; in any stay, where none waited."""
        last = max((place for place, stay in enumerate(self.stays) if isinstance(stay, QueueStay)), default=0)
        return any(isinstance(stay, AgentStay | GuestStay) for stay in self.stays[last:])

    def with_agent(self, agent: AgentName) -> Talk | None:
        """The last talk of this agent's with the caller."""
        return next((talk for talk in reversed(self.talks) if talk.agent == agent), None)

    # --- stays -------------------------------------------------------------------------------------------------------

    def enter(self, stay: Stay, leaving: str) -> None:
        """Begin a stay; one still open ends there, in the words ``leaving``.

        On the way to somebody who was there at once, the caller was not on the way.
        """
        last = self.last
        if last is not None and last.ended_at is None:
            if isinstance(last, TransferStay) and stay.began_at <= last.began_at:
                self.stays.pop()
            else:
                self.leave(last, stay.began_at, last.end or leaving)
        if self.over_at is not None:
            stay.ended_at = stay.began_at
        self.stays.append(stay)

    def leave(self, stay: Stay, at: Instant, end: str) -> None:
        """Name the end of a stay. Its time was fixed already where the next stay or the contact's end came first."""
        stay.end = end
        if stay.ended_at is None:
            stay.ended_at = at

    def menu(self, flow: str, at: Instant) -> MenuStay | None:
        """The menu stay that goes on, or a new one for a caller who came back from a queue; None after the end."""
        last = self.last
        if last is not None and last.ended_at is None and not _has_failed(last):
            return last if isinstance(last, MenuStay) else None
        if self.over_at is not None:
            return None
        menu = MenuStay(at, flow)
        self.enter(menu, "")
        return menu

    def parted(self, agent: AgentName, words: str) -> None:
        """This agent's conversation ends, or has just ended, and ``words`` say better how than who ended it."""
        for stay in reversed(self.stays):
            match stay:
                case AgentStay() if stay.agent == agent:
                    stay.left_as = words
                    if stay.end:
                        stay.end = words
                    return
                case TransferStay() | GuestStay():
                    pass
                case _:
                    return

    def go_on(self, at: Instant) -> None:
        """Nobody talks with the caller now: on with a guest who is there, else on the way to whom they were handed.

        What the flow was doing ends by it; what a queue or an agent does, does not.
        """
        last = self.last
        if self.over_at is not None or (last is not None and last.ended_at is None and _holds_on(last)):
            return
        guest, transfer = self.beside.guest, self.beside.transfer
        if guest is not None:
            self.enter(GuestStay(at, guest, self.calling), REACHED if isinstance(last, TransferStay) else TRANSFERRED)
        elif transfer is not None and not (isinstance(last, TransferStay) and last.transfer is transfer):
            self.enter(TransferStay(at, transfer), TRANSFERRED)

    # --- what the hands tell -----------------------------------------------------------------------------------------

    def take(self, event: ConversationEvent, at: Instant) -> None:
        """Note one fact; ``at`` lies within the contact."""
        match event:
            case CallHeld(_, agent):
                talk, transfer = self.with_agent(agent), self.beside.transfer
                # Whom the agent is just handing on is not held by them.
                if talk is not None and talk.ended_at is None and (transfer is None or transfer.agent != agent):
                    talk.holds.begin(at)
            case CallResumed(_, agent):
                talk = self.with_agent(agent)
                if talk is not None:
                    talk.holds.end(at)
            case ConsultBegan() | ConsultAnswered() | ConsultEnded():
                self.beside.take_consult(event, at)
                self._consult(event, at)
            case TransferBegan() | TransferEnded():
                self._transfer(event, at)
            case GuestJoined(_, _, kind):
                self.beside.take_guest(event, at)
                last = self.last
                if kind is GuestKind.SUPERVISOR and isinstance(last, AgentStay) and last.ended_at is not None:
                    self.parted(last.agent, TAKEN_OVER)
                self.go_on(at)
            case GuestLeft():
                self._part_from_guest(event, at)
            case _:
                assert_never(event)

    def _consult(self, event: ConsultBegan | ConsultAnswered | ConsultEnded, at: Instant) -> None:
        talk = next(reversed(self.talks), None)
        match event:
            case ConsultBegan():
                if talk is not None and talk.ended_at is None:
                    talk.holds.begin(at, by_consult=True)
            case ConsultAnswered():
                pass
            case ConsultEnded(_, _, end):
                held = talk.holds.present if talk is not None else None
                if talk is not None and held is not None and (held.by_consult or end not in _STAYS_HELD):
                    talk.holds.end(at)
            case _:
                assert_never(event)

    def _transfer(self, event: TransferBegan | TransferEnded, at: Instant) -> None:
        transfer = self.beside.take_transfer(event, at)
        if transfer is None:
            return
        last = self.last
        match event:
            case TransferBegan():
                if transfer.agent is not None:
                    self.parted(transfer.agent, TRANSFERRED)
                self.go_on(at)
            case TransferEnded(_, _, reached, why):
                if isinstance(last, TransferStay) and last.transfer is transfer:
                    last.end = REACHED if reached else f"not reached: {visible(why)}"
                elif not reached and isinstance(last, AgentStay) and last.ended_at is None:
                    last.left_as = ""
            case _:
                assert_never(event)

    def _part_from_guest(self, event: GuestLeft, at: Instant) -> None:
        guest, last = self.beside.take_guest(event, at), self.last
        if isinstance(last, GuestStay) and last.guest is guest:
            self.leave(last, at, f"ended by {event.ended_by}")
            if event.ended_by is not Party.CALLER:
                self.go_on(at)


def _is_the_agents(stay: Stay) -> bool:
    """Whether only an agent's time, or a callback to come, is still open in this stay."""
    match stay:
        case AgentStay():
            return stay.told_talk_seconds is not None
        case QueueStay():
            return stay.placeholder
        case MenuStay() | GuestStay() | TransferStay():
            return False
        case _:
            assert_never(stay)


def _has_failed(stay: Stay) -> bool:
    """Whether nobody took a caller who was on the way: they are the flow's again, if it has something to say."""
    return isinstance(stay, TransferStay) and stay.transfer.ended_at is not None


def _holds_on(stay: Stay) -> bool:
    """Whether this stay is not ended by somebody who comes to the caller, or whom the caller goes to."""
    return isinstance(stay, QueueStay | AgentStay | GuestStay)
