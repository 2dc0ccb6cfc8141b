"""What a contact needs of an agent, and how that loosens with waiting. Who matches whom is the distributor's matter.

An expression is a small tree over skills, proficiencies and names. A comparison with a skill the agent does not have is
false, whatever is compared (so ``english < 1`` does not match somebody without English, and ``not english`` does).
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from vocabulary.ids import AgentName, SkillName


class Comparison(StrEnum):
    AT_LEAST = ">="
    MORE_THAN = ">"
    EXACTLY = "="
    NOT = "!="
    AT_MOST = "<="
    LESS_THAN = "<"


_COMPARED: dict[Comparison, Callable[[int, int], bool]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE_THAN: operator.gt,
    Comparison.EXACTLY: operator.eq,
    Comparison.NOT: operator.ne,
    Comparison.AT_MOST: operator.le,
    Comparison.LESS_THAN: operator.lt,
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """The agent has the skill, and their proficiency compares so."""

    skill: SkillName
    level: int
    comparison: Comparison = Comparison.AT_LEAST


@dataclass(frozen=True, slots=True)
class OneOf:
    """The agent is one of these: preferred agents."""

    agents: tuple[AgentName, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part matches. Without parts it matches everybody."""

    parts: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part matches. Without parts it matches nobody."""

    parts: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


Expression = Threshold | OneOf | AllOf | AnyOf | Not

ANYBODY = AllOf()


def matches(expression: Expression, agent: AgentName, proficiencies: Mapping[SkillName, int]) -> bool:
    """Whether an agent of this name and with these proficiencies satisfies the expression."""
    match expression:
        case Threshold(skill, level, comparison):
            held = proficiencies.get(skill)
            return held is not None and _COMPARED[comparison](held, level)
        case OneOf(agents):
            return agent in agents
        case AllOf(parts):
            return all(matches(part, agent, proficiencies) for part in parts)
        case AnyOf(parts):
            return any(matches(part, agent, proficiencies) for part in parts)
        case Not(part):
            return not matches(part, agent, proficiencies)
        case _:
            assert_never(expression)


def skills_in(expression: Expression) -> tuple[SkillName, ...]:
    """Every skill the expression speaks of, once each, in the order written."""
    match expression:
        case Threshold(skill):
            return (skill,)
        case OneOf():
            return ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(skill for part in parts for skill in skills_in(part)))
        case Not(part):
            return skills_in(part)
        case _:
            assert_never(expression)


@dataclass(frozen=True, slots=True)
class Step:
    """What is needed for so long. Without an expiry: for as long as it takes."""

    expression: Expression
    expires_after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Steps, one after the other. Past the last, once it expired, everybody of the queue will do.

    Without steps everybody will do from the beginning.
    """

    steps: tuple[Step, ...] = ()

    def expression(self, number: int) -> Expression:
        """What the step of this index needs; ``ANYBODY`` past the last."""
        return self.steps[number].expression if number < len(self.steps) else ANYBODY


def needing(*expressions: Expression) -> Requirement:
    """One step without expiry: all of these."""
    return Requirement((Step(expressions[0] if len(expressions) == 1 else AllOf(expressions)),))
