"""``make bench``: calls and answers on a real Asterisk, then the distributor alone. Prints figures; asserts nothing.

Those that take many minutes: ``python -m bench.answering`` with 1,000 answers, ``python -m bench.theory`` against
queueing theory.
"""

import argparse
import asyncio
import json
import logging
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from bench import answering, calls, routing, size
from dialplan.loader import load
from service import logs
from service.settings import Settings

EXAMPLE = Path(__file__).resolve().parent.parent / "dialplan" / "examples" / "helpdesk"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--calls", type=int, default=10, help="how many calls (10)")
    arguments.add_argument("--json", action="store_true", help="print JSON for a program to read")
    chosen = arguments.parse_args()
    # On standard error, away from the JSON.
    logs.set_up(level=logging.WARNING)
    console = Console(stderr=chosen.json)
    figures = asyncio.run(calls.measure(load(EXAMPLE), Settings.read(), chosen.calls, console))
    answers = asyncio.run(answering.measure(answering.LANES, answering.calls(short=True), console))
    console.print("the distributor alone, in virtual time")
    decided, large = routing.floors(routing.DECISIONS), size.measured()
    if chosen.json:
        floors = [asdict(floor) for floor in decided]
        print(json.dumps({"calls": figures, "answers": asdict(answers), "floors": floors, "size": asdict(large)}))
    else:
        console.print(calls.table(figures))
        answering.show(answers, console)
        console.print(routing.told(decided), size.told(large), sep="\n", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
