"""Where Asterisk writes is gone, or not to be written to: told in time; the call goes on, and so does the recording."""

import pytest

from recordings.events import GapBegan, GapCause, GapEnded, RecordingBegan
from service.peers.hearing import tone_share
from tests.scenario.recording_faults.test_disk_full import TOLD_SECONDS, WITHIN_SECONDS
from tests.scenario.talk.test_recorded import legs_of
from tests.support.recording_faults import FaultDesk, outline
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

NO_FILE = f"gap: {GapCause.NO_FILE.value}"


async def test_a_folder_that_cannot_be_written_to_is_told_and_harms_no_call(desk: FaultDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        desk.settings.legs.chmod(0o500)
        try:
            contact, _ = await desk.talking(caller, ann)
            gap, told_at = await desk.watch.fact(GapBegan, contact, seconds=TOLD_SECONDS)
            _, began_at = desk.watch.facts(RecordingBegan, contact)[0]
            assert gap.cause is GapCause.NO_FILE
            assert told_at.since(began_at) <= TOLD_SECONDS
            await hears(caller.audio, AGENT_TONE_HZ)
            await hears(ann.audio, CALLER_TONE_HZ)
        finally:
            desk.settings.legs.chmod(0o750)
        while not desk.legs(contact, len(desk.watch.facts(RecordingBegan, contact))).caller.exists():
            await caller.audio.listen(0.2)
        await caller.audio.listen(3.0)
        record = await desk.over(caller, contact)
    last = record.recordings[-1]
    state, seconds = outline(record)[-1]
    assert state == "recorded"
    assert seconds == pytest.approx(last.duration_seconds, abs=WITHIN_SECONDS)
    assert all(state.startswith("gap") for state, _ in outline(record)[:-1])
    assert sum(seconds for _, seconds in outline(record)) == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)
    assert tone_share(legs_of(record, -1)[0], CALLER_TONE_HZ) > 0.8


async def test_a_folder_that_is_taken_away_in_mid_call_is_told_and_the_recording_goes_on_in_another(
    desk: FaultDesk,
) -> None:
    try:
        async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
            contact, _ = await desk.talking(caller, ann)
            await caller.audio.listen(3.0)
            desk.disk.take_away()
            taken_at = desk.clock()
            gap, told_at = await desk.watch.fact(GapBegan, contact, seconds=TOLD_SECONDS)
            assert gap.cause is GapCause.NO_FILE
            assert told_at.since(taken_at) <= TOLD_SECONDS
            await hears(caller.audio, AGENT_TONE_HZ)
            await desk.watch.fact(GapEnded, contact, seconds=15)
            await caller.audio.listen(3.0)
            record = await desk.over(caller, contact)
    finally:
        desk.disk.bring_back()
    first, second = record.recordings
    assert not first.path or first.duration_seconds == 0
    state, seconds = outline(record)[-1]
    assert state == "recorded"
    assert seconds == pytest.approx(second.duration_seconds, abs=WITHIN_SECONDS)
    assert all(state.startswith("gap") for state, _ in outline(record)[:-1])
    assert sum(seconds for _, seconds in outline(record)) == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)
