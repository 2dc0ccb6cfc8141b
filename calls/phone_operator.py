"""What is done with a phone that dialled something: a code, a call to a colleague or outside, or the word that it is
nothing. Makes behaviours and runs none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, assert_never

from calls.asks import ToAgent, ToNumber
from calls.dialled import (
    AGENTS,
    CodeDialled,
    ColleagueDialled,
    Meaning,
    NothingDialled,
    OutsideDialled,
    QueueDialled,
    meaning,
)
from calls.keypad.behaviour import Keypad, KeypadDoor, KeypadPins
from calls.keypad.dialogue import KeypadDialogue
from calls.keypad.people import Calls, Desk, Judge, PeopleNow, Pins, Seats
from calls.listening import Listening
from calls.listenings import Listenings
from calls.permissions import Person, person_at
from calls.phone_session import Behaviour, Hear
from calls.surroundings import Surroundings
from cdr.events import ListeningMode
from dialplan.document import Document
from vocabulary.ids import AgentName, DeviceName, LegId


class Door(KeypadDoor, Judge, Protocol):
    """The one door for everything people ask for."""


class PinsOfPeople(KeypadPins, Pins, Protocol):
    """The PINs of agents and supervisors."""


MakeCall = Callable[[LegId, DeviceName, AgentName | None, ToAgent | ToNumber, Surroundings, Hear], Behaviour]
"""What is done with a phone that calls a colleague or a number outside; without an agent it is a supervisor's."""


@dataclass(frozen=True, slots=True)
class PhoneOperator:
    """``calls.phone_desk.Operator``. ``document``: the one in force."""

    document: Callable[[], Document]
    desk: Desk
    calls: Calls
    seats: Seats
    door: Door
    pins: PinsOfPeople
    listenings: Listenings
    make_call: MakeCall

    def meaning(self, device: DeviceName, dialled: str) -> Meaning:
        """What is meant by it. Supervisors may use the trunks of supervisors besides."""
        document = self.document()
        person = self._person(device)
        supervises = person is not None and person.supervisor is not None
        return meaning(document, dialled, AGENTS | {"supervisors"} if supervises else AGENTS)

    def behaviour(
        self, meaning: Meaning, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear
    ) -> Behaviour:
        """What is done about it. At a phone where nobody is, nobody is called: who would answer for it?"""
        person = self._person(device)
        match meaning:
            case ColleagueDialled(agent) if person is not None:
                return self.make_call(leg, device, person.agent, ToAgent(agent), around, hear)
            case OutsideDialled(number) if person is not None:
                return self.make_call(leg, device, person.agent, ToNumber(number), around, hear)
            case CodeDialled() | ColleagueDialled() | OutsideDialled() | NothingDialled():
                return self._keypad(meaning, device, leg, around, hear)
            case QueueDialled():
                raise ValueError("a queue is called by a caller's leg")
            case _:
                assert_never(meaning)

    def _keypad(
        self,
        what: CodeDialled | ColleagueDialled | OutsideDialled | NothingDialled,
        device: DeviceName,
        leg: LegId,
        around: Surroundings,
        hear: Hear,
    ) -> Keypad:
        people = PeopleNow(around.document, self.desk, self.calls, self.seats, self.pins, self.door)
        dialogue = KeypadDialogue(what, device, around.document, people)
        listening = partial(self._listening, leg, hear)
        return Keypad(dialogue, leg, device, around, self.door, self.pins, listening)

    def _listening(self, leg: LegId, hear: Hear, supervisor: str, mode: ListeningMode, agent: AgentName) -> Listening:
        return self.listenings.behaviour(supervisor, mode, leg, hear, agent=agent)

    def _person(self, device: DeviceName) -> Person | None:
        return person_at(self.document(), self.seats, device)
