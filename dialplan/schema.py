"""What every part of the language is made of: names, prompts, numbers and their limits. Resolves no name."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from vocabulary.requirement_text import HIGHEST_LEVEL, RESERVED

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_SET_PROMPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_-]+)*")
_PROMPT_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\.wav")
SET_PREFIX = "sound:"


class Spec(BaseModel):
    """Every mapping of the language: no key beyond those declared, no value of another type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name is a small letter followed by at most 31 of a-z 0-9 _ -")
    return name


def _checked_skill(name: str) -> str:
    if name in RESERVED:
        raise ValueError("no skill may have this name: it is a word of requirement expressions")
    return name


def _checked_number(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise ValueError("a number dialled is at most 32 of 0-9 * # with an optional + before them")
    return number


def _checked_prompt(prompt: str) -> str:
    if not prompt.startswith(SET_PREFIX):
        return _checked_name(prompt)
    if len(prompt) > 80 or not _SET_PROMPT.fullmatch(prompt.removeprefix(SET_PREFIX)):
        raise ValueError("one of Asterisk's own prompts is written sound:NAME, for example sound:digits/1")
    return prompt


def _checked_prompt_file(file: str) -> str:
    if len(file) > 120 or not _PROMPT_FILE.fullmatch(file):
        raise ValueError("a prompt is a .wav file inside this directory; its path is made of A-Z a-z 0-9 . _ - /")
    return file


def listed(value: object) -> object:
    """A single text or mapping as a list of one: the short form of every list in the language."""
    return [value] if isinstance(value, str | dict) else value


def _written(value: object) -> object:
    if value is None:
        raise ValueError("is empty; write a value, or leave the key out")
    return value


Written = BeforeValidator(_written)
"""For a key whose absence means something: what stands there empty is a slip, not an absence."""

Name = Annotated[str, AfterValidator(_checked_name)]
Skill = Annotated[Name, AfterValidator(_checked_skill)]
"""A skill where it is declared."""
Number = Annotated[str, AfterValidator(_checked_number)]
PromptFile = Annotated[str, AfterValidator(_checked_prompt_file)]
Prompts = Annotated[
    list[Annotated[str, AfterValidator(_checked_prompt)]], BeforeValidator(listed), Field(max_length=20)
]
Proficiency = Annotated[int, Field(ge=1, le=HIGHEST_LEVEL)]
Priority = Annotated[int, Field(ge=-100, le=100)]
