"""What a caller needs for several reasons at once, as one requirement. Matches nobody with anything."""

from collections.abc import Iterable

from vocabulary.skills import ANYBODY, AllOf, Expression, Requirement, Step


def joined(requirements: Iterable[Requirement]) -> Requirement:
    """At every moment all of what each of them needs at that moment; one that has run out needs nothing more.

    So a need that never expires is kept where the others have relaxed.
    """
    whole = Requirement()
    for requirement in requirements:
        whole = _both(whole, requirement)
    return whole


def _both(one: Requirement, other: Requirement) -> Requirement:
    if not one.steps or not other.steps:
        return one if one.steps else other
    steps: list[Step] = []
    ahead = [list(one.steps), list(other.steps)]
    while any(ahead):
        lasting = [left[0].expires_after_seconds for left in ahead if left]
        seconds = min((limit for limit in lasting if limit is not None), default=None)
        steps.append(Step(_all(left[0].expression for left in ahead if left), seconds))
        if seconds is None:
            break
        for left in ahead:
            _let_pass(left, seconds)
    return Requirement(tuple(steps))


def _let_pass(steps: list[Step], seconds: float) -> None:
    if steps and (limit := steps[0].expires_after_seconds) is not None:
        steps[:1] = [Step(steps[0].expression, limit - seconds)] if limit > seconds else []


def _all(expressions: Iterable[Expression]) -> Expression:
    """All of these, each said once."""
    parts: dict[Expression, None] = {}
    for expression in expressions:
        parts.update(dict.fromkeys(expression.parts if isinstance(expression, AllOf) else (expression,)))
    return ANYBODY if not parts else next(iter(parts)) if len(parts) == 1 else AllOf(tuple(parts))
