"""``branch``: the steps of the first case that holds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from dialplan.schema import Written
from dialplan.steps.common import Named, Verb, compiled
from dialplan.steps.conditions import ConditionSpec
from dialplan.tree import Path
from ivr.flow import Branch, Steps

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec


class CaseSpec(ConditionSpec):
    """A condition with the steps of those for whom it holds; or ``otherwise`` alone, with the steps of all others."""

    steps: Annotated["StepList | None", Written] = None
    """What is walked where the condition holds."""
    otherwise: Annotated["StepList | None", Written] = None
    """What is walked where none of the cases before holds."""

    def judged(self) -> None:
        if self.otherwise is None:
            if self.steps is None:
                raise ValueError("'steps' is missing: what is walked where this holds")
            super().judged()
        elif len(self.model_fields_set) > 1:
            raise ValueError("otherwise stands alone: it is for whoever no case before was for")


class BranchSpec(Verb):
    """Walks the steps of the first case that holds, ``otherwise`` where none does. Then the flow goes on behind it."""

    SHORT = "cases"

    cases: Annotated[list[CaseSpec], Field(min_length=1, max_length=50)]
    """The cases, the first that holds counts; the last may be ``otherwise``."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, list):
            return {"cases": value}
        return {"cases": [value]} if isinstance(value, dict) and value and "cases" not in value else value

    @model_validator(mode="after")
    def _otherwise_last(self) -> Self:
        if any(case.otherwise is not None for case in self.cases[:-1]):
            raise ValueError("otherwise is the last of the cases: what stands behind it is never looked at")
        if self.cases[0].otherwise is not None:
            raise ValueError("a branch begins with a condition; otherwise alone is no branch")
        return self

    @property
    def for_everybody(self) -> bool:
        """Whether there is a case for whoever comes."""
        return self.cases[-1].otherwise is not None

    @property
    def leaves(self) -> bool:
        return self.for_everybody and all(any(step.leaves for step in steps) for _, steps in self.inner())

    def steps(self) -> Steps:
        cases = tuple((case.condition(), compiled(case.steps)) for case in self.cases if case.steps is not None)
        return (Branch(cases, compiled(self.cases[-1].otherwise or ())),)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        for index, case in enumerate(self.cases):
            if case.steps is not None:
                yield ("cases", index, "steps"), case.steps
            if case.otherwise is not None:
                yield ("cases", index, "otherwise"), case.otherwise

    def names_used(self) -> Iterator[Named]:
        for index, case in enumerate(self.cases):
            yield from (name._replace(path=("cases", index, *name.path)) for name in case.names_used())

    def variables_read(self) -> Iterator[tuple[str, Path]]:
        for index, case in enumerate(self.cases):
            yield from ((variable, ("cases", index, *path)) for variable, path in case.variables_read())
