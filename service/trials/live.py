"""The tests of a document against a real Asterisk, one after the other on one machine. Judges by the common judge."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rich.console import Console

from dialplan.document import Document
from service import logs
from service.settings import Settings
from service.trials.happened import happened
from service.trials.judging import Verdict, differences
from service.trials.live_call import LiveCall, NotPlaced
from service.trials.machine import Progress, TrialMachine, trial_machine
from service.trials.trying import story
from service.trials.virtual import NeverEnds, course_of

LONGEST_SECONDS = 300.0
"""A call that takes longer in virtual time is not made live."""


class LiveTrials:
    """Runs the tests of one document on one machine."""

    def __init__(self, document: Document, machine: TrialMachine) -> None:
        self._document = document
        self._machine = machine

    async def run(self, name: str) -> Verdict:
        """The verdict of the test of this name. One that cannot be run live has a fault, which says why."""
        trial, place = self._document.trials[name], self._document.places.get(("tests", name))
        try:
            course = course_of(self._document, trial)
            if course.seconds > LONGEST_SECONDS:
                raise NotPlaced(f"it would take {course.seconds:.0f} s")
            call = LiveCall(self._machine, trial, course)
            await call.run()
        except (NeverEnds, NotPlaced) as error:
            return Verdict(name, fault=str(error), place=place)
        found = happened(fact for _, fact in call.heard_facts)
        told = differences(trial.expect, found, self._document.languages)
        return Verdict(name, told, place=place, story=story(self._document, name, call.facts))


@asynccontextmanager
async def live_trials(document: Document, settings: Settings, progress: Progress) -> AsyncIterator[LiveTrials]:
    """A machine on which the tests of this document can be run, until the context is left.

    Raises what its parts raise, each one clear line.
    """
    async with trial_machine(document, settings, progress) as machine:
        yield LiveTrials(document, machine)


async def run_live(document: Document, names: Sequence[str], console: Console, done: list[Verdict]) -> int:
    """Run these tests, showing how far it is; ``done`` takes the verdicts. 0: all were run, whatever came of them."""
    logs.set_up(level=logging.ERROR)
    # It warns of every telephone that had ended by itself when it was to be ended.
    logging.getLogger("asyncio").setLevel(logging.ERROR)

    def progress(words: str) -> None:
        console.print(f"[dim]… {words}[/dim]", highlight=False)

    async with live_trials(document, Settings.read(), progress) as trials:
        for number, name in enumerate(names, 1):
            progress(f"test {number} of {len(names)}: {name}")
            done.append(await trials.run(name))
        progress("ending Asterisk and PostgreSQL")
    return 0
