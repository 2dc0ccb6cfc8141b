"""``set``: what is remembered of the caller from here on."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.requirements import Requires, requirement
from dialplan.schema import Label, Name, Priority, Written
from dialplan.steps.common import Named, Text, Variable, Verb
from dialplan.steps.conditions import as_text
from dialplan.tree import Path
from ivr.flow import Mark, MarkKind, SetNeed, SetPriority, SetVariable, Step, Steps

_Value = Annotated[
    str, Field(max_length=1_000), BeforeValidator(as_text, json_schema_input_type=str | int | float | bool)
]


class SetSpec(Verb):
    """Remembers something of the caller: variables, what they need, priority, category, source. At least one."""

    variables: dict[Variable, _Value] = Field(default_factory=dict, max_length=50)
    """Variables with their values, which may hold ``{variable}``."""
    requires: Annotated[Requires | None, Written] = None
    """What the caller needs of an agent, beside what a queue's step says; proficiencies or one expression."""
    priority: Annotated[Priority | None, Written] = None
    """The priority in every queue whose step names none; the higher is served first."""
    category: Annotated[Name | None, Written] = None
    """What the contact is about: one of ``categories``."""
    source: Annotated[Label | None, Written] = None
    """The advertisement that brought the caller."""

    @model_validator(mode="after")
    def _at_least_one(self) -> Self:
        if not self.variables and all(
            value is None for value in (self.requires, self.priority, self.category, self.source)
        ):
            raise ValueError("set needs one of variables, requires, priority, category, source")
        if isinstance(self.requires, list):
            raise ValueError("requires is loosened where the caller waits, in enqueue; here it is one expression")
        return self

    def steps(self) -> Steps:
        return tuple(self._steps())

    def texts(self) -> Iterator[Text]:
        for variable, value in self.variables.items():
            yield Text(value, ("variables", variable))
        if self.source is not None:
            yield Text(self.source, ("source",))

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        return ((variable, ("variables", variable)) for variable in self.variables)

    def names_used(self) -> Iterator[Named]:
        if self.category is not None:
            yield Named("categories", self.category, ("category",))

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        if self.requires is not None:
            yield self.requires, ("requires",)

    def _steps(self) -> Iterator[Step]:
        yield from (SetVariable(variable, value) for variable, value in self.variables.items())
        if self.requires is not None:
            yield SetNeed(requirement(self.requires))
        if self.priority is not None:
            yield SetPriority(self.priority)
        if self.category is not None:
            yield Mark(MarkKind.CATEGORY, self.category)
        if self.source is not None:
            yield Mark(MarkKind.SOURCE, self.source)
