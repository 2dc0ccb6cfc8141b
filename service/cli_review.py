"""The part of the command line about quality control: what to hear next, scorecards filled in, results per agent.

Asks the running service and prints its answers; draws no lots and counts no points.
"""

import json
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from service.cli_options import AsJson
from service.cli_requests import As, get, post

_MOMENT = "a date and time such as 2026-03-02T08:00, in the dialplan's time zone"

review = typer.Typer(
    no_args_is_help=True, help="Hearing recordings to judge them, by the dialplan's scorecards (--as)."
)

Which = Annotated[str, typer.Argument(metavar="RECORDING|REVIEW", help="The id of either.")]
Recording = Annotated[str, typer.Argument(metavar="RECORDING", help="The recording's id.")]
OfAgent = Annotated[str | None, typer.Option("--agent", metavar="AGENT", help="Of this agent alone.")]
From = Annotated[str | None, typer.Option("--from", metavar="TIME", help=f"Begun from then on: {_MOMENT}.")]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Begun before then; without it, until now.")]
OfShift = Annotated[
    str | None,
    typer.Option(metavar="DATE[THH:MM]", help="Of the shifts that began on this date, or went on at this time."),
]
Shortest = Annotated[
    float | None, typer.Option("--shortest", metavar="SECONDS", help="Leave out what is shorter; without it, 30.")
]
PassOver = Annotated[
    str | None,
    typer.Option(metavar="WHY", help="Do not hear what was given before: it is written down with the reason."),
]
Answers = Annotated[
    list[str], typer.Option("--answer", metavar="QUESTION=POINTS", help="Points for one question; once for each.")
]
Notes = Annotated[
    list[str] | None,
    typer.Option("--note", metavar='SECONDS:"TEXT"', help="What was noticed at a second of the recording."),
]
Scorecard = Annotated[str | None, typer.Option(help="Which one, where the queue has several.")]
Again = Annotated[bool, typer.Option("--again", help="Replace your earlier review, which is kept as superseded.")]


@review.command("next")
def next_one(
    agent: OfAgent = None,
    shift: OfShift = None,
    since: From = None,
    until: To = None,
    shortest: Shortest = None,
    pass_over: PassOver = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """The recording to hear next, drawn by lot: of the agents and shifts with the fewest reviews."""
    asked = {"agent": agent, "shift": shift, "since": since, "until": until}
    given = post("/v1/reviews/next", person, **asked, shortest_seconds=shortest, pass_over=pass_over)
    if as_json:
        print(json.dumps(given, indent=2))
    else:
        from service.reviews_shown import print_next

        print_next(given)


@review.command()
def show(which: Which, person: As = None, as_json: AsJson = False) -> None:
    """A recording with its scorecards, every review of it, and how it came to be heard."""
    shown = get(f"/v1/reviews/{quote(which, safe='')}{_query(person)}")
    if as_json:
        print(json.dumps(shown, indent=2))
    else:
        from service.reviews_shown import print_shown

        print_shown(shown)


@review.command()
def score(
    recording: Recording,
    answer: Answers,
    note: Notes = None,
    scorecard: Scorecard = None,
    again: Again = False,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Fill in the scorecard for a recording, wholly."""
    answers = dict(_answer(each) for each in answer)
    if len(answers) < len(answer):
        raise typer.BadParameter("a question is answered twice")
    notes = [_note(each) for each in note or ()]
    body: dict[str, Any] = {"recording": recording, "answers": answers, "notes": notes, "again": again}
    saved = post("/v1/reviews", person, **body, scorecard=scorecard)
    if as_json:
        print(json.dumps(saved, indent=2))
    else:
        from service.reviews_shown import print_review

        print_review(saved)


@review.command()
def results(
    since: Annotated[str, typer.Option("--from", metavar="TIME", help=f"Of recordings begun from then on: {_MOMENT}.")],
    until: To = None,
    agent: OfAgent = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """What the reviews come to, agent by agent and question by question."""
    told = get(f"/v1/reviews{_query(person, since=since, until=until, agent=agent)}")
    if as_json:
        print(json.dumps(told, indent=2))
    else:
        from service.reviews_shown import print_results

        print_results(told)


def _query(person: str | None, **fields: str | None) -> str:
    given = {field: value for field, value in {**fields, "as": person}.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _answer(text: str) -> tuple[str, int]:
    question, equals, points = (part.strip() for part in text.partition("="))
    if not equals or not question or not points.isascii() or not points.isdecimal() or len(points) > 4:
        raise typer.BadParameter(f"{text!r} is no answer; write QUESTION=POINTS, for example greeting=8")
    return question, int(points)


def _note(text: str) -> dict[str, object]:
    seconds, colon, words = text.partition(":")
    try:
        at_seconds = float(seconds)
    except ValueError:
        at_seconds = -1.0
    if not colon or not words.strip() or not 0 <= at_seconds < 1e9:
        raise typer.BadParameter(f'{text!r} is no note; write SECONDS:TEXT, for example 12.5:"was not greeted"')
    return {"at_seconds": at_seconds, "text": words.strip()}
