"""The queues and agents of a test, in virtual time: the real distributor, and phones that answer or do not.

Only the test's own contact is played; a message or a callback left behind keeps its place, and nobody rings for it.
"""

from collections.abc import Callable
from typing import Final

from acd import effects as acd
from acd.commands import (
    CallerEntered,
    CallerLeft,
    CallerPressedKey,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ConversationEnded,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
    OfferRang,
    PauseAgent,
    RequestCallback,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.events import AgentEvent, CallbackRegistered, ContactEvent, EntryEnd, EntryEnded, QueueEvent, RequestRefused
from acd.state import State
from calls.own_flows import CALLBACK_PROMISED
from dialplan.document import Document
from dialplan.trials import TrialSpec
from ivr.errands import LeaveMessage, PromiseCallback
from ivr.reports import CallerReturned, HandToQueue
from service.trials.timetable import Timetable
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.parties import Party

RING_SECONDS: Final = 0.5
"""How long an agent's phone rings before it is answered."""
TALK_SECONDS: Final = 1.0
"""How long an agent talks before they hang up."""
CONTACT: Final = ContactId("c-1")
_PROMISED: Final = ContactId("c-2")
PAUSE_REASON: Final = "test"


class Floor:
    """``told``: is given every event of the test's contact. ``returned``: the caller is the flow's again."""

    def __init__(
        self,
        document: Document,
        trial: TrialSpec,
        timetable: Timetable,
        told: Callable[[ContactEvent], None],
        returned: Callable[[CallerReturned], None],
    ) -> None:
        self._timetable = timetable
        self._trial = trial
        self._told = told
        self._returned = returned
        self._distributor = Distributor()
        self._entries = 0
        self._entry: EntryId | None = None
        self._talking: OfferId | None = None
        self._opened = False
        for queue in document.queues.values():
            self._receive(ConfigureQueue(queue.policy))
        for agent in document.agents.values():
            self._receive(ConfigureAgent(agent.profile))
            self._attend(agent.profile.name)

    @property
    def state(self) -> State:
        return self._distributor.state

    @property
    def waiting(self) -> bool:
        """Whether the caller waits in a queue."""
        return self._entry is not None

    @property
    def talking(self) -> bool:
        return self._talking is not None

    @property
    def next_deadline(self) -> float | None:
        deadline = self._distributor.next_deadline()
        return None if deadline is None else deadline.monotonic

    def handle_deadline(self, seconds: float) -> None:
        self._timetable.seconds = seconds
        self._take(self._distributor.handle_deadline(self._timetable.now))

    def estimated_wait(self, queue: QueueName) -> float | None:
        return self._distributor.estimated_wait(queue, self._timetable.now)

    # --- the caller --------------------------------------------------------------------------------------------------

    def enter(self, handed: HandToQueue, number: str) -> None:
        self._entries += 1
        self._entry = EntryId(f"{CONTACT}-q{self._entries}")
        self._receive(
            CallerEntered(self._entry, CONTACT, handed.queue, handed.requirement, handed.priority, caller=number)
        )

    def press(self, key: str) -> None:
        if self._entry is not None:
            self._receive(CallerPressedKey(self._entry, key))

    def lose_caller(self) -> None:
        """The caller has hung up, or was hung up on."""
        if self._talking is not None:
            self._receive(ConversationEnded(self._talking, Party.CALLER))
        elif self._entry is not None:
            self._receive(CallerLeft(self._entry))
        if self._entries:
            self._receive(ContactOver(CONTACT))
        self._entry = self._talking = None

    def promise(self, what: LeaveMessage | PromiseCallback, number: str) -> str:
        """Take a place in the queue; why it was not taken, empty where it was."""
        message = isinstance(what, LeaveMessage)
        decision = self._receive(
            RequestCallback(
                EntryId(f"{_PROMISED}-q1"),
                _PROMISED,
                what.queue,
                f"message {what.message}" if isinstance(what, LeaveMessage) else number,
                what.requirement,
                what.priority,
                always_admitted=message,
            )
        )
        if any(isinstance(event, CallbackRegistered) for event in decision.events):
            return ""
        ends = [event.end.value for event in decision.events if isinstance(event, EntryEnded)]
        why = (ends or ["refused"])[-1]
        return "" if why == EntryEnd.CALLBACK_JOINED.value else why

    # --- the distributor ---------------------------------------------------------------------------------------------

    def _attend(self, agent: AgentName) -> None:
        attendance = self._trial.agents.get(agent, "logged_out")
        if attendance == "logged_out":
            return
        self._receive(DeviceReported(agent, Device.FREE))
        self._receive(LogInAgent(agent))
        if attendance == "paused":
            self._receive(PauseAgent(agent, PAUSE_REASON))

    def _receive(self, command: Command) -> Decision:
        decision = self._distributor.receive(command, self._timetable.now)
        self._take(decision)
        return decision

    def _take(self, decision: Decision) -> None:
        for event in decision.events:
            if not isinstance(event, AgentEvent | QueueEvent | RequestRefused) and event.contact == CONTACT:
                self._told(event)
        for effect in decision.effects:
            self._carry_out(effect)

    def _carry_out(self, effect: acd.Effect) -> None:
        match effect:
            case acd.RingAgent(contact, _, offer) if contact == CONTACT:
                self._timetable.after(0.0, lambda: self._hear(OfferRang(offer)))
                if self._trial.answers:
                    self._timetable.after(RING_SECONDS, lambda: self._hear(OfferAnswered(offer)))
            case acd.ConnectLegs(contact, _, offer) if contact == CONTACT:
                self._entry, self._talking = None, offer
                self._timetable.after(0.0, lambda: self._hear(LegsJoined(offer)))
                self._timetable.after(TALK_SECONDS, lambda: self._agent_hangs_up(offer))
            case acd.MoveToQueue(contact, entry) | acd.ReturnToWaiting(contact, entry) if contact == CONTACT:
                self._entry, self._talking = entry, None
            case acd.LeaveQueue(contact, _, why, flow) if contact == CONTACT:
                self._entry = None
                flow = CALLBACK_PROMISED.name if why == EntryEnd.CALLBACK else flow
                self._timetable.after(0.0, lambda: self._returned(CallerReturned(why, flow)))
            case acd.ReleaseCaller(contact) if contact == CONTACT:
                self._entry = self._talking = None
                self._timetable.after(0.0, lambda: self._returned(CallerReturned()))
            case _:
                pass

    def _hear(self, report: OfferRang | OfferAnswered | LegsJoined) -> None:
        self._receive(report)

    def _agent_hangs_up(self, offer: OfferId) -> None:
        if self._talking == offer:
            self._receive(ConversationEnded(offer, Party.AGENT))
