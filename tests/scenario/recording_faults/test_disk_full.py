"""The disk that Asterisk writes on is full, in mid-call or before: told in time, true to the files, mended."""

import numpy as np
import pytest

from cdr.record import ContactRecord
from recordings.events import GapBegan, GapCause, GapEnded, RecordingState
from service.peers.g711 import RATE, Samples
from service.peers.hearing import tone_share
from tests.scenario.talk.test_recorded import legs_of, silences
from tests.support.recording_faults import FaultDesk, Growth, outline
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

TOLD_SECONDS = 10.0
SEEN_SECONDS = 2.5
"""A full disk is seen within two."""
MENDED_SECONDS = 15.0
WITHIN_SECONDS = 0.5
FULL = f"gap: {GapCause.DISK_FULL.value}"


def is_the_callers(samples: Samples) -> bool:
    """Whether the caller's voice is heard all the time, but for the first and the last quarter of a second."""
    inner = samples[RATE // 4 : -RATE // 4]
    return tone_share(inner, CALLER_TONE_HZ) > 0.8 and not silences(inner)


def at_seconds(record: ContactRecord, nth: int) -> tuple[float, float]:
    """From which second of the talk to which the nth file lies, by its own begin and length."""
    recording = record.recordings[nth]
    began = (recording.began_at - record.intervals[0].began_at).total_seconds()
    return began, began + recording.duration_seconds


async def test_a_disk_that_fills_up_in_mid_call_is_a_gap_true_to_the_files(desk: FaultDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await desk.talking(caller, ann)
        growth = Growth(desk, desk.legs(contact))
        await caller.audio.listen(4.0)
        growth.look()
        desk.disk.fill()
        while not desk.watch.facts(GapBegan, contact):
            await caller.audio.listen(0.1)
            growth.look()
        gap, told_at = desk.watch.facts(GapBegan, contact)[0]
        assert gap.cause in (GapCause.DISK_FULL, GapCause.NOT_GROWING)
        assert told_at.since(growth.grown_at) <= TOLD_SECONDS
        await hears(caller.audio, AGENT_TONE_HZ)
        await hears(ann.audio, CALLER_TONE_HZ)
        desk.disk.make_room()
        await desk.watch.fact(GapEnded, contact, seconds=MENDED_SECONDS)
        await caller.audio.listen(3.0)
        record = await desk.over(caller, contact)
    first, second = record.recordings
    assert (first.state, second.state) == (RecordingState.SHORT, RecordingState.COMPLETE)
    assert first.duration_seconds == pytest.approx(growth.seconds, abs=WITHIN_SECONDS)
    assert is_the_callers(legs_of(record, 0)[0])
    assert is_the_callers(legs_of(record, 1)[0])
    states = [state.partition(":")[0] for state, _ in outline(record)]
    seconds = np.cumsum([seconds for _, seconds in outline(record)])
    assert [state for state, before in zip(states, ["", *states], strict=False) if state != before] == [
        "recorded",
        "gap",
        "recorded",
    ]
    (_, ends), (begins, _) = at_seconds(record, 0), at_seconds(record, 1)
    assert seconds[0] == pytest.approx(ends, abs=WITHIN_SECONDS)
    assert seconds[-2] == pytest.approx(begins, abs=WITHIN_SECONDS)
    assert seconds[-1] == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)


async def test_a_call_that_ends_on_the_full_disk_keeps_what_was_written_before(desk: FaultDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await desk.talking(caller, ann)
        await caller.audio.listen(4.0)
        growth = Growth(desk, desk.legs(contact))
        desk.disk.fill()
        growth.look()
        await desk.watch.fact(GapBegan, contact, seconds=MENDED_SECONDS)
        record = await desk.over(caller, contact)
    (recording,) = record.recordings
    assert recording.state is RecordingState.SHORT
    assert growth.seconds - 0.01 <= recording.duration_seconds <= growth.seconds + WITHIN_SECONDS
    assert is_the_callers(legs_of(record)[0])
    assert record.recorded_seconds == pytest.approx(recording.duration_seconds, abs=WITHIN_SECONDS)
    assert sum(seconds for _, seconds in outline(record)) == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)


async def test_a_call_begun_on_a_full_disk_is_a_gap_until_there_is_room(desk: FaultDesk) -> None:
    desk.disk.fill()
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        await caller.audio.listen(SEEN_SECONDS)
        contact, _ = await desk.talking(caller, ann)
        gap, _ = await desk.watch.fact(GapBegan, contact, seconds=TOLD_SECONDS)
        assert (gap.cause, gap.recording) == (GapCause.DISK_FULL, None)
        await caller.audio.listen(1.0)
        desk.disk.make_room()
        await desk.watch.fact(GapEnded, contact, seconds=MENDED_SECONDS)
        await caller.audio.listen(3.0)
        record = await desk.over(caller, contact)
    (gap_state, _), (state, seconds) = outline(record)
    assert gap_state.startswith(FULL)
    assert state == "recorded"
    (recording,) = [each for each in record.recordings if each.path]
    assert recording.state is RecordingState.COMPLETE
    assert seconds == pytest.approx(recording.duration_seconds, abs=WITHIN_SECONDS)
    assert sum(seconds for _, seconds in outline(record)) == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)
