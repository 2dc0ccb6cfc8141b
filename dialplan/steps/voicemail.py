"""``voicemail``: a message is recorded and brought to an agent of a queue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.requirements import Requires, requirement
from dialplan.schema import Name, Priority, Prompts, Spec
from dialplan.steps.common import Key, Named, Verb, compiled, distinct, media, placed
from dialplan.tree import Path
from ivr.conditions import Comparison, VariableIs
from ivr.errands import LeaveMessage, RecordMessage
from ivr.flow import Again, Branch, Loop, Menu, Play, RunErrand, SetVariable, Step, Steps
from vocabulary.ids import MediaUri, QueueName

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

MESSAGE = "message.id"
_HEARD = Play((MediaUri("var:message.media"),))
_SOMETHING = VariableIs(MESSAGE, Comparison.NOT_EQUAL, "")
_NOTHING = VariableIs(MESSAGE, Comparison.EQUAL, "")
_RECORDINGS = 5
_HEARINGS = 10


class ReviewSpec(Spec):
    """The caller may hear what was recorded, and record it again. The keys are those that ``vm-review`` tells."""

    prompt: Prompts = Field(default_factory=lambda: ["sound:vm-review"])
    """What is asked."""
    keep: Key = "1"
    """The message is right; so it is without an answer."""
    listen: Key = "2"
    """The message is played."""
    again: Key = "3"
    """The message is recorded anew."""

    @model_validator(mode="after")
    def _three_keys(self) -> Self:
        distinct(keep=self.keep, listen=self.listen, again=self.again)
        return self


def _reviewed(value: object) -> object:
    if value is True:
        return {}
    return None if value is False else value


class VoicemailSpec(Verb):
    """Records a message and brings it to an agent of a queue: ``voicemail: support``. Then the flow goes on."""

    SHORT = "queue"

    queue: Name
    """The queue whose agents get the message."""
    prompt: Prompts = Field(default_factory=lambda: ["sound:vm-intro"])
    """What is played before the tone."""
    most_seconds: float = Field(120.0, ge=5, le=600)
    """The longest message."""
    silence_seconds: float = Field(5.0, ge=1, le=30)
    """So much silence ends the message."""
    end_key: Key = "#"
    """This key ends the message."""
    review: Annotated[ReviewSpec | None, BeforeValidator(_reviewed, json_schema_input_type=ReviewSpec | bool)] = Field(
        default_factory=ReviewSpec
    )
    """Whether the caller may hear it and record it again; ``false``, or keys and prompt of the question."""
    requires: Requires = Field(default_factory=dict)
    """What is needed of the agent who gets it."""
    priority: Priority = 0
    """The higher is brought first."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for when nothing was recorded, or nobody would get it; then the flow goes on."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"queue": value} if isinstance(value, str) else value

    @property
    def asks(self) -> bool:
        return True

    def steps(self) -> Steps:
        # The dialogue leads a caller who hangs up on to LeaveMessage, through branches and past whatever is asked.
        left = RunErrand(
            LeaveMessage(
                queue=QueueName(self.queue),
                message=f"{{{MESSAGE}}}",
                requirement=requirement(self.requires),
                priority=self.priority,
            ),
            otherwise=(SetVariable(MESSAGE, ""),),
        )
        spoken = (Play(media(self.prompt)),) if self.prompt else ()
        otherwise = compiled(self.otherwise)
        return (
            *spoken,
            SetVariable(MESSAGE, ""),
            self._recorded(),
            Branch(((_SOMETHING, (left,)),)),
            *((Branch(((_NOTHING, otherwise),)),) if otherwise else ()),
        )

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        yield from placed(self.prompt, "prompt")
        if self.review is not None:
            yield from placed(self.review.prompt, "review", "prompt")

    def names_used(self) -> Iterator[Named]:
        yield Named("queues", self.queue, ("queue",))

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        yield self.requires, ("requires",)

    def _recorded(self) -> Step:
        record = RunErrand(RecordMessage(self.most_seconds, self.silence_seconds, self.end_key))
        if self.review is None:
            return record
        question = Menu(
            prompts=media(self.review.prompt),
            choices={
                self.review.keep: (),
                self.review.listen: (_HEARD, Again()),
                self.review.again: (Again(2),),
            },
        )
        return Loop((record, Branch(((_SOMETHING, (Loop((question,), _HEARINGS),)),))), _RECORDINGS)
