"""Phrases that both the story of a call and its record are told in. Pure; knows no fact and no record."""

from collections.abc import Mapping

from vocabulary.text import visible


def counted(others: Mapping[str, int]) -> str:
    """Numbers by what they count, each with a comma in front."""
    return "".join(f", {count} {reason}" for reason, count in others.items())


def handed_on(back: bool, from_queue: str, to_queue: str, to_line: int) -> str:
    """Where a contact was handed on or back."""
    return f"{'returned' if back else 'escalated'} from '{from_queue}' to '{to_queue}' (line {int(to_line)})"


def note_clause(note: str) -> str:
    """A note as a clause of its own, if there is one."""
    return f": {visible(note)}" if note else ""


def caller_named(number: str, name: str) -> str:
    """Who calls; escape name and number before."""
    known = number or "unknown number"
    return f"{name} <{known}>" if name else known
