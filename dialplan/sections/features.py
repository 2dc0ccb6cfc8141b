"""The shape of feature codes: what agents and supervisors dial to do something. Does none of it."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

from dialplan.schema import Spec, Written, like

_CODE = re.compile(r"[*#][0-9*#]{1,7}")


def _checked_code(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise ValueError("a feature code is * or # followed by one to 7 of 0-9 * #")
    return code


Code = Annotated[Annotated[str, AfterValidator(_checked_code), like(_CODE, "feature code")] | None, Written]


class FeatureCodesSpec(Spec):
    """What is dialled to do something. A code that is not written does not exist."""

    log_in: Code = None
    """An agent begins to work."""
    log_out: Code = None
    """An agent ends their work."""
    sign_in: Code = None
    """An agent serves one queue of theirs again: the code, then the queue's number."""
    sign_out: Code = None
    """An agent serves one queue of theirs no longer: the code, then the queue's number."""
    pause: Code = None
    """An agent takes no calls for a while."""
    resume: Code = None
    """An agent takes calls again."""
    end_wrap_up: Code = None
    """An agent is ready before the wrap-up is over."""
    disposition: Code = None
    """An agent says how the conversation came out."""
    raise_hand: Code = None
    """An agent asks the supervisors for help."""
    monitor: Code = None
    """A supervisor listens to a conversation."""
    whisper: Code = None
    """A supervisor speaks to the agent alone."""
    barge: Code = None
    """A supervisor speaks to both."""
    take_over: Code = None
    """A supervisor goes on with the caller in the agent's place."""
    record: Code = None
    """The conversation is recorded from now on, or no longer."""
    pause_recording: Code = None
    """Nothing of the conversation is recorded for a while: a card number is about to be said."""
    record_again: Code = None
    """It is recorded again."""
    help: Code = None
    """The codes are read out."""

    def written(self) -> Iterator[tuple[str, str]]:
        """Each code that exists, with what it does."""
        for action in type(self).model_fields:
            code = getattr(self, action)
            if code is not None:
                yield action, code
