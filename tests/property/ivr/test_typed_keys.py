"""Keys mean the same whenever they are pressed, and none is lost between prompts."""

import itertools
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.errands import LookUp
from ivr.flow import Collect, Menu, Play, RunErrand, Steps
from ivr.interpreter import Dialogue
from ivr.reports import (
    CallerArrived,
    ChoiceUndone,
    DigitsCollected,
    ErrandEnded,
    Event,
    KeyPressed,
    MenuAnswered,
    MenuFailed,
    PlaybackEnded,
)
from ivr.transitions import DialogueState
from tests.support.dialogue import flow
from tests.support.flows import CHOICE_KEYS
from vocabulary.ids import ErrandId, MediaUri, PlaybackId
from vocabulary.instant import Instant

START = Instant(1_000.0, 1_700_000_000.0)


def expected_answers(keys: str, choices: Mapping[str, object], attempts: int) -> list[str]:
    """What a menu makes of keys that all come in time, told independently: one text for each answer."""
    answers: list[str] = []
    collected = ""
    for key in keys:
        ends = key == "#" and "#" not in "".join(choices)
        if ends and not collected:
            continue
        collected += "" if ends else key
        growing = [choice for choice in choices if choice.startswith(collected) and choice != collected]
        if growing and not ends:
            continue
        if collected in choices:
            return [*answers, f"answered {collected}"]
        answers.append(f"wrong {collected}")
        collected = ""
        if len(answers) == attempts:
            return answers
    return answers


@settings(max_examples=300, deadline=None)
@given(
    keys=st.text("12*#9", max_size=10),
    choices=st.sets(CHOICE_KEYS, min_size=1, max_size=5),
    attempts=st.integers(1, 5),
    before_notice_ends=st.integers(0, 10),
    before_prompt_ends=st.integers(0, 10),
    barge_in=st.booleans(),
)
def test_keys_mean_the_same_whenever_they_are_pressed(
    *, keys: str, choices: set[str], attempts: int, before_notice_ends: int, before_prompt_ends: int, barge_in: bool
) -> None:
    menu = Menu((MediaUri("sound:a"),), dict.fromkeys(sorted(choices), ()), attempts=attempts)
    dialogue = Dialogue(flow("main", Play((MediaUri("sound:b"),), barge_in), menu), "p")
    decisions = [dialogue.receive(CallerArrived(), START)]
    for count, key in enumerate(keys):
        if count == before_notice_ends:
            decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-1")), START))
        if count == before_prompt_ends:
            decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-2")), START))
        decisions.append(dialogue.receive(KeyPressed(key), START))
    decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-1")), START))
    answers = []
    for event in itertools.chain.from_iterable(decision.events for decision in decisions):
        match event:
            case MenuAnswered(pressed):
                answers.append(f"answered {pressed}")
            case MenuFailed(_, pressed):
                answers.append(f"wrong {pressed}")
            case _:
                pass
    assert answers == expected_answers(keys, dict.fromkeys(choices), attempts)


def answers_of(steps: Steps, keys: str, steps_on: set[int]) -> list[Event]:
    """What is made of the keys where, before those of these numbers, whatever is waited for comes to its end."""
    dialogue = Dialogue(flow("main", *steps), "p")
    decisions = [dialogue.receive(CallerArrived(), START)]

    def go_on() -> bool:
        if dialogue.playing is not None:
            decisions.append(dialogue.receive(PlaybackEnded(dialogue.playing), START))
        elif dialogue.state is DialogueState.ON_ERRAND:
            decisions.append(dialogue.receive(ErrandEnded(ErrandId("p-e1"), done=True), START))
        else:
            return False
        return True

    for number, key in enumerate(keys):
        if number in steps_on:
            go_on()
        if not dialogue.over:
            decisions.append(dialogue.receive(KeyPressed(key), START))
    while go_on():
        pass
    kinds = (MenuAnswered, MenuFailed, DigitsCollected, ChoiceUndone)
    return [event for decision in decisions for event in decision.events if isinstance(event, kinds)]


@settings(max_examples=300, deadline=None)
@given(
    keys=st.text("12*#9", max_size=12),
    choices=st.sets(CHOICE_KEYS, min_size=1, max_size=4),
    undo=st.sampled_from(["", "*", "#"]),
    end_key=st.sampled_from(["", "*", "#"]),
    most=st.integers(1, 4),
    steps_on=st.sets(st.integers(0, 12)),
)
def test_keys_mean_the_same_whatever_has_come_to_its_end_when_they_are_pressed(
    *, keys: str, choices: set[str], undo: str, end_key: str, most: int, steps_on: set[int]
) -> None:
    sound = (MediaUri("sound:a"),)
    steps = (
        Play(sound, barge_in=False),
        Collect("first", sound, most=most, end_key=end_key),
        RunErrand(LookUp("GET", "https://example.net")),
        Play(sound),
        Menu(sound, dict.fromkeys(sorted(choices), ()), undo=undo),
        Collect("second", sound, most=most, end_key=end_key),
    )
    assert answers_of(steps, keys, steps_on) == answers_of(steps, keys, set())
