"""Recordings that an agent begins and ends themselves, and pauses of one that must not hear everything."""

from pathlib import Path

import pytest

from api.client import Refused
from cdr.record import ContactRecord
from service.peers.g711 import RATE, Samples
from service.peers.hearing import AUDIBLE, loudness, read_sound, tone_share
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

_FRAME = RATE // 50


def legs_of(record: ContactRecord, nth: int = 0) -> tuple[Samples, Samples]:
    """Caller and agent, as the nth recording has them."""
    path = Path(record.recordings[nth].path)
    return read_sound(path, 0), read_sound(path, 1)


def silences(samples: Samples, at_least_seconds: float = 0.3) -> list[tuple[float, float]]:
    """When the silent stretches of at least that length begin and end, in seconds."""
    found, began = [], None
    count = len(samples) // _FRAME
    for number in range(count + 1):
        quiet = number < count and loudness(samples[number * _FRAME : (number + 1) * _FRAME]) < AUDIBLE
        if quiet and began is None:
            began = number
        elif not quiet and began is not None:
            if (number - began) * 0.02 >= at_least_seconds:
                found.append((began * 0.02, number * 0.02))
            began = None
    return found


async def test_what_is_recorded_on_demand_is_two_recordings_where_it_was_begun_twice(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "hal") as hal, desk.caller("604") as caller:
        contact, call = await talking(desk, caller, hal)
        with pytest.raises(Refused):
            await asked(desk, "hal", "stop-recording")
        for _ in range(2):
            await asked(desk, "hal", "record")
            with pytest.raises(Refused):
                await asked(desk, "hal", "record")
            await caller.audio.listen(1.0)
            await asked(desk, "hal", "stop-recording")
            await caller.audio.listen(0.5)
        record = await over(desk, caller, contact)
        await call.ended()
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu care: handed to queue",
        "queue care: answered",
        "  hal: answered (normal)",
        "agent hal of care: ended by caller",
        "recording complete",
        "recording complete",
    )
    for nth in range(2):
        of_caller, of_agent = legs_of(record, nth)
        assert tone_share(of_caller[RATE // 4 : -RATE // 4], CALLER_TONE_HZ) > 0.8
        assert tone_share(of_agent[RATE // 4 : -RATE // 4], AGENT_TONE_HZ) > 0.8


async def test_a_conversation_nobody_wants_recorded_leaves_no_recording(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "hal") as hal, desk.caller("604") as caller:
        contact, _ = await talking(desk, caller, hal)
        record = await over(desk, caller, contact)
    assert not record.recordings


async def test_a_pause_of_the_recording_is_silence_on_both_sides_and_as_long_as_it_was(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "pause-recording", {"as": "ann"})
        with pytest.raises(Refused):
            await asked(desk, "ann", "pause-recording", {"as": "ann"})
        await caller.audio.listen(1.5)
        await hears(caller.audio, AGENT_TONE_HZ)
        await asked(desk, "ann", "record-again", {"as": "ann"})
        await caller.audio.listen(1.0)
        record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: answered (normal)",
        "agent ann of sales: ended by caller",
        "pause by ann, ended by ann",
        "recording complete",
    )
    (pause,) = record.recording_pauses
    lasted = (pause.ended_at - pause.began_at).total_seconds()
    began = (pause.began_at - record.recordings[0].began_at).total_seconds()
    for leg in legs_of(record):
        ((from_second, to_second),) = silences(leg)
        assert abs(from_second - began) < 0.15
        assert abs(to_second - from_second - lasted) < 0.15


async def test_a_recording_goes_on_through_hold_and_a_question_and_ends_with_its_agent(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "hold")
        await hears(caller.audio)
        await asked(desk, "ann", "resume")
        await hears(caller.audio, AGENT_TONE_HZ)
        await asked(desk, "ann", "consult", {"to_agent": "eve"})
        await (await eve.came()).answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await asked(desk, "ann", "complete")
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await caller.audio.listen(1.0)
        record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: answered (normal)",
        "agent ann of sales: transferred, held 2",
        "agent eve of sales: ended by caller",
        "asked eve by ann: answered, completed",
        "handed to eve by ann (attended): reached",
        "recording complete",
        "recording complete",
    )
    first, second = legs_of(record, 0), legs_of(record, 1)
    assert not any(
        tone_share(first[1][start : start + RATE // 2], COLLEAGUE_TONE_HZ) > 0.8 for start in _steps(first[1])
    )
    assert tone_share(second[1][RATE // 4 : -RATE // 4], COLLEAGUE_TONE_HZ) > 0.8


def _steps(samples: Samples) -> range:
    return range(0, len(samples) - RATE // 2, RATE // 10)


async def test_a_pause_ends_with_the_conversation_it_was_made_in(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "pause-recording", {"as": "ann"})
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
        await (await eve.came()).answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await caller.audio.listen(1.0)
        await asked(desk, "eve", "pause-recording", {"as": "eve"})
        await asked(desk, "eve", "record-again", {"as": "eve"})
        record = await over(desk, caller, contact)
    assert [one.by for one in record.recording_pauses] == ["ann", "eve"]
    of_agent = legs_of(record, 1)[1]
    assert tone_share(of_agent[RATE // 10 : RATE // 2], COLLEAGUE_TONE_HZ) > 0.8
