"""``play`` and ``say``: prompts by name, and things with a value."""

from collections.abc import Callable

import pytest

from ivr.errands import LookAtQueue
from ivr.flow import Play, RunErrand, Say, Steps
from ivr.sayings import Saying, SayKind
from vocabulary.ids import MediaUri, QueueName

Written = Callable[[str], Steps]
Refused = Callable[[str], list[str]]
SUPPORT = QueueName("support")


def _media(*prompts: str) -> tuple[MediaUri, ...]:
    return tuple(map(MediaUri, prompts))


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("play: welcome", Play(_media("prompt:welcome"))),
        ("play: [welcome, sound:vm-press]", Play(_media("prompt:welcome", "sound:vm-press"))),
        ("play: {prompts: welcome, barge_in: false}", Play(_media("prompt:welcome"), barge_in=False)),
        ('play: "text:Hello, {caller.name}."', Play(_media("text:Hello, {caller.name}."))),
    ],
)
def test_prompts_are_named_as_they_are_played_in_any_language(steps: Written, written: str, step: Play) -> None:
    assert steps(written)[0] == step


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("play: welcme", "7: unknown prompt 'welcme'; did you mean 'welcome'?"),
        ("play: []", "7: must not be empty"),
        ('play: "text:"', "7: there is nothing to speak in this text"),
        (f'play: "text:{"x" * 1001}"', "7: a text to speak is at most 1,000 characters"),
        ('play: "text:Hello {nam}"', "19: unknown variable 'nam': no step sets it"),
        (
            'play: "text:Hello {Name}"',
            "19: braces hold a variable, a small letter followed by a-z 0-9 _ . -, as in {account}",
        ),
        ("ply: welcome", "1: unknown key 'ply'; did you mean 'play'?"),
        ("{play: welcome, hang_up: }", "1: a step has one verb; this one has play and hang_up"),
    ],
)
def test_what_cannot_be_played_is_refused_where_it_stands(refused: Refused, written: str, problem: str) -> None:
    assert problem in refused(written)


@pytest.mark.parametrize(
    ("written", "saying"),
    [
        ("say: {number: 21}", Saying(SayKind.NUMBER, "21")),
        ('say: {digits: "{caller.number}"}', Saying(SayKind.DIGITS, "{caller.number}")),
        ("say: {date: 2026-12-25}", Saying(SayKind.DATE, "2026-12-25")),
        ('say: {time: "14:05"}', Saying(SayKind.TIME, "14:05")),
        ("say: {money: 12.50, currency: EUR}", Saying(SayKind.MONEY, "12.5", "EUR")),
    ],
)
def test_a_value_is_said_by_its_kind(steps: Written, written: str, saying: Saying) -> None:
    assert steps(written)[0] == Say(saying)


def test_a_place_in_a_queue_is_said_after_a_look_at_the_queue(steps: Written) -> None:
    assert steps("say: {position: support}")[:2] == (
        RunErrand(LookAtQueue(SUPPORT)),
        Say(Saying(SayKind.POSITION, "{queue.support.position}")),
    )


def test_a_wait_is_the_estimate_of_that_moment(steps: Written) -> None:
    assert steps("say: {wait: support, barge_in: false}")[:2] == (
        RunErrand(LookAtQueue(SUPPORT)),
        Say(Saying(SayKind.WAIT, "{queue.support.estimate_seconds}"), barge_in=False),
    )


def test_a_text_about_a_queue_looks_at_it_once(steps: Written) -> None:
    played = steps('play: ["text:{queue.support.waiting} wait", "text:for {queue.support.agents}"]')
    assert played[0] == RunErrand(LookAtQueue(SUPPORT))
    assert isinstance(played[1], Play)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("say: {number: 5, digits: 5}", "this one has number and digits"),
        ("say: {}", "this one has none"),
        ("say: {number: many}", "'many' is not a whole number"),
        ("say: {date: 2026-13-01}", "'2026-13-01' is not a date, as 2026-12-25"),
        ('say: {time: "24:00"}', "'24:00' is not a time, as 14:05"),
        ("say: {money: 5}", "money needs its currency, as currency: EUR, and nothing else has one"),
        ("say: {number: 5, currency: EUR}", "money needs its currency"),
        ("say: {position: suport}", "unknown queue 'suport'; did you mean 'support'?"),
        ('say: {number: "{queue.suport.waiting}"}', "unknown queue 'suport'; did you mean 'support'?"),
        ('say: {number: "{queue.support.wating}"}', "a queue has no 'wating'; did you mean 'waiting'?"),
    ],
)
def test_what_cannot_be_said_is_refused(refused: Refused, written: str, problem: str) -> None:
    assert any(problem in found for found in refused(written))
