"""Whether a question lies ahead that would take the keys typed so far. Looks only; judges no condition.

A branch may lead to a question if one of its cases may, and a loop may be begun anew however often it was: who typed
keys that are then not needed misses a prompt at most.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import assert_never

from ivr.errands import DEAF_ERRANDS
from ivr.flow import (
    Again,
    Branch,
    Collect,
    Enqueue,
    Flow,
    ForgetKeys,
    GoTo,
    HangUp,
    IfMarked,
    Loop,
    Mark,
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
from ivr.path import Path
from vocabulary.ids import FlowName


class _Leads(Enum):
    """Where steps lead first: to a question, to where keys are dropped, or on to what stands behind them."""

    TO_QUESTION = auto()
    ELSEWHERE = auto()
    ON = auto()


def question_ahead(path: Path, flows: Mapping[FlowName, Flow]) -> bool:
    """Whether a menu or a number to be typed in comes before anything that forgets keys."""
    look = _Look(flows)
    loops = tuple(around.loop for around in path.outward() if around.loop is not None)
    for around in path.outward():
        leads = look.along(around.steps[around.position :], loops)
        if leads is not _Leads.ON:
            return leads is _Leads.TO_QUESTION
        if around.loop is not None:
            loops = loops[1:]
    return False


class _Look:
    """One look ahead. Every flow and every loop is looked at once, so it ends whatever leads in a circle."""

    def __init__(self, flows: Mapping[FlowName, Flow]) -> None:
        self._flows = flows
        self._flows_seen: set[FlowName] = set()
        self._loops_seen: set[int] = set()

    def along(self, steps: Steps, loops: tuple[Loop, ...]) -> _Leads:
        for step in steps:
            leads = self._at(step, loops)
            if leads is not _Leads.ON:
                return leads
        return _Leads.ON

    def _at(self, step: Step, loops: tuple[Loop, ...]) -> _Leads:
        match step:
            case Menu() | Collect():
                return _Leads.TO_QUESTION
            case ForgetKeys() | Enqueue() | HangUp():
                return _Leads.ELSEWHERE
            case RunErrand(errand, otherwise):
                return _Leads.ELSEWHERE if isinstance(errand, DEAF_ERRANDS) else self._either((otherwise, ()), loops)
            case Branch(cases, otherwise):
                return self._either((*(steps for _, steps in cases), otherwise), loops)
            case IfMarked(_, steps, otherwise):
                return self._either((steps, otherwise), loops)
            case Loop(steps):
                return self.along(steps, (step, *loops))
            case Again(levels):
                return self._again(loops[levels - 1 :])
            case GoTo(flow):
                return self._beginning(flow)
            case Play() | Say() | SetVariable() | SetNeed() | SetPriority() | SetLanguage() | Mark() | PauseRecording():
                return _Leads.ON
            case _:
                assert_never(step)

    def _either(self, ways: tuple[Steps, ...], loops: tuple[Loop, ...]) -> _Leads:
        found = {self.along(steps, loops) for steps in ways}
        if _Leads.TO_QUESTION in found:
            return _Leads.TO_QUESTION
        return _Leads.ON if _Leads.ON in found else _Leads.ELSEWHERE

    def _again(self, loops: tuple[Loop, ...]) -> _Leads:
        if not loops or id(loops[0]) in self._loops_seen:
            return _Leads.ON
        self._loops_seen.add(id(loops[0]))
        return self.along(loops[0].steps, loops)

    def _beginning(self, flow: FlowName) -> _Leads:
        following = self._flows.get(flow)
        if following is None or flow in self._flows_seen:
            return _Leads.ELSEWHERE
        self._flows_seen.add(flow)
        leads = self.along(following.steps, ())
        return _Leads.ELSEWHERE if leads is _Leads.ON else leads
