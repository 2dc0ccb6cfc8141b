"""The plainest facts about agents, queue stays, offers and contacts that the ledger keeps. Nothing here objects."""

from dataclasses import dataclass, field

from acd.commands import AgentSilent, Command, ConversationEnded, Device, Occupation
from acd.effects import Effect
from acd.events import OfferEnd
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, TaskId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import Requirement

RUNG = ("made", "ringing")
"""The phases in which an offer can still end unanswered."""

ANSWERED = ("answered", "reaching", "joining", "talking")
"""The phases in which an offer, or its conversation, has its caller to itself."""


@dataclass
class WrapUpOwed:
    """A wrap-up that runs. ``until`` None: until the agent ends it; ``fixed``: not before its time."""

    contact: ContactId
    since: Instant
    until: Instant | None
    fixed: bool


@dataclass
class Person:
    """What is known of one agent.

    ``number``: who was configured first. ``may_ask``: whose
    conversation may still be wrapped up, and how long. ``busy``: from the answer to the end of the wrap-up.
    ``idle_held``: given back after calls of their own; ``held_by_task``: one of those was a task of ours to know.
    ``hand_in``: the conversation a hand was raised in. ``last_contact``: whom they talked with since the login.
    ``retired``: no document has them.
    """

    profile: AgentProfile
    number: int
    presence: str = "out"
    device: Device = Device.UNREACHABLE
    rest_until: Instant | None = None
    wrap_up: WrapUpOwed | None = None
    asked: bool = False
    may_ask: tuple[ContactId, float] | None = None
    offer: OfferId | None = None
    misses: dict[OfferEnd, int] = field(default_factory=dict)
    contacts: int = 0
    idle_since: Instant | None = None
    idle_before: Instant | None = None
    busy_since: Instant | None = None
    busy: list[tuple[Instant, Instant]] = field(default_factory=list)
    in_a_row: int = 0
    tasks: dict[TaskId, Occupation] = field(default_factory=dict)
    idle_held: Instant | None = None
    held_by_task: bool = False
    signed_out: list[QueueName] = field(default_factory=list)
    hand: str | None = None
    hand_in: OfferId | None = None
    last_contact: ContactId | None = None
    retired: bool = False

    @property
    def seats(self) -> list[Assignment]:
        """The queues they serve now."""
        return [seat for seat in self.profile.assignments if seat.queue not in self.signed_out]

    @property
    def queues(self) -> list[QueueName]:
        return [seat.queue for seat in self.seats]

    @property
    def ready(self) -> bool:
        return (
            self.presence == "in"
            and self.device is Device.FREE
            and self.offer is None
            and self.wrap_up is None
            and not self.tasks
            and self.rest_until is None
        )


@dataclass
class Callback:
    """A place without a caller. ``rests_until``: between two attempts, or while nobody may be called, which is so up to
    ``closed_until``. ``allowed``: how many attempts, when tried last."""

    number: str
    expires_at: Instant
    attempts: int = 0
    allowed: int = 0
    rests_until: Instant | None = None
    closed_until: Instant | None = None

    def rest_until(self, until: Instant) -> None:
        """Nobody is called before."""
        self.rests_until = until if self.rests_until is None else max(self.rests_until, until)

    def close(self, seconds: float, now: Instant) -> None:
        """Nobody may be called for so long; what is so for the first time makes the place no older."""
        until = now.plus(seconds)
        counted = max(now, self.closed_until or now)
        self.rest_until(until)
        if until > counted and self.expires_at > now:
            self.expires_at = self.expires_at.plus(until.since(counted))
            self.closed_until = until


@dataclass
class Stay:
    """What is known of one entry.

    ``step``: from 0, -1 before the first. ``limit_from``: where the longest wait begins.
    """

    entry: EntryId
    contact: ContactId
    queue: QueueName
    needs: Requirement
    priority: int
    entered_at: Instant
    credit: float
    limit_from: Instant
    step: int = -1
    step_since: Instant | None = None
    offers: list[OfferId] = field(default_factory=list)
    width: int = 0
    grows_at: Instant | None = None
    not_first: list[AgentName] = field(default_factory=list)
    tried: list[AgentName] = field(default_factory=list)
    callback: Callback | None = None
    said: int | None = None
    said_at: Instant | None = None
    place_said_at: Instant | None = None
    comfort_due: Instant | None = None
    comforts: int = 0
    connected_wait: float | None = None
    pulled: bool = False

    @property
    def order(self) -> tuple[float, float, str]:
        return (-self.priority, self.entered_at.monotonic - self.credit, self.entry)


@dataclass
class Ring:
    """What is known of one offer.

    ``phase``: ``made``, ``ringing``, ``answered`` (within a verb), ``reaching``, ``joining``, ``talking``, ``over``.
    """

    stay: Stay
    agent: AgentName
    made_at: Instant
    due: Instant
    phase: str = "made"
    answered_at: Instant | None = None
    joined_at: Instant | None = None
    silent: bool = False


@dataclass
class Known:
    """One contact. ``door``: where it came first. ``queues`` it was in, ``agents`` it talked to, the latest last;
    ``talk``: the conversation. ``last``: the stay that ended last, or became this contact's."""

    contact: ContactId
    caller: str
    door: QueueName
    needs: Requirement = field(default_factory=Requirement)
    priority: int = 0
    queues: list[QueueName] = field(default_factory=list)
    agents: list[AgentName] = field(default_factory=list)
    talk: OfferId | None = None
    last: Stay | None = None


@dataclass
class Cut:
    """A call that was cut: its place, and the agent who was talking. ``door``: where it had come first."""

    contact: ContactId
    door: QueueName
    queue: QueueName
    since: float
    agent: AgentName | None
    until: Instant


@dataclass
class Facts:
    """Everything known. ``stays`` holds who is in a queue; ``rings`` every offer ever made.

    ``command``: what the verb was given; None: deadlines. ``sure_at``: up to when every deadline has been handled.
    ``silently``: whether who waits changed in this verb without an event. ``owed``: effects that must come of it.
    ``parted``: who was parted from a contact in this verb; ``lowering``: whose hand has to come down in it.
    ``waited``: of those answered, until their estimate was judged. ``turns``: of each queue, whose turn it was last.
    """

    policies: dict[QueueName, QueuePolicy] = field(default_factory=dict)
    closed: list[QueueName] = field(default_factory=list)
    people: dict[AgentName, Person] = field(default_factory=dict)
    contacts: dict[ContactId, Known] = field(default_factory=dict)
    stays: dict[EntryId, Stay] = field(default_factory=dict)
    rings: dict[OfferId, Ring] = field(default_factory=dict)
    cuts: dict[str, Cut] = field(default_factory=dict)
    last_agents: dict[str, tuple[AgentName, Instant]] = field(default_factory=dict)
    ended: list[EntryId] = field(default_factory=list)
    turns: dict[QueueName, int] = field(default_factory=dict)
    waited: dict[EntryId, float] = field(default_factory=dict)
    owed: list[Effect] = field(default_factory=list)
    command: Command | None = None
    now: Instant = Instant(0.0, 0.0)
    sure_at: Instant = Instant(0.0, 0.0)
    silently: bool = False
    parted: AgentName | None = None
    lowering: list[AgentName] = field(default_factory=list)

    def is_known(self, name: AgentName) -> bool:
        """Whether some document has an agent of this name."""
        return name in self.people and not self.people[name].retired

    def gives_back(self, ring: Ring) -> bool:
        """Whether this conversation, over by the present command, puts its caller back without a wrap-up."""
        policy = self.policies[ring.stay.queue]
        match self.command:
            case ConversationEnded(_, Party.AGENT, _, lost=True):
                return policy.keeps_lost
            case AgentSilent():
                return policy.requeue_silent
            case _:
                return False

    def stay_of(self, contact: ContactId) -> Stay | None:
        return next((stay for stay in self.stays.values() if stay.contact == contact), None)

    def callback_to(self, caller: str, queue: QueueName) -> Stay | None:
        """The place of this caller in this queue, who is to be called back."""
        return next(
            (
                stay
                for stay in self.stays.values()
                if stay.callback is not None and caller and (stay.callback.number, stay.queue) == (caller, queue)
            ),
            None,
        )

    def answered(self, stay: Stay) -> OfferId | None:
        """The offer of this stay that was answered, and is not joined yet."""
        return next((offer for offer in stay.offers if self.rings[offer].phase in ANSWERED), None)
