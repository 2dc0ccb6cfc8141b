"""``consent``: the caller is told that the call is recorded, and may refuse."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from dialplan.schema import Prompts
from dialplan.steps.common import Key, Verb, media, placed
from dialplan.tree import Path
from ivr.flow import REFUSED, Again, ForgetKeys, Loop, Mark, MarkKind, Menu, Play, Steps

_KEYS = "0123456789*#"


class ConsentSpec(Verb):
    """Tells, always to the end, that the call is recorded; a key refuses: ``consent: {prompt: notice}``."""

    prompt: Annotated[Prompts, Field(min_length=1)]
    """What is told."""
    refuse_key: Key = "9"
    """This key refuses, during the prompt or after it. Other keys mean nothing."""
    seconds: float = Field(2.0, ge=0.5, le=30)
    """How long it is waited for after the prompt; without it the caller consents."""

    def steps(self) -> Steps:
        # Behind an Again that means nothing any more, whoever has not refused yet has consented.
        other_keys = {key: (Again(), Mark(MarkKind.CONSENT, "given")) for key in _KEYS if key != self.refuse_key}
        question = Menu(
            prompts=(),
            choices={self.refuse_key: (Mark(MarkKind.CONSENT, REFUSED),), **other_keys},
            attempts=1,
            first_digit_seconds=self.seconds,
            otherwise=(Mark(MarkKind.CONSENT, "given"),),
        )
        return (
            ForgetKeys(),
            Play(media(self.prompt), barge_in=False),
            Mark(MarkKind.CONSENT_PROMPT_PLAYED, "yes"),
            Loop((question,), len(_KEYS)),
        )

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        return placed(self.prompt, "prompt")
