"""The shape of a way out of a queue: ``go_on``, ``{queue: …}``, ``{flow: …}``; behind a key more. Resolves no name."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from acd.policy import Destination, GoOn, KeyDestination, Stay, ToCallback, ToFlow, ToQueue
from dialplan.errors import did_you_mean, shown
from dialplan.schema import Name, Spec, Written, like
from vocabulary.ids import FlowName, QueueName

GO_ON, CALLBACK, STAY = "go_on", "callback", "stay"
_ONE_OF_THE_WORDS = WithJsonSchema({"enum": [GO_ON, CALLBACK, STAY]})
_KEY = re.compile(r"[0-9*#]")


class ElsewhereSpec(Spec):
    """``{queue: sales, keeps_time: false}`` or ``{flow: voicemail}``."""

    queue: Annotated[Name | None, Written] = None
    """To another queue."""
    keeps_time: bool = True
    """Whether the time waited so far counts there too."""
    flow: Annotated[Name | None, Written] = None
    """To the beginning of a flow."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.queue is None) == (self.flow is None):
            raise ValueError("a way out leads to a queue or to a flow: {queue: NAME} or {flow: NAME}")
        if self.flow is not None and "keeps_time" in self.model_fields_set:
            raise ValueError("keeps_time is for a queue; a flow has no waiting")
        return self

    def destination(self) -> ToQueue | ToFlow:
        if self.queue is not None:
            return ToQueue(QueueName(self.queue), self.keeps_time)
        assert self.flow is not None
        return ToFlow(FlowName(self.flow))


def _word(word: str) -> str:
    words = (GO_ON, CALLBACK, STAY)
    if word not in words:
        raise ValueError(
            f"{shown(word)} is no way out; write go_on, {{queue: NAME}} or {{flow: NAME}}{did_you_mean(word, words)}"
        )
    return word


def _without_key(way: "str | ElsewhereSpec") -> "str | ElsewhereSpec":
    if way in {CALLBACK, STAY}:
        raise ValueError(f"'{way}' is only for a key the caller presses")
    return way


def _checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("a key while waiting is one of 0-9 * #")
    return key


def _kind(value: object) -> str:
    return "{word}" if isinstance(value, str) else "{elsewhere}"


_Way = Annotated[
    Annotated[Annotated[str, AfterValidator(_word), _ONE_OF_THE_WORDS], Tag("{word}")]
    | Annotated[ElsewhereSpec, Tag("{elsewhere}")],
    Discriminator(_kind),
]
Way = Annotated[_Way, AfterValidator(_without_key)]
Keys = Annotated[dict[Annotated[str, AfterValidator(_checked_key), like(_KEY, "key")], _Way], Field(min_length=1)]


def destination(way: str | ElsewhereSpec) -> Destination:
    """Where a way out leads that is taken without being asked for."""
    return GoOn() if isinstance(way, str) else way.destination()


def key_destination(way: str | ElsewhereSpec) -> KeyDestination:
    """Where a key leads."""
    match way:
        case ElsewhereSpec():
            return way.destination()
        case "callback":
            return ToCallback()
        case "stay":
            return Stay()
        case _:
            return GoOn()
