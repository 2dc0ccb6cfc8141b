"""A random floor: agents, callers and phones before one distributor, everything told written down. Asserts nothing.

Reports are drawn to fit the offers that are open, so that long conversations come about, and late ones are among them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from acd.codec import Deadline, Logged
from acd.commands import (
    AgentSilent,
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    CallerReached,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ConversationEnded,
    Device,
    DeviceReported,
    EndWrapUp,
    EscalateContact,
    JoinContacts,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    Occupation,
    OccupyAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OpenQueue,
    PartFromAgent,
    PauseAgent,
    PullContact,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    Unanswered,
    VacateAgent,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.offers import Offer, OfferState
from acd.witness import Witness
from tests.property.acd.drawing import (
    AGENTS,
    CALLERS,
    QUEUES,
    named,
    pauses,
    policies,
    priorities,
    profile_of,
    profiles,
    requirements,
)
from tests.support.desk import moment
from vocabulary.causes import HangUpCause
from vocabulary.chance import SeededChance
from vocabulary.ids import ContactId, EntryId, OfferId, TaskId
from vocabulary.instant import Instant
from vocabulary.parties import Party

SEED = 7
KEYS = ["0", "1", "2", "9"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Floor:
    """One distributor, and what it was told and decided."""

    draw: Draw
    witness: Witness | None = None
    now: Instant = field(default_factory=lambda: moment(0.3))
    told: list[tuple[Logged, Instant]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    callers: int = 0

    def __post_init__(self) -> None:
        self.distributor = Distributor(chance=SeededChance(SEED), witness=self.witness)

    def tell(self, command: Command) -> None:
        self.told.append((command, self.now))
        self.decisions.append(self.distributor.receive(command, self.now))

    def pass_time(self) -> None:
        """Let some time go by; what falls due on the way happens at its own time."""
        then = self.now.plus(self.draw(pauses))
        while (due := self.distributor.next_deadline()) is not None and due <= then:
            self.now = max(due, self.now)
            self.told.append((Deadline(), self.now))
            self.decisions.append(self.distributor.handle_deadline(self.now))
            following = self.distributor.next_deadline()
            if following is not None and following <= self.now:
                raise AssertionError(f"a deadline handled at {self.now.monotonic} is still there")
        self.now = then

    def open(self) -> None:
        """Every queue and agent made known; most agents at work."""
        for queue in QUEUES:
            self.tell(ConfigureQueue(named(self.draw(policies), queue)))
        for agent in AGENTS:
            self.tell(ConfigureAgent(profile_of(self.draw(profiles), agent)))
            self.tell(LogInAgent(agent))
            self.tell(DeviceReported(agent, Device.FREE))

    def move(self) -> None:
        """One thing happens, and often some time goes by."""
        moves = [self.enter, self.enter, self.report, self.report, self.report, self.ask_agent, self.ask_contact]
        moves += [self.be_elsewhere, self.hand_over]
        moves += [self.leave, self.press, self.ring_or_hang_up, self.change, self.pass_time, self.pass_time]
        self.draw(st.sampled_from(moves))()

    def enter(self) -> None:
        self.callers += 1
        needs, priority = self.draw(requirements), self.draw(priorities)
        queue, caller = self.draw(st.sampled_from(QUEUES)), self.draw(st.sampled_from(CALLERS))
        contact = ContactId(f"c{self.callers}")
        self.tell(CallerEntered(EntryId(f"e{self.callers}"), contact, queue, needs, priority, caller))

    def leave(self) -> None:
        entries = list(self.distributor.state.entries)
        if entries:
            self.tell(CallerLeft(self.draw(st.sampled_from(entries)), self.draw(st.booleans())))

    def press(self) -> None:
        entries = list(self.distributor.state.entries)
        if entries:
            self.tell(CallerPressedKey(self.draw(st.sampled_from(entries)), self.draw(st.sampled_from(KEYS))))

    def report(self) -> None:
        offers = list(self.distributor.state.offers.values())
        if offers:
            offer = self.draw(st.sampled_from(offers))
            self.tell(self.draw(st.sampled_from(fitting(offer))))

    def ask_agent(self) -> None:
        agent = self.draw(st.sampled_from(AGENTS))
        requests = [LogInAgent, LogInAgent, LogOutAgent, ResumeAgent, ResumeAgent, EndWrapUp, RequestWrapUp]
        kind = self.draw(st.sampled_from([*requests, PauseAgent]))
        self.tell(PauseAgent(agent, "lunch") if kind is PauseAgent else kind(agent))

    def ring_or_hang_up(self) -> None:
        devices = [Device.FREE, Device.FREE, Device.IN_USE, Device.UNREACHABLE]
        self.tell(DeviceReported(self.draw(st.sampled_from(AGENTS)), self.draw(st.sampled_from(devices))))

    def ask_contact(self) -> None:
        contacts = list(self.distributor.state.contacts)
        if not contacts:
            return
        contact = self.draw(st.sampled_from(contacts))
        asked: list[Command] = [
            ChangeRequirement(contact, self.draw(requirements)),
            ChangePriority(contact, self.draw(priorities), self.draw(st.sampled_from([0.0, 15.3]))),
            EscalateContact(contact, self.draw(st.sampled_from(QUEUES)), "note"),
            ReturnContact(contact),
            ContactOver(contact),
        ]
        self.tell(self.draw(st.sampled_from(asked)))

    def be_elsewhere(self) -> None:
        """An agent is busy with a call of no queue, or with one queue fewer, or no more."""
        agent, queue = self.draw(st.sampled_from(AGENTS)), self.draw(st.sampled_from(QUEUES))
        task = TaskId(f"of {agent}")
        asked: list[Command] = [
            OccupyAgent(agent, task, self.draw(st.sampled_from(Occupation))),
            VacateAgent(agent, task),
            VacateAgent(agent, task),
            SignOutOfQueue(agent, queue),
            SignInToQueue(agent, queue),
        ]
        self.tell(self.draw(st.sampled_from(asked)))

    def hand_over(self) -> None:
        contacts = list(self.distributor.state.contacts)
        if not contacts:
            return
        contact, other = self.draw(st.sampled_from(contacts)), self.draw(st.sampled_from(contacts))
        agent = self.draw(st.sampled_from(AGENTS))
        asked: list[Command] = [
            PullContact(contact, agent),
            PullContact(contact, agent),
            ReturnToHead(contact, "nobody there"),
            JoinContacts(contact, other),
            TakeUpContact(contact, agent, TaskId(f"of {agent}"), OfferId(f"u{len(self.told)}")),
        ]
        self.tell(self.draw(st.sampled_from(asked)))

    def change(self) -> None:
        queue, agent = self.draw(st.sampled_from(QUEUES)), self.draw(st.sampled_from(AGENTS))
        changes: list[Callable[[], Command]] = [
            lambda: ConfigureQueue(named(self.draw(policies), queue)),
            lambda: ConfigureAgent(profile_of(self.draw(profiles), agent)),
            lambda: CloseQueue(queue),
            lambda: OpenQueue(queue),
        ]
        self.tell(self.draw(st.sampled_from(changes))())


def fitting(offer: Offer) -> list[Command]:
    """What may be heard of an offer in this state, the usual course more often; some of it late."""
    on: list[Command] = [OfferAnswered(offer.id), OfferAnswered(offer.id), OfferRang(offer.id)]
    match offer.state:
        case OfferState.MADE | OfferState.RINGING:
            refused = OfferFailed(offer.id, Unanswered.DECLINED, HangUpCause.REJECTED)
            unreachable = OfferFailed(offer.id, Unanswered.UNREACHABLE, HangUpCause.SUBSCRIBER_ABSENT)
            return [*on, refused, unreachable]
        case OfferState.REACHING:
            return [CallerReached(offer.id), CallerNotReached(offer.id, HangUpCause.BUSY), JoinFailed(offer.id)]
        case OfferState.JOINING:
            return [LegsJoined(offer.id), LegsJoined(offer.id), JoinFailed(offer.id), OfferAnswered(offer.id)]
        case _:
            ends = [ConversationEnded(offer.id, party, odd, lost=odd) for party in Party for odd in (False, True)]
            return [*ends, PartFromAgent(offer.id), AgentSilent(offer.id)]


@st.composite
def floors(draw: Draw, witness: Callable[[], Witness | None] = lambda: None, most: int = 60) -> Floor:
    """A floor on which so many things at most have happened."""
    floor = Floor(draw, witness())
    floor.open()
    for _ in range(draw(st.integers(5, most))):
        floor.move()
    return floor
