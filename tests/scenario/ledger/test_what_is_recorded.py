"""What each rule of the document has recorded, from when to when, and what the record says where nothing is."""

import numpy as np
import pytest

from cdr.record import ContactRecord
from service.peers.g711 import RATE, Samples
from service.peers.hearing import find_sound, tone_share
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.test_recorded import legs_of, silences
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


def accounted_for(record: ContactRecord) -> list[tuple[str, str]]:
    """What the talk time consists of, equal neighbours as one: the state and why."""
    told: list[tuple[str, str]] = []
    for one in record.intervals:
        line = (one.state.value, one.why)
        if not told or told[-1] != line:
            told.append(line)
    return told


async def test_a_recording_from_the_queue_on_holds_the_wait_and_goes_on_with_every_agent(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("601") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
        await (await eve.came()).answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await caller.audio.listen(1.0)
        record = await over(desk, caller, contact)
    first, second = record.recordings
    kept = [await desk.control.get(f"/v1/recordings/{one.recording}") for one in (first, second)]
    assert [one["recording"]["agent"] for one in kept] == ["ann", "eve"]
    waited = next(segment for segment in record.segments if segment.queue == "early")
    assert abs((first.began_at - waited.began_at).total_seconds()) < 0.5
    both = first.duration_seconds + second.duration_seconds
    assert abs(both - (record.ended_at - waited.began_at).total_seconds()) < 0.7
    assert _seconds_of(legs_of(record, 0)[1], AGENT_TONE_HZ) > 0.3
    assert _seconds_of(legs_of(record, 1)[1], COLLEAGUE_TONE_HZ) > 0.8


def _seconds_of(samples: Samples, hertz: float) -> float:
    size = RATE // 10
    heard = [tone_share(samples[at : at + size], hertz) > 0.8 for at in range(0, len(samples) - size, size)]
    return float(np.count_nonzero(heard)) / 10


async def test_a_queue_that_is_never_recorded_leaves_no_file_and_says_why(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("602") as caller:
        contact, _ = await talking(desk, caller, ann)
        record = await over(desk, caller, contact)
    assert record.recordings == ()
    assert accounted_for(record) == [("not recorded", "by rule")]


@pytest.mark.parametrize(("key", "consent"), [("9", "refused"), ("", "given")])
async def test_a_caller_is_told_before_the_connection_and_may_refuse(desk: ErrandsDesk, key: str, consent: str) -> None:
    notice = desk.sound("auth-thankyou", 0.8)
    async with at_desk(desk, "ann") as ann, desk.caller("603") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(lambda heard: find_sound(heard.samples, notice).found or None, "the notice", 5)
        if key:
            await caller.audio.press(key)
        call = await ann.came()
        await call.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    assert record.consent == consent
    assert record.consent_prompt_played_at is not None
    talk = next(segment for segment in record.segments if segment.agent == "ann")
    assert record.consent_prompt_played_at < talk.began_at
    assert len(record.recordings) == (0 if key else 1)
    wanted = ("not recorded", "refused by the caller") if key else ("recorded", "")
    assert accounted_for(record) == [wanted]


async def test_who_comes_into_such_a_queue_untold_is_not_recorded(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("607") as caller:
        contact = await desk.contact_of(caller)
        await _waits(desk, contact)
        await desk.control.post(f"/v1/contacts/{contact}/escalate", {})
        call = await ann.came()
        await call.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    assert record.recordings == ()
    assert record.consent_prompt_played_at is None
    assert accounted_for(record) == [("not recorded", "the caller was not told")]


async def _waits(desk: ErrandsDesk, contact: ContactId) -> None:
    def waits() -> bool | None:
        known = desk.service.desk.state.contacts.get(contact)
        return (known is not None and known.entry is not None) or None

    await desk.watch.until(waits, f"{contact} waits")


async def test_a_call_of_an_agents_own_is_recorded_by_the_rule_for_calls_out(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann:
        own = await ann.dial("+12025550777")
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        await own.audio.listen(1.0)
        await own.hang_up()
        await outside.ended()
        (contact,) = [one for one in desk.contacts_from("71") if one not in before]
        record = await desk.record(contact)
    (recording,) = record.recordings
    assert recording.path.endswith(".wav")
    assert accounted_for(record) == [("recorded", "")]


async def test_a_pause_ends_by_itself_after_the_rules_limit(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("604") as caller:
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "pause-recording", {"as": "ann"})

        async def goes_on() -> bool | None:
            scene = desk.service.switchboard.scene(contact)
            return (scene is not None and not scene.private) or None

        await desk.watch.until_seen(goes_on, "the end of the pause", 15)
        await caller.audio.listen(1.0)
        record = await over(desk, caller, contact)
    (pause,) = record.recording_pauses
    assert (pause.by, pause.ended_by) == ("ann", "limit")
    assert abs((pause.ended_at - pause.began_at).total_seconds() - 10) < 0.5
    for leg in legs_of(record):
        ((from_second, to_second),) = silences(leg)
        assert abs(to_second - from_second - 10) < 0.5
    assert accounted_for(record) == [("recorded", ""), ("paused", ""), ("recorded", "")]


async def test_a_flow_asks_for_a_card_number_while_nothing_is_recorded(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("606") as caller:
        contact, call = await talking(desk, caller, ann)
        caller.audio.forget()
        await call.hang_up()
        asking = desk.sound("vm-enter-num-to-call", 0.8)
        await caller.audio.until(lambda heard: find_sound(heard.samples, asking).found or None, "the question", 5)
        await caller.audio.press("4242")
        goodbye = desk.sound("vm-goodbye", 0.4)
        await caller.audio.until(lambda heard: find_sound(heard.samples, goodbye).found or None, "goodbye", 5)
        await caller.ended()
        record = await desk.record(contact)
    (pause,) = record.recording_pauses
    assert (pause.by, pause.ended_by) == ("flow", "flow")
    with_agent, in_flow = record.recordings
    assert with_agent.began_at < pause.began_at
    began = (pause.began_at - in_flow.began_at).total_seconds()
    ended = (pause.ended_at - in_flow.began_at).total_seconds()
    for leg in legs_of(record, 1):
        heard = leg[round((max(began, 0.0) + 0.3) * RATE) : round((ended - 0.1) * RATE)]
        assert len(heard) > RATE // 2
        assert float(np.abs(heard).max()) == 0.0
    assert find_sound(legs_of(record, 1)[1], goodbye).found
