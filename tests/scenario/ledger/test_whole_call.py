"""One call through everything, and its recordings: the right voice, on the right side, at the right time.

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
from tests.scenario.talk.test_recorded import legs_of
from tests.support.lateness import lateness
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

PART_SECONDS = 35.0 if os.environ.get("FIRSTLINE_LONG") == "1" else 5.0
AT_THE_RIGHT_TIME_SECONDS = 0.04
BREATH_SECONDS = 0.2
VOICE_SECONDS = 0.25
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
    """From which second to which this voice is heard alone; what is shorter than a quarter of a second is nothing.

    A busy machine may send a few packets late: that a voice stops for less than a fifth of a second means nothing.
    """
    hertz = next(hertz for hertz, name in VOICES.items() if name == voice)
    starts = range(0, len(samples) - WINDOW + 1, HOP)
    there = [_is(samples[at : at + WINDOW], hertz) for at in starts]
    spans: list[tuple[float, float]] = []
    at = 0
    for heard, run in groupby(there):
        length = len(list(run))
        if heard:
            begin, end = at * HOP / RATE, ((at + length - 1) * HOP + WINDOW) / RATE
            if spans and begin - spans[-1][1] < BREATH_SECONDS:
                begin = spans.pop()[0]
            spans.append((begin, end))
        at += length
    return [(begin, end) for begin, end in spans if end - begin >= VOICE_SECONDS]


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
    parts = [legs_of(record, nth) for nth in range(len(record.recordings))]
    assert len(parts) == 3
    _the_caller_is_on_the_left(record, [of_caller for of_caller, _ in parts])
    _the_agents_are_on_the_right_when_the_caller_heard_them(record, [of_agents for _, of_agents in parts], heard)
    for _, of_agents in parts:
        assert not spans_of(of_agents, "supervisor")
    _every_second_is_accounted_for(record)


def _paused(record: ContactRecord) -> tuple[float, float]:
    """From which second of the first recording to which it was paused."""
    recording, (pause,) = record.recordings[0], record.recording_pauses
    began, ended = ((at - recording.began_at).total_seconds() for at in (pause.began_at, pause.ended_at))
    return began, ended


def _the_caller_is_on_the_left(record: ContactRecord, parts: list[Samples]) -> None:
    began, ended = _paused(record)
    before, after = spans_of(parts[0], "caller")
    assert abs(before[1] - began) <= _late(record, 0.3)
    assert abs(after[0] - ended) <= _late(record, 0.3)
    assert after[1] == pytest.approx(len(parts[0]) / RATE, abs=0.2)
    for part in parts[1:]:
        ((first, last),) = spans_of(part, "caller")
        assert first <= 0.1
        assert last == pytest.approx(len(part) / RATE, abs=0.2)
    for part in parts:
        for voice in ("agent", "colleague", "supervisor"):
            assert not spans_of(part, voice)


def _the_agents_are_on_the_right_when_the_caller_heard_them(
    record: ContactRecord, parts: list[Samples], heard: Samples
) -> None:
    began, ended = _paused(record)
    silent = parts[0][round((began + 0.3) * RATE) : round((ended - 0.3) * RATE)]
    assert float(np.abs(silent).max()) == 0.0
    first_began = record.recordings[0].began_at
    in_files = [
        (recording.began_at - first_began).total_seconds() + edge
        for recording, part in zip(record.recordings, parts, strict=True)
        for edge in _edges(part)
        # The pause cuts one stretch of the agent's in two: those edges nobody else heard.
        if recording is not record.recordings[0] or not began - 0.3 <= edge <= ended + 0.3
    ]
    by_caller = _edges(heard)
    assert len(in_files) == len(by_caller), (in_files, by_caller)
    # The last one is where everybody hung up.
    apart = [of_file - of_capture for of_file, of_capture in zip(in_files[:-1], by_caller[:-1], strict=True)]
    allowed = _late(record, AT_THE_RIGHT_TIME_SECONDS)
    assert max(apart) - min(apart) <= allowed, list(zip(in_files, by_caller, strict=True))


def _late(record: ContactRecord, seconds: float) -> float:
    """So much, and what this machine was late meanwhile: of a leg whose threads wait Asterisk writes less."""
    return lateness().allowed_seconds(seconds, record.began_at.timestamp(), record.ended_at.timestamp())


def _edges(samples: Samples) -> list[float]:
    """When the agents' voices begin and end."""
    return sorted(edge for voice in ("agent", "colleague") for span in spans_of(samples, voice) for edge in span)


def _every_second_is_accounted_for(record: ContactRecord) -> None:
    talked = sum(segment.seconds for segment in record.segments if segment.agent and segment.talk_seconds is not None)
    in_talk = [one for one in record.intervals if record.segments[one.segment - 1].agent]
    assert sum(one.seconds for one in in_talk) == pytest.approx(talked, abs=0.5)
    assert {one.state.value for one in in_talk} == {"recorded", "paused"}
    assert [recording.state.value for recording in record.recordings] == ["complete"] * 3
    began, ended = _paused(record)
    (pause,) = [mark for mark in record.recordings[0].marks if mark.kind == "pause"]
    assert pause.offset_seconds == pytest.approx(began, abs=0.05)
    assert pause.seconds == pytest.approx(ended - began, abs=0.05)
    assert len([mark for mark in record.recordings[0].marks if mark.kind == "hold"]) == 1
