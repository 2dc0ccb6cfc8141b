"""One call through everything, and its one recording: the right voice, on the right side, at the right time.

As long as it likes with FIRSTLINE_LONG=1: five minutes; else about one.
"""

import os
from itertools import groupby

import numpy as np
import pytest

from cdr.record import ContactRecord
from service.peers.g711 import RATE, Samples
from service.peers.hearing import AUDIBLE, loudness, tone_share
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.test_recorded import legs_of, silences
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

PART_SECONDS = 35.0 if os.environ.get("FIRSTLINE_LONG") == "1" else 5.0
AT_THE_RIGHT_TIME_SECONDS = 0.04
HOP = RATE // 100
WINDOW = RATE // 25
"""40 ms tell the tones apart; looked at each 10 ms."""
VOICES = {
    CALLER_TONE_HZ: "caller",
    AGENT_TONE_HZ: "agent",
    COLLEAGUE_TONE_HZ: "colleague",
    OUTSIDE_TONE_HZ: "supervisor",
}


def spans_of(samples: Samples, voice: str) -> list[tuple[float, float]]:
    """From which second to which this voice is heard alone, without what is shorter than a quarter of a second."""
    hertz = next(hertz for hertz, name in VOICES.items() if name == voice)
    starts = range(0, len(samples) - WINDOW + 1, HOP)
    there = [_is(samples[at : at + WINDOW], hertz) for at in starts]
    spans, at = [], 0
    for heard, run in groupby(there):
        length = len(list(run))
        if heard and length * HOP >= RATE // 4:
            spans.append((at * HOP / RATE, ((at + length - 1) * HOP + WINDOW) / RATE))
        at += length
    return spans


def _is(part: Samples, hertz: float) -> bool:
    return loudness(part) >= AUDIBLE and tone_share(part, hertz, width_hertz=40) > 0.8


async def test_every_voice_is_in_its_channel_at_its_time_and_nothing_else_is(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.desk_phone("290", OUTSIDE_TONE_HZ) as sam,
        desk.caller("601") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await caller.audio.listen(PART_SECONDS)
        await asked(desk, "ann", "hold", {"as": "ann"})
        await caller.audio.listen(PART_SECONDS)
        await asked(desk, "ann", "resume", {"as": "ann"})
        await caller.audio.listen(PART_SECONDS)
        await asked(desk, "ann", "pause-recording", {"as": "ann"})
        await caller.audio.listen(PART_SECONDS)
        await asked(desk, "ann", "record-again", {"as": "ann"})
        await desk.control.post("/v1/supervise/listen", {"as": "sam", "call": "ann", "mode": "whisper"})
        await (await sam.came()).answer()
        await hears(ann.audio, CALLER_TONE_HZ, OUTSIDE_TONE_HZ, seconds=10, since=desk.clock())
        await caller.audio.listen(PART_SECONDS)
        await desk.control.post("/v1/supervise/stop", {"as": "sam"})
        await asked(desk, "ann", "transfer", {"as": "ann", "to_queue": "second"})
        call = await eve.came()
        await caller.audio.listen(PART_SECONDS)
        await call.answer()
        await caller.audio.listen(PART_SECONDS)
        await asked(desk, "eve", "transfer", {"as": "eve", "to_agent": "ann"})
        await (await ann.came()).answer()
        await caller.audio.listen(PART_SECONDS)
        heard = caller.audio.heard().samples
        record = await over(desk, caller, contact)
    of_caller, of_agents = legs_of(record)
    _the_caller_is_on_the_left(record, of_caller)
    _the_agents_are_on_the_right_when_the_caller_heard_them(record, of_agents, heard)
    assert not spans_of(of_agents, "supervisor")
    _every_second_is_accounted_for(record)


def _paused(record: ContactRecord) -> tuple[float, float]:
    """From which second of the recording to which it was paused."""
    (recording,), (pause,) = record.recordings, record.recording_pauses
    began, ended = ((at - recording.began_at).total_seconds() for at in (pause.began_at, pause.ended_at))
    return began, ended


def _the_caller_is_on_the_left(record: ContactRecord, of_caller: Samples) -> None:
    began, ended = _paused(record)
    before, after = spans_of(of_caller, "caller")
    assert abs(before[1] - began) <= 0.3
    assert abs(after[0] - ended) <= 0.3
    assert after[1] == pytest.approx(len(of_caller) / RATE, abs=0.5)
    for voice in ("agent", "colleague", "supervisor"):
        assert not spans_of(of_caller, voice)


def _the_agents_are_on_the_right_when_the_caller_heard_them(
    record: ContactRecord, of_agents: Samples, heard: Samples
) -> None:
    began, ended = _paused(record)
    assert float(np.abs(of_agents[round((began + 0.3) * RATE) : round((ended - 0.3) * RATE)]).max()) == 0.0
    assert any(
        abs(to - began - (ended - began)) <= 0.3 for since, to in silences(of_agents) if since < began + 0.3 < to
    )
    in_file = _edges(of_agents, (began - 0.3, ended + 0.3))
    by_caller = _edges(heard, None)
    # The pause cuts one stretch of the agent's in two, whose edges are the pause's own.
    assert len(in_file) == len(by_caller), (in_file, by_caller)
    apart = [of_file - of_capture for of_file, of_capture in zip(in_file, by_caller, strict=True)]
    assert max(apart) - min(apart) <= AT_THE_RIGHT_TIME_SECONDS, list(zip(in_file, by_caller, strict=True))


def _edges(samples: Samples, left_out: tuple[float, float] | None) -> list[float]:
    """When the agents' voices begin and end, without what lies in the seconds left out."""
    edges = sorted(edge for voice in ("agent", "colleague") for span in spans_of(samples, voice) for edge in span)
    return [edge for edge in edges[:-1] if left_out is None or not left_out[0] <= edge <= left_out[1]]


def _every_second_is_accounted_for(record: ContactRecord) -> None:
    talked = sum(segment.seconds for segment in record.segments if segment.agent and segment.talk_seconds is not None)
    in_talk = [one for one in record.intervals if record.segments[one.segment - 1].agent]
    assert sum(one.seconds for one in in_talk) == pytest.approx(talked, abs=0.5)
    assert {one.state.value for one in in_talk} == {"recorded", "paused"}
    (recording,) = record.recordings
    assert recording.state.value == "complete"
    began, ended = _paused(record)
    marks = [mark for mark in recording.marks if mark.kind == "pause"]
    assert [(mark.offset_seconds, mark.seconds) for mark in marks] == [
        (pytest.approx(began, abs=0.05), pytest.approx(ended - began, abs=0.05))
    ]
    assert len([mark for mark in recording.marks if mark.kind == "hold"]) == 1
