"""What a waiting caller hears, beyond tones: announcements made of several sounds, and music. Captures nothing."""

from collections.abc import Sequence

from service.peers.g711 import RATE, Samples
from service.peers.hearing import AUDIBLE, Heard, find_sound, loudness, tone_share
from tests.support.scenario_machine import AGENT_TONE_HZ
from vocabulary.instant import Instant

_OPENING_SECONDS = 0.8
"""So much of a sound tells it from all others, and seldom holds a gap where Asterisk was late."""
_PAUSE_SECONDS = 1.0
"""Longest pause between two sounds of one announcement."""
_EARLY_SECONDS = 0.1
"""The last packet of a sound is cut short by the next one's first."""
_MUSIC_SECONDS = 0.5
_STEP_SECONDS = 0.1
_NO_TONE_SHARE = 0.1


def announced(samples: Samples, sounds: Sequence[Samples]) -> float | None:
    """Where, in seconds, an announcement made of these sounds ends; None unless all were heard, one after the other."""
    opening = round(_OPENING_SECONDS * RATE)
    first = find_sound(samples, sounds[0][:opening])
    if not first.found:
        return None
    at = round(first.offset_seconds * RATE)
    for sound in sounds:
        begin = max(0, at - round(_EARLY_SECONDS * RATE))
        window = samples[begin : at + opening + round(_PAUSE_SECONDS * RATE)]
        match = find_sound(window, sound[:opening])
        if not match.found:
            return None
        at = begin + round(match.offset_seconds * RATE) + len(sound)
    return at / RATE if at <= len(samples) else None


def music_from(heard: Heard, after: Instant) -> Instant | None:
    """When something that is not the agent's tone was first heard for half a second since ``after``; None if never."""
    size, step = round(_MUSIC_SECONDS * RATE), round(_STEP_SECONDS * RATE)
    for start in range(heard.sample_at(after), len(heard.samples) - size + 1, step):
        part = heard.samples[start : start + size]
        frames = part[: size // step * step].reshape(-1, step)
        if all(loudness(frame) >= AUDIBLE for frame in frames) and tone_share(part, AGENT_TONE_HZ) < _NO_TONE_SHARE:
            return heard.at(start)
    return None
