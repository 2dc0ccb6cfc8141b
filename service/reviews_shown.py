"""Reviews, draws and results as a person reads them on a terminal. Counts nothing itself."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.lists import PIPE_COLUMNS

Row = Mapping[str, Any]


def print_next(given: Row) -> None:
    """The recording to hear, why this one, and what will be asked of it."""
    console = _console()
    _tell(console, _recording(given["recording"]))
    if not given["is_new"]:
        _tell(console, "given before and not reviewed yet (--pass-over WHY for another one)")
    for because in given["draw"]["because"]:
        _tell(console, f"  {because}")
    for scorecard in given["scorecards"]:
        console.print(_scorecard(scorecard))


def print_shown(shown: Row) -> None:
    """A recording, how it came to be heard, and what was said of it; the questions where nothing was said yet."""
    console = _console()
    recording = shown["recording"]
    _tell(console, _recording(recording) if recording is not None else "not in the catalogue")
    for draw in shown["draws"]:
        held = "" if draw["holds"] else "; the seed does NOT lead to it: somebody changed this draw"
        passed_over = "" if draw["passed_over"] is None else f"; passed over: {draw['passed_over']}"
        _tell(console, f"given to {draw['reviewer']} {_moment(draw['at'])}{passed_over}{held}")
        for because in draw["because"]:
            _tell(console, f"  {because}")
    for review in shown["reviews"]:
        _print_review(console, review)
    if not shown["reviews"]:
        for scorecard in shown["scorecards"]:
            console.print(_scorecard(scorecard))


def print_review(review: Row) -> None:
    """One scorecard filled in, with its notes."""
    _print_review(_console(), review)


def print_results(results: Row) -> None:
    """Each agent in a line, each question in one below."""
    table = Table()
    for heading in ("agent", "reviews", "recordings", "points %", "scorecard", "question"):
        table.add_column(heading, overflow="fold")
    for agent in results["agents"]:
        numbers = (str(agent["reviews"]), str(agent["recordings"]), _percent(agent["share"]))
        table.add_row(escape(agent["agent"]), *numbers, "", "")
        for each in agent["questions"]:
            words = (escape(each["scorecard"]), escape(each["text"]))
            table.add_row("", str(each["answers"]), "", _percent(each["share"]), *words)
    _console().print(table)


def _print_review(console: Console, review: Row) -> None:
    superseded = f", superseded by {review['superseded_by']}" if review["superseded_by"] else ""
    of_all = f"{review['points']} of {review['of_points']} points"
    by = f"{review['reviewer']} {_moment(review['at'])}"
    _tell(console, f"{review['review']}: {review['recording']}, {review['agent']}, by {by}: {of_all}{superseded}")
    table = Table()
    for heading in (review["scorecard"], "points", "of"):
        table.add_column(escape(heading), overflow="fold")
    for question in review["questions"]:
        answer = str(review["answers"][question["name"]])
        table.add_row(escape(question["text"]), answer, str(question["points"]))
    console.print(table)
    for note in review["notes"]:
        _tell(console, f"  at {note['at_seconds']:g} s: {note['text']}")


def _scorecard(scorecard: Row) -> Table:
    table = Table(title=escape(f"{scorecard['name']} ({scorecard['scorecard']})"), title_justify="left")
    for heading in ("--answer", "question", "points at most"):
        table.add_column(heading, overflow="fold")
    for question in scorecard["questions"]:
        table.add_row(escape(question["name"]), escape(question["text"]), str(question["points"]))
    return table


def _recording(recording: Row) -> str:
    gone = f", cannot be heard: {recording['gone']}" if recording["gone"] else ""
    who = f"{recording['agent'] or 'no agent'}, {recording['queue'] or 'no queue'}"
    seconds = f"{recording['seconds']:.0f} s"
    return f"{recording['recording']}: {who}, {_moment(recording['began_at'])}, {seconds}{gone}"


def _moment(text: str) -> str:
    return f"{text[:16].replace('T', ' ')} UTC"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _tell(console: Console, words: str) -> None:
    console.print(escape(words), highlight=False, soft_wrap=True)


def _console() -> Console:
    console = Console()
    # A pipe has no width, and rich takes 80 for it.
    return console if console.is_terminal else Console(width=PIPE_COLUMNS)
