"""What a dialogue can look up without asking anybody: flows, hours, lists, prompts by language. All of it pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr.flow import Flow
from ivr.sayings import SayKind
from vocabulary.ids import FlowName, HoursName, Language, ListName, MediaUri

ENGLISH = Language("en")


class Voice(Protocol):
    """What is played for what a flow says."""

    def media(self, prompt: MediaUri, language: Language) -> MediaUri:
        """What is played for a prompt of a flow: ``sound:…`` or ``speech:LANGUAGE:WORDS``."""

    def say(self, kind: SayKind, value: str, language: Language, currency: str = "") -> tuple[MediaUri, ...]:
        """What is played for a value; nothing where the text cannot be read as one of this kind."""

    def announcement(
        self, language: Language, position: int | None = None, *, more_than: bool = False,
        wait_seconds: float | None = None,
    ) -> tuple[MediaUri, ...]:  # fmt: skip
        """What a waiting caller is told of their place, their wait, or both; nothing where neither is to be told."""


class Calendar(Protocol):
    """Opening hours."""

    def is_open(self, hours: HoursName, at: datetime) -> bool:
        """Whether these hours are open at this moment, which has a time zone."""


class CallerLists(Protocol):
    """Lists of callers' numbers."""

    def holds(self, name: ListName, number: str) -> bool:
        """Whether the caller's number, as Asterisk told it, is on this list."""


class PlainVoice:
    """Prompts as they are written, and nothing that is no prompt."""

    def media(self, prompt: MediaUri, language: Language) -> MediaUri:
        del language
        return prompt

    def say(self, kind: SayKind, value: str, language: Language, currency: str = "") -> tuple[MediaUri, ...]:
        del kind, value, language, currency
        return ()

    def announcement(
        self, language: Language, position: int | None = None, *, more_than: bool = False,
        wait_seconds: float | None = None,
    ) -> tuple[MediaUri, ...]:  # fmt: skip
        del language, position, more_than, wait_seconds
        return ()


class AlwaysClosed:
    """No hours are known, so none is open."""

    def is_open(self, hours: HoursName, at: datetime) -> bool:
        del hours, at
        return False


class NoLists:
    """Nobody is on any list."""

    def holds(self, name: ListName, number: str) -> bool:
        del name, number
        return False


@dataclass(frozen=True, slots=True)
class World:
    """Everything around a dialogue. ``languages``: the document's; the first is spoken unless another is chosen."""

    flows: Mapping[FlowName, Flow] = field(default_factory=dict)
    languages: tuple[Language, ...] = (ENGLISH,)
    voice: Voice = PlainVoice()
    calendar: Calendar = AlwaysClosed()
    lists: CallerLists = NoLists()


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a caller came in: the variables ``call.number``, ``caller.number`` and ``caller.name``; and what the number
    dialled says of them. ``language`` None: the document's first."""

    number_dialled: str = ""
    caller_number: str = ""
    caller_name: str = ""
    source: str = ""
    language: Language | None = None
