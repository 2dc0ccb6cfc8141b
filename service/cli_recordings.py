"""The part of the command line about recordings: found, heard, exported, kept. Asks the running service.

Writes one kind of file, the one a person names, whole or not at all, and never over another unless told to.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli_options import AsJson
from service.cli_requests import As, get, post

recordings = typer.Typer(no_args_is_help=True, help="Recordings: found, heard, exported, held, erased.")

_MOMENT = "a date and time such as 2026-03-02T08:00"
_LONG_SECONDS = 600.0
"""To read all that is kept takes its time."""


def _recording(text: str | None) -> str | None:
    from api.recording_bodies import NoRecordingId, recording_called

    try:
        return None if text is None else recording_called(text)
    except NoRecordingId as error:
        raise typer.BadParameter(str(error)) from None


Recording = Annotated[
    str, typer.Argument(metavar="ID", help="The recording's id, as `recording find` shows it.", callback=_recording)
]
OptionalRecording = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="One recording; without it, all of a time.", callback=_recording)
]
Since = Annotated[str | None, typer.Option("--from", metavar="TIME", help=f"Begun then or later: {_MOMENT}.")]
Until = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Begun before.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many, the latest first.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why; kept with who heard it.")]
WhyNeeded = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why, for the record.")]


def _query(**given: object) -> str:
    from urllib.parse import urlencode

    words = {field: value for field, value in given.items() if value is not None}
    return urlencode(
        {field: str(value).lower() if isinstance(value, bool) else value for field, value in words.items()}
    )


@recordings.command()
def find(
    since: Since = None,
    until: Until = None,
    agent: Annotated[str | None, typer.Option(help="Of this agent, by name or number.")] = None,
    caller: Annotated[str | None, typer.Option(metavar="NUMBER", help="Of the caller with this number.")] = None,
    queue: Annotated[str | None, typer.Option(help="Of this queue, by name or number.")] = None,
    disposition: Annotated[str | None, typer.Option(help="Which came out so.")] = None,
    longer: Annotated[float | None, typer.Option(metavar="SECONDS", help="At least so long.")] = None,
    shorter: Annotated[float | None, typer.Option(metavar="SECONDS", help="At most so long.")] = None,
    flag: Annotated[str | None, typer.Option(help="Whose contact has this flag.")] = None,
    state: Annotated[str | None, typer.Option(help="complete, short, or missing.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="ID", help="Of this contact.")] = None,
    kind: Annotated[str | None, typer.Option(help="conversation, or message.")] = None,
    held: Annotated[bool | None, typer.Option("--held/--not-held", help="Only those held, or those not.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those deleted, instead of those kept.")] = False,
    limit: Limit = 50,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Find recordings. All that is given must hold; times are the dialplan's."""
    from service.recording_lists import print_found

    query = _query(
        **{"from": since, "to": until, "as": person}, agent=agent, caller=caller, queue=queue, disposition=disposition,
        longer=longer, shorter=shorter, flag=flag, state=state, contact=contact, kind=kind, held=held,
        deleted=deleted, limit=limit,
    )  # fmt: skip
    print_found(get(f"/v1/recordings?{query}"), as_json=as_json)


@recordings.command()
def show(recording: Recording, person: As = None, as_json: AsJson = False) -> None:
    """All that is known of a recording, and who heard, exported or was refused it."""
    from service.recording_lists import print_shown

    print_shown(get(f"/v1/recordings/{recording}?{_query(**{'as': person})}"), as_json=as_json)


@recordings.command()
def play(
    recording: Recording,
    at: Annotated[float, typer.Option("--at", metavar="SECONDS", min=0.0, help="From so many seconds on.")] = 0.0,
    why: Why = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Ring your phone (--as) and play it. Keys: 4 back, 6 forward, 5 pause, 1 from the beginning, # end."""
    answer = _post_patiently(f"/v1/recordings/{recording}/play", person, at=at, why=why)
    print(json.dumps(answer, indent=2) if as_json else "your phone rings")


@recordings.command()
def fetch(
    recording: Recording,
    file: Annotated[Path, typer.Argument(help="Where to write it; in a folder it is named by its id.")],
    why: WhyNeeded,
    force: Annotated[bool, typer.Option("--force", help="Replace the file, if there is one.")] = False,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Write a recording into a file: whole, its checksum checked, or not at all."""
    from service.recording_file import fetched

    written = fetched(recording, file, why, person, force=force)
    if as_json:
        print(json.dumps({"file": str(written.file), "bytes": written.size, "sha256": written.sha256}, indent=2))
    else:
        print(f"{written.file}: {written.size} bytes, sha256 {written.sha256}")


@recordings.command()
def hold(recording: Recording, why: WhyNeeded, person: As = None, as_json: AsJson = False) -> None:
    """Keep a recording whatever its time, until it is released."""
    from service.recording_lists import print_entry

    print_entry(post(f"/v1/recordings/{recording}/hold", person, why=why), as_json=as_json)


@recordings.command()
def release(recording: Recording, why: WhyNeeded, person: As = None, as_json: AsJson = False) -> None:
    """Let the time of a held recording count again."""
    from service.recording_lists import print_entry

    print_entry(post(f"/v1/recordings/{recording}/release", person, why=why), as_json=as_json)


@recordings.command()
def verify(
    recording: OptionalRecording = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 1000,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Read what is kept, and compare it with what was written down: size, checksum, sound."""
    _look_after("verify", recording, person, as_json=as_json, **{"from": since, "to": until}, limit=limit)


@recordings.command()
def repair(
    recording: OptionalRecording = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 1000,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Verify, and put a whole copy in the place of what is damaged, where one is found."""
    _look_after("repair", recording, person, as_json=as_json, **{"from": since, "to": until}, limit=limit)


@recordings.command()
def erase(
    caller: Annotated[str, typer.Option("--caller", metavar="NUMBER", help="Whose recordings and messages.")],
    why: WhyNeeded,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Erase all that is kept of a caller, as they may ask for. What is held stays, and is named."""
    from service.recording_lists import print_erasure

    print_erasure(_post_patiently("/v1/recordings/erase", person, caller=caller, why=why), as_json=as_json)


@recordings.command()
def expire(
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Though a run refused: the alarm was looked at, and the clock is right.")
    ] = False,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Delete recordings whose time is over, at most as many as one run may. It is done every hour by itself."""
    from service.recording_lists import print_expiry

    print_expiry(_post_patiently("/v1/recordings/expire", person, anyway=anyway), as_json=as_json)


def _look_after(action: str, recording: str | None, person: str | None, *, as_json: bool, **span: object) -> None:
    from service.recording_lists import print_checked

    if recording is None:
        checked = _post_patiently(f"/v1/recordings/{action}", person, **span)
    else:
        checked = _post_patiently(f"/v1/recordings/{recording}/{action}", person)
    print_checked(checked, as_json=as_json)
    if any(each["faults"] for each in checked["recordings"]):
        raise typer.Exit(1)


def _post_patiently(route: str, person: str | None, **body: object) -> Any:
    """As ``post``, for what may take minutes."""
    import asyncio

    from api.client import ControlClient
    from service.settings import Settings

    given = {field: value for field, value in {**body, "as": person}.items() if value is not None}
    return asyncio.run(ControlClient(Settings.read().control_socket, _LONG_SECONDS).post(route, given))
