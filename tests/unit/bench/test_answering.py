"""What the packets of an answered call tell, and the document the calls are made on."""

from pathlib import Path

import numpy as np
import pytest

from bench.answering import MOST_LANES, agents_of, document_text
from bench.telephones import AGENT_TONE_HZ, CALLER_TONE_HZ, Call, CallFailed, looked_at
from dialplan.loader import load
from service.peers.g711 import RATE, encode
from service.peers.rtp import PACKET_SAMPLES, PACKET_SECONDS, PCMU, Captured, Packet
from vocabulary.instant import Instant

ASKED = Instant(monotonic=100.0, unix=1_000.0)
ANSWERED_UNIX = 1_000.004


def test_both_are_heard_from_the_first_packet_of_the_others_tone_on() -> None:
    by_agent = _stream(CALLER_TONE_HZ, begins_after=0.034)
    by_caller = _stream(AGENT_TONE_HZ, begins_after=0.054)
    answered = looked_at(_call(by_agent, by_caller), 0.0)
    assert answered.agent_hears == pytest.approx(30.0, abs=0.01)
    assert answered.caller_hears == pytest.approx(50.0, abs=0.01)
    assert answered.two_way == answered.caller_hears


def test_what_the_caller_heard_before_the_answer_is_not_the_agent() -> None:
    earlier = _stream(AGENT_TONE_HZ, begins_after=-1.0)[:25]
    by_caller = [*earlier, *_stream(AGENT_TONE_HZ, begins_after=0.104)]
    answered = looked_at(_call(_stream(CALLER_TONE_HZ, begins_after=0.024), by_caller), 0.0)
    assert answered.caller_hears == pytest.approx(100.0, abs=0.01)


def test_the_offer_is_counted_from_the_agents_bye() -> None:
    streams = (_stream(CALLER_TONE_HZ, begins_after=0.02), _stream(AGENT_TONE_HZ, begins_after=0.02))
    assert looked_at(_call(*streams, freed_unix=999.990), 0.0).offered == pytest.approx(8.0, abs=0.01)


def test_who_found_the_agent_free_tells_nothing_of_the_offer() -> None:
    streams = (_stream(CALLER_TONE_HZ, begins_after=0.02), _stream(AGENT_TONE_HZ, begins_after=0.02))
    assert looked_at(_call(*streams), 0.0).offered is None


@pytest.mark.parametrize(("seconds", "announcing"), [(2.1, True), (1.9, False)])
def test_an_announcement_is_over_after_its_length(seconds: float, *, announcing: bool) -> None:
    streams = (_stream(CALLER_TONE_HZ, begins_after=0.02), _stream(AGENT_TONE_HZ, begins_after=0.02))
    assert looked_at(_call(*streams, announced=ASKED.plus(-2.0)), seconds).announcing is announcing


def test_a_side_that_never_heard_the_other_is_no_figure() -> None:
    silent = _stream(None, begins_after=0.02)
    with pytest.raises(CallFailed, match="the caller did not hear"):
        looked_at(_call(_stream(CALLER_TONE_HZ, begins_after=0.02), silent), 0.0)


@pytest.mark.parametrize("lanes", [1, MOST_LANES])
def test_every_lane_leads_to_an_agent_of_its_own(tmp_path: Path, lanes: int) -> None:
    (tmp_path / "plan.yaml").write_text(document_text(lanes), encoding="utf-8")
    document = load(tmp_path)
    assert list(document.agents) == agents_of(lanes)
    assert list(document.queues) == agents_of(lanes)
    assert len(document.numbers) == lanes


def _call(
    by_agent: list[Captured],
    by_caller: list[Captured],
    freed_unix: float | None = None,
    announced: Instant | None = None,
) -> Call:
    return Call(
        ASKED,
        answered_unix=ANSWERED_UNIX,
        invited_unix=999.998,
        freed_unix=freed_unix,
        announced=announced,
        by_agent=by_agent,
        by_caller=by_caller,
    )


def _stream(hertz: float | None, *, begins_after: float) -> list[Captured]:
    """Half a second of a tone, or of silence; its first packet arrives so long after the agent was asked to answer."""
    moments = np.arange(RATE // 2) / RATE
    wave = np.zeros(RATE // 2) if hertz is None else 0.25 * np.sin(2 * np.pi * hertz * moments)
    octets = encode(wave.astype(np.float32))
    return [
        Captured(
            Packet(PCMU, False, nth, nth * PACKET_SAMPLES, 1, octets[nth * PACKET_SAMPLES :][:PACKET_SAMPLES]),
            ASKED.plus(begins_after + nth * PACKET_SECONDS),
        )
        for nth in range(25)
    ]
