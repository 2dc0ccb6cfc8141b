"""Which way a demo call can go through a document: what to dial, what to press, who answers. Makes no call.

The way is found by walking: the document's own dialogue is led through it in virtual time, key by key.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from acd.policy import Staffing
from dialplan.document import Agent, Document, Queue
from dialplan.endpoints import Endpoint, endpoints
from ivr.errands import LookAtQueue
from ivr.flow import Collect, Menu
from ivr.interpreter import Dialogue
from ivr.reports import (
    BeginErrand,
    CallerArrived,
    Decision,
    ErrandEnded,
    HandToQueue,
    KeyPressed,
    PlaybackEnded,
    PlayPrompts,
    PromptsStarted,
    Report,
)
from ivr.world import Arrival
from vocabulary.ids import AgentName, DeviceName, Language, MediaUri, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement, matches

DEMO_NUMBER, DEMO_NAME = "+12025550100", "Pat Example"
_MOST_QUESTIONS = 4
_MOST_TURNS = 100
_EMPTY_QUEUE = {"waiting": "0", "position": "1", "agents": "0", "ready": "0", "open": "yes", "estimate_seconds": ""}


class NoWayThrough(Exception):
    """no number of this dialplan leads to a queue that one of its agents can serve: there is no demo call to be made"""

    def __init__(self) -> None:
        super().__init__(NoWayThrough.__doc__ or "")


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """Press these keys once these prompts are being played, which sound like ``media``."""

    keys: str
    prompts: tuple[MediaUri, ...]
    media: tuple[MediaUri, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPath:
    """One way from a number to an agent. ``language``: what the caller is spoken to in by then.

    ``device``: the agent's phone, one that speaks SIP over UDP as the demo's does.
    """

    number: str
    strokes: tuple[KeyStroke, ...]
    queue: QueueName
    agent: AgentName
    device: DeviceName
    language: Language


def find_path(document: Document, at: Instant) -> DemoPath:
    """The way with the fewest keys that there is at this moment, numbers and keys in the order of the document.

    :raises NoWayThrough: there is none.
    """
    ahead: deque[tuple[str, tuple[KeyStroke, ...]]] = deque((number, ()) for number in document.numbers)
    while ahead:
        number, strokes = ahead.popleft()
        walk = _Walk(document, number, strokes, at)
        walk.go()
        phone = _phone(document, walk.handed) if walk.handed is not None else None
        if walk.handed is not None and phone is not None and phone.agent is not None:
            return DemoPath(number, strokes, walk.handed.queue, phone.agent, phone.device, walk.language)
        if len(strokes) < _MOST_QUESTIONS:
            ahead.extend((number, (*strokes, stroke)) for stroke in walk.answers())
    raise NoWayThrough


def _phone(document: Document, handed: HandToQueue) -> Endpoint | None:
    """That of somebody who can serve the caller."""
    if not _lets_anybody_wait(document.queues[handed.queue]):
        return None
    serving = (name for name, agent in document.agents.items() if handed.queue in agent.profile.queues)
    able = {name for name in serving if _can_serve(document.agents[name], handed.requirement)}
    return next(
        (phone for phone in endpoints(document).values() if phone.agent in able and phone.transport == "udp"), None
    )


def _lets_anybody_wait(queue: Queue) -> bool:
    """The demo's caller comes before any agent does."""
    ways = queue.policy.ways_out
    return ways.to_join is Staffing.NONE and ways.to_stay is Staffing.NONE


def _can_serve(agent: Agent, requirement: Requirement) -> bool:
    """Steps that this agent alone cannot meet are skipped while nobody else is logged in."""
    steps = requirement.steps
    if not steps or steps[-1].expires_after_seconds is not None:
        return True
    return any(matches(step.expression, agent.profile.name, dict(agent.profile.skills)) for step in steps)


@dataclass(slots=True)
class _Walk:
    """One walk with these keys, until the caller is handed to a queue, or is asked something more."""

    document: Document
    number: str
    strokes: tuple[KeyStroke, ...]
    at: Instant
    handed: HandToQueue | None = None
    asked: Menu | Collect | None = None
    heard: tuple[tuple[MediaUri, ...], tuple[MediaUri, ...]] = ((), ())
    language: Language = Language("en")
    _reports: deque[Report] = field(default_factory=deque)

    def go(self) -> None:
        dialled = self.document.numbers[self.number]
        arrival = Arrival(self.number, DEMO_NUMBER, DEMO_NAME, dialled.source, dialled.language)
        dialogue = Dialogue(self.document.flows[dialled.flow], "demo", self.document.world, arrival)
        keys = deque(stroke.keys for stroke in self.strokes)
        self._reports.append(CallerArrived())
        for _ in range(_MOST_TURNS):
            if dialogue.over or self.handed is not None:
                return
            deadline = dialogue.next_deadline()
            if dialogue.asked is not None and not dialogue.asked.prompts and deadline is not None:
                # Nobody was told a key here, as behind a notice that one key refuses: silence is the usual answer.
                self._take(dialogue.handle_deadline(deadline))
                continue
            if dialogue.asked is not None and not keys:
                self.asked = dialogue.asked
                return
            if dialogue.asked is not None:
                self._answer(dialogue, keys.popleft())
            elif self._reports:
                self._take(dialogue.receive(self._reports.popleft(), self.at))
            else:
                return

    def _answer(self, dialogue: Dialogue, keys: str) -> None:
        asked = dialogue.asked
        for key in keys:
            self._take(dialogue.receive(KeyPressed(key), self.at))
        deadline = dialogue.next_deadline()
        if dialogue.asked is asked and deadline is not None:
            # A longer answer would have been possible.
            self._take(dialogue.handle_deadline(deadline))

    def answers(self) -> Iterator[KeyStroke]:
        """What could be pressed at the question at which the walk stopped."""
        match self.asked:
            case Menu(choices=choices):
                yield from (KeyStroke(keys, *self.heard) for keys in choices)
            case Collect(least=least, most=most, end_key=end_key):
                yield KeyStroke("1" * least + (end_key if least < most else ""), *self.heard)
            case None:
                return

    def _take(self, decision: Decision) -> None:
        prompts = [event.prompts for event in decision.events if isinstance(event, PromptsStarted)]
        for effect in decision.effects:
            match effect:
                case PlayPrompts(playback, media, language):
                    self.heard, self.language = (prompts.pop(0), media), language
                    self._reports.append(PlaybackEnded(playback))
                case BeginErrand(errand, LookAtQueue(queue)):
                    values = {f"queue.{queue}.{name}": value for name, value in _EMPTY_QUEUE.items()}
                    self._reports.append(ErrandEnded(errand, True, values))
                case BeginErrand(errand):
                    self._reports.append(ErrandEnded(errand, False))
                case HandToQueue():
                    self.handed = effect
                case _:
                    pass
