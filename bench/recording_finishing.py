"""``python -m bench.recording_finishing``: recorded minutes that one core finishes in a minute. Asserts nothing.

Finished are legs as Asterisk leaves them, to a stereo file with peaks, loudness and checksum, in the outbox: of noise
that comes and goes as speech does, and of Asterisk's own prompts. Target: 1,000 with FLAC. Knows no call.
"""

import argparse
import asyncio
import json
import os
import resource
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from asterisk import installation
from recordings.label import Kind, Label
from recordings.library.finishing import Job, finish
from recordings.library.joining import FinishingFolders
from recordings.naming import CaptureFormat, LegFiles, leg_files
from recordings.policy import SoundFormat
from service import clock
from service.peers.g711 import RATE, encode
from service.settings import Settings
from vocabulary.ids import ContactId, OfferId, RecordingId

MINUTES, TIMES = 5.0, 7
TARGET = 1_000.0
"""Recorded minutes for each minute of one core, as FLAC."""
SYLLABLE_SECONDS, TURN_SECONDS = 0.2, 4.0
PAUSE_SHARE = 0.3
"""Of the syllables of whoever talks, so many are pauses."""
LEVEL, LEAST_LEVEL, QUIET_LEVEL = 6_000.0, 0.2, 8.0
"""Of the loudest syllable; the softest in shares of it; of the line's own noise: all of 32,768."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Pace:
    """One kind of sound, captured and finished one way; medians of the runs.

    ``minutes_a_core``: recorded minutes for each minute of processor time. ``minutes_a_minute``: for each minute of the
    clock, one after the other, the disk's own time counted in. ``share_of_capture``: the finished file in shares of its
    legs' bytes.
    """

    sound: str
    capture: str
    kept: str
    times: int
    minutes_a_core: float
    slowest: float
    minutes_a_minute: float
    share_of_capture: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The paces, and how busy the machine was: processes that ran or wanted to (1 minute), before and after."""

    paces: list[Pace]
    recorded_minutes: float
    load_before: float
    load_after: float
    cores: int


def speech_like(seconds: float, seed: int, *, first: bool) -> Samples:
    """Noise in syllables of unequal loudness, in turns of some seconds; ``first``: whose turn is the first.

    Dull, as voices are: a running mean over half a millisecond.
    """
    chance = np.random.default_rng(seed)
    frames = int(seconds * RATE)
    noise = np.convolve(chance.standard_normal(frames + 3), np.full(4, 0.5), "valid")
    syllables = chance.uniform(LEAST_LEVEL, 1.0, int(seconds / SYLLABLE_SECONDS) + 1)
    syllables[chance.random(len(syllables)) < PAUSE_SHARE] = 0.0
    loud = np.repeat(syllables, int(SYLLABLE_SECONDS * RATE))[:frames]
    turn = (np.arange(frames) // int(TURN_SECONDS * RATE)) % 2 == (0 if first else 1)
    samples = noise * loud * turn * LEVEL / 3 + chance.standard_normal(frames) * QUIET_LEVEL
    clipped: Samples = np.clip(samples, -32_768, 32_767).astype(np.int16)
    return clipped


def spoken(prompts: Sequence[Samples], seconds: float, *, first: bool) -> Samples:
    """Prompts one after the other, each leg silent while the other has its turn."""
    frames = int(seconds * RATE)
    legs = np.zeros(frames, np.int16)
    place = 0
    for nth in range(frames):
        prompt = prompts[nth % len(prompts)][: frames - place]
        if (nth % 2 == 0) is first:
            legs[place : place + len(prompt)] = prompt
        place += len(prompt)
        if place >= frames:
            break
    return legs


def write_leg(path: Path, samples: Samples) -> None:
    """A leg as Asterisk leaves it, by the ending of its name."""
    if path.suffix == f".{CaptureFormat.ULAW.value}":
        path.write_bytes(encode((samples / 32_768).astype(np.float32)))
        return
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())


class Bench:
    """Finishes the same sound again and again, each time as another recording in a folder of its own."""

    def __init__(self, folder: Path, minutes: float, times: int, console: Console) -> None:
        self._folder = folder
        self._seconds = minutes * 60.0
        self._times = times
        self._console = console
        self._made = 0

    def pace(self, sound: str, legs: tuple[Samples, Samples], capture: CaptureFormat, kept: SoundFormat) -> Pace:
        """Of one kind of sound. The first run, which loads libraries, is not counted."""
        self._console.print(f"… {sound}, {capture.value} to {kept.value}, {self._times} times", highlight=False)
        runs = [self._run(legs, capture, kept) for _ in range(self._times + 1)][1:]
        minutes = self._seconds / 60.0
        return Pace(
            sound,
            capture.value,
            kept.value,
            self._times,
            minutes_a_core=minutes * 60.0 / median(run.processor_seconds for run in runs),
            slowest=minutes * 60.0 / max(run.processor_seconds for run in runs),
            minutes_a_minute=minutes * 60.0 / median(run.seconds for run in runs),
            share_of_capture=median(run.share for run in runs),
        )

    def _run(self, sound: tuple[Samples, Samples], capture: CaptureFormat, kept: SoundFormat) -> "_Run":
        self._made += 1
        label = _label(RecordingId(f"rec-bench{self._made}"), kept)
        folders = FinishingFolders(self._folder / "outbox", self._folder / "quarantine")
        legs = leg_files(self._folder, label.recording, capture)
        write_leg(legs.caller, sound[0])
        write_leg(legs.agent, sound[1])
        captured = _bytes(legs)
        began, used = clock.now(), _processor_seconds()
        done = finish(Job(label, legs, self._seconds), folders)
        used, seconds = _processor_seconds() - used, clock.now().since(began)
        if done.finished.file is None:
            raise NotFinished(done.finished.detail)
        share = done.finished.file.stat().st_size / captured
        done.finished.file.unlink()
        return _Run(used, seconds, share)


class NotFinished(Exception):
    """A recording was not finished. The one argument says why."""


@dataclass(frozen=True, slots=True)
class _Run:
    processor_seconds: float
    seconds: float
    share: float


def _bytes(legs: LegFiles) -> int:
    return legs.caller.stat().st_size + legs.agent.stat().st_size


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _label(recording: RecordingId, kept: SoundFormat) -> Label:
    return Label(
        recording=recording,
        contact=ContactId("bench"),
        offer=OfferId("bench"),
        kind=Kind.CONVERSATION,
        began_at=datetime(2026, 1, 1, tzinfo=UTC),
        caller_number="+12025550100",
        queue=None,
        agent=None,
        direction="in",
        sound=kept,
        keep_days=1,
    )


def measure(prompts: Sequence[Samples], minutes: float, times: int, console: Console) -> Measured:
    """All kinds of sound, ways of capture and formats, ``times`` each."""
    before, _, _ = os.getloadavg()
    seconds = minutes * 60.0
    noise = (speech_like(seconds, 1, first=True), speech_like(seconds, 2, first=False))
    voices = (spoken(prompts, seconds, first=True), spoken(prompts, seconds, first=False))
    with tempfile.TemporaryDirectory(prefix="fl-finishing-", dir="/var/tmp") as name:
        folder = Path(name)
        for inner in ("outbox", "quarantine"):
            (folder / inner).mkdir()
        bench = Bench(folder, minutes, times, console)
        paces = [
            bench.pace(sound, legs, CaptureFormat.WAV, kept)
            for sound, legs in (("noise", noise), ("prompts", voices))
            for kept in SoundFormat
        ]
        paces.append(bench.pace("prompts", voices, CaptureFormat.ULAW, SoundFormat.FLAC))
    return Measured(paces, minutes, before, os.getloadavg()[0], os.cpu_count() or 1)


async def installed_prompts(cache: Path) -> list[Samples]:
    """Asterisk's own prompts, the longest hundred.

    :raises AsteriskMissing: there is no Asterisk here.
    """
    found = await installation.find(cache)
    folder = found.sound_set("en") or found.sounds
    paths = sorted(folder.glob("*.wav"), key=lambda path: (-path.stat().st_size, path.name))[:100]
    return [_samples(path) for path in paths]


def _samples(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)


def table(measured: Measured) -> Table:
    """One row per pace."""
    shown = Table("sound", "captured", "kept", "minutes a minute of one core", "slowest", "by the clock", "size")
    for pace in measured.paces:
        target = f" ({TARGET:,.0f})" if pace.kept == SoundFormat.FLAC.value else ""
        shown.add_row(
            pace.sound,
            pace.capture,
            pace.kept,
            f"{pace.minutes_a_core:,.0f}{target}",
            f"{pace.slowest:,.0f}",
            f"{pace.minutes_a_minute:,.0f}",
            f"{pace.share_of_capture:.0%}",
        )
    return shown


def show(measured: Measured, console: Console) -> None:
    """The table, and under which conditions it came about."""
    console.print(table(measured))
    console.print(
        f"recordings of {measured.recorded_minutes:g} minutes, median of {measured.paces[0].times} each; load "
        f"{measured.load_before:.1f} before, {measured.load_after:.1f} after, {measured.cores} cores",
        highlight=False,
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.recording_finishing", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=MINUTES, help=f"length of a recording ({MINUTES:g})")
    arguments.add_argument("--times", type=int, default=TIMES, help=f"how often each ({TIMES})")
    arguments.add_argument("--json", action="store_true", help="print JSON for a program to read")
    chosen = arguments.parse_args()
    console = Console(stderr=chosen.json, soft_wrap=True, highlight=False)
    prompts = asyncio.run(installed_prompts(Settings.read().cache))
    measured = measure(prompts, chosen.minutes, chosen.times, console)
    if chosen.json:
        print(json.dumps(asdict(measured)))
    else:
        show(measured, console)


if __name__ == "__main__":
    main()
