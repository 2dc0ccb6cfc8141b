"""The contact record under any life a contact can have, told by a small model of one."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.events import (
    CallConnected,
    ConnectionFailed,
    ContactHandedOn,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    StepChange,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line, Selection
from acd.why import Why
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.fold import ContactFold
from cdr.record import ContactRecord, FinalStatus, SegmentKind
from ivr.reports import (
    AnswerFault,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    FlowEntered,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
)
from recordings.events import RecordingBegan, RecordingFinished, RecordingState
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, PlaybackId, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party

C = ContactId("c-1")
SUPPORT = QueueName("support")
AGENTS = [AgentName("alice"), AgentName("bob")]
LINES = {SUPPORT: Line.FIRST, QueueName("second"): Line.SECOND, QueueName("third"): Line.THIRD}
WAYS_OUT = {
    end.value: end for end in (EntryEnd.TIMED_OUT, EntryEnd.LEFT_BY_KEY, EntryEnd.AGENTS_LEFT, EntryEnd.SENT_AWAY)
}
REFUSALS = {end.value: end for end in (EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS)}
WHY = Why(Selection.LONGEST_IDLE, 1, 1, (0.0, 50.0, "e"), False, (0,) * 13)
NORMAL = HangUpCause.NORMAL
START = Instant(50.0, 1_800_000_000.0)
SLACK = 1e-6


class HungUp(Exception):
    """The contact is over at this point of its life."""


@dataclass
class Life:
    """Tells a contact's facts as the distributor, the dialogue and the hands would, hanging up anywhere."""

    data: st.DataObject
    now: Instant = START
    told: list[tuple[ContactFact, Instant]] = field(default_factory=list)
    late: list[ContactFact] = field(default_factory=list)
    status: FinalStatus | None = None
    talking_to: tuple[OfferId, AgentName] | None = None
    bridged_at: Instant = START
    queue_now: QueueName = SUPPORT
    owed: dict[AgentName, WrapUpEnded] = field(default_factory=dict)
    ids: int = 0

    def choose(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def pass_time(self) -> None:
        self.now = self.now.plus(self.data.draw(st.sampled_from([0.0, 0.02, 0.7, 3.0, 31.5])))

    def tell(self, *facts: ContactFact) -> None:
        self.told.extend((fact, self.now) for fact in facts)

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def may_hang_up(self, *rest: ContactFact, late: bool = False) -> None:
        """Let somebody end the contact here; ``rest`` is what the distributor then says, before or after it.

        Another task than the deciding one sees the end: it may be told later than it was, and stamped earlier.
        """
        self.pass_time()
        who = self.choose("nobody", "nobody", "nobody", "caller", "system")
        if who == "nobody":
            return
        ended = ContactEnded(C, Party(who), NORMAL)
        if late or self.choose("told at once", "told late") == "told late":
            self.tell(ended)
            self.now = self.now.plus(0.03)
            self.tell(*rest)
        else:
            self.tell(*rest)
            self.told.append((ended, self.now.plus(self.data.draw(st.sampled_from([0.0, -0.02])))))
        if self.status in {None, FinalStatus.ABANDONED}:
            gone = FinalStatus.ABANDONED if self.status else FinalStatus.ABANDONED_IN_MENU
            self.status = FinalStatus.SYSTEM_ERROR if who == "system" else gone
        raise HungUp

    def live(self) -> None:
        self.tell(ContactBegan(C, "100", "555", "Ann", "v1"))
        try:
            self.may_hang_up()
            self.tell(DialogueBegan("main"))
            while (verb := self.choose("end", "menu", "queue", "refused")) != "end":
                {"menu": self.menu, "queue": self.queue, "refused": self.refused}[verb]()
            self.tell(DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW))
            self.status = self.status or FinalStatus.HUNG_UP_BY_FLOW
            self.tell(ContactEnded(C, Party.SYSTEM, NORMAL))
        except HungUp:
            pass
        for fact in (*self.late, *self.owed.values()):
            self.pass_time()
            self.tell(fact)

    def menu(self) -> None:
        if self.choose("same flow", "another flow") == "another flow":
            self.tell(FlowEntered("voicemail"))
        self.tell(PromptsStarted(PlaybackId(f"p-{self.next_id()}"), ()))
        self.may_hang_up(
            *([DialogueEnded(DialogueEnd.CALLER_HUNG_UP)] if self.choose("said", "unsaid") == "said" else [])
        )
        self.tell(
            MenuFailed(AnswerFault.WRONG_KEY, "9", 1) if self.choose("wrong", "right") == "wrong" else MenuAnswered("1")
        )
        self.may_hang_up()

    def refused(self) -> None:
        """Turned away at the door of a queue: nothing but the end is told of that entry."""
        end = REFUSALS[self.choose(*REFUSALS)]
        self.tell(EntryEnded(EntryId(f"e-{self.next_id()}"), C, SUPPORT, end, 0, 0.0))
        self.status = FinalStatus(end.value)

    def queue(self) -> None:
        """One stay after the other, for as long as the contact is handed on."""
        self.queue_now = SUPPORT
        while self.stay():
            target = self.data.draw(st.sampled_from([queue for queue in LINES if queue != self.queue_now]))
            agent = self.talking_to[1] if self.talking_to is not None else None
            back = self.choose("on", "back") == "back"
            self.tell(ContactHandedOn(C, self.queue_now, target, LINES[target], back, agent, "a note"))
            if self.talking_to is not None:
                self.tell(*self.completed(Party.AGENT))
                self.talking_to = None
            self.queue_now = target

    def stay(self) -> bool:
        """One queue stay and the conversation it may lead to; whether the contact is then handed on."""
        entry = EntryId(f"e-{self.next_id()}")
        queued = EntryQueued(entry, C, self.queue_now, LINES[self.queue_now], 0, 1)
        self.status = FinalStatus.ABANDONED
        too_late = EntryEnded(entry, C, self.queue_now, EntryEnd.ABANDONED, 1, 0.0)
        self.may_hang_up(queued, too_late, late=True)
        entered = self.now
        self.tell(queued, StepOpened(entry, C, 1, StepChange.ENTERED), PositionAnnounced(entry, C, 1))

        def ended(end: EntryEnd) -> EntryEnded:
            return EntryEnded(entry, C, self.queue_now, end, 1, self.now.since(entered))

        for _ in range(3):
            self.pass_time()
            self.may_hang_up(ended(EntryEnd.ABANDONED))
            if self.offer(entry, entered, ended(EntryEnd.ABANDONED)):
                return self.converse()
        self.pass_time()
        way = self.choose("abandoned", "handed on", *WAYS_OUT)
        if way == "handed on":
            self.tell(ended(EntryEnd.HANDED_ON))
            return True
        if way in WAYS_OUT:
            self.tell(ended(WAYS_OUT[way]))
            self.status = FinalStatus(way)
            return False
        self.tell(ended(EntryEnd.ABANDONED), ContactEnded(C, Party.CALLER, NORMAL))
        raise HungUp

    def offer(self, entry: EntryId, entered: Instant, abandoned: EntryEnded) -> bool:
        """One offer, to one agent or to two at once, and its end; whether it led to a conversation."""
        names = self.data.draw(st.permutations(AGENTS))[: self.data.draw(st.integers(1, 2))]
        rung = [(OfferId(f"o-{self.next_id()}"), name) for name in names]
        offer, agent = rung[0]
        self.tell(*(self.owed.pop(name) for name in names if name in self.owed))
        self.tell(*(OfferMade(one, entry, C, name, WHY) for one, name in rung))
        offered = self.now
        if self.choose("rings", "silent") == "rings":
            self.tell(OfferRinging(offer, C))

        def over(end: OfferEnd, *offers: tuple[OfferId, AgentName]) -> list[ContactFact]:
            return [OfferEnded(one, entry, C, name, end, NORMAL, self.now.since(offered)) for one, name in offers]

        self.may_hang_up(*over(OfferEnd.CALLER_LEFT, *rung), abandoned)
        if self.choose("answered", "expired") == "expired":
            self.tell(*over(OfferEnd.EXPIRED, *rung))
            return False
        wait, ring = self.now.since(entered), self.now.since(offered)
        self.tell(*over(OfferEnd.LOST_RACE, *rung[1:]), CallConnected(offer, entry, C, agent, wait, ring))
        failed = ConnectionFailed(offer, entry, C, agent)
        self.may_hang_up(failed, abandoned)
        if self.choose("joined", "failed") == "failed":
            self.tell(failed)
            return False
        self.join(offer, entry, agent, wait)
        return True

    def join(self, offer: OfferId, entry: EntryId, agent: AgentName, wait: float) -> None:
        recording = RecordingId(f"rec-{offer}")
        joined = [LegsBridged(offer, C), EntryEnded(entry, C, self.queue_now, EntryEnd.ANSWERED, 1, wait)]
        if self.choose("recorded", "not recorded") == "recorded":
            self.tell(RecordingBegan(C, offer, recording))
            done = RecordingFinished(C, offer, recording, "/r/x.wav", RecordingState.COMPLETE, 1.0, 1.0)
            self.late.append(done)
        self.tell(*(joined if self.choose("bridged first", "entry first") == "bridged first" else reversed(joined)))
        self.talking_to, self.bridged_at, self.status = (offer, agent), self.now, FinalStatus.ANSWERED

    def completed(self, by: Party) -> tuple[ContactFact, ...]:
        """What is told at the end of the conversation; its agent may wrap up until long after the contact."""
        assert self.talking_to is not None
        offer, agent = self.talking_to
        self.owed[agent] = WrapUpEnded(agent, C, 4.0)
        entry = next(fact.entry for fact, _ in self.told if isinstance(fact, OfferMade) and fact.offer == offer)
        talk = ConversationCompleted(offer, entry, C, agent, by, self.now.since(self.bridged_at))
        return talk, WrapUpBegan(agent, C, None)

    def converse(self) -> bool:
        """A conversation; whether it ends by handing the contact on."""
        self.pass_time()
        self.may_hang_up(*self.completed(Party.CALLER))
        if self.choose("over", "handed on") == "handed on":
            return True
        self.tell(*self.completed(Party.AGENT))
        self.talking_to = None
        return False


def lived(data: st.DataObject) -> tuple[Life, ContactFold, ContactRecord]:
    life = Life(data)
    life.live()
    fold = ContactFold(C)
    for fact, at in life.told:
        fold.take(fact, at)
    return life, fold, fold.record()


@given(st.data())
def test_every_contact_has_exactly_the_final_status_of_how_it_ended(data: st.DataObject) -> None:
    life, _, record = lived(data)
    assert record.final_status is life.status


@given(st.data())
def test_segments_follow_each_other_within_the_contact(data: st.DataObject) -> None:
    _, _, record = lived(data)
    moments = [record.began_at]
    for segment in record.segments:
        moments += [segment.began_at, segment.ended_at]
        assert segment.seconds >= 0
    moments.append(record.ended_at)
    assert moments == sorted(moments)
    assert sum(segment.seconds for segment in record.segments) <= record.seconds + SLACK


@given(st.data())
def test_wait_and_talk_fit_into_the_contact_and_the_ring_into_the_wait(data: st.DataObject) -> None:
    """The ring is not added to the sum: the phone that answered rang while the caller waited, the wait contains it."""
    _, _, record = lived(data)
    assert (record.wait_seconds or 0.0) + (record.talk_seconds or 0.0) <= record.seconds + SLACK
    for segment in record.segments:
        if segment.kind is SegmentKind.QUEUE:
            assert 0 <= (segment.ring_seconds or 0.0) <= (segment.wait_seconds or 0.0) <= segment.seconds + SLACK
        if segment.kind is SegmentKind.AGENT:
            assert 0 <= (segment.talk_seconds or 0.0) <= segment.seconds + SLACK
    assert (record.ring_seconds or 0.0) <= (record.wait_seconds or 0.0)


@given(st.data())
def test_a_contact_fully_told_is_complete_and_its_record_stays_the_same(data: st.DataObject) -> None:
    life, fold, record = lived(data)
    assert fold.complete
    assert fold.record() == record
    again = ContactFold(C)
    for fact, at in life.told:
        again.take(fact, at)
        if again.ended:
            again.record()
    assert again.record() == record


@given(st.data())
def test_every_offer_and_every_announcement_is_in_the_record_once(data: st.DataObject) -> None:
    life, _, record = lived(data)
    made = [fact.offer for fact, _ in life.told if isinstance(fact, OfferMade)]
    assert [offer.offer for segment in record.segments for offer in segment.offers] == made
    assert all(offer.end != "open" for segment in record.segments for offer in segment.offers)
    announced = [position for segment in record.segments for position in segment.positions_announced]
    assert len(announced) == sum(isinstance(fact, PositionAnnounced) for fact, _ in life.told)


@given(st.data())
def test_talk_is_what_was_talked(data: st.DataObject) -> None:
    life, _, record = lived(data)
    told = [fact.talk_seconds for fact, _ in life.told if isinstance(fact, ConversationCompleted)]
    talked = [segment.talk_seconds for segment in record.segments if segment.kind is SegmentKind.AGENT]
    assert talked == pytest.approx(told, abs=0.031)
    assert (record.talk_seconds or 0.0) == pytest.approx(sum(told), abs=0.031 * (len(told) + 1))


@given(st.data())
def test_every_wrap_up_belongs_to_one_conversation_however_late_it_ends(data: st.DataObject) -> None:
    life, _, record = lived(data)
    told = [fact.wrap_up_seconds for fact, _ in life.told if isinstance(fact, WrapUpEnded)]
    assert [segment.wrap_up_seconds for segment in record.segments if segment.kind is SegmentKind.AGENT] == told
    assert (record.wrap_up_seconds or 0.0) == sum(told)


@given(st.data())
def test_every_hand_over_is_counted_and_every_line_waited_in_is_named_once(data: st.DataObject) -> None:
    life, _, record = lived(data)
    handed = [fact for fact, _ in life.told if isinstance(fact, ContactHandedOn)]
    assert (record.escalations, record.returns) == (
        sum(not one.back for one in handed),
        sum(one.back for one in handed),
    )
    assert [one.to_queue for one in record.hand_overs] == [one.to_queue for one in handed]
    waited = [int(fact.line) for fact, _ in life.told if isinstance(fact, EntryQueued)]
    assert list(record.lines) == list(dict.fromkeys(waited))
