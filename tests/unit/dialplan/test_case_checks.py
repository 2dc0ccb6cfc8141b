"""Cases of a branch that nobody comes to, and those that only look so."""

import pytest

from tests.unit.dialplan.surveyed import told


def branch(*cases: str) -> list[str]:
    """What is told of a branch with these cases, one a line from the fourth on."""
    listed = "".join(f"        - {case}\n" for case in cases)
    return told(f"flows:\n  main:\n    - branch:\n{listed}    - play: hello\n    - enqueue: support\n")


STEPS = "steps: [play: hello]"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("open: office", "open: office"),
        ("caller: '+371*'", "caller: ['+37120000001', '+3712*']"),
        ("any: [{open: office}, {open: shop}]", "open: shop"),
        ("open: office", "all: [{open: shop}, {open: office}]"),
        ("not: {open: office}", "all: [{open: shop}, {not: {open: office}}]"),
        ("variable: a, above: 3", "variable: a, above: 5"),
        ("variable: a, at_least: 3", "variable: a, is: 3"),
        ("variable: a, below: 3", "variable: a, at_most: 2"),
        ("variable: a, is_not: x", "variable: a, is: y"),
        ("queue: support, waiting: {above: 5}", "queue: support, waiting: {at_least: 6}"),
    ],
)
def test_a_case_behind_one_that_holds_whenever_it_does_is_refused(first: str, second: str) -> None:
    found = [
        problem for problem in branch(f"{{{first}, {STEPS}}}", f"{{{second}, {STEPS}}}") if "warning" not in problem
    ]
    assert found == ["5:11: nobody comes here: the case at a.yaml:4:11 holds whenever this one does"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("caller: '+3712*'", "caller: '+371*'"),
        ("caller: '+371*'", "caller: anonymous"),
        ("open: office", "open: shop"),
        ("all: [{open: shop}, {open: office}]", "open: office"),
        ("variable: a, above: 5", "variable: a, above: 3"),
        ("variable: a, above: 3", "variable: a, at_least: 3"),
        ("variable: a, above: 3", "variable: a, below: 3"),
        ("variable: a, above: 3", "variable: b, above: 3"),
        ("variable: a, is: '5'", "variable: a, is: '5.0'"),
    ],
)
def test_a_case_that_can_hold_where_the_one_before_does_not_is_fine(first: str, second: str) -> None:
    found = branch(f"{{{first}, {STEPS}}}", f"{{{second}, {STEPS}}}")
    assert [problem for problem in found if "warning" not in problem] == []


@pytest.mark.parametrize(
    "condition",
    [
        "all: [{open: office}, {not: {open: office}}]",
        "all: [{variable: a, is: x}, {variable: a, is: y}]",
        "variable: a, above: 5, below: 3",
        "any: [{all: [{variable: a, is: x}, {variable: a, is_not: x}]}]",
    ],
)
def test_a_case_that_contradicts_itself_is_refused(condition: str) -> None:
    found = [problem for problem in branch(f"{{{condition}, {STEPS}}}") if "warning" not in problem]
    assert found == ["4:11: nobody comes here: this asks for a thing and for its contrary"]


@pytest.mark.parametrize("condition", ["variable: a, above: 3, below: 5", "all: [{open: office}, {open: shop}]"])
def test_a_case_that_asks_for_two_things_at_once_is_fine(condition: str) -> None:
    assert [problem for problem in branch(f"{{{condition}, {STEPS}}}") if "warning" not in problem] == []


def test_what_stands_behind_a_condition_and_its_contrary_is_refused() -> None:
    cases = (f"{{open: office, {STEPS}}}", f"{{not: {{open: office}}, {STEPS}}}", "{otherwise: [play: hello]}")
    assert branch(*cases) == ["6:11: nobody comes here: one of the cases before always holds"]
