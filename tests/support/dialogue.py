"""Dialogues by example: prompts, steps, and a caller who presses keys. Times are seconds since the call arrived."""

from dataclasses import replace

from ivr.errands import Errand
from ivr.flow import Enqueue, Flow, Menu, Play, Step
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    BeginErrand,
    CallerArrived,
    Effect,
    ErrandEnded,
    Event,
    HandToQueue,
    KeyPressed,
    PlaybackEnded,
    PlayPrompts,
    StopPlayback,
)
from ivr.sayings import SayKind
from ivr.world import Arrival, World
from vocabulary.ids import ErrandId, FlowName, Language, MediaUri, PlaybackId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Threshold, needing

WELCOME, NOTICE, CHOOSE, WRONG, MISSING, BYE = (
    MediaUri(f"sound:{name}") for name in ("welcome", "notice", "choose", "wrong", "missing", "bye")
)
EN, RU = Language("en"), Language("ru")
SUPPORT = Enqueue(QueueName("support"), needing(Threshold(SkillName("english"), 3)), 2)
SALES = Enqueue(QueueName("sales"))
TO_SUPPORT = HandToQueue(SUPPORT.queue, SUPPORT.requirement, 2)
TO_SALES = HandToQueue(SALES.queue, SALES.requirement, 0)
VOICEMAIL = Flow(FlowName("voicemail"), (Play((WELCOME,)),))
CIRCLE = Flow(FlowName("circle"), (SALES,))
MENU = Menu(
    (CHOOSE,), {"1": (SUPPORT,), "2": (SALES,)}, wrong_key=(WRONG,), no_key=(MISSING,), otherwise=(Play((BYE,)),)
)
LONG_MENU = Menu((CHOOSE,), {"1": (SUPPORT,), "12": (SALES,), "345": (SALES,)}, wrong_key=(WRONG,))


class Echo:
    """A voice that says what it was asked for: ``LANGUAGE/PROMPT``, ``LANGUAGE/KIND/VALUE``; no value that is empty."""

    def media(self, prompt: MediaUri, language: Language) -> MediaUri:
        return MediaUri(f"{language}/{prompt}")

    def say(self, kind: SayKind, value: str, language: Language, currency: str = "") -> tuple[MediaUri, ...]:
        return (MediaUri(f"{language}/{kind}/{value}{currency}"),) if value else ()

    def announcement(
        self,
        language: Language,
        position: int | None = None,
        *,
        more_than: bool = False,
        wait_seconds: float | None = None,
    ) -> tuple[MediaUri, ...]:
        return (MediaUri(f"{language}/{position}/{more_than}/{wait_seconds}"),)


def at(seconds: float) -> Instant:
    return Instant(seconds, 1_700_000_000.0 + seconds)


def ended(number: int) -> PlaybackEnded:
    return PlaybackEnded(PlaybackId(f"p-{number}"))


def play(number: int, *prompts: str, language: Language = EN) -> PlayPrompts:
    return PlayPrompts(PlaybackId(f"p-{number}"), tuple(MediaUri(prompt) for prompt in prompts), language)


def stop(number: int) -> StopPlayback:
    return StopPlayback(PlaybackId(f"p-{number}"))


def flow(name: str, *steps: Step) -> Flow:
    return Flow(FlowName(name), steps)


def expected(
    *steps: Step,
    policy: DialoguePolicy | None = None,
    flows: tuple[Flow, ...] = (),
    world: World | None = None,
    arrival: Arrival | None = None,
) -> Dialogue:
    """A dialogue whose caller is not there yet."""
    around = replace(world or World(), flows={flow.name: flow for flow in flows})
    return Dialogue(flow("main", *steps), "p", around, arrival or Arrival(), policy or DialoguePolicy())


def began(
    *steps: Step,
    policy: DialoguePolicy | None = None,
    flows: tuple[Flow, ...] = (),
    world: World | None = None,
    arrival: Arrival | None = None,
) -> Dialogue:
    dialogue = expected(*steps, policy=policy, flows=flows, world=world, arrival=arrival)
    dialogue.receive(CallerArrived(), at(0))
    return dialogue


def begin(number: int, errand: Errand) -> BeginErrand:
    return BeginErrand(ErrandId(f"p-e{number}"), errand)


def done(number: int, **values: str) -> ErrandEnded:
    return ErrandEnded(ErrandId(f"p-e{number}"), True, values)


def not_done(number: int, why: str = "", **values: str) -> ErrandEnded:
    return ErrandEnded(ErrandId(f"p-e{number}"), False, values, why)


def effects_at_first(*steps: Step, world: World | None = None, arrival: Arrival | None = None) -> tuple[Effect, ...]:
    """What is done once the caller is there, behind the answering."""
    return expected(*steps, world=world, arrival=arrival).receive(CallerArrived(), at(0)).effects[1:]


def events_at_first(*steps: Step, world: World | None = None, arrival: Arrival | None = None) -> tuple[Event, ...]:
    """What happens once the caller is there, behind the beginning."""
    return expected(*steps, world=world, arrival=arrival).receive(CallerArrived(), at(0)).events[1:]


def press(dialogue: Dialogue, keys: str, seconds: float) -> tuple[tuple[Event, ...], tuple[Effect, ...]]:
    decisions = [dialogue.receive(KeyPressed(key), at(seconds)) for key in keys]
    return sum((d.events for d in decisions), ()), sum((d.effects for d in decisions), ())


def asked(menu: Menu) -> Dialogue:
    """A dialogue whose menu prompt ended at second 10."""
    dialogue = began(menu)
    dialogue.receive(ended(1), at(10))
    return dialogue
