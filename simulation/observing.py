"""Yesterday, as the command log tells it: who called, how long they were patient and talked, who was at work.

The log is told again to a distributor of its own, with the log's seed, and the facts are read from its events: there is
no second reading of what commands mean. Changes nothing, tries nothing out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from acd.codec import Deadline, Logged
from acd.commands import (
    CallerEntered,
    CallerPressedKey,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactRequest,
    Device,
    DeviceReported,
    EscalateContact,
    LogInAgent,
    LogOutAgent,
    OpenQueue,
    PauseAgent,
    ResumeAgent,
    ReturnContact,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.events import (
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    Event,
    OfferEnded,
    OfferMade,
    WrapUpEnded,
)
from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName
from vocabulary.instant import Instant

AS_LOGGED = (
    LogInAgent
    | LogOutAgent
    | PauseAgent
    | ResumeAgent
    | OpenQueue
    | CloseQueue
    | CallerPressedKey
    | ChangePriority
    | ChangeRequirement
)
"""What people did without regard to who was given to whom: it is done again at the same moment."""


@dataclass(slots=True)
class Observed:
    """One caller: when they came (seconds from the beginning of the log), what they did, what became of them.

    ``patience_seconds`` None: they never gave up. ``waited_seconds``: in all queues of this call together.
    """

    entered: CallerEntered
    at: float
    patience_seconds: float | None = None
    talk_seconds: list[float] = field(default_factory=list)
    handed_on: list[ContactRequest] = field(default_factory=list)
    wrap_up_seconds: float | None = None
    waited_seconds: float = 0.0
    end: str = "waiting"
    agent: AgentName | None = None


class Yesterday:
    """Everything observed. ``rings``: how long each agent let it ring before answering."""

    def __init__(self, told: Iterable[tuple[Logged, Instant]], seed: int) -> None:
        """:param seed: of the log's first line: chance goes as it went."""
        self.policies: dict[QueueName, QueuePolicy] = {}
        self.profiles: dict[AgentName, AgentProfile] = {}
        self.callers: list[Observed] = []
        self.doings: list[tuple[float, Command]] = []
        self.rings: dict[AgentName, list[float]] = {}
        self._began: float | None = None
        self._present: dict[ContactId, Observed] = {}
        self._talking: dict[OfferId, ContactId] = {}
        self._offered: dict[OfferId, AgentName] = {}
        distributor = Distributor(chance=SeededChance(seed))
        for logged, at in told:
            self._take(logged, at, distributor)

    def _take(self, logged: Logged, at: Instant, distributor: Distributor) -> None:
        if self._began is None:
            self._began = at.monotonic
        seconds = at.monotonic - self._began
        if isinstance(logged, Deadline):
            decision = distributor.handle_deadline(at)
        else:
            self._note(logged, seconds)
            decision = _received(distributor, logged, at)
        for event in decision.events:
            self._hear(event, seconds)

    def _note(self, command: Command, at: float) -> None:
        match command:
            case ConfigureQueue(policy):
                self.policies[policy.name] = policy
            case ConfigureAgent(profile):
                self.profiles[profile.name] = profile
            case CallerEntered():
                caller = Observed(command, at)
                self.callers.append(caller)
                self._present[command.contact] = caller
            case DeviceReported(agent, device):
                # A phone in use by a call of ours says nothing of a day on which that call went elsewhere.
                if device is not Device.IN_USE or agent not in self._offered.values():
                    self.doings.append((at, command))
            case EscalateContact(contact) | ReturnContact(contact):
                if contact in self._talking.values():
                    self._present[contact].handed_on.append(command)
                else:
                    self.doings.append((at, command))
            case _ if isinstance(command, AS_LOGGED):
                self.doings.append((at, command))
            case _:
                pass

    def _hear(self, event: Event, at: float) -> None:
        match event:
            case OfferMade(offer, agent=agent):
                self._offered[offer] = agent
            case OfferEnded(offer) | ConnectionFailed(offer):
                self._offered.pop(offer, None)
                self._talking.pop(offer, None)
            case CallConnected(offer, contact=contact, agent=agent, ring_seconds=ring_seconds):
                self._talking[offer] = contact
                self.rings.setdefault(agent, []).append(ring_seconds)
                self._present[contact].agent = agent
            case ConversationCompleted(offer, contact=contact, talk_seconds=talk_seconds):
                self._offered.pop(offer, None)
                self._talking.pop(offer, None)
                self._present[contact].talk_seconds.append(talk_seconds)
            case WrapUpEnded(contact=contact, wrap_up_seconds=wrap_up_seconds):
                self._present[contact].wrap_up_seconds = wrap_up_seconds
            case EntryEnded(contact=contact, end=end, wait_seconds=wait_seconds):
                caller = self._present[contact]
                caller.waited_seconds += wait_seconds
                caller.end = end.value
                if end is EntryEnd.ABANDONED:
                    caller.patience_seconds = at - caller.at
            case _:
                pass


def _received(distributor: Distributor, command: Command, at: Instant) -> Decision:
    try:
        return distributor.receive(command, at)
    except Exception:  # noqa: BLE001 the service told its log of the mistake and went on, and so does whoever replays
        return Decision()
