"""What people ask for, by their phone or by command: one door's vocabulary. Values only; says not who may.

``agent`` is whom it is about; who asks is told beside it. Everything is answered with an ``Answer``.
"""

from dataclasses import dataclass

from cdr.events import ListeningMode
from vocabulary.ids import AgentName, ContactId, DeviceName, FlowName, QueueName


@dataclass(frozen=True, slots=True)
class Answer:
    """``refused`` is empty where it is done or under way; else it says why not, for the person who asked."""

    refused: str = ""

    @property
    def granted(self) -> bool:
        return not self.refused


# --- where a contact, or a question, may go --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class ToQueue:
    queue: QueueName


@dataclass(frozen=True, slots=True)
class ToFlow:
    flow: FlowName


@dataclass(frozen=True, slots=True)
class ToNumber:
    """A number outside."""

    number: str


Target = ToAgent | ToQueue | ToFlow | ToNumber
ConsultTarget = ToAgent | ToQueue | ToNumber

# --- of agents themselves --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogIn:
    """``device``: the phone they sit at, where it is not their own. ``queue``: only to this queue of theirs."""

    agent: AgentName
    device: DeviceName | None = None
    queue: QueueName | None = None


@dataclass(frozen=True, slots=True)
class LogOut:
    agent: AgentName
    queue: QueueName | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    agent: AgentName
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class EndWrapUp:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class AskForWrapUp:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class Dispose:
    """How the present or last conversation came out: a name of the document's dispositions."""

    agent: AgentName
    disposition: str


@dataclass(frozen=True, slots=True)
class RaiseHand:
    agent: AgentName
    note: str = ""


@dataclass(frozen=True, slots=True)
class LowerHand:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class DialOut:
    """Ring the agent's phone; once they answer, call the target."""

    agent: AgentName
    target: ToAgent | ToNumber


AgentAsk = LogIn | LogOut | Pause | Resume | EndWrapUp | AskForWrapUp | Dispose | RaiseHand | LowerHand | DialOut

# --- of the conversation an agent is in ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """The caller hears their queue's music; the agent, nothing."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The held caller and the agent hear each other again."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the caller on without asking first."""

    target: Target
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consult:
    """Hold the caller and ask somebody."""

    target: ConsultTarget


@dataclass(frozen=True, slots=True)
class Complete:
    """Hand the caller to whom was asked."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class CancelConsult:
    """Back to the caller, without whom was asked."""


@dataclass(frozen=True, slots=True)
class Conference:
    """Caller, agent and whom was asked hear each other."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the conversation as if the agent had hung up."""


@dataclass(frozen=True, slots=True)
class Record:
    """Begin recording, or end it, where the document says that it is on demand."""

    on: bool


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Nothing is recorded and no listener hears until it goes on: a card number is about to be said."""

    by: str


@dataclass(frozen=True, slots=True)
class RecordAgain:
    by: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A supervisor who is in the conversation goes on with the caller alone; asked by the listening, not by people."""

    supervisor: str
    leg: str


CallAsk = (
    Hold
    | GoOn
    | Transfer
    | Consult
    | Complete
    | CancelConsult
    | Conference
    | HangUp
    | Record
    | PauseRecording
    | RecordAgain
    | TakeOver
)
"""Put into the tray of the contact's session, which answers."""

# --- of contacts that wait -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pull:
    """Offer a waiting contact to this agent now."""

    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class Escalate:
    """To the next line, or to the queue named (then it is a move)."""

    contact: ContactId
    queue: QueueName | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnBack:
    contact: ContactId
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prioritise:
    contact: ContactId
    priority: int
    boost_seconds: float = 0.0


ContactAsk = Pull | Escalate | ReturnBack | Prioritise

# --- of supervisors --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listen:
    """Ring the supervisor's phone and let them into a contact, or into what this agent talks with."""

    mode: ListeningMode
    contact: ContactId | None = None
    agent: AgentName | None = None


@dataclass(frozen=True, slots=True)
class SwitchMode:
    """Of the listening that is under way."""

    mode: ListeningMode


@dataclass(frozen=True, slots=True)
class StopListening:
    pass


SupervisorAsk = Listen | SwitchMode | StopListening

Ask = AgentAsk | CallAsk | ContactAsk | SupervisorAsk
