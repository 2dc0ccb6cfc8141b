"""What a look-up's answer says: strict JSON, and the values at the paths a flow asked for. Fetches nothing."""

import json
import re
from collections.abc import Iterable
from typing import Final, NoReturn

from ivr.templates import LONGEST_VALUE

DEEPEST: Final = 50
"""Levels of an answer; a deeper one means trouble, not data."""

_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class AnswerUnreadable(ValueError):
    """the answer is no JSON we trust: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__((AnswerUnreadable.__doc__ or "").format(reason=reason))


class _Number(str):
    """A number as it was written: whoever sends 0.10 means 0.10, and no number is too long to be read."""

    __slots__ = ()


Json = dict[str, "Json"] | list["Json"] | str | _Number | bool | None


def parsed(body: bytes) -> Json:
    """The answer as JSON (RFC 8259, and stricter: a name twice in an object could mean either value).

    :raises AnswerUnreadable: it is none, has NaN or a name twice in it, or is more than 50 levels deep.
    """
    try:
        text = body.decode("utf-8-sig")
        found: Json = json.loads(
            text, parse_int=_Number, parse_float=_Number, parse_constant=_no_number, object_pairs_hook=_object
        )
    except UnicodeDecodeError:
        raise AnswerUnreadable("not UTF-8") from None
    except RecursionError:
        raise AnswerUnreadable("too deep") from None
    except json.JSONDecodeError:
        raise AnswerUnreadable("not JSON") from None
    if _deeper_than(found, DEEPEST):
        raise AnswerUnreadable("too deep")
    return found


def value_at(answer: Json, path: str) -> str:
    """The value at ``customer.tier`` or ``orders.0.id`` as text of one line; empty where there is none.

    ``true`` and ``false`` are so, numbers as written; null, objects and lists are empty. At most 1,000 characters.
    """
    here = answer
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isascii() and step.isdecimal() and len(step) <= 6:
            here = here[int(step)] if int(step) < len(here) else None
        else:
            return ""
    match here:
        case bool():
            return "true" if here else "false"
        case str():
            # PostgreSQL takes neither NUL nor half a character, and a value is spoken, compared and sent on one line.
            return _UNWANTED.sub(" ", here)[:LONGEST_VALUE]
        case _:
            return ""


def _object(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    known: dict[str, Json] = {}
    for name, value in pairs:
        if name in known:
            raise AnswerUnreadable("a name comes twice")
        known[name] = value
    return known


def _no_number(name: str) -> NoReturn:
    raise AnswerUnreadable(f"{name} is no number")


def _deeper_than(answer: Json, most: int) -> bool:
    level = _containers([answer])
    for _ in range(most):
        level = [inner for one in level for inner in _containers(one.values() if isinstance(one, dict) else one)]
    return bool(level)


def _containers(values: Iterable[Json]) -> list[dict[str, Json] | list[Json]]:
    return [value for value in values if isinstance(value, dict | list)]
