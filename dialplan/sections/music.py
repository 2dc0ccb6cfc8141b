"""The shape of a class of music: the files that waiting callers hear one after the other. Opens no file."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from dialplan.schema import PromptFile, listed

USUAL = "default"
"""The class of music there is without being declared: Asterisk's own."""
LONGEST_SECONDS = 600

MusicSpec = Annotated[
    list[Annotated[PromptFile, Field(max_length=120)]], BeforeValidator(listed), Field(min_length=1, max_length=100)
]
"""``music/calm.wav``, or a list of such."""
