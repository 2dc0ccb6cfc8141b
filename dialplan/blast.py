"""Whose callers may notice that a document takes the place of another: the numbers dialled, each with why.

Compared is what both documents became, not how they are written: a comment, another order of the files or a name that
changed throughout makes a difference to nobody but in the names told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from acd.policy import ToFlow, ToQueue
from dialplan.document import Dialled, Document, FilePrompt
from ivr.conditions import CallerOnList, OpenNow
from ivr.errands import LeaveMessage, LookAtQueue, LookUp, PromiseCallback, TransferCaller
from ivr.flow import Enqueue, GoTo
from vocabulary.ids import QueueName

_PROMPT = "prompt:"

Part = tuple[str, str]
"""A section's word in the singular, and a name in it."""
_ADMISSION: Part = ("admission", "")
_SPEECH: Part = ("speech", "")
_LOOK_UPS: Part = ("look_ups", "")
_MENU: Part = ("recording of the menu", "")
_OF_A_QUEUE = ("agents", "recording")


@dataclass(frozen=True, slots=True)
class Affected:
    """``number``: the number dialled. ``why``: what about it is different, in the order its callers may meet it."""

    number: str
    why: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number}: {', '.join(self.why)}"


def affected(old: Document | None, new: Document) -> tuple[Affected, ...]:
    """The numbers of either document that differ, in the order of the new one; without an old one, all of the new."""
    if old is None:
        return tuple(Affected(number, ("new",)) for number in new.numbers)
    before, after, known = _Reading(old), _Reading(new), dict[Part, str]()
    found = ((number, tuple(_differences(before, after, known, number))) for number in {**new.numbers, **old.numbers})
    return tuple(Affected(number, why) for number, why in found if why)


def _differences(before: "_Reading", after: "_Reading", known: dict[Part, str], number: str) -> Iterator[str]:
    """``known``: what was found of parts that other numbers meet too; a large document compares each only once."""
    old, new = before.document.numbers.get(number), after.document.numbers.get(number)
    if old is None or new is None:
        yield "new" if old is None else "gone"
        return
    yield from _dialled(old, new)
    parts = dict.fromkeys((*after.met(new), *before.met(old)))
    for part in parts:
        if part not in known:
            first, second = before.value(part), after.value(part)
            known[part] = _told(part, first, second) if first != second else ""
        if known[part]:
            yield known[part]


def _dialled(old: Dialled, new: Dialled) -> Iterator[str]:
    if old.flow != new.flow:
        yield f"leads to flow '{new.flow}' instead of '{old.flow}'"
    changed = [field.name for field in fields(Dialled) if getattr(old, field.name) != getattr(new, field.name)]
    yield from (f"its {name} changed" for name in changed if name != "flow")


def _told(part: Part, first: object, second: object) -> str:
    what, name = part
    if what in _OF_A_QUEUE:
        return f"{what} of queue '{name}' changed"
    said = f"{what} '{name}'" if name else what
    return f"{said} {'is new' if first is None else 'is gone' if second is None else 'changed'}"


class _Reading:
    """A document, and what calls to it meet. ``value`` of a part is all that callers can notice of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._leads_to: dict[Part, tuple[Part, ...]] = {}

    def met(self, dialled: Dialled) -> dict[Part, None]:
        """Everything a call to this number can meet, what it meets first before the rest."""
        turned_away = _parts_in(self.document.admission)
        found: dict[Part, None] = dict.fromkeys((_ADMISSION, _MENU, ("flow", str(dialled.flow)), *turned_away))
        ahead = list(found)
        while ahead:
            part = ahead.pop(0)
            for other in self._next(part):
                if other not in found:
                    found[other] = None
                    ahead.append(other)
        return found

    def _next(self, part: Part) -> tuple[Part, ...]:
        if part not in self._leads_to:
            self._leads_to[part] = tuple(dict.fromkeys(self._led_to(part)))
        return self._leads_to[part]

    def _led_to(self, part: Part) -> Iterator[Part]:
        what, name = part
        value = self.value(part)
        yield from _parts_in(value)
        if what == "queue" and value is not None:
            yield from ((of, name) for of in _OF_A_QUEUE)
            if value.policy.escalates_to is not None:
                yield "queue", value.policy.escalates_to
        if what == "recording":
            yield from (("prompt", rule.consent) for rule in value if rule.consent is not None)
        if what in {"prompt", "flow"}:
            yield _SPEECH

    def value(self, part: Part) -> Any:
        what, name = part
        document = self.document
        match what:
            case "flow":
                return document.world.flows.get(name)  # type: ignore[call-overload]
            case "queue":
                return document.queues.get(QueueName(name))
            case "agents":
                return self._serving(name)
            case "recording":
                return [rule for rule in document.recording_rules if not rule.queues or name in rule.queues]
            case "recording of the menu":
                return self._recorded_menu()
            case "agent":
                return self._agent(name)
            case "trunk":
                return document.trunks.get(name)
            case "hours":
                hours = document.hours.get(name)
                return hours and (hours, document.time_zone)
            case "list":
                spec = document.lists.get(name)
                return spec and (spec, document.country, document.sources.get(str(spec.file)))
            case "prompt":
                return self._prompt(name)
            case "admission":
                return document.admission
            case "look_ups":
                return document.look_ups
            case _:
                return document.speech

    def _serving(self, queue: str) -> list[object]:
        profiles = (agent.profile for agent in self.document.agents.values())
        return [profile for profile in profiles if queue in profile.queues]

    def _recorded_menu(self) -> object:
        fitting = self.document.recording_rule(None, "in")
        return fitting[1] if fitting is not None and fitting[1].from_ == "menu" else None

    def _agent(self, name: str) -> object:
        agent = next((agent for agent in self.document.agents.values() if agent.profile.name == name), None)
        return agent and (agent.devices, agent.number)

    def _prompt(self, name: str) -> object:
        spoken = self.document.prompts.get(name)
        if spoken is None:
            return None
        # Where the file lies is no difference to a caller, what it holds is.
        sources = {
            language: replace(source, path=Path()) if isinstance(source, FilePrompt) else source
            for language, source in spoken.items()
        }
        return sources, self.document.languages


def _parts_in(value: object) -> Iterator[Part]:
    """Every part that something of the cores' speaks of, in the order it does."""
    match value:
        case GoTo(flow) | ToFlow(flow):
            yield "flow", flow
        case ToQueue(queue) | LookAtQueue(queue) | PromiseCallback(queue) | LeaveMessage(queue) | Enqueue(queue):
            yield "queue", queue
        case TransferCaller(agent=str(agent)):
            yield "agent", agent
        case TransferCaller(trunk=trunk):
            yield "trunk", trunk
        case LookUp():
            yield _LOOK_UPS
        case OpenNow(hours):
            yield "hours", hours
        case CallerOnList(name):
            yield "list", name
        case str() if value.startswith(_PROMPT):
            yield "prompt", value.removeprefix(_PROMPT)
        case _:
            pass
    for inner in _inner(value):
        yield from _parts_in(inner)


def _inner(value: object) -> Iterator[object]:
    match value:
        case tuple() | list():
            yield from value
        case Mapping():
            yield from value.values()
        case _ if is_dataclass(value):
            yield from (getattr(value, field.name) for field in fields(value))
        case _:
            pass
