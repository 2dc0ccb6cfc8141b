"""The contact record under anything that can be told of conversations, in any order, early, late and twice."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from acd.events import AgentFellSilent, ReturnedToHead
from cdr.events import ConsultBegan, ContactFact, TransferBegan
from cdr.parts import Flag
from cdr.record import ContactRecord, SegmentKind
from cdr.record_rows import rows_for
from cdr.story import line_for
from tests.support.contact_telling import START, by_the_hands, finished, told

SLACK = 1e-6
RECORD = TypeAdapter(ContactRecord)


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
        return sum(isinstance(fact, kinds) for fact, _ in telling.told)

    assert len(record.transfers) == number(TransferBegan)
    assert len(record.consults) == number(ConsultBegan)
    others = [flag for flag in record.flags if flag.flag is not Flag.RECORDING_GAP]
    assert len(others) == number(ReturnedToHead, AgentFellSilent)


@given(by_the_hands | finished)
def test_everything_of_a_conversation_is_told_in_one_line(fact: ContactFact) -> None:
    line = line_for(fact, START)
    assert line
    assert "\n" not in line
