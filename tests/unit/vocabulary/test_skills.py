"""Who matches an expression, and what a requirement needs at each of its steps."""

import pytest

from vocabulary.ids import AgentName, SkillName
from vocabulary.skills import (
    ANYBODY,
    AllOf,
    AnyOf,
    Comparison,
    Expression,
    Not,
    OneOf,
    Requirement,
    Step,
    Threshold,
    matches,
    needing,
    skills_in,
)

ALICE, BOB = AgentName("alice"), AgentName("bob")
FRENCH, SQL = SkillName("french"), SkillName("sql")


@pytest.mark.parametrize(
    ("proficiencies", "met"),
    [
        ({FRENCH: 3, SQL: 1}, True),
        ({FRENCH: 4, SQL: 9}, True),
        ({FRENCH: 2, SQL: 1}, False),
        ({FRENCH: 3}, False),
        ({}, False),
    ],
)
def test_all_thresholds_must_hold_and_equal_is_enough(proficiencies: dict[SkillName, int], met: bool) -> None:
    assert matches(AllOf((Threshold(FRENCH, 3), Threshold(SQL, 1))), ALICE, proficiencies) is met


@pytest.mark.parametrize("comparison", list(Comparison))
def test_a_skill_the_agent_does_not_have_compares_false_whatever_is_compared(comparison: Comparison) -> None:
    assert not matches(Threshold(FRENCH, 0, comparison), ALICE, {SQL: 5})
    assert matches(Not(Threshold(FRENCH, 0, comparison)), ALICE, {SQL: 5})


@pytest.mark.parametrize(
    ("comparison", "held"),
    [
        (Comparison.AT_LEAST, {3, 4}),
        (Comparison.MORE_THAN, {4}),
        (Comparison.EXACTLY, {3}),
        (Comparison.NOT, {2, 4}),
        (Comparison.AT_MOST, {2, 3}),
        (Comparison.LESS_THAN, {2}),
    ],
)
def test_each_comparison_reads_proficiency_first(comparison: Comparison, held: set[int]) -> None:
    assert {level for level in (2, 3, 4) if matches(Threshold(FRENCH, 3, comparison), ALICE, {FRENCH: level})} == held


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        (ANYBODY, True),
        (AnyOf(), False),
        (OneOf((ALICE, BOB)), True),
        (OneOf((BOB,)), False),
        (AnyOf((Threshold(FRENCH, 9), OneOf((ALICE,)))), True),
        (Not(AllOf((Threshold(SQL, 1), OneOf((BOB,))))), True),
    ],
)
def test_names_and_parts_combine(expression: Expression, met: bool) -> None:
    assert matches(expression, ALICE, {FRENCH: 3, SQL: 1}) is met


def test_the_skills_of_an_expression_are_told_once_each_in_the_order_written() -> None:
    nested = AllOf((Threshold(SQL, 1), Not(AnyOf((Threshold(FRENCH, 2), Threshold(SQL, 3), OneOf((BOB,)))))))
    assert skills_in(nested) == (SQL, FRENCH)


def test_past_the_last_step_anybody_will_do_and_without_steps_from_the_beginning() -> None:
    loosening = Requirement((Step(Threshold(FRENCH, 4), 30.0), Step(Threshold(FRENCH, 2), 30.0)))
    assert [loosening.expression(number) for number in range(4)] == [
        Threshold(FRENCH, 4),
        Threshold(FRENCH, 2),
        ANYBODY,
        ANYBODY,
    ]
    assert Requirement().expression(0) == ANYBODY


def test_needing_several_is_one_step_that_needs_them_all() -> None:
    assert needing(Threshold(FRENCH, 1)) == Requirement((Step(Threshold(FRENCH, 1)),))
    assert needing(Threshold(FRENCH, 1), OneOf((BOB,))).steps == (Step(AllOf((Threshold(FRENCH, 1), OneOf((BOB,))))),)
