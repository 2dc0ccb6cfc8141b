"""How a record differs from the one expected, field by field, in words. Knows nothing of how it was expected."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

from cdr.record import OfferRecord, Segment


def compared(where: str, expected: object, found: object, within: float) -> Sequence[str]:
    """Each difference in a line of its own, by the name of its field; empty if there is none.

    :param within: by how many seconds times and lengths may differ.
    """
    if isinstance(expected, datetime) and isinstance(found, datetime):
        late = (found - expected) / timedelta(seconds=1)
        return (
            []
            if abs(late) <= _bound(where, within)
            else [f"{where}: {found:%H:%M:%S.%f}, {late:+.3f} s off SIPp's log"]
        )
    if isinstance(expected, float) and isinstance(found, float):
        return [] if abs(found - expected) <= _bound(where, within) else [f"{where}: {found:.3f}, not {expected:.3f}"]
    if is_dataclass(expected) and type(expected) is type(found):
        names = [each.name for each in fields(expected)]
        pairs = [(f"{where}.{name}".lstrip("."), getattr(expected, name), getattr(found, name)) for name in names]
        return [line for name, one, other in pairs for line in compared(name, one, other, within)]
    if isinstance(expected, tuple) and isinstance(found, tuple) and len(expected) == len(found):
        pairs = [
            (f"{where}[{place}]", one, other) for place, (one, other) in enumerate(zip(expected, found, strict=True))
        ]
        return [line for name, one, other in pairs for line in compared(name, one, other, within)]
    return [] if expected == found else [f"{where}: {_short(found)}, not {_short(expected)}"]


def _short(value: object) -> str:
    """As a person would say it: of parts too many or too few, only how they ended."""
    if isinstance(value, tuple) and value and all(isinstance(each, Segment | OfferRecord) for each in value):
        return "[" + "; ".join(f"{type(each).__name__} {each.end!r}" for each in value) + "]"
    return repr(value)


def _bound(where: str, within: float) -> float:
    """A file may be half a second longer or shorter than the talk: that is what its state says, and its intervals."""
    of_the_file = where.endswith(("duration_seconds", "recorded_seconds", "gap_seconds"))
    return 0.5 if of_the_file or where.startswith(("intervals", "flags")) else within
