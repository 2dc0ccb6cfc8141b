"""The shape of what a caller needs: proficiencies, an expression, or steps that loosen it. Resolves no name."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from dialplan.schema import Name, Proficiency, Spec, Written, listed
from vocabulary.ids import SkillName
from vocabulary.requirement_text import ExpressionUnreadable, parse
from vocabulary.skills import Requirement, Step, Threshold, needing

UNREADABLE = "unreadable_expression"
"""The type of pydantic's error for an expression; its context has the ``column`` of the text."""
MOST_STEPS = 20


def _in_words(value: object) -> object:
    """``true`` unquoted is YAML's own, and means the same."""
    return str(value).lower() if isinstance(value, bool) else value


def _readable(text: str) -> str:
    try:
        parse(text)
    except ExpressionUnreadable as error:
        raise PydanticCustomError(UNREADABLE, "{reason}", {"reason": error.reason, "column": error.column}) from None
    return text


ExpressionText = Annotated[str, BeforeValidator(_in_words), AfterValidator(_readable)]
Seconds = Annotated[float, Field(ge=1, le=86_400)]


class RequirementStepSpec(Spec):
    """What is needed for so long; without an expiry for as long as it takes."""

    expression: ExpressionText
    """Who will do: ``english >= 3 and (billing or not agent alice)``."""
    expires_after_seconds: Annotated[Seconds | None, Written] = None
    """Seconds after which the next step opens; not written, for as long as it takes."""


def _kind(value: object) -> str:
    if isinstance(value, list) or (isinstance(value, dict) and isinstance(value.get("expression"), str | bool)):
        return "{steps}"
    return "{text}" if isinstance(value, str | bool) else "{levels}"


Levels = dict[Name, Proficiency]
_Steps = Annotated[list[RequirementStepSpec], BeforeValidator(listed), Field(min_length=1, max_length=MOST_STEPS)]
Requires = Annotated[
    Annotated[Levels, Tag("{levels}")] | Annotated[ExpressionText, Tag("{text}")] | Annotated[_Steps, Tag("{steps}")],
    Discriminator(_kind),
]
"""``{english: 3}``, ``"english >= 3 or french"``, or ``[{expression: "…", expires_after_seconds: 30}, …]``."""


def requirement(requires: Requires) -> Requirement:
    """What the distributor is told of it."""
    match requires:
        case str():
            return Requirement((Step(parse(requires)),))
        case list():
            return Requirement(tuple(Step(parse(step.expression), step.expires_after_seconds) for step in requires))
        case _:
            thresholds = [Threshold(SkillName(skill), level) for skill, level in requires.items()]
            return needing(*thresholds) if thresholds else Requirement()
