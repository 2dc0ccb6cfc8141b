"""What is done with a phone that called us: a code's dialogue, a call to somebody. Joins the parts; decides nothing."""

from collections.abc import Callable
from typing import assert_never

from calls.asks import Answer, ToAgent, ToNumber
from calls.dialled import CodeDialled, ColleagueDialled, Meaning, NothingDialled, OutsideDialled, QueueDialled, meaning
from calls.door import Door
from calls.keypad.behaviour import Keypad
from calls.keypad.dialogue import KeypadDialogue
from calls.keypad.people import PeopleNow
from calls.listening import Listening
from calls.listenings import Listenings
from calls.phone_call import PhoneCall
from calls.phone_desk import PhoneDesk
from calls.phone_session import Behaviour, Hear
from calls.phones import Phones
from calls.pins import Pins
from calls.scene import Scenes
from calls.surroundings import Surroundings
from cdr.events import ListeningMode
from dialplan.document import Document
from vocabulary.ids import AgentName, DeviceName, LegId


class Operator:
    """For all phones of one Asterisk; ``document``: the one calls begin under now."""

    def __init__(
        self,
        document: Callable[[], Document],
        around: Callable[[], Surroundings],
        phones: Phones,
        scenes: Scenes,
        pins: Pins,
        listenings: Listenings,
    ) -> None:
        self._document = document
        self._around = around
        self._phones = phones
        self._scenes = scenes
        self._pins = pins
        self._listenings = listenings
        self._door: Door | None = None
        self._desk: PhoneDesk | None = None

    def work_with(self, door: Door, desk: PhoneDesk) -> None:
        """What is asked for goes through this door; phones are rung by this desk."""
        self._door, self._desk = door, desk

    def meaning(self, device: DeviceName, dialled: str) -> Meaning:
        """What is meant by it, whoever sits there now."""
        return meaning(self._document(), dialled, self._kinds(device))

    def _kinds(self, device: DeviceName) -> frozenset[str]:
        """As whom calls are placed from this phone: a supervisor who is an agent may use the trunks of both."""
        agent = {"agents"} if self._phones.agent_at(device) is not None else set[str]()
        supervisor = {"supervisors"} if self._phones.supervisor_at(device) is not None else set[str]()
        return frozenset(agent | supervisor)

    def behaviour(self, meant: Meaning, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear) -> Behaviour:
        """What is done about it."""
        match meant:
            case ColleagueDialled(agent):
                return self._call(ToAgent(agent), device, leg, around, hear)
            case OutsideDialled(number):
                return self._call(ToNumber(number), device, leg, around, hear)
            case QueueDialled():
                raise ValueError("a queue is called as callers call it")
            case CodeDialled() | NothingDialled():
                return self._keypad(meant, device, leg, around, hear)
            case _:
                assert_never(meant)

    def _keypad(
        self, meant: CodeDialled | NothingDialled, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear
    ) -> Keypad:
        assert self._door is not None
        people = PeopleNow(around.document, around.desk, self._scenes, self._phones, self._pins, self._door)

        def listening(supervisor: str, mode: ListeningMode, agent: AgentName) -> Listening:
            return self._listenings.behaviour(supervisor, mode, leg, hear, agent=agent)

        dialogue = KeypadDialogue(meant, device, around.document, people)
        return Keypad(dialogue, leg, device, around, self._door, self._pins, listening)

    async def dial_out(self, agent: AgentName, target: ToAgent | ToNumber) -> Answer:
        """Ring the agent's phone; once they answer, call the target."""
        device = self._phones.device_of(agent)
        if device is None or self._desk is None:
            return Answer(f"{agent} has no phone")
        around = self._around()

        def make(leg: LegId, hear: Hear) -> Behaviour:
            return self._call(target, device, leg, around, hear, answered=True)

        name = target.agent if isinstance(target, ToAgent) else target.number
        return await self._desk.ring(device, make, str(name))

    def _call(
        self, target: ToAgent | ToNumber, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear,
        *, answered: bool = False,
    ) -> PhoneCall:  # fmt: skip
        caller, kinds = self._phones.agent_at(device), self._kinds(device)
        return PhoneCall(leg, device, caller, target, around, hear, kinds=kinds, answered=answered)
