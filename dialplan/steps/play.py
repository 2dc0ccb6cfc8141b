"""``play``: prompts one after the other."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from dialplan.schema import Prompts
from dialplan.steps.common import Verb, media, placed
from dialplan.tree import Path
from ivr.flow import Play, Steps


class PlaySpec(Verb):
    """Plays prompts one after the other: ``play: welcome``, ``play: [welcome, notice]``."""

    SHORT = "prompts"

    prompts: Annotated[Prompts, Field(min_length=1)]
    """What is played: names of ``prompts``, ``sound:NAME`` of Asterisk's own, ``text:WORDS`` to be spoken."""
    barge_in: bool = True
    """Whether a key stops them; it is kept for the next question either way."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"prompts": value} if isinstance(value, str | list) else value

    def steps(self) -> Steps:
        return (Play(media(self.prompts), self.barge_in),)

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        return placed(self.prompts, "prompts")
