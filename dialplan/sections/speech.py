"""The shape of how texts are spoken. Speaks nothing, and knows no command: that is the service's."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from dialplan.schema import LanguageCode, Spec, like

_VOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+.-]{0,63}")


def _checked_voice(voice: str) -> str:
    if not _VOICE.fullmatch(voice):
        raise ValueError("a voice is at most 64 of A-Z a-z 0-9 _ + . -")
    return voice


class SpeechSpec(Spec):
    """With which voices, and how fast, text-to-speech speaks."""

    voices: Annotated[
        dict[LanguageCode, Annotated[str, AfterValidator(_checked_voice), like(_VOICE, "voice")]], Field(max_length=20)
    ] = Field(default_factory=dict)
    """The voice of a language; not written, the one called like the language."""
    words_per_minute: int = Field(160, ge=80, le=450)
    """How fast."""
