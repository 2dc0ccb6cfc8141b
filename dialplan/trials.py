"""Tests written in the document: a call, who is at work, what the caller does, and what should come of it.

Their shape only: resolves no name, runs nothing.
"""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, WithJsonSchema

from dialplan.public_holidays import HOLIDAY_YEARS
from dialplan.schema import LanguageCode, Name, Number, Priority, Spec, Written, like, listed

_CALLER = re.compile(r"\+?[0-9]{1,20}|anonymous")
_KEYS = re.compile(r"[0-9*#]{0,32}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_HEARD = re.compile(r"[a-z][a-z0-9_-]{0,31}|sound:\S+|text:[\s\S]+|say:[a-z]+:.*|var:[a-z][a-z0-9_.]*")

ANONYMOUS = "anonymous"
NOBODY_KNOWN = "+99900000001"
"""Calls where no other number is written: +999 is no country's, so that no list holds it by accident."""


Outcome = Literal[
    "message", "callback", "connected", "transferred", "abandoned", "left_queue", "caller_left", "hung_up", "refused"
]
"""What became of a call, the first of these that is true."""


def _checked_caller(caller: str) -> str:
    if not _CALLER.fullmatch(caller):
        raise ValueError("a caller's number is digits with an optional + before them, or 'anonymous'")
    return caller


def _checked_keys(keys: str) -> str:
    if not _KEYS.fullmatch(keys):
        raise ValueError("keys are at most 32 of 0-9 * #; nothing between the quotes: none is pressed")
    return keys


def _checked_heard(heard: str) -> str:
    if not _HEARD.fullmatch(heard):
        raise ValueError("what is heard is a prompt's name, sound:NAME, text:WORDS, or say:KIND:VALUE")
    return heard


def local_moment(text: str) -> datetime:
    """``2026-12-25T10:00`` as a moment without a time zone.

    :raises ValueError: in the language's words, if it is none.
    """
    try:
        found = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year not in HOLIDAY_YEARS:
        years = f"{HOLIDAY_YEARS.start} to {HOLIDAY_YEARS.stop - 1}"
        raise ValueError(f"a moment is a date and a time, for example 2026-12-25T10:00, of the years {years}")
    return found


def _checked_moment(text: str) -> str:
    local_moment(text)
    return text


Caller = Annotated[str, AfterValidator(_checked_caller), like(_CALLER, "caller's number")]
Keys = Annotated[str, AfterValidator(_checked_keys), like(_KEYS, "keys")]
Heard = Annotated[str, AfterValidator(_checked_heard), like(_HEARD, "heard")]
Moment = Annotated[
    str, AfterValidator(_checked_moment), WithJsonSchema({"type": "string", "pattern": f"^{_MOMENT.pattern}$"})
]
Key = Annotated[Keys, Field(min_length=1, max_length=1)]
Attendance = Literal["available", "paused", "logged_out"]
HangsUp = Literal["never", "asked", "recording", "waiting", "talking"]


class AnswerSpec(Spec):
    """What the server asked by a look-up answers."""

    status: Annotated[int, Field(ge=100, le=599)] = 200
    """The status of HTTP. With 200 to 299 the look-up is done."""
    answer: JsonValue = None
    """The JSON it answers with."""


class ScriptSpec(Spec):
    """What an AGI script sets."""

    values: Annotated[dict[str, str], Field(max_length=100)] = Field(default_factory=dict)
    """Channel variables, as the step names them in ``results``, and what they hold."""


class ExpectSpec(Spec):
    """What should come of it. Only what is written is compared."""

    heard: Annotated[
        list[Heard] | None,
        Written,
        BeforeValidator(listed, json_schema_input_type=list[Heard] | Heard),
        Field(max_length=500),
    ] = None
    """All prompts of the flows, in order, as the flow names them; ``say:number:21`` is what a ``say`` says. The consent
    of a recording rule is among them; what those who wait are told is not."""
    queue: Annotated[Name | None, Written] = None
    """The queue entered last."""
    agent: Annotated[Name | None, Written] = None
    """Whom the caller talked to last."""
    outcome: Annotated[Outcome | None, Written] = None
    """What became of the call, the first of these that is true: a message was left; a callback promised; talked to an
    agent of a queue; was transferred; hung up while waiting; was not served by a queue; hung up elsewhere; was hung up
    on by the flow; was never answered."""
    category: Annotated[Name | None, Written] = None
    """What the contact is about at the end."""
    source: Annotated[Name | None, Written] = None
    """The advertisement it came by."""
    language: Annotated[LanguageCode | None, Written] = None
    """What the caller was spoken to in at the end."""
    priority: Annotated[Priority | None, Written] = None
    """Of the queue entered last."""
    consent: Annotated[Literal["given", "refused"] | None, Written] = None
    """Whether the caller let the call be recorded."""
    survey: Annotated[dict[Name, Key] | None, Written] = None
    """The answers given, by question."""
    collected: Annotated[dict[str, Keys] | None, Written, Field(max_length=20)] = None
    """The digits collected, by variable; those of ``secret`` ones read as nothing."""


class TrialSpec(Spec):
    """One call and what should come of it; ``firstline check --tests`` runs it."""

    call: Number
    """The number dialled, one of ``numbers``."""
    caller: Caller = NOBODY_KNOWN
    """The number called from, or ``anonymous``; not written, one that no list holds."""
    at: Annotated[Moment | None, Written] = None
    """The moment, by the clock of the document's time zone; not written, one at which the first ``hours`` are open."""
    agents: Annotated[dict[Name, Attendance], Field(max_length=100)] = Field(default_factory=dict)
    """Who is at work: ``available``, ``paused`` or ``logged_out``. Whoever is not written is logged out."""
    keys: Annotated[
        list[Keys], BeforeValidator(listed, json_schema_input_type=list[Keys] | Keys), Field(max_length=100)
    ] = Field(default_factory=list)
    """What the caller presses, one entry for each question in order, repeated ones counted. Nothing between the quotes,
    and past the last entry: no key."""
    keys_waiting: Annotated[Key | None, Written] = None
    """A key pressed while waiting in a queue, once, after a second."""
    answers: bool = True
    """Whether agents answer. Whoever does talks for a second and hangs up."""
    caller_hangs_up: HangsUp = "never"
    """Where the caller hangs up: ``asked``, at the first question past the last of ``keys``; ``recording``, while
    leaving a message; ``waiting``, after 2 seconds in a queue; ``talking``, before the agent does."""
    look_ups: Annotated[list[AnswerSpec | Literal["fails"]], Field(max_length=100)] = Field(default_factory=list)
    """What look-ups are answered with, in order; past the last entry they fail."""
    scripts: Annotated[list[ScriptSpec | Literal["fails"]], Field(max_length=100)] = Field(default_factory=list)
    """What AGI scripts do, in order; past the last entry they fail."""
    expect: ExpectSpec
