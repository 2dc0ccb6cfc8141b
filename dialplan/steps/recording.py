"""``recording``: what is recorded of the call pauses, or goes on. Says nothing to the caller."""

from typing import Literal

from pydantic import model_validator

from dialplan.steps.common import Verb
from ivr.flow import PauseRecording, Steps


class RecordingSpec(Verb):
    """Pauses the recording while card data are asked for: ``recording: pause``, and then ``recording: resume``."""

    SHORT = "recording"

    recording: Literal["pause", "resume"]
    """``pause``: nothing is recorded from here on; ``resume``: it is recorded again. Where nothing is being recorded
    neither means anything."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"recording": value} if isinstance(value, str) else value

    def steps(self) -> Steps:
        return (PauseRecording(self.recording == "pause"),)
