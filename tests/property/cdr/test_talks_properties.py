"""The contact record under anything that can be told of conversations, in any order, early, late and twice."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

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
from cdr.record import ContactRecord, SegmentKind
from cdr.record_rows import rows_for
from cdr.story import line_for
from ivr.reports import FlowEntered, PromptsStarted
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, ListeningId, OfferId, PlaybackId, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party

C, SUPPORT = ContactId("c-1"), QueueName("support")
START = Instant(50.0, 1_800_000_000.0)
SLACK = 1e-6
RECORD = TypeAdapter(ContactRecord)

agents = st.sampled_from([AgentName("alice"), AgentName("bob")])
whom = st.sampled_from(["alice", "experts", "+49301"])
listenings = st.sampled_from([ListeningId("l-1"), ListeningId("l-2")])
modes = st.sampled_from(ListeningMode)
maybe_agents = st.none() | agents
seconds = st.sampled_from([0.0, 0.5, 7.0, 500.0])

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
    st.just(FlowEntered("main")),
    st.just(PromptsStarted(PlaybackId("p-1"), ())),
)


@dataclass
class Telling:
    """Tells facts to a fold and keeps what it told. What the distributor tells names only what it began itself."""

    data: st.DataObject
    now: Instant = START
    gathered: ContactFold = field(default_factory=lambda: ContactFold(C))
    told: list[ContactFact] = field(default_factory=list)
    talking: dict[OfferId, AgentName] = field(default_factory=dict)
    waiting: list[EntryId] = field(default_factory=list)
    began: int = 0

    def tell(self, fact: ContactFact) -> None:
        """Some time later; or a little earlier, by another task's clock."""
        self.now = self.now.plus(self.data.draw(st.sampled_from([0.0, 0.0, 0.02, 3.0, 31.5, -0.02])))
        self.gathered.take(fact, self.now)
        self.told.append(fact)

    def tell_something(self) -> None:
        decided = ["taken up", "queued", "nothing", "nothing", "nothing"]
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


def told(data: st.DataObject) -> Telling:
    """A contact of which anything was told, before its end and after it, and nothing is owed any more."""
    telling = Telling(data)
    telling.tell(ContactBegan(C, "100", "555", "Ann", "v1", None, data.draw(maybe_agents)))
    for _ in range(data.draw(st.integers(0, 10))):
        telling.tell_something()
    cause = data.draw(st.sampled_from([HangUpCause.NORMAL, HangUpCause.BUSY, HangUpCause.NO_ANSWER]))
    telling.tell(ContactEnded(C, data.draw(st.sampled_from(Party)), cause))
    for _ in range(data.draw(st.integers(0, 3))):
        telling.tell_something()
    for offer in tuple(telling.talking):
        telling.complete(offer)
    for entry in tuple(telling.waiting):
        telling.leave(entry)
    return telling


@given(st.data())
def test_whatever_is_told_there_is_a_complete_record_of_it(data: st.DataObject) -> None:
    telling = told(data)
    assert telling.gathered.complete
    record = telling.gathered.record()
    assert RECORD.validate_json(RECORD.dump_json(record)) == record
    assert rows_for(record)


@given(st.data())
def test_wait_talk_and_hold_fit_into_the_contact_and_talk_with_hold_into_each_stay(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    spent = (record.wait_seconds, record.talk_seconds, record.hold_seconds)
    assert sum(part or 0.0 for part in spent) <= record.seconds + SLACK
    for segment in record.segments:
        assert (segment.talk_seconds or 0.0) + (segment.hold_seconds or 0.0) <= segment.seconds + SLACK
        assert all(hold.seconds >= 0 for hold in segment.holds)
        assert abs(sum(hold.seconds for hold in segment.holds) - (segment.hold_seconds or 0.0)) <= SLACK


@given(st.data())
def test_the_sums_of_the_record_are_those_of_its_segments(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    talks = [each for each in record.segments if each.kind is SegmentKind.AGENT or each.agent is not None]
    assert abs((record.talk_seconds or 0.0) - sum(each.talk_seconds or 0.0 for each in talks)) <= SLACK
    assert abs((record.hold_seconds or 0.0) - sum(each.hold_seconds or 0.0 for each in talks)) <= SLACK
    holds = [hold.seconds for each in talks for hold in each.holds]
    assert (record.holds, record.longest_hold_seconds) == (len(holds), max(holds, default=None))


@given(st.data())
def test_stays_follow_each_other_and_everything_beside_them_lies_within_the_contact(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    moments = [record.began_at]
    for segment in record.segments:
        moments += [segment.began_at, segment.ended_at]
    moments.append(record.ended_at)
    assert moments == sorted(moments)
    spans = [
        *((each.asked_at, each.ended_at) for each in record.consults),
        *((each.began_at, each.ended_at) for each in record.transfers),
        *((each.joined_at, each.left_at) for each in record.guests),
        *((each.began_at, each.ended_at) for each in record.recording_pauses),
        *((each.began_at, each.ended_at) for each in record.supervisions),
    ]
    assert all(record.began_at <= began <= ended <= record.ended_at for began, ended in spans)


@given(st.data())
def test_the_modes_of_a_listener_follow_each_other_without_a_gap(data: st.DataObject) -> None:
    for listened in told(data).gathered.record().supervisions:
        joints = [listened.began_at, *(span.ended_at for span in listened.modes)]
        assert [span.began_at for span in listened.modes] == joints[:-1]
        assert joints[-1] == listened.ended_at
        for span in listened.agents:
            assert listened.began_at <= span.began_at < span.ended_at <= listened.ended_at


@given(st.data())
def test_every_transfer_consult_and_flag_is_in_the_record_once(data: st.DataObject) -> None:
    telling = told(data)
    record = telling.gathered.record()

    def number(*kinds: type[ContactFact]) -> int:
        return sum(isinstance(fact, kinds) for fact in telling.told)

    assert len(record.transfers) == number(TransferBegan)
    assert len(record.consults) == number(ConsultBegan)
    assert len(record.flags) == number(ReturnedToHead, AgentFellSilent)


@given(by_the_hands)
def test_everything_of_a_conversation_is_told_in_one_line(fact: ContactFact) -> None:
    line = line_for(fact, START)
    assert line
    assert "\n" not in line
