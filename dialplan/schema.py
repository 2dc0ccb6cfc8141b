"""What every part of the language is made of: names, prompts, numbers and their limits. Resolves no name."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from vocabulary.requirement_text import HIGHEST_LEVEL, RESERVED

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_KEYED = re.compile(r"[0-9]{1,3}")
_SET_PROMPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_-]+)*")
_PROMPT_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\.wav")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SET_PROMPT_WRITTEN = re.compile(rf"sound:{_SET_PROMPT.pattern}")
_PROMPT = re.compile(rf"{_NAME.pattern}|{_SET_PROMPT_WRITTEN.pattern}|text:[\s\S]+")
SET_PREFIX = "sound:"
TEXT_PREFIX = "text:"
LONGEST_TEXT = 1_000
"""Characters of what is spoken at once: about a minute and a half."""


class Spec(BaseModel):
    """Every mapping of the language: no key beyond those declared, no value of another type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    SHORT: ClassVar[str] = ""
    """The key whose value may be written alone, in place of the mapping; empty: none."""


def like(pattern: re.Pattern[str], word: str = "text") -> WithJsonSchema:
    """What the JSON Schema says of a text that matches this as a whole; ``word``: what such a text is called."""
    return WithJsonSchema({"type": "string", "title": word, "pattern": f"^({pattern.pattern})$"})


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name is a small letter followed by at most 31 of a-z 0-9 _ -")
    return name


def _checked_skill(name: str) -> str:
    if name in RESERVED:
        raise ValueError("no skill may have this name: it is a word of requirement expressions")
    return name


def checked_number(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise ValueError("a number dialled is at most 32 of 0-9 * # with an optional + before them")
    return number


def _checked_keyed(digits: str) -> str:
    if not _KEYED.fullmatch(digits):
        raise ValueError("what is typed is one to three digits")
    return digits


def _checked_prompt(prompt: str) -> str:
    if prompt.startswith(TEXT_PREFIX):
        checked_text(prompt.removeprefix(TEXT_PREFIX))
        return prompt
    return _checked_set_prompt(prompt) if prompt.startswith(SET_PREFIX) else _checked_name(prompt)


def _checked_set_prompt(prompt: str) -> str:
    if len(prompt) > 80 or not _SET_PROMPT.fullmatch(prompt.removeprefix(SET_PREFIX)):
        raise ValueError("one of Asterisk's own prompts is written sound:NAME, for example sound:digits/1")
    return prompt


def checked_text(text: str) -> str:
    """Words to be spoken, or a ``ValueError``."""
    if not text.strip():
        raise ValueError("there is nothing to speak in this text")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text to speak is at most {LONGEST_TEXT:,} characters")
    if not text.replace("\n", " ").isprintable():
        raise ValueError("a text to speak is made of printable characters")
    return text


def checked_label(label: str) -> str:
    """A name to show, or a ``ValueError``."""
    if not label.isprintable() or not label.strip():
        raise ValueError("a name to show is made of printable characters")
    return label


def _checked_language(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise ValueError("a language is two or three small letters, as in ISO 639: en, ru")
    return language


def _checked_country(country: str) -> str:
    if not _COUNTRY.fullmatch(country):
        raise ValueError("a country is two capital letters, as in ISO 3166: LV")
    return country


def _checked_prompt_file(file: str) -> str:
    if len(file) > 120 or not _PROMPT_FILE.fullmatch(file):
        raise ValueError("a prompt is a .wav file inside this directory; its path is made of A-Z a-z 0-9 . _ - /")
    return file


def listed(value: object) -> object:
    """A single text or mapping as a list of one: the short form of every list in the language."""
    return [value] if isinstance(value, str | dict) else value


def bare(value: object) -> object:
    """Nothing behind a colon as a mapping without keys: everything has its default."""
    return {} if value is None else value


def written(value: object) -> object:
    """What stands there, refused where it is nothing."""
    if value is None:
        raise ValueError("is empty; write a value, or leave the key out")
    return value


Written = BeforeValidator(written)
"""For a key whose absence means something: what stands there empty is a slip, not an absence."""

Bare = BeforeValidator(bare)
"""For a mapping of which every key has a default: its name with nothing behind the colon is enough."""

Name = Annotated[str, AfterValidator(_checked_name), like(_NAME, "name")]
Skill = Annotated[Name, AfterValidator(_checked_skill)]
"""A skill where it is declared."""
Number = Annotated[str, AfterValidator(checked_number), like(_NUMBER, "number dialled")]
Keyed = Annotated[str, AfterValidator(_checked_keyed), like(_KEYED, "digits")]
"""What somebody types to choose one of several."""
PromptFile = Annotated[str, AfterValidator(_checked_prompt_file), like(_PROMPT_FILE, "file")]
SetName = Annotated[str, AfterValidator(_checked_set_prompt), like(_SET_PROMPT_WRITTEN, "sound:NAME")]
"""One of Asterisk's own prompts: ``sound:NAME``."""
Prompt = Annotated[str, AfterValidator(_checked_prompt), like(_PROMPT, "prompt")]
"""As a step names it: one of ``prompts``, ``sound:NAME`` of Asterisk's own, or ``text:WORDS`` to be spoken."""
Prompts = Annotated[list[Prompt], BeforeValidator(listed), Field(max_length=20)]
Label = Annotated[str, AfterValidator(checked_label), Field(max_length=80)]
"""A name to show."""
LanguageCode = Annotated[str, AfterValidator(_checked_language), like(_LANGUAGE, "language")]
CountryCode = Annotated[str, AfterValidator(_checked_country), like(_COUNTRY, "country")]
Names = Annotated[list[Name], BeforeValidator(listed), Field(max_length=1_000)]
Proficiency = Annotated[int, Field(ge=1, le=HIGHEST_LEVEL)]
Priority = Annotated[int, Field(ge=-100, le=100)]
