"""The shape of what admins write, but for the steps: words, numbers and limits. Knows no file, resolves no name."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from vocabulary.ids import SkillName

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


def _checked_display_name(name: str) -> str:
    if not name.isprintable() or not name.strip():
        raise ValueError("a name to show is made of printable characters")
    return name


def listed(value: object) -> object:
    """A single text or mapping as a list of one: the short form of every list in the language."""
    return [value] if isinstance(value, str | dict) else value


Name = Annotated[str, AfterValidator(_checked_name)]
Number = Annotated[str, AfterValidator(_checked_number)]
PromptFile = Annotated[str, AfterValidator(_checked_prompt_file)]
Prompts = Annotated[
    list[Annotated[str, AfterValidator(_checked_prompt)]], BeforeValidator(listed), Field(max_length=20)
]
Proficiency = Annotated[int, Field(ge=1, le=10)]
Priority = Annotated[int, Field(ge=-100, le=100)]


class AnnouncementsSpec(Spec):
    """When a waiting caller is told their position."""

    on_entry: bool = True
    on_change: bool = True
    min_gap_seconds: float = Field(15.0, ge=1, le=600)


class QueueSpec(Spec):
    """A queue: its line, what its callers hear and how long its agents have."""

    line: Literal["first", "second", "third"] = "first"
    music: Literal["default"] = "default"
    ring_timeout_seconds: float = Field(20.0, ge=1, le=300)
    connect_timeout_seconds: float = Field(5.0, ge=1, le=30)
    wrap_up_seconds: float = Field(10.0, ge=0, le=3600)
    decline_rest_seconds: float = Field(10.0, ge=1, le=600)
    failure_rest_seconds: float = Field(5.0, ge=1, le=600)
    announcements: AnnouncementsSpec = AnnouncementsSpec()


class AgentSpec(Spec):
    """An agent: a name to show, skills with proficiencies, and the queues served."""

    name: Annotated[str, AfterValidator(_checked_display_name), Field(max_length=80)]
    queues: Annotated[list[Name], BeforeValidator(listed), Field(min_length=1, max_length=100)]
    skills: dict[Name, Proficiency] = Field(default_factory=dict)
    unanswered_limit: int = Field(2, ge=1, le=100)

    def proficiencies(self) -> dict[SkillName, int]:
        return {SkillName(skill): proficiency for skill, proficiency in self.skills.items()}
