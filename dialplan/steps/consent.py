"""``consent``: the caller is told that the call is recorded, and may refuse. A recording rule may tell the same."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from pydantic import Field

from dialplan.schema import Prompts
from dialplan.steps.common import Key, Verb, media, placed
from dialplan.tree import Path
from ivr.flow import REFUSED, Again, ForgetKeys, IfMarked, Loop, Mark, MarkKind, Menu, Play, Steps

REFUSE_KEY: Final = "9"
"""The key that refuses where no other is written."""
REFUSE_SECONDS: Final = 2.0
"""How long it is waited for behind the prompt where nothing else is written."""
_KEYS = "0123456789*#"
_GIVEN = Mark(MarkKind.CONSENT, "given")


class ConsentSpec(Verb):
    """Tells, always to the end, that the call is recorded; a key refuses: ``consent: {prompt: notice}``."""

    prompt: Annotated[Prompts, Field(min_length=1)]
    """What is told."""
    refuse_key: Key = REFUSE_KEY
    """This key refuses, during the prompt or after it. Other keys mean nothing."""
    seconds: float = Field(REFUSE_SECONDS, ge=0.5, le=30)
    """How long it is waited for after the prompt; without it the caller consents."""
    once: bool = False
    """Whether callers who were told before, by a step like this or by a recording rule, are spared it."""

    def steps(self) -> Steps:
        steps = told(self.prompt, self.refuse_key, self.seconds)
        return (IfMarked(MarkKind.CONSENT_PROMPT_PLAYED, otherwise=steps),) if self.once else steps

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        return placed(self.prompt, "prompt")


def told(prompts: Iterable[str], refuse_key: str, seconds: float = REFUSE_SECONDS) -> Steps:
    """The caller hears these, may refuse by the key, and the contact is marked with both.

    Where nothing could be played to them, they are not asked either, and nothing is marked.
    """
    # Behind an Again that means nothing any more, whoever has not refused yet has consented.
    other_keys = {key: (Again(), _GIVEN) for key in _KEYS if key != refuse_key}
    question = Menu(
        prompts=(),
        choices={refuse_key: (Mark(MarkKind.CONSENT, REFUSED),), **other_keys},
        attempts=1,
        first_digit_seconds=seconds,
        otherwise=(_GIVEN,),
    )
    return (
        ForgetKeys(),
        Play(media(prompts), barge_in=False, proof=MarkKind.CONSENT_PROMPT_PLAYED),
        IfMarked(MarkKind.CONSENT_PROMPT_PLAYED, (Loop((question,), len(_KEYS)),)),
    )
