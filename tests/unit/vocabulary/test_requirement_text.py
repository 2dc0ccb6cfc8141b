"""Requirement expressions as text: what they mean, how they are shown, and how a slip is told."""

import pytest

from vocabulary.ids import AgentName, SkillName
from vocabulary.requirement_text import DEEPEST, LONGEST, ExpressionUnreadable, Kind, Mention, mentions, parse, shown
from vocabulary.skills import ANYBODY, AllOf, AnyOf, Comparison, Expression, Not, OneOf, Threshold

ALICE, BOB = AgentName("alice"), AgentName("bob")
A, B, C = (Threshold(SkillName(name), 1) for name in "abc")
ENGLISH = SkillName("english")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("english >= 3", Threshold(ENGLISH, 3)),
        ("english>=3", Threshold(ENGLISH, 3)),
        ("english > 3", Threshold(ENGLISH, 3, Comparison.MORE_THAN)),
        ("english < 3", Threshold(ENGLISH, 3, Comparison.LESS_THAN)),
        ("english <= 10", Threshold(ENGLISH, 10, Comparison.AT_MOST)),
        ("english = 3", Threshold(ENGLISH, 3, Comparison.EXACTLY)),
        ("english == 3", Threshold(ENGLISH, 3, Comparison.EXACTLY)),
        ("english != 0", Threshold(ENGLISH, 0, Comparison.NOT)),
        ("english", Threshold(ENGLISH, 1)),
        ("second-line_2", Threshold(SkillName("second-line_2"), 1)),
        ("agent alice", OneOf((ALICE,))),
        ("agent = alice", OneOf((ALICE,))),
        ("agent == alice", OneOf((ALICE,))),
        ("agent in (alice, bob)", OneOf((ALICE, BOB))),
        ("agent in (alice, alice)", OneOf((ALICE,))),
        ("agent in", OneOf((AgentName("in"),))),
        ("agent = and", OneOf((AgentName("and"),))),
        ("true", ANYBODY),
        ("false", AnyOf()),
        ("a and b and c", AllOf((A, B, C))),
        ("(a and b) and c", AllOf((A, B, C))),
        ("a & b | c", AnyOf((AllOf((A, B)), C))),
        ("a or b and c", AnyOf((A, AllOf((B, C))))),
        ("(a or b) and c", AllOf((AnyOf((A, B)), C))),
        ("not a and b", AllOf((Not(A), B))),
        ("!(a and b)", Not(AllOf((A, B)))),
        ("not not a", Not(Not(A))),
        ("a\n  and b", AllOf((A, B))),
        ("true and a", AllOf((ANYBODY, A))),
    ],
)
def test_text_means_what_it_says(text: str, expression: Expression) -> None:
    assert parse(text) == expression


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (AnyOf((AllOf((A, B)), Not(C))), "a and b or not c"),
        (AllOf((AnyOf((A, B)), Not(AnyOf((B, C))))), "(a or b) and not (b or c)"),
        (AllOf((AllOf((A, B)), AnyOf((C,)))), "a and b and c"),
        (Threshold(ENGLISH, 1, Comparison.EXACTLY), "english = 1"),
        (OneOf((ALICE, BOB)), "agent in (alice, bob)"),
        (OneOf((AgentName("not"),)), "agent = not"),
        (OneOf(()), "false"),
        (ANYBODY, "true"),
    ],
)
def test_an_expression_is_shown_with_no_more_parentheses_than_it_needs(expression: Expression, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", 1, "is empty; 'true' stands for everybody"),
        ("  \n", 1, "is empty"),
        ("english >=", 11, "expected a proficiency, a whole number from 0 to 10; found the end"),
        ("english >= 11", 12, "expected a proficiency, a whole number from 0 to 10; found '11'"),
        ("english >= -1", 12, "expected a proficiency, a whole number from 0 to 10; found '-1'"),
        ("english >= 2.5", 12, "expected a proficiency, a whole number from 0 to 10; found '2.5'"),
        ("english >= ٣", 12, "expected a proficiency"),
        ("english 3", 9, "expected 'and', 'or' or the end; found '3'; did you mean 'english >= 3'?"),
        ("english => 3", 9, "expected 'and', 'or' or the end; found '=>'; did you mean '>='?"),
        ("a && b", 3, "expected 'and', 'or' or the end; found '&&'; did you mean '&'?"),
        ("english adn french", 9, "expected 'and', 'or' or the end; found 'adn'; did you mean 'and'?"),
        ("a AND b", 3, "expected 'and', 'or' or the end; found 'AND'; did you mean 'and'?"),
        ("English", 1, "expected a skill, 'agent', 'not', 'true', 'false' or '('; found 'English'; names are written"),
        ("a and", 6, "expected a skill, 'agent', 'not', 'true', 'false' or '('; found the end"),
        ("and a", 1, "expected a skill, 'agent', 'not', 'true', 'false' or '('; found 'and'"),
        ("not", 4, "expected a skill, 'agent', 'not', 'true', 'false' or '('; found the end"),
        ("3 <= english", 1, "expected a skill, 'agent', 'not', 'true', 'false' or '('; found '3'"),
        ("(a or b", 8, "expected 'and', 'or' or the ')' of column 1; found the end"),
        ("a)", 2, "expected 'and', 'or' or the end; found ')'"),
        ("agent and", 7, "expected the name of an agent, '=' or 'in'; found 'and'"),
        ("agent in ()", 11, "expected the name of an agent; found ')'"),
        ("agent in (a b)", 13, "expected ',' or ')'; found 'b'"),
        ("agent in (a,", 13, "expected the name of an agent; found the end"),
        ("agent", 6, "expected the name of an agent; found the end"),
        ("a \x1b[2J", 3, r"expected 'and', 'or' or the end; found '\x1b'"),
        ("x" * 33, 1, "expected a skill"),
    ],
)
def test_a_slip_is_told_with_its_column_and_what_was_expected(text: str, column: int, reason: str) -> None:
    with pytest.raises(ExpressionUnreadable) as error:
        parse(text)
    assert error.value.column == column
    assert error.value.reason.startswith(reason)
    assert str(error.value) == f"column {column}: {error.value.reason}"


def test_a_long_text_is_refused_unread() -> None:
    assert parse("a".ljust(LONGEST)) == A
    with pytest.raises(ExpressionUnreadable, match=f"at most {LONGEST} characters"):
        parse("a".ljust(LONGEST + 1))


@pytest.mark.parametrize("opening", ["(", "not ", "!"])
def test_a_deep_text_is_refused_at_the_level_too_many(opening: str) -> None:
    closing = ")" if opening == "(" else ""
    parse(opening * DEEPEST + "a" + closing * DEEPEST)
    with pytest.raises(ExpressionUnreadable, match=f"nested more than {DEEPEST} levels deep") as error:
        parse(opening * 100)
    assert error.value.column == DEEPEST * len(opening) + 1


def test_every_name_is_told_with_its_column() -> None:
    assert mentions("a >= 2 and not agent in (alice, bob)") == (
        Mention(Kind.SKILL, "a", 1),
        Mention(Kind.AGENT, "alice", 26),
        Mention(Kind.AGENT, "bob", 33),
    )
