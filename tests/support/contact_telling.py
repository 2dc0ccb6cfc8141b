"""Anything that can be told of a contact's conversations and recordings, in any order, early, late and twice."""

from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from acd.events import (
    AgentFellSilent,
    ContactTakenUp,
    ConversationCompleted,
    DispositionGiven,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    ReturnedToHead,
)
from acd.policy import Line
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    ContactFact,
    GuestJoined,
    GuestKind,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    ListeningMode,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
    TransferKind,
)
from cdr.fold import ContactFold
from ivr.reports import FlowEntered, PromptsStarted
from recordings.events import (
    GapBegan,
    GapCause,
    GapEnded,
    NotRecorded,
    RecordingBegan,
    RecordingEnded,
    RecordingFinished,
    RecordingState,
)
from recordings.policy import WhyNot
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, ListeningId, OfferId, PlaybackId, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party

C, SUPPORT = ContactId("c-1"), QueueName("support")
START = Instant(50.0, 1_800_000_000.0)
R1, R2 = RecordingId("rec-1"), RecordingId("rec-2")
OFFER = OfferId("o-1")

agents = st.sampled_from([AgentName("alice"), AgentName("bob")])
whom = st.sampled_from(["alice", "experts", "+49301"])
listenings = st.sampled_from([ListeningId("l-1"), ListeningId("l-2")])
modes = st.sampled_from(ListeningMode)
maybe_agents = st.none() | agents
recordings = st.sampled_from([R1, R2])
seconds = st.sampled_from([0.0, 0.5, 7.0, 500.0])

finished = st.builds(
    RecordingFinished,
    st.just(C),
    st.just(OFFER),
    recordings,
    st.just("/r/x.flac"),
    st.sampled_from(RecordingState),
    seconds,
    seconds,
    st.sampled_from(["", "no room"]),
)

by_the_hands: st.SearchStrategy[ContactFact] = st.one_of(
    st.builds(CallHeld, st.just(C), agents),
    st.builds(CallResumed, st.just(C), agents),
    st.builds(ConsultBegan, st.just(C), agents, whom),
    st.builds(ConsultAnswered, st.just(C), whom),
    st.builds(ConsultEnded, st.just(C), whom, st.sampled_from(ConsultEnd)),
    st.builds(TransferBegan, st.just(C), maybe_agents, whom, st.sampled_from(TransferKind), st.just("a note")),
    st.builds(TransferEnded, st.just(C), whom, st.booleans(), st.just("busy"), st.just("bob")),
    st.builds(GuestJoined, st.just(C), whom, st.sampled_from(GuestKind)),
    st.builds(GuestLeft, st.just(C), whom, st.sampled_from(Party), seconds),
    st.builds(ListeningBegan, st.just(C), listenings, st.just("carol"), modes, maybe_agents),
    st.builds(ListeningChanged, st.just(C), listenings, modes, maybe_agents),
    st.builds(ListeningEnded, st.just(C), listenings),
    st.builds(RecordingPaused, st.just(C), st.just("bob")),
    st.builds(RecordingGoesOn, st.just(C), st.just("bob")),
    st.builds(AgentFellSilent, st.just(OfferId("t-1")), st.just(C), agents),
    st.builds(DispositionGiven, st.just(C), agents, st.sampled_from(["sale", "refund"])),
    st.builds(RecordingBegan, st.just(C), st.just(OFFER), recordings),
    st.builds(RecordingEnded, st.just(C), recordings, st.sampled_from(["", "bob"])),
    st.builds(NotRecorded, st.just(C), st.just(OFFER), st.sampled_from(WhyNot)),
    st.builds(GapBegan, st.just(C), st.none() | recordings, st.sampled_from(GapCause), seconds, st.just("")),
    st.builds(GapEnded, st.just(C), st.none() | recordings),
    st.just(FlowEntered("main")),
    st.just(PromptsStarted(PlaybackId("p-1"), ())),
)


@dataclass
class Telling:
    """Tells facts to a fold and keeps what it told. What the distributor tells names only what it began itself."""

    data: st.DataObject
    now: Instant = START
    gathered: ContactFold = field(default_factory=lambda: ContactFold(C))
    told: list[tuple[ContactFact, Instant]] = field(default_factory=list)
    talking: dict[OfferId, AgentName] = field(default_factory=dict)
    waiting: list[EntryId] = field(default_factory=list)
    began: int = 0
    steps: tuple[float, ...] = (0.0, 0.0, 0.02, 3.0, 31.5, -0.02)

    def tell(self, fact: ContactFact) -> None:
        """Some time later; or a little earlier, by another task's clock."""
        self.now = self.now.plus(self.data.draw(st.sampled_from(self.steps)))
        self.gathered.take(fact, self.now)
        self.told.append((fact, self.now))

    def tell_something(self) -> None:
        decided = ["taken up", "queued", "finished", "nothing", "nothing", "nothing", "nothing"]
        decided += ["completed"] if self.talking else []
        decided += ["left"] if self.waiting else []
        match self.data.draw(st.sampled_from(decided)):
            case "taken up":
                self._take_up()
            case "queued":
                self._queue()
            case "completed":
                self.complete(next(iter(self.talking)))
            case "left":
                self.leave(self.waiting[0])
            case "finished":
                self.tell(self.data.draw(finished))
            case _:
                self.tell(self.data.draw(by_the_hands))

    def _take_up(self) -> None:
        self.began += 1
        offer, agent = OfferId(f"t-{self.began}"), self.data.draw(agents)
        self.talking[offer] = agent
        self.tell(ContactTakenUp(offer, C, agent, SUPPORT, self.data.draw(maybe_agents)))

    def _queue(self) -> None:
        self.began += 1
        entry = EntryId(f"e-{self.began}")
        self.waiting.append(entry)
        self.tell(ReturnedToHead(C, SUPPORT, "lost", self.data.draw(maybe_agents)))
        self.tell(EntryQueued(entry, C, SUPPORT, Line.FIRST, 0, 1))

    def complete(self, offer: OfferId) -> None:
        agent, by = self.talking.pop(offer), self.data.draw(st.sampled_from(Party))
        self.tell(ConversationCompleted(offer, EntryId("e-0"), C, agent, by, self.data.draw(seconds)))

    def leave(self, entry: EntryId) -> None:
        self.waiting.remove(entry)
        self.tell(EntryEnded(entry, C, SUPPORT, EntryEnd.ABANDONED, 1, self.data.draw(seconds)))


def told(data: st.DataObject, *steps: float) -> Telling:
    """A contact of which anything was told, before its end and after it, and nothing is owed any more."""
    telling = Telling(data, steps=steps) if steps else Telling(data)
    telling.tell(ContactBegan(C, "100", "555", "Ann", "v1", None, data.draw(maybe_agents)))
    for _ in range(data.draw(st.integers(0, 12))):
        telling.tell_something()
    cause = data.draw(st.sampled_from([HangUpCause.NORMAL, HangUpCause.BUSY, HangUpCause.NO_ANSWER]))
    telling.tell(ContactEnded(C, data.draw(st.sampled_from(Party)), cause))
    for _ in range(data.draw(st.integers(0, 3))):
        telling.tell_something()
    for offer in tuple(telling.talking):
        telling.complete(offer)
    for entry in tuple(telling.waiting):
        telling.leave(entry)
    began = {fact.recording for fact, _ in telling.told if isinstance(fact, RecordingBegan)}
    for recording in (R1, R2):
        if recording in began:
            done = data.draw(finished)
            telling.tell(replace(done, recording=recording))
    return telling
