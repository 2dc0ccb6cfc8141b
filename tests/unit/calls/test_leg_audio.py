"""What the packets counted from an agent's phone mean, second by second."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from calls.leg_audio import (
    FIRST_LOOKS_SECONDS,
    LOOK_SECONDS,
    LOST_SECONDS,
    NEXT_PROBE_SECONDS,
    PROBE_SECONDS,
    SILENT_SECONDS,
    FellSilent,
    Finding,
    LegAudio,
    LegLost,
    ProbeWanted,
)
from vocabulary.instant import Instant

PACKETS_A_LOOK = 100


def at(seconds: float) -> Instant:
    return Instant(1000.0 + seconds, seconds)


class Phone:
    """A phone that sends until it stops, and answers probes two seconds later, or does not.

    ``offline``: whether it had not answered Asterisk, before anybody probed.
    """

    def __init__(self, audio: LegAudio, *, there: bool | None = True) -> None:
        self.audio = audio
        self.there = there
        self.offline = False
        self.count = 0
        self.sends = True
        self.now = at(0.0)
        self.found: list[tuple[float, Finding]] = []

    def until(self, seconds: float) -> list[tuple[float, Finding]]:
        """Looks whenever it is due until then; what was found meanwhile, and when."""
        found_before = len(self.found)
        while not self.audio.over and self.audio.look_at <= at(seconds):
            self._look()
        return self.found[found_before:]

    def _look(self) -> None:
        self.now = self.audio.look_at
        self.count += PACKETS_A_LOOK if self.sends else 0
        offline = self.audio.needs_more_than(self.count) and self.offline
        for finding in self.audio.receive(self.count, self.now, offline=offline):
            self.found.append((round(self.now.since(at(0.0)), 3), finding))
            if isinstance(finding, ProbeWanted):
                self.audio.probed(self.there, self.now.plus(2.2))

    def stop_at(self, seconds: float) -> None:
        self.until(seconds)
        self.sends = False


@pytest.fixture
def joined() -> LegAudio:
    return LegAudio(at(0.0), joined=True)


def findings(found: list[tuple[float, Finding]]) -> Iterator[Finding]:
    return (finding for _, finding in found)


def test_as_long_as_audio_comes_there_is_nothing_to_find(joined: LegAudio) -> None:
    assert Phone(joined).until(600.0) == []


def test_a_leg_is_looked_at_every_two_seconds_once_it_was_heard(joined: LegAudio) -> None:
    phone = Phone(joined)
    phone.until(4.0)
    assert joined.look_at.since(phone.now) == LOOK_SECONDS


def test_an_agent_who_is_not_heard_for_five_seconds_from_the_join_on_is_told_once(joined: LegAudio) -> None:
    phone = Phone(joined)
    phone.sends = False
    assert [one for one in phone.until(60.0) if isinstance(one[1], FellSilent)] == [(SILENT_SECONDS, FellSilent())]


def test_the_first_looks_end_with_the_five_seconds() -> None:
    assert SILENT_SECONDS % FIRST_LOOKS_SECONDS == 0.0


def test_a_phone_that_is_there_but_was_never_heard_keeps_its_call(joined: LegAudio) -> None:
    phone = Phone(joined, there=True)
    phone.sends = False
    assert not any(isinstance(one, LegLost) for one in findings(phone.until(300.0)))


def test_a_phone_that_was_never_heard_and_does_not_answer_has_lost_its_call(joined: LegAudio) -> None:
    phone = Phone(joined, there=False)
    phone.sends = False
    [*_, (when, last)] = phone.until(60.0)
    assert last == LegLost(there=False)
    assert LOST_SECONDS <= when <= LOST_SECONDS + LOOK_SECONDS


def test_a_phone_that_stops_is_asked_whether_it_is_there_before_the_call_counts_as_lost(joined: LegAudio) -> None:
    phone = Phone(joined, there=False)
    phone.stop_at(20.0)
    stopped = phone.now.since(at(0.0))
    assert phone.until(60.0) == [
        (stopped + PROBE_SECONDS, ProbeWanted()),
        (stopped + LOST_SECONDS, LegLost(there=False)),
    ]


def test_a_phone_that_stops_but_is_there_has_lost_the_call_too(joined: LegAudio) -> None:
    """Its BYE may have been lost."""
    phone = Phone(joined, there=True)
    phone.stop_at(20.0)
    assert LegLost(there=True) in findings(phone.until(60.0))


def test_a_phone_that_stops_and_could_not_be_asked_has_lost_the_call(joined: LegAudio) -> None:
    phone = Phone(joined, there=None)
    phone.stop_at(20.0)
    assert LegLost(there=None) in findings(phone.until(60.0))


def test_nothing_is_lost_while_the_answer_of_the_phone_is_awaited(joined: LegAudio) -> None:
    joined.receive(1, at(0.0))
    joined.receive(2, at(2.0))
    assert joined.receive(2, at(6.0)) == (ProbeWanted(),)
    assert joined.receive(2, at(12.0)) == ()
    joined.probed(True, at(13.0))
    assert joined.receive(2, at(14.0)) == (LegLost(there=True),)


def test_a_phone_that_is_heard_again_in_time_goes_on(joined: LegAudio) -> None:
    phone = Phone(joined, there=False)
    phone.stop_at(20.0)
    phone.until(25.0)
    phone.sends = True
    assert phone.until(300.0) == []


def test_after_a_pause_the_next_one_is_found_like_the_first(joined: LegAudio) -> None:
    phone = Phone(joined, there=True)
    phone.stop_at(20.0)
    phone.until(25.0)
    phone.sends = True
    phone.stop_at(40.0)
    assert list(findings(phone.until(100.0))) == [ProbeWanted(), LegLost(there=True)]


def test_a_count_that_begins_anew_is_audio(joined: LegAudio) -> None:
    for look, count in enumerate((100, 200, 300, 20, 120, 220)):
        assert joined.receive(count, at(look * 6.0)) == ()


def test_one_late_look_loses_no_call(joined: LegAudio) -> None:
    """Asterisk was held up, and has not read the packets yet."""
    joined.receive(100, at(0.0))
    joined.receive(200, at(2.0))
    assert LegLost(there=None) not in joined.receive(200, at(60.0))
    joined.probed(True, at(61.0))
    assert joined.receive(200, at(62.0)) == ()
    assert joined.receive(300, at(64.0)) == ()


def held(phone: Phone) -> Phone:
    """Sends for a while, then holds and sends nothing."""
    phone.stop_at(20.0)
    phone.audio.be_patient(True, phone.now)
    return phone


def test_a_phone_on_hold_is_left_alone_and_not_even_asked(joined: LegAudio) -> None:
    assert held(Phone(joined)).until(3600.0) == []


def test_a_phone_on_hold_that_did_not_answer_asterisk_and_us_has_lost_the_call(joined: LegAudio) -> None:
    phone = held(Phone(joined, there=False))
    phone.until(60.0)
    phone.offline = True
    [(probed_at, probe), (lost_at, lost)] = phone.until(120.0)
    assert (probe, lost) == (ProbeWanted(), LegLost(there=False))
    assert lost_at - probed_at <= 2 * LOOK_SECONDS


def test_a_phone_on_hold_that_did_not_answer_asterisk_but_us_keeps_the_call(joined: LegAudio) -> None:
    phone = held(Phone(joined, there=True))
    phone.offline = True
    assert set(findings(phone.until(600.0))) == {ProbeWanted()}


def test_a_phone_that_goes_on_answering_is_asked_again_now_and_then(joined: LegAudio) -> None:
    phone = held(Phone(joined, there=True))
    phone.offline = True
    when = [seconds for seconds, _ in phone.until(600.0)]
    assert all(later - earlier >= NEXT_PROBE_SECONDS for earlier, later in pairwise(when))
    assert len(when) > 600.0 / NEXT_PROBE_SECONDS / 2


def test_what_asterisk_thinks_of_a_phone_does_not_matter_while_it_sends(joined: LegAudio) -> None:
    phone = Phone(joined, there=False)
    phone.offline = True
    assert phone.until(60.0) == []


def test_a_phone_that_sends_nothing_after_a_hold_keeps_the_call_while_it_is_there(joined: LegAudio) -> None:
    phone = Phone(joined, there=True)
    phone.stop_at(20.0)
    joined.be_patient(True, phone.now)
    phone.until(60.0)
    joined.be_patient(False, phone.now)
    assert set(findings(phone.until(600.0))) == {ProbeWanted()}


def test_a_phone_that_was_heard_after_a_hold_and_stops_has_lost_the_call(joined: LegAudio) -> None:
    phone = Phone(joined, there=True)
    joined.be_patient(True, at(0.0))
    phone.until(10.0)
    joined.be_patient(False, phone.now)
    phone.stop_at(20.0)
    assert LegLost(there=True) in findings(phone.until(60.0))


def test_a_phone_that_suppresses_silence_is_not_told_silent() -> None:
    phone = Phone(LegAudio(at(0.0), joined=True, patient=True))
    phone.sends = False
    assert not any(isinstance(one, FellSilent | LegLost) for one in findings(phone.until(600.0)))


def test_a_leg_looked_at_only_later_is_not_told_silent() -> None:
    """After a gap nobody knows whether it was heard before."""
    phone = Phone(LegAudio(at(0.0), joined=False))
    phone.sends = False
    assert set(findings(phone.until(600.0))) == {ProbeWanted()}


def test_a_leg_that_is_forgiven_its_silence_is_lost_only_if_its_phone_is_not_there() -> None:
    there = Phone(LegAudio(at(0.0), joined=False, forgiving=True), there=True)
    there.stop_at(20.0)
    assert set(findings(there.until(600.0))) == {ProbeWanted()}


def test_a_leg_that_is_forgiven_its_silence_is_lost_as_early_as_any_if_its_phone_is_gone() -> None:
    gone = Phone(LegAudio(at(0.0), joined=False, forgiving=True), there=False)
    gone.stop_at(20.0)
    stopped = gone.now.since(at(0.0))
    assert gone.until(600.0)[-1] == (stopped + LOST_SECONDS, LegLost(there=False))


def test_an_answer_to_a_probe_nobody_waits_for_means_nothing(joined: LegAudio) -> None:
    joined.probed(False, at(1.0))
    assert Phone(joined).until(60.0) == []
