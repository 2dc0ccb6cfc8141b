"""Dialogues by example: prompts, steps, and a caller who presses keys. Times are seconds since the call arrived."""

from ivr.flow import Enqueue, Flow, Menu, Play, Step
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import CallerArrived, Effect, Event, HandToQueue, KeyPressed, PlaybackEnded, PlayPrompts, StopPlayback
from vocabulary.ids import FlowName, MediaUri, PlaybackId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Threshold, needing

WELCOME, NOTICE, CHOOSE, WRONG, MISSING, BYE = (
    MediaUri(f"sound:{name}") for name in ("welcome", "notice", "choose", "wrong", "missing", "bye")
)
SUPPORT = Enqueue(QueueName("support"), needing(Threshold(SkillName("english"), 3)), 2)
SALES = Enqueue(QueueName("sales"))
TO_SUPPORT = HandToQueue(SUPPORT.queue, SUPPORT.requirement, SUPPORT.priority)
TO_SALES = HandToQueue(SALES.queue, SALES.requirement, SALES.priority)
VOICEMAIL = Flow(FlowName("voicemail"), (Play((WELCOME,)),))
CIRCLE = Flow(FlowName("circle"), (SALES,))
MENU = Menu(
    (CHOOSE,), {"1": (SUPPORT,), "2": (SALES,)}, wrong_key=(WRONG,), no_key=(MISSING,), otherwise=(Play((BYE,)),)
)
LONG_MENU = Menu((CHOOSE,), {"1": (SUPPORT,), "12": (SALES,), "345": (SALES,)}, wrong_key=(WRONG,))


def at(seconds: float) -> Instant:
    return Instant(seconds, 1_700_000_000.0 + seconds)


def ended(number: int) -> PlaybackEnded:
    return PlaybackEnded(PlaybackId(f"p-{number}"))


def play(number: int, *prompts: MediaUri) -> PlayPrompts:
    return PlayPrompts(PlaybackId(f"p-{number}"), prompts)


def stop(number: int) -> StopPlayback:
    return StopPlayback(PlaybackId(f"p-{number}"))


def began(*steps: Step, policy: DialoguePolicy | None = None, flows: tuple[Flow, ...] = ()) -> Dialogue:
    by_name = {flow.name: flow for flow in flows}
    dialogue = Dialogue(Flow(FlowName("main"), steps), "p", policy or DialoguePolicy(), by_name)
    dialogue.receive(CallerArrived(), at(0))
    return dialogue


def press(dialogue: Dialogue, keys: str, seconds: float) -> tuple[tuple[Event, ...], tuple[Effect, ...]]:
    decisions = [dialogue.receive(KeyPressed(key), at(seconds)) for key in keys]
    return sum((d.events for d in decisions), ()), sum((d.effects for d in decisions), ())


def asked(menu: Menu) -> Dialogue:
    """A dialogue whose menu prompt ended at second 10."""
    dialogue = began(menu)
    dialogue.receive(ended(1), at(10))
    return dialogue
