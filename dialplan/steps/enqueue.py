"""``enqueue``: the caller is handed to a queue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, model_validator

from dialplan.requirements import MOST_STEPS, Requires, Seconds, requirement
from dialplan.schema import Name, Priority, Written, listed
from dialplan.steps.common import Named, Verb, compiled
from dialplan.tree import Path
from ivr.flow import Enqueue, Steps
from vocabulary.ids import AgentName, QueueName
from vocabulary.skills import OneOf, Requirement, Step

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec


class EnqueueSpec(Verb):
    """Hands the caller to a queue: ``enqueue: support``. If they come back, the flow goes on behind it."""

    SHORT = "queue"

    queue: Name
    """The queue."""
    requires: Requires = Field(default_factory=dict)
    """What the caller needs: proficiencies, an expression, or steps that loosen it."""
    prefer: Annotated[list[Name], BeforeValidator(listed), Field(max_length=MOST_STEPS)] = Field(default_factory=list)
    """For a time only these agents will do, whatever is required."""
    prefer_seconds: Seconds = 30.0
    """How long that time is."""
    priority: Annotated[Priority | None, Written] = None
    """The higher is served first. Left out: what a ``set`` before said, else 0."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for a caller whom the queue did not serve: full, closed, nobody there, waited too long, a key."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"queue": value} if isinstance(value, str) else value

    def requirement(self) -> Requirement:
        """The steps, that of the preferred agents before the others."""
        steps = requirement(self.requires).steps
        if not self.prefer:
            return Requirement(steps)
        preferred = OneOf(tuple(AgentName(agent) for agent in self.prefer))
        return Requirement((Step(preferred, self.prefer_seconds), *steps))

    def steps(self) -> Steps:
        return (Enqueue(QueueName(self.queue), self.requirement(), self.priority, compiled(self.otherwise)),)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def names_used(self) -> Iterator[Named]:
        yield Named("queues", self.queue, ("queue",))
        for index, agent in enumerate(self.prefer):
            yield Named("agents", agent, ("prefer", index))

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        yield self.requires, ("requires",)
