"""Flows drawn at random, from every step there is. For Hypothesis."""

import itertools
from dataclasses import replace
from datetime import datetime

from hypothesis import strategies as st

from ivr.conditions import (
    AnyOne,
    CallerNumberLike,
    CallerOnList,
    Comparison,
    Condition,
    EveryOne,
    NotSo,
    OpenNow,
    VariableIs,
)
from ivr.errands import (
    LeaveMessage,
    LookAtQueue,
    LookUp,
    PromiseCallback,
    RecordMessage,
    RunScript,
    TransferCaller,
)
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
from ivr.sayings import Saying, SayKind
from ivr.world import World
from tests.support.dialogue import EN, RU, Echo
from vocabulary.ids import AgentName, FlowName, HoursName, ListName, MediaUri, QueueName, SkillName
from vocabulary.skills import Threshold, needing

SECONDS = st.floats(0.1, 20.0)
TEXTS = st.sampled_from(["", "a", "7", "{x}", "{y}{x}", "{caller.number}"])
PROMPTS = st.lists(
    st.sampled_from([MediaUri(uri) for uri in ("sound:a", "sound:b", "text:{x}", "var:y")]), max_size=3
).map(tuple)
CHOICE_KEYS = st.text("12*#", min_size=1, max_size=3)
_COMMON_CHOICES = st.sampled_from(["1", "2", "12"])
OTHER_FLOWS = [FlowName("voicemail"), FlowName("round"), FlowName("nowhere")]

_VARIABLES = st.sampled_from(["x", "y"])
_SUPPORT = QueueName("support")
_NEEDS = st.sampled_from([needing(Threshold(SkillName(name), 1)) for name in "abc"])
_RECORD = st.builds(RecordMessage, end_keys=st.sampled_from(["#", "*#"]))
_LEAVE = st.builds(LeaveMessage, st.just(_SUPPORT), TEXTS)
_OTHER_ERRANDS = st.one_of(
    st.just(LookAtQueue(_SUPPORT)),
    st.builds(LookUp, st.just("GET"), TEXTS, body=st.none() | TEXTS, timeout_seconds=SECONDS),
    st.builds(RunScript, TEXTS, st.tuples(TEXTS), SECONDS),
    st.just(TransferCaller(AgentName("alice"), most_seconds=5.0)),
    st.builds(PromiseCallback, st.just(_SUPPORT), TEXTS),
)
_CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.just(OpenNow(HoursName("office"))),
        st.just(CallerOnList(ListName("vip"))),
        st.just(CallerNumberLike(("+371*", "anonymous"))),
        st.builds(VariableIs, _VARIABLES, st.sampled_from(Comparison), TEXTS),
    ),
    lambda some: st.builds(EveryOne, st.tuples(some)) | st.builds(AnyOne, st.tuples(some)) | st.builds(NotSo, some),
    max_leaves=3,
)

PLAYS = st.builds(Play, PROMPTS, st.booleans(), st.none() | st.sampled_from(MarkKind)) | st.builds(
    Say, st.builds(Saying, st.sampled_from(SayKind), TEXTS), st.booleans()
)
UNSERVED: st.SearchStrategy[Steps] = st.lists(
    PLAYS | st.builds(Enqueue, st.just(_SUPPORT)) | st.builds(HangUp), max_size=2
).map(tuple)
_NOTES = st.one_of(
    st.just(ForgetKeys()),
    st.builds(SetVariable, _VARIABLES, TEXTS),
    st.builds(SetNeed, _NEEDS),
    st.builds(SetPriority, st.integers(0, 9)),
    st.builds(SetLanguage, st.sampled_from([EN, RU])),
    st.builds(Mark, st.sampled_from(MarkKind), TEXTS),
    st.builds(PauseRecording, st.booleans()),
)
_ERRANDS = st.builds(RunErrand, st.one_of(_RECORD, _LEAVE, _OTHER_ERRANDS), UNSERVED)
_ENDS = st.builds(Enqueue, st.just(_SUPPORT), priority=st.none() | st.integers(0, 9), otherwise=UNSERVED)
_LEAVES = st.one_of(PLAYS, PLAYS, _NOTES, _ERRANDS, _ERRANDS, _ENDS, st.builds(HangUp))
_TURNS = st.builds(Again, st.integers(1, 2)) | st.builds(GoTo, st.sampled_from(OTHER_FLOWS))


def _step_lists(step: st.SearchStrategy[Step]) -> st.SearchStrategy[Steps]:
    return st.lists(step, max_size=4).map(tuple)


def _around(inner: st.SearchStrategy[Step], *, turning: bool) -> st.SearchStrategy[Step]:
    """Steps with steps inside."""
    steps = _step_lists(inner)
    asking = {
        "prompts": PROMPTS,
        "wrong_key": PROMPTS,
        "no_key": PROMPTS,
        "attempts": st.integers(1, 4),
        "first_digit_seconds": SECONDS,
        "inter_digit_seconds": SECONDS,
        "otherwise": steps,
    }
    choices = st.dictionaries(_COMMON_CHOICES | CHOICE_KEYS, steps, min_size=1, max_size=4)
    undo = st.sampled_from(["", "*", "#"]) if turning else st.just("")
    least = st.integers(0, 2)
    kinds: list[st.SearchStrategy[Step]] = [
        st.builds(Menu, choices=choices, undo=undo, **asking),
        st.builds(
            Collect,
            _VARIABLES,
            least=least,
            most=st.integers(2, 4),
            end_key=st.sampled_from(["", "*", "#"]),
            secret=st.booleans(),
            **asking,
        ),
        st.builds(Branch, st.lists(st.tuples(_CONDITIONS, steps), max_size=2).map(tuple), steps),
        st.builds(IfMarked, st.sampled_from(MarkKind), steps, steps),
    ]
    return st.one_of(*kinds, *([st.builds(Loop, steps, st.integers(0, 3))] if turning else []))


def steps_of(*, turning: bool) -> st.SearchStrategy[Steps]:
    """Steps in steps. ``turning``: they may also lead back: by loops, other flows, undo keys."""
    leaves: st.SearchStrategy[Step] = st.one_of(_LEAVES, _TURNS) if turning else _LEAVES
    middle = st.one_of(leaves, *[_around(leaves, turning=turning)] * 3)
    return st.lists(st.one_of(leaves, *[_around(middle, turning=turning)] * 5), min_size=2, max_size=6).map(tuple)


def marked(steps: Steps, numbers: "itertools.count[int]") -> Steps:
    """The same steps with a prompt of its own at the end of each question's prompts, to count how often it plays:
    ``question:NUMBER:ATTEMPTS``."""
    return tuple(_marked(step, numbers) for step in steps)


def _marked(step: Step, numbers: "itertools.count[int]") -> Step:
    match step:
        case Menu() | Collect():
            own = MediaUri(f"question:{next(numbers)}:{step.attempts}")
            asked = replace(step, prompts=(*step.prompts, own), otherwise=marked(step.otherwise, numbers))
            if isinstance(asked, Collect):
                return asked
            return replace(asked, choices={keys: marked(then, numbers) for keys, then in asked.choices.items()})
        case Branch(cases, otherwise):
            ways = tuple((condition, marked(then, numbers)) for condition, then in cases)
            return Branch(ways, marked(otherwise, numbers))
        case IfMarked(kind, inner, otherwise):
            return IfMarked(kind, marked(inner, numbers), marked(otherwise, numbers))
        case Loop(inner, most):
            return Loop(marked(inner, numbers), most)
        case _:
            return step


class Hours:
    """Every office is open, or none."""

    def __init__(self, is_open: bool) -> None:
        self._is_open = is_open

    def is_open(self, hours: HoursName, at: datetime) -> bool:
        assert hours
        assert at.tzinfo is not None
        return self._is_open


class Lists:
    """Everybody with a number is on every list, or nobody."""

    def __init__(self, everybody: bool) -> None:
        self._everybody = everybody

    def holds(self, name: ListName, number: str) -> bool:
        assert name
        return self._everybody and number != ""


WORLDS = st.builds(
    World,
    languages=st.sampled_from([(EN, RU), (RU,)]),
    voice=st.just(Echo()),
    calendar=st.builds(Hours, st.booleans()),
    lists=st.builds(Lists, st.booleans()),
)
