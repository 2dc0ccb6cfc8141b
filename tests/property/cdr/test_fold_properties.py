"""The contact record under any life a contact can have, told by a small model of one."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.events import (
    CallConnected,
    ConnectionFailed,
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
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.fold import ContactFold
from cdr.record import ContactRecord, FinalStatus, SegmentKind
from ivr.reports import AnswerFault, DialogueBegan, DialogueEnd, DialogueEnded, MenuAnswered, MenuFailed, PromptsStarted
from recordings.events import RecordingBegan, RecordingFinished, RecordingState
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, PlaybackId, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party

C = ContactId("c-1")
SUPPORT = QueueName("support")
AGENTS = [AgentName("alice"), AgentName("bob")]
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
    status: FinalStatus = FinalStatus.ABANDONED_IN_MENU
    bridged: bool = False
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

    def may_hang_up(self, *rest: ContactFact, in_queue: bool = False, late: bool = False) -> None:
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
        if not self.bridged:
            self.status = FinalStatus.ABANDONED if in_queue else FinalStatus.ABANDONED_IN_MENU
            if who == "system":
                self.status = FinalStatus.SYSTEM_ERROR
        raise HungUp

    def live(self) -> None:
        self.tell(ContactBegan(C, "100", "555", "Ann", "v1"))
        try:
            self.may_hang_up()
            self.tell(DialogueBegan("main"))
            while (verb := self.choose("end", "menu", "queue")) != "end":
                if verb == "menu":
                    self.menu()
                else:
                    self.queue()
            self.tell(DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW))
            if not self.bridged:
                self.status = FinalStatus.HUNG_UP_BY_FLOW
            self.tell(ContactEnded(C, Party.SYSTEM, NORMAL))
        except HungUp:
            pass
        for fact in self.late:
            self.pass_time()
            self.tell(fact)

    def menu(self) -> None:
        self.tell(PromptsStarted(PlaybackId(f"p-{self.next_id()}"), ()))
        self.may_hang_up(
            *([DialogueEnded(DialogueEnd.CALLER_HUNG_UP)] if self.choose("said", "unsaid") == "said" else [])
        )
        self.tell(
            MenuFailed(AnswerFault.WRONG_KEY, "9", 1) if self.choose("wrong", "right") == "wrong" else MenuAnswered("1")
        )
        self.may_hang_up()

    def queue(self) -> None:
        entry = EntryId(f"e-{self.next_id()}")
        too_late = EntryEnded(entry, C, SUPPORT, EntryEnd.ABANDONED, 1, 0.0)
        self.may_hang_up(EntryQueued(entry, C, SUPPORT, Line.FIRST, 0, 1), too_late, in_queue=True, late=True)
        entered = self.now
        self.tell(EntryQueued(entry, C, SUPPORT, Line.FIRST, 0, 1), PositionAnnounced(entry, C, 1))

        def ended(end: EntryEnd) -> EntryEnded:
            return EntryEnded(entry, C, SUPPORT, end, 1, self.now.since(entered))

        for _ in range(3):
            self.pass_time()
            self.may_hang_up(ended(EntryEnd.ABANDONED), in_queue=True)
            if self.offer(entry, entered, ended(EntryEnd.ABANDONED)):
                return
        self.pass_time()
        abandoned = ended(EntryEnd.ABANDONED)
        self.tell(abandoned, ContactEnded(C, Party.CALLER, NORMAL))
        if not self.bridged:
            self.status = FinalStatus.ABANDONED
        raise HungUp

    def offer(self, entry: EntryId, entered: Instant, abandoned: EntryEnded) -> bool:
        """One offer and its end; whether it led to a conversation that is over."""
        offer, agent = OfferId(f"o-{self.next_id()}"), self.data.draw(st.sampled_from(AGENTS))
        self.tell(OfferMade(offer, entry, C, agent))
        offered = self.now
        if self.choose("rings", "silent") == "rings":
            self.tell(OfferRinging(offer, C))
        withdrawn = OfferEnded(offer, entry, C, agent, OfferEnd.WITHDRAWN, NORMAL, 0.0)
        self.may_hang_up(withdrawn, abandoned, in_queue=True)
        ring = self.now.since(offered)
        if self.choose("answered", "expired") == "expired":
            self.tell(OfferEnded(offer, entry, C, agent, OfferEnd.EXPIRED, HangUpCause.NO_ANSWER, ring))
            return False
        wait = self.now.since(entered)
        self.tell(CallConnected(offer, entry, C, agent, wait, ring))
        failed = ConnectionFailed(offer, entry, C, agent)
        self.may_hang_up(failed, abandoned, in_queue=True)
        if self.choose("joined", "failed") == "failed":
            self.tell(failed)
            return False
        self.converse(offer, entry, agent, wait)
        return True

    def converse(self, offer: OfferId, entry: EntryId, agent: AgentName, wait: float) -> None:
        recording = RecordingId(f"rec-{offer}")
        joined = [LegsBridged(offer, C), EntryEnded(entry, C, SUPPORT, EntryEnd.ANSWERED, 1, wait)]
        if self.choose("recorded", "not recorded") == "recorded":
            self.tell(RecordingBegan(C, offer, recording))
            done = RecordingFinished(C, offer, recording, "/r/x.wav", RecordingState.COMPLETE, 1.0, 1.0)
            self.late.append(done)
        self.tell(*(joined if self.choose("bridged first", "entry first") == "bridged first" else reversed(joined)))
        self.bridged, self.status = True, FinalStatus.ANSWERED
        bridged = self.now
        self.pass_time()

        def completed(by: Party) -> tuple[ContactFact, ContactFact]:
            talk = ConversationCompleted(offer, entry, C, agent, by, self.now.since(bridged))
            return talk, WrapUpBegan(agent, C, 10.0)

        self.late.append(WrapUpEnded(agent, C, 4.0))
        self.may_hang_up(*completed(Party.CALLER))
        self.tell(*completed(Party.AGENT))


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
