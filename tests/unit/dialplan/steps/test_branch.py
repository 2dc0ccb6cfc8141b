"""``branch`` and ``set``: what a flow looks at, and what it remembers."""

from collections.abc import Callable

import pytest

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
from ivr.errands import LookAtQueue
from ivr.flow import Branch, HangUp, Mark, MarkKind, Play, RunErrand, SetNeed, SetPriority, SetVariable, Steps
from vocabulary.ids import HoursName, ListName, MediaUri, QueueName, SkillName
from vocabulary.skills import Threshold, needing

Written = Callable[[str], Steps]
Refused = Callable[[str], list[str]]
OPEN = OpenNow(HoursName("office"))
VIP = CallerOnList(ListName("vip"))


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("open: office", OPEN),
        ("caller_on: vip", VIP),
        ('caller: ["+371*", anonymous]', CallerNumberLike(("+371*", "anonymous"))),
        ('caller: "112"', CallerNumberLike(("112",))),
        ("variable: caller.name, is: Ann", VariableIs("caller.name", Comparison.EQUAL, "Ann")),
        ("variable: caller.name, is_not: 5", VariableIs("caller.name", Comparison.NOT_EQUAL, "5")),
        (
            "variable: caller.number, at_least: 5, below: 10.5",
            EveryOne(
                (
                    VariableIs("caller.number", Comparison.LESS, "10.5"),
                    VariableIs("caller.number", Comparison.AT_LEAST, "5"),
                )
            ),
        ),
        ("all: [{open: office}, {caller_on: vip}]", EveryOne((OPEN, VIP))),
        ("any: [{open: office}, {caller_on: vip}]", AnyOne((OPEN, VIP))),
        ("not: {open: office}", NotSo(OPEN)),
    ],
)
def test_a_case_looks_at_one_thing(steps: Written, written: str, condition: Condition) -> None:
    assert steps(f"branch: {{{written}, steps: hang_up}}")[0] == Branch(((condition, (HangUp(),)),))


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("waiting: {above: 5}", VariableIs("queue.support.waiting", Comparison.MORE, "5")),
        ("estimate_seconds: {at_most: 60}", VariableIs("queue.support.estimate_seconds", Comparison.AT_MOST, "60")),
        ("agents: 0", VariableIs("queue.support.agents", Comparison.EQUAL, "0")),
        ("ready: {below: 1}", VariableIs("queue.support.ready", Comparison.LESS, "1")),
        ("is_open: false", VariableIs("queue.support.open", Comparison.EQUAL, "no")),
    ],
)
def test_a_queue_is_looked_at_before_the_branch_on_it(steps: Written, written: str, condition: Condition) -> None:
    assert steps(f"branch: {{queue: support, {written}, steps: hang_up}}")[:2] == (
        RunErrand(LookAtQueue(QueueName("support"))),
        Branch(((condition, (HangUp(),)),)),
    )


def test_a_queue_is_looked_at_once_for_all_cases(steps: Written) -> None:
    full, empty = "{queue: support, waiting: {above: 9}, steps: hang_up}", "{queue: support, ready: 0, steps: []}"
    look, branch = steps(f"branch: [{full}, {empty}]")[:2]
    assert look == RunErrand(LookAtQueue(QueueName("support")))
    assert isinstance(branch, Branch)


def test_the_last_case_is_for_all_others(steps: Written) -> None:
    assert steps("branch: [{open: office, steps: []}, {otherwise: {play: welcome}}]")[0] == Branch(
        ((OPEN, ()),), otherwise=(Play((MediaUri("prompt:welcome"),)),)
    )


@pytest.mark.parametrize(
    ("cases", "problem"),
    [
        ("{open: offce, steps: hang_up}", "unknown hours 'offce'; did you mean 'office'?"),
        ("{not: {caller_on: vips}, steps: hang_up}", "unknown list 'vips'; did you mean 'vip'?"),
        ("{queue: suport, ready: 0, steps: hang_up}", "unknown queue 'suport'; did you mean 'support'?"),
        ("{variable: acount, is: 5, steps: hang_up}", "unknown variable 'acount': no step sets it"),
        ("{variable: Account, is: 5, steps: hang_up}", "a variable is written without braces"),
        ("{opn: office, steps: hang_up}", "unknown key 'opn'; did you mean 'open'?"),
        ("{open: office, caller_on: vip, steps: hang_up}", "this one has open and caller_on"),
        ("{steps: hang_up}", "this one has none"),
        ("{open: office}", "'steps' is missing: what is walked where this holds"),
        ("{variable: caller.name, steps: hang_up}", "a variable needs one of them"),
        ("{open: office, above: 5, steps: hang_up}", "compare a variable"),
        ("{queue: support, steps: hang_up}", "a queue needs one of them"),
        ("{queue: support, ready: {}, steps: hang_up}", "compare it: is, is_not, above, below, at_least or at_most"),
        ("{open: office, ready: 5, steps: hang_up}", "are of a queue"),
        ("{all: [], steps: hang_up}", "must not be empty"),
        ("{caller: bob, steps: hang_up}", "a caller is a number, the beginning of one with * behind it, or anonymous"),
        ("{otherwise: hang_up}", "a branch begins with a condition; otherwise alone is no branch"),
        ("{open: office, otherwise: hang_up}", "otherwise stands alone"),
        ("[{otherwise: []}, {open: office, steps: []}]", "otherwise is the last of the cases"),
        ("[]", "must not be empty"),
    ],
)
def test_a_branch_that_cannot_be_judged_is_refused(refused: Refused, cases: str, problem: str) -> None:
    assert any(problem in found for found in refused(f"branch: {cases}"))


def test_what_is_set_is_remembered_in_the_order_of_the_verbs_keys(steps: Written) -> None:
    written = 'variables: {x: 1, y: "{x} {caller.name}"}, requires: {english: 3}, priority: -5, category: product'
    assert steps(f"set: {{{written}, source: radio}}") == (
        SetVariable("x", "1"),
        SetVariable("y", "{x} {caller.name}"),
        SetNeed(needing(Threshold(SkillName("english"), 3))),
        SetPriority(-5),
        Mark(MarkKind.CATEGORY, "product"),
        Mark(MarkKind.SOURCE, "radio"),
    )


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("", "6: set needs one of variables, requires, priority, category, source"),
        ("category: prduct", "17: unknown category 'prduct'; did you mean 'product'?"),
        ("requires: {englsh: 3}", "18: unknown skill 'englsh'; did you mean 'english'?"),
        ('requires: "english >= 3 or agent bob"', "40: unknown agent 'bob'"),
        (
            "requires: [{expression: english, expires_after_seconds: 30}]",
            "6: requires is loosened where the caller waits, in enqueue; here it is one expression",
        ),
        ('variables: {x: "{z}"}', "23: unknown variable 'z': no step sets it"),
        ("variables: {caller.number: 5}", "19: 'caller.number': a variable is a small letter followed by at most 31"),
        ("priority: 101", "17: must be less than or equal to 100"),
    ],
)
def test_what_cannot_be_remembered_is_refused(refused: Refused, keys: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in refused(f"set: {{{keys}}}"))
