"""What a caller and an agent notice, measured on whole calls through a real Asterisk: one call after the other.

The service runs in the main thread, the SIPp peers and their audio in another; the processor time is of the main thread
alone. These machines are shared: quote medians.
"""

from statistics import median

from rich.console import Console
from rich.table import Table

from dialplan.document import Document
from service.demo.performance import Pace
from service.demo.show import show
from service.settings import Settings
from service.stack import stack
from service.terminal import TIMING_WORDS

PACE = Pace(prompt_seconds=0.5, ring_seconds=0.5, talk_seconds=2.0)

Figures = dict[str, list[float]]


async def measure(document: Document, settings: Settings, calls: int, console: Console) -> Figures:
    """The timings of so many demo calls, in milliseconds by name. A call that fails its checks ends the measurement."""
    figures: Figures = {name: [] for name in TIMING_WORDS}
    async with stack(document, settings, lambda words: console.print(f"… {words}", highlight=False)) as running:
        for number in range(1, calls + 1):
            verdict = await show(running, settings, PACE)
            failed = [name for name, held in verdict.checks.items() if not held]
            if failed:
                raise RuntimeError(f"call {number} failed its checks: {', '.join(failed)}")
            for name, milliseconds in verdict.timings.items():
                if milliseconds is not None:
                    figures[name].append(milliseconds)
            console.print(f"call {number} of {calls}", highlight=False)
    return figures


def table(figures: Figures) -> Table:
    """First, smallest, median and largest of each figure."""
    shown = Table("milliseconds", "first call", "min", "median", "max", "calls")
    for name, values in figures.items():
        if values:
            cells = (values[0], min(values), median(values), max(values))
            shown.add_row(TIMING_WORDS[name], *(f"{value:.1f}" for value in cells), str(len(values)))
    return shown
