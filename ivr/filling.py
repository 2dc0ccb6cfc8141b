"""Errands with the values of their variables. Fills in only, and lets no value become more than a value.

Callers choose many of the values (their name, what they type), and what an errand answers is not ours either: in an
address a value is percent-encoded, in a JSON body it stays inside its quotes, a header stays one line, and of a number
to be called only what can be dialled is left.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never
from urllib.parse import quote

from ivr.errands import (
    Errand,
    LeaveMessage,
    LookAtQueue,
    LookUp,
    PromiseCallback,
    RecordMessage,
    RunScript,
    TransferCaller,
)
from ivr.memory import Memory
from ivr.templates import filled

_DIALABLE = frozenset("0123456789*#+")


def filled_in(errand: Errand, memory: Memory) -> Errand:
    """The errand as it is to be run: texts filled in; in a queue, what was needed so far is needed too."""
    match errand:
        case LookUp(url=url, headers=headers, body=body):
            return replace(
                errand,
                url=_filled(url, memory, _in_url),
                headers=tuple((name, _filled(value, memory, _in_line)) for name, value in headers),
                body=None if body is None else _filled(body, memory, _escape_for(body)),
            )
        case RunScript(url=url, arguments=arguments):
            return replace(
                errand,
                url=_filled(url, memory, _in_url),
                arguments=tuple(_filled(argument, memory, _in_line) for argument in arguments),
            )
        case TransferCaller(number=number):
            return replace(errand, number=_dialable(number, memory))
        case LeaveMessage(message=message, requirement=requirement, priority=priority):
            return replace(
                errand,
                message=memory.filled(message),
                requirement=memory.needed(requirement),
                priority=priority or memory.priority,
            )
        case PromiseCallback(number=number, requirement=requirement, priority=priority):
            return replace(
                errand,
                number=_dialable(number, memory),
                requirement=memory.needed(requirement),
                priority=priority or memory.priority,
            )
        case LookAtQueue() | RecordMessage():
            return errand
        case _:
            assert_never(errand)


def _filled(template: str, memory: Memory, escape: Callable[[str], str]) -> str:
    return filled(template, {variable: escape(value) for variable, value in memory.variables.items()})


def _in_url(value: str) -> str:
    return quote(value, safe="")


def _in_line(value: str) -> str:
    return "".join(character for character in value if character.isprintable())


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _escape_for(body: str) -> Callable[[str], str]:
    """JSON, or else the fields of a form."""
    return _in_json if body.lstrip().startswith(("{", "[")) else _in_url


def _dialable(template: str, memory: Memory) -> str:
    return "".join(character for character in memory.filled(template) if character in _DIALABLE)
