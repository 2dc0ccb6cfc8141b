"""Requirement expressions as text: ``english >= 3 and (french or not agent alice)``, both ways. Judges no names.

Grammar, from the loosest binding to the tightest::

    any     = all { ("or" | "|") all }
    all     = one { ("and" | "&") one }
    one     = ("not" | "!") one | "(" any ")" | "true" | "false" | skill | agent
    skill   = NAME [ (">=" | ">" | "=" | "==" | "!=" | "<=" | "<") LEVEL ]           without a level: has it at all
    agent   = "agent" ( NAME | "=" NAME | "in" "(" NAME { "," NAME } ")" )
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from typing import assert_never

from vocabulary.ids import AgentName, SkillName
from vocabulary.skills import AllOf, AnyOf, Comparison, Expression, Not, OneOf, Threshold
from vocabulary.text import visible

LONGEST = 500
"""Characters of an expression."""
DEEPEST = 20
"""Parentheses and negations within one another."""
HIGHEST_LEVEL = 10
RESERVED = frozenset({"and", "or", "not", "true", "false", "agent"})
"""Words no skill may be named by."""

_TOKEN = re.compile(r"[a-z][a-z0-9_-]*|-?[0-9]+(?:\.[0-9]+)?|=>|=<|<>|&&|\|\||[<>=!]=|[<>=!&|(),]|[A-Za-z]\w*|\S")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_LEVEL = re.compile(r"[0-9]{1,4}")
_MISWRITTEN = {"=>": ">=", "=<": "<=", "<>": "!=", "&&": "&", "||": "|"}
_COMPARISONS = {comparison.value: comparison for comparison in Comparison} | {"==": Comparison.EXACTLY}
_OPERAND = "a skill, 'agent', 'not', 'true', 'false' or '('"
_AFTER = "'and', 'or' or the end"


class ExpressionUnreadable(Exception):
    """column {column}: {reason}"""

    def __init__(self, column: int, reason: str) -> None:
        super().__init__((ExpressionUnreadable.__doc__ or "").format(column=column, reason=reason))
        self.column = column
        self.reason = reason


class Kind(StrEnum):
    SKILL = "skill"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name an expression speaks of. ``column`` counts characters of the text, from 1."""

    kind: Kind
    name: str
    column: int


def parse(text: str) -> Expression:
    """The expression a text stands for; ``and`` in ``and``, ``or`` in ``or`` become one.

    :raises ExpressionUnreadable: the text is none, or too long or too deep.
    """
    return _Parser(text).expression()


def mentions(text: str) -> tuple[Mention, ...]:
    """Every skill and agent the text speaks of, in the order written.

    :raises ExpressionUnreadable: as ``parse``.
    """
    parser = _Parser(text)
    parser.expression()
    return tuple(parser.mentions)


def shown(expression: Expression) -> str:
    """The expression as text that ``parse`` reads back, but for nestings that mean nothing."""
    return _shown(expression, _Binding.OR)


class _Binding(IntEnum):
    OR = 0
    AND = 1
    NOT = 2


def _shown(expression: Expression, around: _Binding) -> str:
    match expression:
        case Threshold(skill, 1, Comparison.AT_LEAST):
            return skill
        case Threshold(skill, level, comparison):
            return f"{skill} {comparison} {level}"
        case OneOf(()):
            return "false"
        case OneOf((agent,)):
            return f"agent = {agent}" if agent in RESERVED else f"agent {agent}"
        case OneOf(agents):
            return f"agent in ({', '.join(agents)})"
        case AllOf(parts):
            return _shown_parts(parts, "and", "true", _Binding.AND, around)
        case AnyOf(parts):
            return _shown_parts(parts, "or", "false", _Binding.OR, around)
        case Not(part):
            return f"not {_shown(part, _Binding.NOT)}"
        case _:
            assert_never(expression)


def _shown_parts(parts: tuple[Expression, ...], word: str, empty: str, own: _Binding, around: _Binding) -> str:
    if not parts:
        return empty
    if len(parts) == 1:
        return _shown(parts[0], around)
    text = f" {word} ".join(_shown(part, own) for part in parts)
    return f"({text})" if own < around else text


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int

    def __str__(self) -> str:
        return f"'{visible(self.text[:40])}'" if self.text else "the end"


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        yield _Token(found[0], found.start() + 1)
    yield _Token("", len(text.rstrip()) + 1)


class _Parser:
    """One text, read from left to right with one token in view."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionUnreadable(LONGEST + 1, f"an expression has at most {LONGEST} characters")
        self._tokens = tuple(_tokens(text))
        self._next = 0
        self._depth = 0
        self.mentions: list[Mention] = []

    def expression(self) -> Expression:
        if len(self._tokens) == 1:
            raise ExpressionUnreadable(1, "is empty; 'true' stands for everybody")
        found = self._any()
        if self._token.text:
            raise self._expected(_AFTER)
        return found

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _took(self, *texts: str) -> bool:
        if self._token.text in texts:
            self._next += 1
            return True
        return False

    def _any(self) -> Expression:
        parts = [self._all()]
        while self._took("or", "|"):
            parts.append(self._all())
        return _joined(AnyOf, parts)

    def _all(self) -> Expression:
        parts = [self._one()]
        while self._took("and", "&"):
            parts.append(self._one())
        return _joined(AllOf, parts)

    def _one(self) -> Expression:
        opening = self._token
        match opening.text:
            case "not" | "!":
                return Not(self._nested(self._one))
            case "(":
                inner = self._nested(self._any)
                if not self._took(")"):
                    raise self._expected(f"'and', 'or' or the ')' of column {opening.column}")
                return inner
            case "true" | "false":
                self._next += 1
                return AllOf() if opening.text == "true" else AnyOf()
            case "agent":
                self._next += 1
                return OneOf(self._agents())
            case "and" | "or":
                raise self._expected(_OPERAND)
            case _:
                return self._skill()

    def _nested(self, inner: Callable[[], Expression]) -> Expression:
        if self._depth == DEEPEST:
            raise ExpressionUnreadable(self._token.column, f"nested more than {DEEPEST} levels deep")
        self._next += 1
        self._depth += 1
        found = inner()
        self._depth -= 1
        return found

    def _skill(self) -> Threshold:
        skill = SkillName(self._name(Kind.SKILL, _OPERAND))
        comparison = _COMPARISONS.get(self._token.text)
        if comparison is None:
            return Threshold(skill, 1)
        self._next += 1
        return Threshold(skill, self._level(), comparison)

    def _level(self) -> int:
        text = self._token.text
        if not _LEVEL.fullmatch(text) or int(text) > HIGHEST_LEVEL:
            raise self._expected(f"a proficiency, a whole number from 0 to {HIGHEST_LEVEL}")
        self._next += 1
        return int(text)

    def _agents(self) -> tuple[AgentName, ...]:
        if self._took("=", "=="):
            return (self._agent(),)
        if self._token.text == "in" and self._tokens[self._next + 1].text == "(":
            self._next += 2
            agents = [self._agent()]
            while self._took(","):
                agents.append(self._agent())
            if not self._took(")"):
                raise self._expected("',' or ')'")
            return tuple(dict.fromkeys(agents))
        if self._token.text in RESERVED:
            raise self._expected("the name of an agent, '=' or 'in'")
        return (self._agent(),)

    def _agent(self) -> AgentName:
        return AgentName(self._name(Kind.AGENT, "the name of an agent"))

    def _name(self, kind: Kind, expected: str) -> str:
        token = self._token
        if not _NAME.fullmatch(token.text):
            raise self._expected(expected)
        self._next += 1
        self.mentions.append(Mention(kind, token.text, token.column))
        return token.text

    def _expected(self, what: str) -> ExpressionUnreadable:
        token = self._token
        return ExpressionUnreadable(token.column, f"expected {what}; found {token}{self._guess()}")

    def _guess(self) -> str:
        """What was probably meant by the token in view, or nothing."""
        text = self._token.text
        before = self._tokens[self._next - 1].text if self._next else ""
        if text in _MISWRITTEN:
            return f"; did you mean '{_MISWRITTEN[text]}'?"
        if before not in RESERVED and _NAME.fullmatch(before) and _LEVEL.fullmatch(text):
            return f"; did you mean '{before} >= {text}'?"
        if len(text) > 32 or not text[:1].isalpha() or text in RESERVED:
            return ""
        near = get_close_matches(text.lower(), sorted(RESERVED), n=1, cutoff=0.6)
        if near:
            return f"; did you mean '{near[0]}'?"
        return "; names are written small" if text != text.lower() else ""


def _joined(kind: type[AllOf] | type[AnyOf], parts: list[Expression]) -> Expression:
    """The parts as one: those of the same kind, where they have parts, dissolve into it."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Expression] = []
    for part in parts:
        if isinstance(part, kind) and part.parts:
            flat += part.parts
        else:
            flat.append(part)
    return kind(tuple(flat))
