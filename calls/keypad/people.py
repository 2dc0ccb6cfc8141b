"""Who is where and what they may, for a dialogue by keypad: looked up where it is known. Keeps nothing."""

from typing import Protocol

from acd.state import State
from calls.asks import Ask
from calls.keypad.turns import Standing
from calls.permissions import Desks, Person, person_at
from dialplan.document import Document
from vocabulary.ids import AgentName, ContactId, DeviceName


class Desk(Protocol):
    """Who knows how the agents are."""

    @property
    def state(self) -> State: ...


class Calls(Protocol):
    """Who knows whom an agent talks with."""

    def contact_of(self, agent: AgentName) -> ContactId | None: ...


class Seats(Desks, Protocol):
    """Who knows who sits where."""

    def seat_of(self, agent: AgentName) -> DeviceName | None: ...


class Pins(Protocol):
    """Who knows whether there is a PIN."""

    def has_pin(self, person: str, *, as_supervisor: bool = False) -> bool: ...


class Judge(Protocol):
    """Who knows what somebody may."""

    def forbids(self, person: Person, ask: Ask) -> str: ...


class PeopleNow:
    """``calls.keypad.turns.People``, by what is so at this moment. ``document``: the one the phone call began with."""

    def __init__(self, document: Document, desk: Desk, calls: Calls, seats: Seats, pins: Pins, judge: Judge) -> None:
        self._document = document
        self._desk = desk
        self._calls = calls
        self._seats = seats
        self._pins = pins
        self._judge = judge

    def person_at(self, device: DeviceName) -> Person | None:
        """Who uses this phone now."""
        return person_at(self._document, self._seats, device)

    def standing(self, agent: AgentName) -> Standing:
        """How this agent is now; one whom the distributor does not know is logged out."""
        known = self._desk.state.agents.get(agent)
        if known is None:
            return Standing()
        return Standing(
            known.presence,
            known.activity,
            self._seats.seat_of(agent),
            talks=self._calls.contact_of(agent) is not None,
            hand_is_up=known.hand is not None,
        )

    def has_pin(self, name: str, *, as_supervisor: bool = False) -> bool:
        """Whether there is a PIN for this agent, or this supervisor."""
        return self._pins.has_pin(name, as_supervisor=as_supervisor)

    def forbids(self, person: Person, ask: Ask) -> str:
        """Why this person may not ask for this; empty where they may."""
        return self._judge.forbids(person, ask)
