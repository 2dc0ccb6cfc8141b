"""The shape of a rule about what is recorded, and for how long it is kept. Records nothing."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dialplan.schema import Names, Prompt, Spec, Written


class RecordingRuleSpec(Spec):
    """Of several rules that fit a conversation the first counts."""

    queues: Names = Field(default_factory=list)
    """Queues it is for; not written, all."""
    direction: Literal["in", "out", "both"] = "both"
    """Which calls it is for."""
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
    consent: Annotated[Prompt | None, Written] = None
    """The prompt that tells the caller of it; not written, none is played."""

    @model_validator(mode="after")
    def _share_of_a_sample(self) -> Self:
        if (self.record == "sample") != (self.share is not None):
            raise ValueError("share belongs to record: sample, and a sample needs it")
        return self
