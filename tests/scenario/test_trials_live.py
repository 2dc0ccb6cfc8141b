"""Every test of every example comes out the same in virtual time and on a real Asterisk, and so do tests that fail."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from dialplan.document import Document
from dialplan.loader import load
from service.settings import Settings
from service.trials.judging import Verdict
from service.trials.live import live_trials
from service.trials.showing import same
from service.trials.trying import run_trials

pytestmark = pytest.mark.scenario

EXAMPLES = Path(__file__).parents[2] / "dialplan" / "examples"
BROKEN = {
    "helpdesk": ("flows.yaml", "enqueue: {queue: specialists,", "enqueue: {queue: escalations,"),
    "minimal": (
        "minimal.yaml",
        '    - play: "text:Welcome. Please hold the line, or press 1 to leave a message."\n',
        "",
    ),
}
"""By example: a file of it, and a line of it that is broken: another queue, a prompt dropped."""
NAMES = ("helpdesk", "sales", "order-desk", "minimal")
"""The longest first."""
MACHINES_AT_ONCE = 2
"""So many are what a developer's computer carries."""


async def live_verdicts(documents: Sequence[Document], names: Sequence[Iterable[str]]) -> list[tuple[Verdict, ...]]:
    """These tests of each document on a machine of its own, one after the other."""
    turns, starting = asyncio.Semaphore(MACHINES_AT_ONCE), asyncio.Lock()
    log = logging.getLogger(__name__)

    async def run(document: Document, chosen: Iterable[str]) -> tuple[Verdict, ...]:
        async with turns, contextlib.AsyncExitStack() as parts:
            # One database at a time is brought to its revision: see storage.schema.
            async with starting:
                trials = await parts.enter_async_context(live_trials(document, Settings.read(), log.debug))
            return tuple([await trials.run(name) for name in chosen])

    return await asyncio.gather(*map(run, documents, names))


def disagreements(document: Document, live: tuple[Verdict, ...]) -> list[str]:
    """The tests whose verdicts differ, with both."""
    both = zip(run_trials(document, [verdict.name for verdict in live]), live, strict=True)
    return [
        f"{one.name}: {one.fault or one.differences} but live {other.fault or other.differences}"
        for one, other in both
        if not same(one, other)
    ]


async def test_the_examples_tests_pass_alike_in_virtual_time_and_live() -> None:
    documents = [load(EXAMPLES / name) for name in NAMES]
    found = await live_verdicts(documents, [document.trials for document in documents])
    for document, live in zip(documents, found, strict=True):
        assert disagreements(document, live) == []
        assert [verdict.name for verdict in live if not verdict.passed] == []
    assert sum(map(len, found)) >= 40


def broken(name: str, folder: Path) -> Document:
    """A copy of an example with one line broken."""
    shutil.copytree(EXAMPLES / name, folder)
    file, old, new = BROKEN[name]
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return load(folder)


async def test_a_broken_line_fails_the_same_tests_in_both(tmp_path: Path) -> None:
    documents = [broken(name, tmp_path / name) for name in BROKEN]
    failing = [
        [verdict.name for verdict in run_trials(document, document.trials) if not verdict.passed]
        for document in documents
    ]
    assert all(failing)
    found = await live_verdicts(documents, failing)
    for document, live in zip(documents, found, strict=True):
        assert disagreements(document, live) == []
        assert not [verdict.name for verdict in live if verdict.passed]
