"""Recordings for people and for programs: as tables in the dialplan's time zone, or as the JSON they came as."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.lists import PIPE_COLUMNS

Row = Mapping[str, Any]


def print_found(found: Row, *, as_json: bool) -> None:
    """What was found, one line each."""
    if as_json:
        print(json.dumps(found, indent=2))
        return
    zone = ZoneInfo(found["time_zone"])
    headings = ("id", f"began ({zone.key})", "agent", "caller", "queue", "length", "state", "flags")
    _print(
        headings,
        (
            (
                each["recording"],
                local(each["began_at"], zone),
                each["agent"] or "",
                each["caller"],
                each["queue"] or "",
                length(each["seconds"]),
                standing(each),
                ", ".join(each["flags"]),
            )
            for each in found["recordings"]
        ),
    )
    if found["more"]:
        print("there may be more: give a time, or a higher --limit")


def print_shown(shown: Row, *, as_json: bool) -> None:
    """One recording: what is known of it, then who asked for it."""
    if as_json:
        print(json.dumps(shown, indent=2))
        return
    zone, recording = ZoneInfo(shown["time_zone"]), shown["recording"]
    told = {
        "recording": recording["recording"],
        "contact": recording["contact"],
        "kind": recording["kind"],
        f"began ({zone.key})": local(recording["began_at"], zone),
        "length": length(recording["seconds"]),
        "caller": recording["caller"],
        "agent": recording["agent"] or "",
        "queue": recording["queue"] or "",
        "direction": recording["direction"],
        "disposition": recording["disposition"],
        "state": standing(recording),
        "detail": recording["detail"],
        "flags": ", ".join(recording["flags"]),
        "sound": _sound(shown["sound"]),
        "sha256": "" if shown["sound"] is None else shown["sound"]["sha256"],
        "sealed": "yes" if recording["sealed"] else "no",
        "kept until": local(recording["kept_until"], zone),
        "held": _by(recording["held_at"], recording["held_by"], recording["held_why"], zone),
        "deleted": _by(recording["deleted_at"], recording["deleted_by"], recording["deleted_why"], zone),
    }
    _print(("", ""), ((what, value) for what, value in told.items() if value))
    accesses = shown["accesses"]
    _print(
        ("when", "who", "what", "why", "refused"),
        ((local(each["at"], zone), each["who"], each["how"], each["why"], each["refused"]) for each in accesses),
    )


def print_entry(recording: Row, *, as_json: bool) -> None:
    """One recording after something was done with it."""
    if as_json:
        print(json.dumps(recording, indent=2))
        return
    held = f"held by {recording['held_by']}: {recording['held_why']}"
    print(f"{recording['recording']}: {held if recording['held_at'] is not None else 'not held'}")


def print_checked(checked: Row, *, as_json: bool) -> None:
    """What was looked at, and what is wrong with it."""
    if as_json:
        print(json.dumps(checked, indent=2))
        return
    for each in checked["recordings"]:
        words = [*each["faults"], *(told for told in each["told"] if told not in each["faults"])]
        print(f"{each['recording']}: {'; '.join(words) or 'as it was kept'}")
    faulty = sum(bool(each["faults"]) for each in checked["recordings"])
    print(f"{checked['looked_at']} looked at, {faulty} not as they were kept")


def print_erasure(report: Row, *, as_json: bool) -> None:
    """What became of one caller's recordings."""
    if as_json:
        print(json.dumps(report, indent=2))
        return
    print(f"looked for {', '.join(report['forms'])}")
    print(f"erased: {len(report['erased'])} {' '.join(report['erased'])}".rstrip())
    if report["waiting"]:
        print(f"erased as soon as the store answers: {' '.join(report['waiting'])}")
    for each in report["held"]:
        print(f"not erased: {each['recording']}, held by {each['by']}: {each['why']}")
    for each in report["under_way"]:
        print(f"not kept yet: {each['recording']}, {each['where']}")
    if report["contacts"]:
        print(f"the number still stands in the records of: {' '.join(report['contacts'])}")


def print_expiry(report: Row, *, as_json: bool) -> None:
    """What a run of deletions did."""
    if as_json:
        print(json.dumps(report, indent=2))
        return
    print(f"{report['due']} of {report['kept']} were due; deleted: {len(report['deleted'])}, left: {report['left']}")
    if report["waiting"]:
        print(f"deleted as soon as the store answers: {' '.join(report['waiting'])}")
    if report["missing"]:
        print(f"their files were not there: {' '.join(report['missing'])}")


def local(written: str, zone: ZoneInfo) -> str:
    """A moment of an answer as people read it: date and time in this zone, to the second."""
    return datetime.fromisoformat(written).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def length(seconds: float) -> str:
    """``4:07``, or ``1:02:03``."""
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def standing(recording: Row) -> str:
    """What became of it, and what is to become of it."""
    words = [recording["state"]]
    if recording["held_at"] is not None:
        words.append("held")
    if recording["deletion"]:
        words.append(recording["deletion"])
    return ", ".join(words)


def _sound(sound: Row | None) -> str:
    if sound is None:
        return ""
    channels = [
        f"{name} {_loudness(channel)}, {channel['silence_share']:.0%} silent"
        for name, channel in zip(_names(sound), sound["channels"], strict=False)
    ]
    both = f"; both speak {sound['double_talk_share']:.0%}" if len(channels) > 1 else ""
    return f"{sound['kept_as']}, {sound['size']} bytes; {'; '.join(channels)}{both}"


def _names(sound: Row) -> Sequence[str]:
    return ("caller", "agent") if len(sound["channels"]) > 1 else ("caller",)


def _loudness(channel: Row) -> str:
    level = channel["loudness_dbfs"]
    return "silent" if level is None else f"{level:.1f} dBFS"


def _by(at: str | None, who: str, why: str, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    return f"{local(at, zone)}{f' by {who}' if who else ''}{f': {why}' if why else ''}"


def _print(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(show_header=any(headings))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console = Console()
    # A pipe has no width, and rich takes 80 for it: a width that is given when printing can only be less.
    (console if console.is_terminal else Console(width=PIPE_COLUMNS)).print(table)
