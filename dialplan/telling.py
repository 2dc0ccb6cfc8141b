"""Where a flow hands a caller to a queue that tells of its recording, they are told first. Judges no document."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from ivr.flow import (
    Again,
    Branch,
    Collect,
    Enqueue,
    ForgetKeys,
    GoTo,
    HangUp,
    IfMarked,
    Loop,
    Mark,
    MarkKind,
    Menu,
    PauseRecording,
    Play,
    RunErrand,
    Say,
    SetLanguage,
    SetNeed,
    SetPriority,
    SetVariable,
    Step,
    Steps,
)
from vocabulary.ids import QueueName

Telling = Callable[[QueueName], Steps]
"""What is done before a caller comes into this queue who was not told yet; nothing where nobody is told."""


def with_telling(steps: Steps, telling: Telling) -> Steps:
    """The same steps, those inside others too, with what is told before each ``Enqueue``, once a contact."""
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Enqueue) and (first := telling(step.queue)):
            found.append(IfMarked(MarkKind.CONSENT_PROMPT_PLAYED, otherwise=first))
        found.append(_inside(step, telling))
    return tuple(found)


def _inside(step: Step, telling: Telling) -> Step:
    match step:
        case Menu(choices=choices, otherwise=otherwise):
            told = {keys: with_telling(then, telling) for keys, then in choices.items()}
            return replace(step, choices=told, otherwise=with_telling(otherwise, telling))
        case Collect() | Enqueue() | RunErrand():
            return replace(step, otherwise=with_telling(step.otherwise, telling))
        case Branch(cases, otherwise):
            ways = tuple((condition, with_telling(then, telling)) for condition, then in cases)
            return Branch(ways, with_telling(otherwise, telling))
        case IfMarked(kind, steps, otherwise):
            return IfMarked(kind, with_telling(steps, telling), with_telling(otherwise, telling))
        case Loop(steps, most):
            return Loop(with_telling(steps, telling), most)
        case (
            Play() | Say() | ForgetKeys() | Again() | GoTo() | HangUp() | SetVariable() | SetNeed() | SetPriority()
            | SetLanguage() | Mark() | PauseRecording()
        ):  # fmt: skip
            return step
        case _:
            assert_never(step)
