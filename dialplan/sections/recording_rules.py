"""The shape of a rule about what is recorded, and for how long it is kept. Records nothing."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dialplan.schema import Names, Prompt, Spec, Written
from dialplan.steps.common import Key
from dialplan.steps.consent import REFUSE_KEY, told
from ivr.flow import Steps


class RecordingRuleSpec(Spec):
    """Of several rules that fit a conversation the first counts."""

    queues: Names = Field(default_factory=list)
    """Queues it is for; not written, all."""
    direction: Literal["in", "out", "both"] = "both"
    """Which calls it is for: those that come in, callbacks among them, or those that agents and supervisors place."""
    record: Literal["always", "never", "on_demand", "sample"]
    """Whether they are recorded: ``on_demand`` when somebody asks for it, ``sample`` a share of them."""
    share: Annotated[Annotated[float, Field(gt=0, lt=1)] | None, Written] = None
    """Which share of ``sample``."""
    from_: Annotated[Literal["connection", "queue", "menu"], Field(alias="from")] = "connection"
    """From which moment on: the agent's answer, the entry into the queue, or the beginning of the call."""
    format: Literal["flac", "opus", "wav"] = "flac"
    """How it is kept."""
    keep_days: int = Field(365, ge=1, le=3_650)
    """Days after which it is deleted."""
    pause_seconds: int = Field(600, ge=10, le=3_600)
    """A recording that was paused goes on by itself after so long."""
    consent: Annotated[Prompt | None, Written] = None
    """The prompt that tells the caller of it before a flow hands them to the queue; who was not told is not recorded.
    Not written, none is played, and nobody need be told."""
    refuse_key: Annotated[Key | None, Written] = None
    """This key refuses, during the prompt or in the 2 seconds after it; not written, ``9``."""

    @model_validator(mode="after")
    def _keys_that_belong_together(self) -> Self:
        if (self.record == "sample") != (self.share is not None):
            raise ValueError("share belongs to record: sample, and a sample needs it")
        if self.refuse_key is not None and self.consent is None:
            raise ValueError("refuse_key belongs to consent: who is told nothing refuses nothing")
        return self

    def fits(self, queue: str | None, direction: str) -> bool:
        """Whether it is for calls of this queue (None in a menu and of calls out: no queue) and direction."""
        return self.direction in {"both", direction} and (not self.queues or queue in self.queues)

    @property
    def tells(self) -> bool:
        """Whether callers are told before they are recorded."""
        return self.consent is not None and self.record != "never"

    def telling(self) -> Steps:
        """What a flow does before it hands a caller over who was not told yet; nothing where nobody is told."""
        if self.consent is None or self.record == "never":
            return ()
        return told([self.consent], self.refuse_key or REFUSE_KEY)


def first_fitting(
    rules: Sequence[RecordingRuleSpec], queue: str | None, direction: str
) -> tuple[int, RecordingRuleSpec] | None:
    """The rule that counts, with its place from 1; None where none fits.

    :param direction: ``in`` or ``out``.
    """
    return next(((place, rule) for place, rule in enumerate(rules, 1) if rule.fits(queue, direction)), None)
