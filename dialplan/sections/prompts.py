"""The shape of a prompt: a file, one of Asterisk's own or a text to speak, for all languages or each. Opens no file."""

from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, Tag

from dialplan.schema import SET_PREFIX, LanguageCode, PromptFile, SetName, Spec, checked_text
from ivr.templates import variables_in


def _fixed_text(text: str) -> str:
    if next(variables_in(checked_text(text)), None) is not None:
        raise ValueError("a prompt is made before anybody calls: no {variable} in it; a step may play text:WORDS")
    return text


class SpokenSpec(Spec):
    """Words that text-to-speech speaks."""

    text: Annotated[str, AfterValidator(_fixed_text)]
    """What is said, at most 1,000 characters."""


def _source_kind(value: object) -> str:
    if isinstance(value, str):
        return "{set}" if value.startswith(SET_PREFIX) else "{file}"
    return "{spoken}"


def _prompt_kind(value: object) -> str:
    return "{languages}" if isinstance(value, dict) and value and "text" not in value else _source_kind(value)


_File = Annotated[Annotated[PromptFile, Field(max_length=120)], Tag("{file}")]
_Set = Annotated[SetName, Tag("{set}")]
_Spoken = Annotated[SpokenSpec, Tag("{spoken}")]
Source = Annotated[_File | _Set | _Spoken, Discriminator(_source_kind)]
"""``sounds/welcome.wav``, ``sound:vm-sorry``, or ``{text: WORDS}``."""
_Languages = Annotated[dict[LanguageCode, Source], Field(min_length=1, max_length=20)]
PromptSpec = Annotated[
    _File | _Set | _Spoken | Annotated[_Languages, Tag("{languages}")],
    Discriminator(_prompt_kind),
]
"""One source: a file or a text is of the first language, one of Asterisk's own of each; or a source by language."""
