"""``callback``: the caller keeps the place in a queue without holding the line, and is called back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from dialplan.requirements import Requires, requirement
from dialplan.schema import Name, Priority, Prompts, Spec, Written
from dialplan.steps.collect import played_back
from dialplan.steps.common import Key, Named, Text, Verb, compiled, distinct, media, placed
from dialplan.steps.transfer import OutsideNumber
from dialplan.tree import Path
from ivr.conditions import Comparison, VariableIs
from ivr.errands import PromiseCallback
from ivr.flow import Again, Branch, Collect, HangUp, Loop, Play, RunErrand, SetVariable, Step, Steps
from vocabulary.ids import QueueName

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

NUMBER = "callback.number"
_PROMISED = "callback.promised"
_CHANGES = 5


class ConfirmNumberSpec(Spec):
    """The number is read out; the caller says whether it is right, or types another."""

    prompt: Prompts = Field(default_factory=list)
    """Played before the number: ``We shall call you at``."""
    question: Prompts = Field(default_factory=list)
    """Played behind it: ``If that is right, press 1. For another number, press 2``."""
    right: Key = "1"
    """The key that confirms."""
    change: Key = "2"
    """The key for another number."""
    ask: Prompts = Field(default_factory=list)
    """Played where a number is to be typed in, also when the caller shows none."""
    attempts: int = Field(3, ge=1, le=10)
    """After so many questions without an answer there is no callback."""

    @model_validator(mode="after")
    def _two_keys(self) -> Self:
        distinct(right=self.right, change=self.change)
        return self


class CallbackSpec(Verb):
    """Promises to call back when it is the caller's turn: ``callback: support``. Promised, the call is over."""

    SHORT = "queue"

    queue: Name
    """The queue in which the place is kept."""
    number: OutsideNumber = "{caller.number}"
    """Where the caller is called back."""
    confirm: Annotated[ConfirmNumberSpec | None, Written] = None
    """The number is read out and confirmed first."""
    promised: Prompts = Field(default_factory=list)
    """Played when it is promised; then the call is hung up."""
    requires: Requires = Field(default_factory=dict)
    """What the caller needs of an agent."""
    priority: Priority = 0
    """The higher is called first."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for a caller who was promised nothing: no number, or the queue takes no more. Then the flow goes on."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"queue": value} if isinstance(value, str) else value

    @property
    def asks(self) -> bool:
        return self.confirm is not None

    def steps(self) -> Steps:
        promise = RunErrand(
            PromiseCallback(
                queue=QueueName(self.queue),
                number=f"{{{NUMBER}}}",
                requirement=requirement(self.requires),
                priority=self.priority,
            ),
            otherwise=(SetVariable(_PROMISED, "no"),),
        )
        spoken = (Play(media(self.promised)),) if self.promised else ()
        return (
            SetVariable(NUMBER, self.number),
            *self._confirmed(),
            SetVariable(_PROMISED, "yes"),
            Branch(((_no_number(), (SetVariable(_PROMISED, "no"),)),), otherwise=(promise,)),
            Branch(
                ((VariableIs(_PROMISED, Comparison.EQUAL, "yes"), (*spoken, HangUp())),),
                otherwise=compiled(self.otherwise),
            ),
        )

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        if self.confirm is not None:
            for key in ("prompt", "question", "ask"):
                yield from placed(getattr(self.confirm, key), "confirm", key)
        yield from placed(self.promised, "promised")

    def texts(self) -> Iterator[Text]:
        yield Text(self.number, ("number",))

    def names_used(self) -> Iterator[Named]:
        yield Named("queues", self.queue, ("queue",))

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        yield self.requires, ("requires",)

    def _confirmed(self) -> Iterator[Step]:
        """Leaves a number the caller agreed to, or none."""
        if self.confirm is None:
            return
        ask = Collect(NUMBER, prompts=media(self.confirm.ask), least=3, most=20, otherwise=(SetVariable(NUMBER, ""),))
        read_out = played_back(
            self.confirm.prompt,
            self.confirm.question,
            f"{{{NUMBER}}}",
            choices={self.confirm.right: (), self.confirm.change: (ask, Again(2), SetVariable(NUMBER, ""))},
            attempts=self.confirm.attempts,
            unanswered=(SetVariable(NUMBER, ""),),
        )
        some = VariableIs(NUMBER, Comparison.NOT_EQUAL, "")
        yield Branch(((_no_number(), (ask,)),))
        yield Loop((Branch(((some, read_out),)),), _CHANGES)


def _no_number() -> VariableIs:
    return VariableIs(NUMBER, Comparison.EQUAL, "")
