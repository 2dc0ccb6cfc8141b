"""Steps and conditions in a few words, for pictures and for messages. The words are the document's own."""

from itertools import chain
from typing import assert_never

from dialplan.steps import BranchSpec, CollectSpec, Verb
from dialplan.steps.hang_up import HangUpSpec
from dialplan.steps.recording import RecordingSpec
from dialplan.steps.say import SaySpec
from dialplan.steps.set_values import SetSpec
from ivr.conditions import (
    AnyOne,
    CallerNumberLike,
    CallerOnList,
    Condition,
    EveryOne,
    NotSo,
    OpenNow,
    VariableIs,
)
from ivr.sayings import SayKind

_MOST_NAMES = 3
_REPLIES = frozenset({"wrong_key", "no_key", "thanks"})


def step_label(verb: Verb) -> str:
    """What a step speaks of: the names in it, else what it plays, else its texts."""
    match verb:
        case HangUpSpec():
            return "" if verb.cause == "normal" else verb.cause
        case BranchSpec():
            return ""
        case RecordingSpec():
            return verb.recording
        case CollectSpec():
            return verb.into
        case SaySpec():
            said = ((kind.value, getattr(verb, kind.value)) for kind in SayKind)
            return next((f"{kind} {value}" for kind, value in said if value is not None), "")
        case SetSpec():
            values = (("priority", verb.priority), ("category", verb.category), ("source", verb.source))
            told = [f"{key} {value}" for key, value in values if value is not None]
            return listed_shortly([*verb.variables, *told, *(["requires"] if verb.requires else [])])
        case _:
            return _spoken_of(verb)


def _spoken_of(verb: Verb) -> str:
    used = list(verb.names_used())
    names = [named.name for named in used if named.section == used[0].section]
    heard = [prompt.removeprefix("text:") for prompt, path in verb.prompts_heard() if path[0] not in _REPLIES]
    texts = [text.text for text in verb.texts()]
    return listed_shortly(next(filter(None, (names, heard, texts)), []))


def condition_label(condition: Condition) -> str:
    """A condition as one would say it."""
    match condition:
        case OpenNow(hours):
            return f"{hours} open"
        case CallerOnList(name):
            return f"caller on {name}"
        case CallerNumberLike(numbers):
            return f"caller {listed_shortly(list(numbers))}"
        case VariableIs(variable, comparison, value):
            return f"{variable} {comparison.value} {value or 'nothing'}"
        case EveryOne(parts):
            return " and ".join(map(_part, parts))
        case AnyOne(parts):
            return " or ".join(map(_part, parts))
        case NotSo(inner):
            return f"not {_part(inner)}"
        case _:
            assert_never(condition)


def listed_shortly(words: list[str]) -> str:
    """The first few, each once."""
    once = list(dict.fromkeys(words))
    return ", ".join(chain(once[:_MOST_NAMES], ["…"] if len(once) > _MOST_NAMES else []))


def _part(condition: Condition) -> str:
    label = condition_label(condition)
    return f"({label})" if isinstance(condition, EveryOne | AnyOne) else label
