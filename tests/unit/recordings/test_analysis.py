"""What is measured of a recording, against what the sound was made of; the same whatever the blocks are."""

import base64
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recordings.library.analysis import FRAME, SILENCE_DBFS, Analysis
from recordings.library.legs import Samples
from recordings.sound import PEAKS_A_CHANNEL, ChannelSound
from tests.unit.recordings.sound import tone


def measured(*channels: Samples, block: int = 50 * FRAME) -> tuple[tuple[ChannelSound, ...], float]:
    both = np.stack(channels)
    analysis = Analysis(len(channels), both.shape[1])
    for begin in range(0, both.shape[1], block):
        analysis.add(both[:, begin : begin + block])
    return analysis.channels(), analysis.double_talk_share()


def peaks_of(channel: ChannelSound) -> NDArray[np.int8]:
    return np.frombuffer(base64.b64decode(channel.peaks), np.int8).reshape(-1, 2)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 8000), np.int16)


def square(amplitude: int, seconds: float) -> Samples:
    return np.tile(np.array([amplitude, -amplitude], np.int16), round(seconds * 4000))


def test_loudness_is_that_of_the_mean_square_over_full_scale() -> None:
    (channel,), _ = measured(tone(400, 2.0))
    assert channel.loudness_dbfs == pytest.approx(20 * math.log10(8192 / 32768) - 3.01, abs=0.02)


def test_a_square_wave_of_full_scale_has_no_decibel() -> None:
    (channel,), _ = measured(square(32767, 1.0))
    assert channel.loudness_dbfs == pytest.approx(0.0, abs=0.01)


def test_silence_counts_for_its_share_and_not_for_the_loudness() -> None:
    (channel,), _ = measured(np.concatenate((tone(400, 1.0), silence(3.0))))
    assert channel.silence_share == 0.75
    assert channel.loudness_dbfs == measured(tone(400, 1.0))[0][0].loudness_dbfs


@pytest.mark.parametrize(("decibel", "share"), [(SILENCE_DBFS - 0.2, 1.0), (SILENCE_DBFS + 0.2, 0.0)])
def test_silence_is_what_lies_below_its_level(decibel: float, share: float) -> None:
    (channel,), _ = measured(square(round(32768 * 10 ** (decibel / 20)), 1.0))
    assert channel.silence_share == share


def test_where_all_is_silence_there_is_no_loudness() -> None:
    (channel,), _ = measured(silence(1.0))
    assert (channel.loudness_dbfs, channel.silence_share) == (None, 1.0)


def test_double_talk_is_where_both_are_not_silent() -> None:
    caller = np.concatenate((tone(400, 2.0), silence(2.0)))
    agent = np.concatenate((silence(1.0), tone(700, 2.0), silence(1.0)))
    assert measured(caller, agent)[1] == 0.25


def test_one_channel_has_no_double_talk() -> None:
    assert measured(tone(400, 1.0))[1] == 0.0


def test_peaks_are_the_lowest_and_the_highest_value_of_each_part() -> None:
    (channel,), _ = measured(np.concatenate((square(32767, 1.0), silence(1.0), square(12800, 2.0))))
    peaks = peaks_of(channel)
    assert peaks.shape == (PEAKS_A_CHANNEL, 2)
    assert peaks[0].tolist() == [-127, 127]
    assert peaks[200].tolist() == [0, 0]
    assert peaks[-1].tolist() == [-50, 50]


def test_what_has_few_samples_has_as_many_peaks() -> None:
    (channel,), _ = measured(np.array([-32768, 256, 32767], np.int16))
    assert peaks_of(channel).tolist() == [[-128, -128], [1, 1], [127, 127]]


def test_the_last_frame_may_be_shorter() -> None:
    (channel,), _ = measured(np.concatenate((silence(1.0), tone(400, 0.01))))
    assert channel.silence_share == pytest.approx(8000 / 8080, abs=1e-4)


@settings(deadline=None)
@given(st.integers(1, 5000), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_blocks_change_nothing(length: int, frames_a_block: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    both = draw.integers(-32768, 32768, (2, length), dtype=np.int16)
    both[:, : length // 3] //= 1000
    whole = Analysis(2, length)
    whole.add(both)
    assert measured(both[0], both[1], block=frames_a_block * FRAME) == (whole.channels(), whole.double_talk_share())


@settings(deadline=None)
@given(st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_no_sample_is_outside_its_peaks(length: int, seed: int) -> None:
    samples = np.random.default_rng(seed).integers(-32768, 32768, length, dtype=np.int16)
    (channel,), _ = measured(samples, block=FRAME)
    peaks = peaks_of(channel)
    assert peaks[:, 0].min() == np.trunc(samples.min() / 256)
    assert peaks[:, 1].max() == np.trunc(samples.max() / 256)
