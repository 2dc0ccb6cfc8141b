"""Why a caller's leg ended, as Asterisk tells it, and whether the call was cut: only then the place is kept."""

from datetime import UTC, datetime

import pytest

from asterisk.ari.events import CallerID, Channel, ChannelHangupRequest, DialplanCEP
from calls.caller_leg import cause_told
from vocabulary.causes import HangUpCause, cause_from, was_cut
from vocabulary.ids import LegId

LEG = Channel(
    LegId("c"),
    "PJSIP/trunk-1",
    "Up",
    CallerID("", ""),
    CallerID("", ""),
    DialplanCEP("enter", "s", "Stasis", "firstline,caller,100"),
    datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("number", [0, 16, 17, 19, 21, 26, 31])
def test_what_a_person_does_and_what_says_nothing_is_no_cut(number: int) -> None:
    assert not was_cut(cause_from(number))


@pytest.mark.parametrize("number", [18, 27, 34, 38, 41, 42, 44, 47, 102, 111, 127])
def test_what_the_network_does_is_a_cut(number: int) -> None:
    assert cause_from(number) is not HangUpCause.UNKNOWN
    assert was_cut(cause_from(number))


@pytest.mark.parametrize(
    ("number", "soft", "cause"),
    [
        (None, None, HangUpCause.UNKNOWN),
        (16, None, HangUpCause.NORMAL),
        (41, False, HangUpCause.TEMPORARY_FAILURE),
        (1, True, HangUpCause.CHANNEL_UNAVAILABLE),
        (16, True, None),
        (32, True, None),
        (None, True, None),
    ],
)
def test_the_number_of_a_soft_hang_up_is_none_of_q850_and_its_first_bit_means_that_the_audio_was_lost(
    number: int | None, soft: bool | None, cause: HangUpCause | None
) -> None:
    assert cause_told(ChannelHangupRequest(LEG, number, None, soft)) is cause
