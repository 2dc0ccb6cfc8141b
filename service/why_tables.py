"""Explanations for people, as lines and tables, and for programs, as JSON. Finds nothing out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from acd.events import ContactEvent, OfferMade
from acd.explaining import Verdict
from acd.why import Reason
from cdr.story import line_for
from service.lists import PIPE_COLUMNS
from service.why import Idleness, Offered, Story, Waiting
from vocabulary.instant import Instant

CHOSEN = "chosen"
INDENT = " " * len("00:00:00.000  ")


def print_story(story: Story, *, as_json: bool) -> None:
    """The contact from its entry on, with a table for each offer, and one for the present if it still waits."""
    if as_json:
        print(json.dumps(_story_data(story), indent=2, default=_plain))
        return
    console = Console()
    _line(console, f"Contact {story.contact}, from {story.log} (dialplan {story.header.version})")
    offers = {offered.offer: offered for offered in story.offers}
    for at, event in story.events:
        if isinstance(event, OfferMade):
            _print_offer(console, offers[event.offer])
        elif (line := line_for(event, at)) is not None:
            _line(console, line)
    if story.waiting is not None:
        _print_waiting(console, story.waiting, story.until)


def print_idleness(idleness: Idleness, *, as_json: bool) -> None:
    """The agent, and every waiting caller of their queues."""
    if as_json:
        print(json.dumps(asdict(idleness), indent=2, default=_plain))
        return
    console = Console()
    _line(console, f"{idleness.agent} at {_clock(idleness.until)}: {idleness.standing}")
    _line(console, f"serves {', '.join(idleness.queues) or 'no queue'}")
    if not idleness.waiting:
        _line(console, "Nobody waits in these queues.")
        return
    table = _table(None, ("contact", "queue", "position", "waits s", "needs", "why not theirs"))
    for passed in idleness.waiting:
        cells = (passed.contact, passed.queue, str(passed.position), f"{passed.waited_seconds:.1f}", passed.needs)
        table.add_row(*map(escape, (*cells, passed.verdict.detail)))
    _print(console, table)


def _print_offer(console: Console, offered: Offered) -> None:
    again = "; everybody ready had been tried, so it began anew" if offered.started_anew else ""
    _line(console, f"{_clock(offered.at)}  offer {offered.offer} to {offered.agent} in {offered.queue}: {offered.end}")
    _line(
        console,
        f"{INDENT}rule: {offered.rule}, rank {offered.rank}; step {offered.step}: {offered.needs}; "
        f"priority {offered.priority}, waiting counted as {offered.waited_seconds:.1f} s{again}",
    )
    _print(console, _verdict_table(offered.verdicts, offered.counts))


def _print_waiting(console: Console, waiting: Waiting, until: datetime) -> None:
    _line(
        console,
        f"{_clock(until)}  still waiting in {waiting.queue} at position {waiting.position} for "
        f"{waiting.waited_seconds:.1f} s; priority {waiting.priority}; step {waiting.step}: {waiting.needs}",
    )
    _print(console, _verdict_table(waiting.verdicts, {}))


def _verdict_table(verdicts: Sequence[Verdict], counted: Mapping[Reason, int]) -> Table:
    caption = ", ".join(f"{reason}: {number}" for reason, number in counted.items())
    table = _table(caption or None, ("agent", "rank", "verdict", "in words"))
    for verdict in verdicts:
        mark = f"[bold green]{CHOSEN}[/bold green]" if verdict.reason is None else escape(verdict.reason.value)
        table.add_row(escape(verdict.agent), str(verdict.rank), mark, escape(verdict.detail))
    return table


def _table(caption: str | None, headings: Iterable[str]) -> Table:
    table = Table(caption=caption, caption_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print(console: Console, table: Table) -> None:
    # A pipe has no width, and rich takes 80 for it: a width that is given when printing can only be less.
    (console if console.is_terminal else Console(width=PIPE_COLUMNS)).print(table)


def _line(console: Console, text: str) -> None:
    console.print(escape(text), highlight=False, soft_wrap=True)


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"


def _story_data(story: Story) -> dict[str, Any]:
    return asdict(story) | {"events": [_event_data(at, event) for at, event in story.events]}


def _event_data(at: Instant, event: ContactEvent) -> dict[str, Any]:
    return {"at": at.utc, "event": type(event).__name__, **asdict(event)}


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
