"""Requirement expressions go through text and back; any text is read, or told to be none."""

import string

from hypothesis import given
from hypothesis import strategies as st

from vocabulary.ids import AgentName, SkillName
from vocabulary.requirement_text import (
    HIGHEST_LEVEL,
    LONGEST,
    RESERVED,
    ExpressionUnreadable,
    mentions,
    parse,
    shown,
)
from vocabulary.skills import AllOf, AnyOf, Comparison, Expression, Not, OneOf, Threshold, matches, skills_in

WORDS = ["a", "b-2", "in", "c_c", *sorted(RESERVED)]
SIGNS = [">=", "<=", "==", "!=", ">", "<", "=", "&", "|", "!", "(", ")", ",", "3", "11", "X"]
SKILLS = [SkillName(word) for word in WORDS if word not in RESERVED]
AGENTS = [AgentName(word) for word in WORDS]

leaves: st.SearchStrategy[Expression] = st.builds(
    Threshold, st.sampled_from(SKILLS), st.integers(0, HIGHEST_LEVEL), st.sampled_from(list(Comparison))
) | st.builds(OneOf, st.lists(st.sampled_from(AGENTS), max_size=3, unique=True).map(tuple))
expressions = st.recursive(
    leaves,
    lambda parts: (
        st.builds(AllOf, st.lists(parts, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple))
        | st.builds(Not, parts)
    ),
    max_leaves=8,
).filter(lambda expression: len(shown(expression)) <= LONGEST)
skills = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, HIGHEST_LEVEL))


def flat(expression: Expression) -> Expression:
    """The expression without nestings that mean nothing."""
    match expression:
        case OneOf(()):
            return AnyOf()
        case Not(part):
            return Not(flat(part))
        case AllOf(parts) | AnyOf(parts):
            kind = type(expression)
            inner: list[Expression] = []
            for part in map(flat, parts):
                inner += part.parts if isinstance(part, kind) and part.parts else [part]
            return inner[0] if len(inner) == 1 else kind(tuple(inner))
        case _:
            return expression


@given(expressions)
def test_what_is_shown_reads_back_as_the_same_expression(expression: Expression) -> None:
    assert parse(shown(expression)) == flat(expression)


@given(expressions)
def test_what_was_read_back_is_shown_as_before(expression: Expression) -> None:
    assert shown(parse(shown(expression))) == shown(expression)


@given(expressions, st.sampled_from(AGENTS), skills)
def test_text_matches_whom_the_expression_matches(
    expression: Expression, agent: AgentName, proficiencies: dict[SkillName, int]
) -> None:
    assert matches(parse(shown(expression)), agent, proficiencies) == matches(expression, agent, proficiencies)


@given(expressions)
def test_the_skills_mentioned_are_those_of_the_expression(expression: Expression) -> None:
    named = dict.fromkeys(mention.name for mention in mentions(shown(expression)) if mention.kind == "skill")
    assert tuple(named) == skills_in(expression)


@given(
    st.lists(st.sampled_from(WORDS + SIGNS), max_size=40).map(" ".join)
    | st.text(alphabet=string.printable, max_size=LONGEST + 50)
    | st.text(max_size=60)
)
def test_any_text_is_read_or_told_with_a_column_of_it(text: str) -> None:
    found = read(text)
    if isinstance(found, ExpressionUnreadable):
        assert 1 <= found.column <= len(text) + 1
    elif len(shown(found)) <= LONGEST:
        assert parse(shown(found)) == found


def read(text: str) -> Expression | ExpressionUnreadable:
    """What a text means, or what is told instead."""
    try:
        return parse(text)
    except ExpressionUnreadable as error:
        return error
