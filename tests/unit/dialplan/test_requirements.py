"""What a caller is said to need: what it becomes, and what it is refused for or warned about, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.loader import load
from ivr.flow import Enqueue, HangUp, Menu, Play
from vocabulary.ids import AgentName, FlowName, SkillName
from vocabulary.skills import ANYBODY, AllOf, Not, OneOf, Requirement, Step, Threshold, needing

Found = Callable[[], list[str]]
Edit = Callable[..., None]

ENQUEUE = "{queue: support, requires: {english: 3}, priority: 2}"
TWO_MORE = """\
agents:
  bob: {name: Bob, queues: support, skills: {english: 3, billing: 2}}
  eve: {name: Eve, queues: sales}
"""
ENGLISH = Threshold(SkillName("english"), 3)
ALICE = AgentName("alice")


@pytest.fixture
def enqueue(directory: Path, edit: Edit) -> Callable[[str], Enqueue]:
    """The first choice's step, written so."""

    def step(written: str) -> Enqueue:
        edit((ENQUEUE, written), ("agents:\n", TWO_MORE))
        menu = load(directory).flows[FlowName("main")].steps[1]
        assert isinstance(menu, Menu)
        (found,) = menu.choices["1"]
        assert isinstance(found, Enqueue)
        return found

    return step


@pytest.mark.parametrize(
    ("requires", "requirement"),
    [
        ("{english: 3}", needing(ENGLISH)),
        ("{english: 3, billing: 1}", needing(ENGLISH, Threshold(SkillName("billing"), 1))),
        ("{}", Requirement()),
        ("'english >= 3'", needing(ENGLISH)),
        ("english >= 3 and not agent alice", needing(AllOf((ENGLISH, Not(OneOf((ALICE,))))))),
        ("true", needing(ANYBODY)),
        (
            "[{expression: 'english >= 3', expires_after_seconds: 30}, {expression: true}]",
            Requirement((Step(ENGLISH, 30.0), Step(ANYBODY))),
        ),
        ("{expression: 'english >= 3', expires_after_seconds: 30}", Requirement((Step(ENGLISH, 30.0),))),
    ],
)
def test_what_is_required_is_written_as_levels_as_text_or_as_steps(
    enqueue: Callable[[str], Enqueue], requires: str, requirement: Requirement
) -> None:
    assert enqueue(f"{{queue: support, requires: {requires}}}").requirement == requirement


@pytest.mark.parametrize(
    ("written", "requirement"),
    [
        ("prefer: alice", Requirement((Step(OneOf((ALICE,)), 30.0),))),
        (
            "prefer: [bob, alice], prefer_seconds: 45, requires: {english: 3}",
            Requirement((Step(OneOf((AgentName("bob"), ALICE)), 45.0), Step(ENGLISH))),
        ),
    ],
)
def test_preferred_agents_are_a_step_before_the_others(
    enqueue: Callable[[str], Enqueue], written: str, requirement: Requirement
) -> None:
    assert enqueue(f"{{queue: support, {written}}}").requirement == requirement


def test_what_is_walked_when_the_queue_did_not_serve_is_taken(enqueue: Callable[[str], Enqueue]) -> None:
    step = enqueue("{queue: support, otherwise: [play: sound:vm-goodbye, hang_up]}")
    assert step.otherwise == (Play(("sound:vm-goodbye",)), HangUp())  # type: ignore[arg-type]


REFUSED = {
    "an expression that is none": (
        "requires: 'english 3'",
        "20:63: expected 'and', 'or' or the end; found '3'; did you mean 'english >= 3'?",
    ),
    "a plain expression": ("requires: english => 3", "20:62: expected 'and', 'or' or the end; found '=>'; did you m"),
    "an expression with an escape": (
        r'requires: "english\u0020adn billing"',
        "20:54: expected 'and', 'or' or the end; found 'adn'; did you mean 'and'? (character 9 of the text)",
    ),
    "an empty expression": ("requires: ''", "20:55: is empty; 'true' stands for everybody"),
    "a number as expression": ("requires: [{expression: 3}]", "20:68: must be text; put it in quotes"),
    "an unknown skill in text": (
        "requires: 'billing or englsh >= 2'",
        "20:66: unknown skill 'englsh'; did you mean 'english'?",
    ),
    "an unknown agent in text": (
        "requires: 'not agent in (alice, bbo)'",
        "20:76: unknown agent 'bbo'; did you mean 'bob'?",
    ),
    "an unknown skill in a step": (
        "requires: [{expression: 'german', expires_after_seconds: 30}, {expression: true}]",
        "20:69: unknown skill 'german'",
    ),
    "no steps": ("requires: []", "20:54: must not be empty"),
    "a step without an expression": ("requires: [{expires_after_seconds: 30}]", "20:55: 'expression' is missing"),
    "an unknown key of a step": (
        "requires: [{expression: english, expires_after: 30}]",
        "20:77: unknown key 'expires_after'; did you mean 'expires_after_seconds'?",
    ),
    "a negative expiry": (
        "requires: [{expression: english, expires_after_seconds: -3}]",
        "20:100: must be greater than or equal to 1",
    ),
    "an expiry left empty": ("requires: [{expression: english, expires_after_seconds: }]", "20:77: is empty; write a"),
    "an expiry within the ring": (
        "requires: [{expression: english, expires_after_seconds: 20}]",
        "20:100: 20 s are over before a second agent could be tried: 'support' rings for 20 s; at least 21",
    ),
    "a preference within the ring": (
        "prefer: [alice], prefer_seconds: 15",
        "20:77: 15 s are over before a second agent could be tried: 'support' rings for 20 s; at least 21",
    ),
    "text nobody meets": ("requires: english > 5", "20:54: no agent of the queue 'support' meets this requirement"),
    "nobody at all": ("requires: false", "20:54: no agent of the queue 'support' meets this requirement"),
    "an agent of another queue": ("requires: agent eve", "20:54: no agent of the queue 'support' meets this requirem"),
    "a step nobody meets": (
        "requires: [{expression: english, expires_after_seconds: 30}, {expression: billing > 5}]",
        "20:118: no agent of the queue 'support' meets this requirement",
    ),
    "a step that only another queue's agents meet": (
        "requires: [{expression: not english, expires_after_seconds: 30}]",
        "20:68: no agent of the queue 'support' meets this requirement",
    ),
    "an unknown preferred agent": ("prefer: [alcie]", "20:53: unknown agent 'alcie'; did you mean 'alice'?"),
    "a preferred agent of another queue": ("prefer: [alice, eve]", "20:60: 'eve' does not serve the queue 'support'"),
    "a preferred agent twice": ("prefer: [bob, bob]", "20:58: 'bob' is listed twice"),
    "a preference of nobody": ("prefer_seconds: 30", "20:44: prefer_seconds without prefer: nobody is preferred"),
    "an unknown queue otherwise": (
        "otherwise: [enqueue: sails]",
        "20:65: unknown queue 'sails'; did you mean 'sales'?",
    ),
    "an unknown prompt otherwise": (
        "otherwise: [play: welcom]",
        "20:62: unknown prompt 'welcom'; did you mean 'welcome'?",
    ),
    "an unknown step otherwise": ("otherwise: [hangup]", "20:56: 'hangup' is no step; did you mean 'hang_up'?"),
}


@pytest.mark.parametrize(("written", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_requirement_is_refused_with_line_and_column(
    edit: Edit, problems: Found, written: str, expected: str
) -> None:
    edit((ENQUEUE, f"{{queue: support, {written}}}"), ("agents:\n  alice:", f"{TWO_MORE}  alice:"))
    shifted = expected.replace("20:", "22:", 1)
    assert any(problem.startswith(f"main.yaml:{shifted}") for problem in problems()), problems()


def test_an_expression_over_lines_is_told_where_it_begins(edit: Edit, problems: Found) -> None:
    edit((ENQUEUE, "{queue: support, requires: 'english\n            and and'}"))
    (problem,) = problems()
    assert problem.startswith("main.yaml:20:54: expected a skill, 'agent', 'not', 'true', 'false' or '('; found 'and'")
    assert problem.endswith(" (character 13 of the text)")


@pytest.mark.parametrize("name", ["and", "or", "not", "agent"])
def test_no_skill_is_named_by_a_word_of_expressions(edit: Edit, problems: Found, name: str) -> None:
    edit(("billing]", f"{name}]"))
    assert problems() == [
        f"main.yaml:6:19: '{name}': no skill may have this name: it is a word of requirement expressions"
    ]


WARNED = {
    "an agent of another queue among others": (
        "requires: 'english and not agent eve'",
        "77: 'eve' does not serve the queue 'support'",
    ),
    "a step behind an open end": (
        "requires: [{expression: english > 3}, {expression: english}]",
        "95: the step before has no expires_after_seconds; this one opens only while nobody logged in meets it",
    ),
    "a step that loosens nothing": (
        "requires: [{expression: english, expires_after_seconds: 30}, {expression: english > 3}]",
        "118: this step lets in nobody whom the step before did not",
    ),
    "steps that outlast the wait": (
        (
            "requires: [{expression: english > 3, expires_after_seconds: 30}, "
            "{expression: english, expires_after_seconds: 60}]"
        ),
        "154: what comes after this step never opens: it expires 90 s after the entry, and the callers",
    ),
    "a preference that outlasts the wait": (
        "prefer: alice, prefer_seconds: 80, requires: english",
        "75: what comes after this step never opens: it expires 80 s after the entry",
    ),
}


@pytest.mark.parametrize(("written", "expected"), WARNED.values(), ids=WARNED.keys())
def test_a_requirement_that_may_be_meant_is_taken_and_warned_about(
    edit: Edit, problems: Found, warnings: Found, written: str, expected: str
) -> None:
    edit(
        (ENQUEUE, f"{{queue: support, {written}}}"),
        ("agents:\n  alice:", f"{TWO_MORE}  alice:"),
        ("{line: first, wrap_up_seconds: 10}", "{after_max_wait: {queue: sales}}"),
    )
    assert problems() == []
    column, _, message = expected.partition(": ")
    assert any(warning.startswith(f"main.yaml:22:{column}: warning: {message}") for warning in warnings()), warnings()


def test_steps_that_loosen_are_a_change_for_those_who_wait(edit: Edit, warnings: Found) -> None:
    edit(
        (ENQUEUE, "{queue: support, requires: {expression: english > 3, expires_after_seconds: 40}}"),
        ("    music: default", "    keys: {1: stay}"),
    )
    assert warnings() == []
