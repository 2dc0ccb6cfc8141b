"""``hang_up``: the end of the call."""

from typing import Literal

from dialplan.steps.common import Verb
from ivr.flow import HangUp, Steps
from vocabulary.causes import HangUpCause


class HangUpSpec(Verb):
    """Ends the call: ``hang_up``, or ``hang_up: {cause: busy}``."""

    cause: Literal["normal", "busy", "congestion", "rejected"] = "normal"
    """Reaches the caller's phone only if the call was not answered."""

    @property
    def leaves(self) -> bool:
        return True

    def steps(self) -> Steps:
        return (HangUp(HangUpCause[self.cause.upper()]),)
