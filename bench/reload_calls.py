"""How long after a key the next prompt begins, for a caller on a real Asterisk, with and without reloads going on.

Two menus lead to each other, and each speaks a tone: what the caller hears tells which one they are in, within 20 ms.
The caller is SIPp in a thread with a loop of its own; the service has the main thread, as in life.
"""

import asyncio
import tempfile
import wave
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from rich.console import Console

from bench.reload_document import write
from dialplan.loader import load
from service import clock
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import RATE
from service.peers.hearing import tone_from
from service.peers.ports import free_udp_ports
from service.reloading import Reloading
from service.settings import Settings
from service.stack import stack

LINES = 8_000
TONES_HZ = (453.0, 605.0)
TONE_SECONDS = 20.0
HEARD_WITHIN_SECONDS = 3.0
CALLER_ADDRESS = "127.0.0.2"
FIRST_PORT, LAST_PORT = 21_000, 22_000

_TONES = """\
prompts: {low: low.wav, high: high.wav}
numbers: {"100": low}
flows:
  low:
    - menu: {prompt: low, choices: {"1": [go_to: high]}, otherwise: [hang_up]}
  high:
    - menu: {prompt: high, choices: {"1": [go_to: low]}, otherwise: [hang_up]}
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds from the end of a key to the next prompt, one for each key; and how many reloads there were."""

    milliseconds: list[float]
    reloads: int


async def measured(keys: int, console: Console) -> tuple[Waits, Waits]:
    """So many keys without reloads, and as many with one after the other."""
    with tempfile.TemporaryDirectory(prefix="fl-reload-", dir="/var/tmp") as name:
        folder = Path(name)
        await asyncio.to_thread(_prepare, folder)
        settings = Settings.read().model_copy(update={"state": folder / "state"})
        document = await asyncio.to_thread(load, folder / "plan")
        async with stack(document, settings, lambda words: console.print(f"… {words}", highlight=False)) as running:
            logs = folder / "sipp"
            logs.mkdir()
            target = (settings.local_sip_address, settings.sip_port)
            console.print(f"{keys} keys without a reload", highlight=False)
            quiet = await asyncio.to_thread(lambda: asyncio.run(_pressed(keys, target, logs)))
            console.print(f"{keys} keys during reloads", highlight=False)
            over = asyncio.Event()
            reloads = asyncio.create_task(_reload_again_and_again(running.service.reloading, over))
            busy = await asyncio.to_thread(lambda: asyncio.run(_pressed(keys, target, logs)))
            over.set()
            return Waits(quiet, 0), Waits(busy, await reloads)


def _prepare(folder: Path) -> None:
    folder.chmod(0o755)
    plan = folder / "plan"
    write(plan, LINES)
    (plan / "tones.yaml").write_text(_TONES, encoding="utf-8")
    for name, hertz in zip(("low", "high"), TONES_HZ, strict=True):
        moments = np.arange(int(TONE_SECONDS * RATE)) / RATE
        with wave.open(str(plan / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.sin(2 * np.pi * hertz * moments) * 8_000).astype("<i2").tobytes())


async def _reload_again_and_again(reloading: Reloading, over: asyncio.Event) -> int:
    """How often, until it is over; each time a document that differs by a comment, so that it is another version."""
    number = 0
    while not over.is_set():
        number += 1
        text = f"{_TONES}# {number}\n"
        await asyncio.to_thread((reloading.directory / "tones.yaml").write_text, text, encoding="utf-8")
        await reloading.reload("bench", "")
    return number


async def _pressed(keys: int, target: tuple[str, int], logs: Path) -> list[float]:
    port, media = free_udp_ports(2, CALLER_ADDRESS, FIRST_PORT, LAST_PORT)
    line = CallerLine(CALLER_ADDRESS, port, media, "100", "+12025550100", "Pat Example")
    waits = []
    async with Caller(line, target=target, now=clock.now, log_folder=logs) as caller:
        await caller.answered()
        await caller.audio.until(lambda heard: tone_from(heard, TONES_HZ[0]), "the first menu", HEARD_WITHIN_SECONDS)
        for number in range(keys):
            following = partial(tone_from, hertz=TONES_HZ[(number + 1) % 2])
            caller.audio.forget()
            pressed = await caller.audio.press("1")
            began = await caller.audio.until(following, "the next menu", HEARD_WITHIN_SECONDS)
            waits.append((began.unix - pressed.unix) * 1000)
    return waits


def told(both: tuple[Waits, Waits]) -> str:
    """Both, in words."""
    return "\n".join(
        f"key to next prompt, {len(waits.milliseconds)} keys, {waits.reloads} reloads: median "
        f"{median(waits.milliseconds):.0f} ms, p99 {quantiles(waits.milliseconds, n=100)[98]:.0f} ms, at most "
        f"{max(waits.milliseconds):.0f} ms"
        for waits in both
    )
