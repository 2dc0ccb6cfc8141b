"""Who may ask for what: one answer for the phone, the command line and the API. Pure; carries nothing out.

An agent may ask for themselves and for the conversation they are in. A supervisor may ask for the agents of their teams
and the contacts of their queues, and needs the permission of the document to listen, to take part and to record. The
admin owns the machine and may do all but listen, which takes a phone of somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, assert_never

from calls.asks import (
    Ask,
    AskForWrapUp,
    CancelConsult,
    Complete,
    Conference,
    Consult,
    DialOut,
    Dispose,
    EndWrapUp,
    Escalate,
    GoOn,
    HangUp,
    Hold,
    Listen,
    LogIn,
    LogOut,
    LowerHand,
    Pause,
    PauseRecording,
    Prioritise,
    Pull,
    RaiseHand,
    Record,
    RecordAgain,
    Resume,
    ReturnBack,
    StopListening,
    SwitchMode,
    TakeOver,
    ToNumber,
    Transfer,
)
from calls.outgoing import outside
from cdr.events import ListeningMode
from dialplan.document import Document
from dialplan.sections.people import Permission, SupervisorSpec
from vocabulary.ids import AgentName, DeviceName, QueueName


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``agent`` and ``supervisor``: who they are in the document; one person may be both."""

    name: str
    agent: AgentName | None = None
    supervisor: str | None = None
    is_admin: bool = False


ADMIN = Person("admin", is_admin=True)
"""Whoever may open the local socket and names nobody."""


class Desks(Protocol):
    """Who uses which phone now."""

    def agent_at(self, device: DeviceName) -> AgentName | None: ...

    def supervisor_at(self, device: DeviceName) -> str | None: ...


# --- who somebody is -------------------------------------------------------------------------------------------------


def person_called(document: Document, text: str) -> Person | None:
    """The agent of this name or number, else the supervisor of this name or with this phone; None: nobody."""
    for name, agent in document.agents.items():
        if text == name or (agent.number and text == agent.number):
            return _agent(document, name)
    for supervisor, spec in document.supervisors.items():
        if text == supervisor or (spec.device is not None and text == spec.device):
            return _supervisor(document, supervisor)
    return None


def person_at(document: Document, phones: Desks, device: DeviceName) -> Person | None:
    """Who uses this phone now; None: nobody's phone. An agent who sits at a supervisor's phone is no supervisor."""
    agent = phones.agent_at(device)
    if agent is not None:
        return _agent(document, agent)
    supervisor = phones.supervisor_at(device)
    return None if supervisor is None else _supervisor(document, supervisor)


def _agent(document: Document, name: AgentName) -> Person | None:
    if name not in document.agents:
        return None
    also = (supervisor for supervisor, spec in document.supervisors.items() if spec.agent == name)
    return Person(name, name, next(also, None))


def _supervisor(document: Document, name: str) -> Person | None:
    spec = document.supervisors.get(name)
    if spec is None:
        return None
    return Person(name, None if spec.agent is None else AgentName(spec.agent), name)


# --- what they may ---------------------------------------------------------------------------------------------------


def refusal(
    document: Document, person: Person, ask: Ask, about: AgentName | None = None, queue: QueueName | None = None
) -> str:
    """Why this person may not ask for this, as told to them; empty where they may.

    :param about: who talks with the contact concerned, if anybody does. What is asked of an agent says itself of whom.
    :param queue: the queue of that contact: where it waits, or was last.
    """
    who = _Asking(document, person)
    match ask:
        case TakeOver():
            return "a call is taken over from within listening to it"
        case Listen(mode):
            return who.about_listening(mode, ask.agent or about, queue)
        case SwitchMode(mode):
            return who.without(_PERMISSION[mode])
        case StopListening():
            return "" if person.supervisor is not None else _NO_SUPERVISOR
        case Pull(_, agent):
            return who.about_pulling(agent, queue)
        case Prioritise():
            return who.about_waiting(about, queue)
        case Escalate() | ReturnBack():
            return who.about_conversation(about, queue) if about is not None else who.about_waiting(about, queue)
        case Record() | PauseRecording() | RecordAgain():
            return who.about_conversation(about, queue) or who.about_recording(about)
        case Transfer(target) | Consult(target):
            return who.about_conversation(about, queue) or who.about_number(target)
        case Hold() | GoOn() | Complete() | CancelConsult() | Conference() | HangUp():
            return who.about_conversation(about, queue)
        case DialOut(agent, target):
            return who.about_agent(agent) or who.about_number(target)
        case LogIn(agent, _, of) | LogOut(agent, of):
            return who.about_agent(agent, of)
        case (
            Pause(agent)
            | Resume(agent)
            | EndWrapUp(agent)
            | AskForWrapUp(agent)
            | Dispose(agent)
            | RaiseHand(agent)
            | LowerHand(agent)
        ):
            return who.about_agent(agent)
        case _:
            assert_never(ask)


def refusal_of_waiting(document: Document, person: Person, queue: QueueName | None) -> str:
    """Why this person may not change what a contact needs that waits in this queue; empty where they may."""
    return _Asking(document, person).about_waiting(None, queue)


def refusal_of_queue(document: Document, person: Person, queue: QueueName) -> str:
    """Why this person may not open or close this queue; empty where they may."""
    who = _Asking(document, person)
    return "" if who.leads_queue(queue) else f"{queue} is not a queue of yours"


@dataclass(frozen=True, slots=True)
class Hearable:
    """Whose recordings somebody may hear: those of these agents, and those of these queues."""

    agents: tuple[AgentName, ...]
    queues: tuple[QueueName, ...]


def hearable(document: Document, person: Person) -> Hearable | None:
    """What this person may hear and find: an agent their own recordings, a supervisor with ``hear_recordings`` also
    those of their teams and queues; None: all, for the admin.
    """
    if person.is_admin:
        return None
    who = _Asking(document, person)
    own = () if person.agent is None else (person.agent,)
    if who.without("hear_recordings"):
        return Hearable(own, ())
    return Hearable(tuple(dict.fromkeys((*own, *who.team))), who.queues)


def refusal_of_hearing(document: Document, person: Person, agent: AgentName | None, queue: QueueName | None) -> str:
    """Why this person may not hear a recording of this agent, in this queue; empty where they may."""
    heard = hearable(document, person)
    if heard is None or agent in heard.agents or queue in heard.queues:
        return ""
    if person.supervisor is None:
        return "this is not a recording of yours"
    return _Asking(document, person).without("hear_recordings") or "this is not a recording of yours"


def refusal_of_keeping(person: Person) -> str:
    """Why this person may not decide what is kept, held and erased; empty where they may."""
    return "" if person.is_admin else "what is kept, held and erased is the admin's to say"


def teams_of(document: Document, person: Person) -> tuple[str, ...]:
    """The teams whose people this person leads, in the order of the document; the admin leads all."""
    spec = document.supervisors.get(person.supervisor or "")
    return tuple(team for team in document.teams if person.is_admin or (spec is not None and team in spec.teams))


_NO_SUPERVISOR = "only supervisors listen, each with a phone of their own"

_PERMISSION: Mapping[ListeningMode, Permission] = {
    ListeningMode.MONITOR: "monitor",
    ListeningMode.WHISPER: "whisper",
    ListeningMode.BARGE: "barge",
    ListeningMode.TAKE_OVER: "take_over",
}


class _Asking:
    """One person, measured by one document. Each answer is empty where they may."""

    def __init__(self, document: Document, person: Person) -> None:
        self._document = document
        self._person = person
        self._spec: SupervisorSpec | None = document.supervisors.get(person.supervisor or "")

    def about_agent(self, agent: AgentName, queue: QueueName | None = None) -> str:
        """``queue``: the one of the agent's queues it is about, if it is about one alone."""
        may = self._person.is_admin or self._person.agent == agent or self._leads(agent)
        may = may or (queue is not None and self._has(queue) and self._serves(agent, queue))
        return "" if may else f"{agent} is not an agent of yours"

    def about_conversation(self, about: AgentName | None, queue: QueueName | None) -> str:
        if self._person.is_admin or (about is not None and (about == self._person.agent or self._leads(about))):
            return ""
        if self._spec is not None and queue is not None and self._has(queue):
            return ""
        return "this is not a conversation of yours"

    def about_waiting(self, about: AgentName | None, queue: QueueName | None) -> str:
        if queue is None:
            return "" if self._person.is_admin else self.about_conversation(about, queue)
        if self._person.is_admin or self.leads_queue(queue):
            return ""
        return f"{queue} is not a queue of yours"

    def about_pulling(self, agent: AgentName, queue: QueueName | None) -> str:
        """Callers are not picked by agents: who is next is the queue's rule, or a supervisor's word."""
        of_theirs = self._spec.queues if self._spec is not None else ()
        may = self._person.is_admin or self._leads(agent) or any(self._serves(agent, QueueName(of)) for of in of_theirs)
        return self.about_waiting(None, queue) or ("" if may else f"{agent} is not an agent of yours")

    def about_recording(self, about: AgentName | None) -> str:
        """An agent's own conversation is theirs to record where the document says so; a supervisor's right is named."""
        own = about is not None and about == self._person.agent
        return "" if own or self._person.is_admin else self.without("record")

    def about_listening(self, mode: ListeningMode, about: AgentName | None, queue: QueueName | None) -> str:
        refused = self.without(_PERMISSION[mode])
        if refused:
            return refused
        if about is not None and about == self._person.agent:
            return "this is your own conversation"
        if about is not None and self._leads(about):
            return ""
        return "" if queue is not None and self._has(queue) else "this is not a conversation of yours"

    def about_number(self, target: object) -> str:
        """Calls to outside numbers cost money: somebody has to have permitted them, for whoever asks.

        What is refused here is toll fraud, or a slip. No permission is read off a number that merely looks like one.
        """
        if not isinstance(target, ToNumber):
            return ""
        kinds = {"agents", "supervisors"} if self._person.is_admin or self._spec is not None else {"agents"}
        allowed = (name for name, trunk in self._document.trunks.items() if kinds.intersection(trunk.may_call_out))
        reachable = any(outside(self._document, trunk, target.number) for trunk in allowed)
        return "" if reachable else "no trunk may be used to call this number"

    def without(self, permission: Permission) -> str:
        if self._spec is None:
            return _NO_SUPERVISOR if permission != "record" else "only supervisors with that permission record others"
        return "" if permission in self._spec.may else f"you have no permission to {permission.replace('_', ' ')}"

    def leads_queue(self, queue: QueueName) -> bool:
        """It is a queue of theirs, or an agent of their teams serves it."""
        if self._person.is_admin or self._has(queue):
            return True
        return any(self._serves(agent, queue) for agent in self.team)

    @property
    def team(self) -> tuple[AgentName, ...]:
        """The agents of all teams they lead."""
        if self._spec is None:
            return ()
        teams = (self._document.teams[team] for team in self._spec.teams if team in self._document.teams)
        return tuple(AgentName(agent) for team in teams for agent in team.agents)

    @property
    def queues(self) -> tuple[QueueName, ...]:
        """The queues that are theirs, whoever serves them."""
        return () if self._spec is None else tuple(QueueName(queue) for queue in self._spec.queues)

    def _leads(self, agent: AgentName) -> bool:
        return agent in self.team

    def _has(self, queue: QueueName) -> bool:
        return self._spec is not None and queue in self._spec.queues

    def _serves(self, agent: AgentName, queue: QueueName) -> bool:
        known = self._document.agents.get(agent)
        return known is not None and queue in known.profile.queues
