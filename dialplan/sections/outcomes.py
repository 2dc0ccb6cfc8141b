"""The shape of what is written down about a contact: categories, dispositions, call forms, scorecards."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.schema import Keyed, Label, Name, Names, Spec, Written, listed


class DispositionSpec(Spec):
    """How a conversation came out, as the agent says."""

    SHORT = "name"

    name: Label
    """The name shown."""
    sale: bool = False
    """Whether it counts as a sale."""
    resolution: bool = False
    """Whether it counts as solved."""
    category: Annotated[Name | None, Written] = None
    """The category it is offered for; not written, all."""
    digits: Annotated[Keyed | None, Written] = None
    """What an agent types for it; not written, its place in the list, from 1."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value


class FieldSpec(Spec):
    """One field of a call form."""

    kind: Literal["text", "number", "choice", "date", "yes_or_no"]
    """What is filled in."""
    label: Annotated[Label | None, Written] = None
    """The name shown; not written, the field's own."""
    required: bool = False
    """Whether the form cannot be kept without it."""
    choices: Annotated[list[Label], BeforeValidator(listed), Field(max_length=100)] = Field(default_factory=list)
    """What can be chosen, for kind ``choice``."""
    longest: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Written] = None
    """Characters at most, for kind ``text``; not written, 1,000."""
    least: Annotated[float | None, Written] = None
    """The smallest number, for kind ``number``."""
    most: Annotated[float | None, Written] = None
    """The largest number, for kind ``number``."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("choices belong to kind: choice, and a choice needs them")
        if len(set(self.choices)) < len(self.choices):
            raise ValueError("a choice is listed twice")
        if self.longest is not None and self.kind != "text":
            raise ValueError("longest belongs to kind: text")
        if (self.least is not None or self.most is not None) and self.kind != "number":
            raise ValueError("least and most belong to kind: number")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"no number lies between {self.least:g} and {self.most:g}")
        return self


class CallFormSpec(Spec):
    """What an agent fills in during or after a conversation."""

    category: Annotated[Name | None, Written] = None
    """The category of contact it belongs to; not written, it is offered for all."""
    fields: Annotated[dict[Name, FieldSpec], Field(min_length=1, max_length=50)]
    """The fields, in the order shown."""


class QuestionSpec(Spec):
    """One question of a scorecard."""

    text: Label
    """The question."""
    points: int = Field(10, ge=1, le=100)
    """Points at most."""


class ScorecardSpec(Spec):
    """What a conversation is judged by when somebody listens to its recording."""

    name: Label
    """The name shown."""
    queues: Annotated[Names, Field(min_length=1)]
    """The queues whose conversations are judged by it."""
    questions: Annotated[dict[Name, QuestionSpec], Field(min_length=1, max_length=50)]
    """The questions, in the order shown."""
