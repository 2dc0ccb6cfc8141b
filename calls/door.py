"""The one door for everything people ask for, by keypad, command line or API: checks who may, then hands it to whom it
concerns. Decides nothing itself, rings no phone, and lets nobody past it.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol, assert_never

import structlog

from acd.agents import Activity, Presence
from acd.commands import (
    ChangePriority,
    ChangeRequirement,
    Command,
    EscalateContact,
    GiveDisposition,
    LogInAgent,
    LogOutAgent,
    PauseAgent,
    PullContact,
    QueueRequest,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
    SignInToQueue,
    SignOutOfQueue,
)
from acd.commands import EndWrapUp as EndWrapUpCommand
from acd.commands import LowerHand as LowerHandCommand
from acd.commands import RaiseHand as RaiseHandCommand
from acd.decision import Decision
from acd.events import RequestRefused
from acd.state import State
from calls.asks import (
    AgentAsk,
    Answer,
    Ask,
    AskForWrapUp,
    CallAsk,
    ContactAsk,
    DialOut,
    Dispose,
    EndWrapUp,
    Escalate,
    Listen,
    LogIn,
    LogOut,
    LowerHand,
    Pause,
    Prioritise,
    Pull,
    RaiseHand,
    Resume,
    ReturnBack,
    StopListening,
    SupervisorAsk,
    SwitchMode,
    ToAgent,
    ToNumber,
)
from calls.permissions import Person, refusal, refusal_of_queue, refusal_of_waiting
from calls.scene import Scene
from dialplan.document import Document
from vocabulary.ids import AgentName, ContactId, DeviceName, QueueName

ANSWER_SECONDS = 8.0
"""How long a conversation may take to answer: its session does one thing after the other, and may end meanwhile. Less
than a client waits, so that the person is told."""

log = structlog.get_logger(__name__)


class Decider(Protocol):
    """Who decides about agents and waiting contacts: the desk."""

    @property
    def state(self) -> State: ...

    async def ask(self, command: Command) -> Decision: ...


class Calls(Protocol):
    """The contacts in progress: the switchboard."""

    def scene(self, contact: ContactId, /) -> Scene | None: ...

    def contact_of(self, agent: AgentName, /) -> ContactId | None: ...

    async def ask(self, contact: ContactId, ask: CallAsk, /, by: AgentName | None) -> Answer: ...


class Listeners(Protocol):
    """Supervisors listening to contacts."""

    async def ask(self, supervisor: str, ask: SupervisorAsk, /) -> Answer: ...


class Dialler(Protocol):
    """Calls that agents place by command."""

    async def dial_out(self, agent: AgentName, target: ToAgent | ToNumber, /) -> Answer:
        """Ring the agent's phone; once they answer, call the target."""


class Seats(Protocol):
    """Who uses which phone."""

    @property
    def devices(self) -> tuple[DeviceName, ...]: ...

    def agent_at(self, device: DeviceName, /) -> AgentName | None: ...

    def sit_down(self, agent: AgentName, device: DeviceName, /) -> tuple[Command, ...]: ...

    def stand_up(self, agent: AgentName, /) -> tuple[Command, ...]: ...


class Door:
    """The door of one Asterisk. Whatever it does not carry out is logged: who asked for what, and why not."""

    def __init__(
        self,
        document: Callable[[], Document],
        desk: Decider,
        calls: Calls,
        listeners: Listeners,
        dialler: Dialler,
        seats: Seats,
    ) -> None:
        self._document = document
        self._desk = desk
        self._calls = calls
        self._listeners = listeners
        self._dialler = dialler
        self._seats = seats

    # --- who may -----------------------------------------------------------------------------------------------------

    def forbids(self, person: Person, ask: Ask, contact: ContactId | None = None) -> str:
        """Why this person may not ask for this, by the document in force; empty where they may.

        :param contact: as for ``ask``.
        """
        return refusal(self._document(), person, ask, *self._concerned(person, ask, contact))

    def forbids_request(self, person: Person, request: ChangeRequirement | QueueRequest) -> str:
        """The same, for what is asked of a queue, or of what a waiting contact needs."""
        if isinstance(request, ChangeRequirement):
            return refusal_of_waiting(self._document(), person, self._whereabouts(request.contact)[1])
        return refusal_of_queue(self._document(), person, request.queue)

    def is_in_progress(self, contact: ContactId) -> bool:
        """Whether there is such a call."""
        return self._calls.scene(contact) is not None

    def _concerned(
        self, person: Person, ask: Ask, contact: ContactId | None
    ) -> tuple[AgentName | None, QueueName | None]:
        """Who talks with the contact this is about, and the queue it is in or was last."""
        match ask:
            case Pull(of) | Escalate(of) | ReturnBack(of) | Prioritise(of):
                return self._whereabouts(of)
            case Listen(_, of, agent):
                return self._whereabouts(of if of is not None else self.contact_of(agent))
            case SwitchMode() | StopListening():
                return None, None
            case _ if isinstance(ask, AgentAsk):
                return ask.agent, None
            case _:
                return self._whereabouts(contact if contact is not None else self.contact_of(person.agent))

    def contact_of(self, agent: AgentName | None) -> ContactId | None:
        """Whom this agent talks with now."""
        return None if agent is None else self._calls.contact_of(agent)

    def _whereabouts(self, contact: ContactId | None) -> tuple[AgentName | None, QueueName | None]:
        if contact is None:
            return None, None
        scene, state = self._calls.scene(contact), self._desk.state
        agent, queue = (scene.agent, scene.queue) if scene is not None else (None, None)
        known = state.contacts.get(contact)
        if known is None:
            return agent, queue
        if known.entry is not None:
            # A waiting contact has an agent where somebody is being asked about it; it is its queue's all the same.
            return agent, state.entries[known.entry].queue
        if known.offer is not None:
            offer = state.offers[known.offer]
            return agent or offer.agent, offer.queue
        return agent, queue or (known.queues[-1] if known.queues else None)

    # --- carrying out ------------------------------------------------------------------------------------------------

    async def ask(self, person: Person, ask: Ask, contact: ContactId | None = None) -> Answer:
        """Check, and have it done.

        :param contact: whose conversation it is about, where that is not the one the person is in. Asks that name
            their contact themselves need none.
        """
        why = self.forbids(person, ask, contact)
        if why:
            return _forbidden(person, ask, why)
        answer = await self._carry_out(person, ask, contact)
        if not answer.granted:
            log.info("door.refused", person=person.name, asked=type(ask).__name__, why=answer.refused)
        return answer

    async def request(self, person: Person, request: ChangeRequirement | QueueRequest) -> Answer:
        """The same, for what is asked of a queue, or of what a waiting contact needs."""
        why = self.forbids_request(person, request)
        return _forbidden(person, request, why) if why else await self._decided(request)

    async def _carry_out(self, person: Person, ask: Ask, contact: ContactId | None) -> Answer:
        if isinstance(ask, AgentAsk):
            return await self._of_agent(ask)
        if isinstance(ask, ContactAsk):
            return await self._decided(_contact_command(ask))
        if isinstance(ask, SupervisorAsk):
            assert person.supervisor is not None, "nobody else was let through"
            return await self._listeners.ask(person.supervisor, ask)
        contact = contact if contact is not None else self.contact_of(person.agent)
        if contact is None:
            return Answer("you are in no conversation")
        scene = self._calls.scene(contact)
        if scene is None:
            return Answer(f"no call {contact} is in progress")
        own = person.agent is not None and scene.agent == person.agent
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._calls.ask(contact, ask, person.agent if own else None)
        except TimeoutError:
            return Answer("the call did not answer in time: it may be over, or still do it")

    async def _of_agent(self, ask: AgentAsk) -> Answer:
        match ask:
            case LogIn(agent, device, queue) if device is not None:
                return await self._log_in_at(agent, device, queue)
            case LogIn(agent, _, queue):
                return await self._decided(LogInAgent(agent) if queue is None else SignInToQueue(agent, queue))
            case LogOut(agent, queue) if queue is not None:
                return await self._decided(SignOutOfQueue(agent, queue))
            case LogOut(agent):
                return await self._log_out(agent)
            case DialOut(agent, target):
                return await self._dialler.dial_out(agent, target)
            case _:
                return await self._decided(_agent_command(ask))

    async def _log_in_at(self, agent: AgentName, device: DeviceName, queue: QueueName | None) -> Answer:
        """Where they are logged in already, they only move."""
        if agent not in self._document().agents:
            return Answer(f"no agent named {agent}")
        if device not in self._seats.devices:
            return Answer(f"no phone is called {device}")
        there = self._seats.agent_at(device)
        sitting = self._desk.state.agents.get(there) if there is not None and there != agent else None
        if sitting is not None and sitting.activity is Activity.TALKING:
            return Answer(f"{there} is in a call at this phone")
        for command in self._seats.sit_down(agent, device):
            await self._desk.ask(command)
        answer = Answer()
        if self._desk.state.agents[agent].presence is Presence.LOGGED_OUT:
            answer = await self._decided(LogInAgent(agent))
        return answer if queue is None or not answer.granted else await self._decided(SignInToQueue(agent, queue))

    async def _log_out(self, agent: AgentName) -> Answer:
        answer = await self._decided(LogOutAgent(agent))
        for command in self._seats.stand_up(agent):
            await self._desk.ask(command)
        return answer

    async def _decided(self, command: Command) -> Answer:
        decision = await self._desk.ask(command)
        return Answer(next(_refusals(decision), ""))


def _forbidden(person: Person, asked: object, why: str) -> Answer:
    # What is asked for holds numbers and notes: its kind is enough.
    log.warning("door.forbidden", person=person.name, asked=type(asked).__name__, why=why)
    return Answer(why)


def _refusals(decision: Decision) -> Iterator[str]:
    return (event.reason for event in decision.events if isinstance(event, RequestRefused))


def _agent_command(
    ask: Pause | Resume | EndWrapUp | AskForWrapUp | Dispose | RaiseHand | LowerHand,
) -> Command:
    match ask:
        case Pause(agent, reason):
            return PauseAgent(agent, reason)
        case Resume(agent):
            return ResumeAgent(agent)
        case EndWrapUp(agent):
            return EndWrapUpCommand(agent)
        case AskForWrapUp(agent):
            return RequestWrapUp(agent)
        case Dispose(agent, disposition):
            return GiveDisposition(agent, disposition)
        case RaiseHand(agent, note):
            return RaiseHandCommand(agent, note)
        case LowerHand(agent):
            return LowerHandCommand(agent)
        case _:
            assert_never(ask)


def _contact_command(ask: ContactAsk) -> Command:
    match ask:
        case Pull(contact, agent):
            return PullContact(contact, agent)
        case Escalate(contact, queue, note):
            return EscalateContact(contact, queue, note)
        case ReturnBack(contact, note):
            return ReturnContact(contact, note)
        case Prioritise(contact, priority, boost_seconds):
            return ChangePriority(contact, priority, boost_seconds)
        case _:
            assert_never(ask)
