"""``menu``, ``collect``, ``survey``, ``language`` and ``consent``: what callers are asked."""

from collections.abc import Callable

import pytest

from ivr.flow import (
    Again,
    Branch,
    Collect,
    ForgetKeys,
    HangUp,
    IfMarked,
    Loop,
    Mark,
    MarkKind,
    Menu,
    Play,
    Say,
    SetLanguage,
    SetVariable,
    Step,
    Steps,
)
from ivr.sayings import Saying, SayKind
from vocabulary.ids import Language, MediaUri

Written = Callable[[str], Steps]
Refused = Callable[[str], list[str]]
ASK = (MediaUri("prompt:ask"),)


def test_a_menu_has_a_key_that_takes_back_the_last_choice(steps: Written) -> None:
    assert steps('menu: {prompt: ask, choices: {"1": hang_up}, undo: "*"}')[0] == Menu(
        ASK, {"1": (HangUp(),)}, undo="*"
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('menu: {choices: {"*": hang_up}, undo: "*"}', "7: '*' cannot be both a choice and undo"),
        ("menu: {choices: {a: hang_up}}", "18: 'a': a choice is one to 16 of the keys 0-9 * #"),
        ('menu: {choices: {"1": hang_up}, undo: "12"}', "39: a key is one of 0-9 * #"),
        ('menu: {choices: {"1": {play: welcom}}}', "30: unknown prompt 'welcom'; did you mean 'welcome'?"),
    ],
)
def test_a_menu_that_cannot_be_is_refused(refused: Refused, written: str, problem: str) -> None:
    assert problem in refused(written)


def test_digits_are_collected_into_a_variable_that_was_empty_before(steps: Written) -> None:
    assert steps("collect: {into: account, prompt: ask, digits: 6, otherwise: hang_up}")[:2] == (
        SetVariable("account", ""),
        Collect("account", ASK, least=6, most=6, otherwise=(HangUp(),)),
    )


@pytest.mark.parametrize(
    ("lengths", "least", "most"),
    [("least: 4", 4, 16), ("most: 8", 1, 8), ("least: 4, most: 8", 4, 8), ("least: 20", 20, 20)],
)
def test_a_number_has_a_least_and_a_most_length(steps: Written, lengths: str, least: int, most: int) -> None:
    collect = steps(f"collect: {{into: account, {lengths}, end_key: none}}")[1]
    assert collect == Collect("account", least=least, most=most, end_key="")


def test_what_was_typed_is_played_back_until_it_is_confirmed(steps: Written) -> None:
    confirm = 'confirm: {prompt: welcome, question: ask, right: "1", again: "2"}'
    asked = steps(f"collect: {{into: account, {confirm}, attempts: 2}}")[0]
    assert isinstance(asked, Loop)
    cleared, collect, branch = asked.steps
    assert (asked.most, cleared, collect) == (1, SetVariable("account", ""), Collect("account", attempts=2))
    assert isinstance(branch, Branch)
    (read_out,) = branch.cases[0][1]
    assert read_out == Loop(
        (
            Play((MediaUri("prompt:welcome"),)),
            Say(Saying(SayKind.DIGITS, "{account}")),
            Menu(ASK, {"1": (), "2": (cleared, Again(2))}, attempts=1, otherwise=(Again(), cleared)),
        ),
        most=1,
    )


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("digits: 6, most: 7", "digits is a fixed length; write digits, or least and most"),
        ("least: 7, most: 6", "at least 7 digits and at most 6 cannot be"),
        ("digits: 0", "greater than or equal to 1"),
        ('confirm: {right: "1", again: "1"}', "'1' cannot be both right and again"),
        ("secret: true, confirm: {}", "what is secret is not played back: leave out confirm"),
        ("confirm: ", "is empty; write a value, or leave the key out"),
    ],
)
def test_a_collection_that_contradicts_itself_is_refused(refused: Refused, keys: str, problem: str) -> None:
    assert any(problem in found for found in refused(f"collect: {{into: account, {keys}}}"))


def test_a_variable_of_the_systems_own_is_not_collected_into(refused: Refused) -> None:
    assert refused("collect: {into: caller.number}") == [
        "17: a variable is a small letter followed by at most 31 of a-z 0-9 _"
    ]


def test_a_survey_keeps_an_answer_for_each_question(steps: Written) -> None:
    forget, friendly, thanks = steps("survey: {questions: {friendly: ask}, thanks: welcome}")[:3]
    assert (forget, thanks) == (ForgetKeys(), Play((MediaUri("prompt:welcome"),)))
    assert isinstance(friendly, Menu)
    assert friendly.prompts == ASK
    assert friendly.attempts == 2
    assert friendly.choices == {key: (Mark(MarkKind.SURVEY, key, "friendly"),) for key in "12345"}


@pytest.mark.parametrize("written", ["survey: {questions: {}}", "survey: {questions: {friendly: []}}"])
def test_a_survey_without_a_question_is_refused(refused: Refused, written: str) -> None:
    assert any("must not be empty" in found for found in refused(written))


def test_a_language_is_set(steps: Written) -> None:
    assert steps("language: ru")[0] == SetLanguage(Language("ru"))


def test_a_language_is_chosen_by_key(steps: Written) -> None:
    menu = steps('language: {prompt: ask, choices: {"1": en, "2": ru}}')[0]
    assert menu == Menu(ASK, {"1": (SetLanguage(Language("en")),), "2": (SetLanguage(Language("ru")),)}, attempts=2)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("language: fr", "11: unknown language 'fr'"),
        ('language: {choices: {"1": fr}}', "27: unknown language 'fr'"),
        ("language: {}", "11: write a language, or choices: keys with the languages they stand for"),
        (
            "language: {language: ru, prompt: ask}",
            "11: a language that is set is not asked for: prompt and attempts belong to choices",
        ),
    ],
)
def test_a_language_the_document_does_not_speak_is_refused(refused: Refused, written: str, problem: str) -> None:
    assert problem in refused(written)


def test_consent_is_asked_for_to_the_end_and_given_by_silence(steps: Written) -> None:
    forget, notice, asked = steps("consent: {prompt: ask, refuse_key: '9', seconds: 3}")
    assert (forget, notice) == (ForgetKeys(), Play(ASK, barge_in=False, proof=MarkKind.CONSENT_PROMPT_PLAYED))
    menu = question(asked)
    assert menu.choices["9"] == (Mark(MarkKind.CONSENT, "refused"),)
    assert menu.otherwise == (Mark(MarkKind.CONSENT, "given"),)
    assert (menu.attempts, menu.first_digit_seconds) == (1, 3.0)


def test_a_key_that_does_not_refuse_is_no_consent_yet(steps: Written) -> None:
    menu = question(steps("consent: {prompt: ask}")[2])
    assert {keys for keys, choice in menu.choices.items() if choice[0] == Again()} == set("012345678*#")


def test_who_was_told_before_may_be_spared_the_notice(steps: Written) -> None:
    (step,) = steps("consent: {prompt: ask, once: true}")
    assert step == IfMarked(MarkKind.CONSENT_PROMPT_PLAYED, otherwise=steps("consent: {prompt: ask}"))


def question(asked: Step) -> Menu:
    """What is asked of who has heard the notice."""
    assert isinstance(asked, IfMarked)
    assert (asked.kind, asked.otherwise) == (MarkKind.CONSENT_PROMPT_PLAYED, ())
    (loop,) = asked.steps
    assert isinstance(loop, Loop)
    (menu,) = loop.steps
    assert isinstance(menu, Menu)
    return menu


@pytest.mark.parametrize("step", ["say: {digits: '{pin}'}", "play: 'text:{pin}'", "set: {variables: {x: '{pin}'}}"])
def test_a_secret_is_not_told_to_the_record(refused: Refused, step: str) -> None:
    collect = "{collect: {into: pin, prompt: ask, secret: true}}"
    found = refused(f"branch: {{open: office, steps: [{collect}, {{{step}}}]}}")
    assert any("'pin' was collected as a secret" in problem for problem in found)


@pytest.mark.parametrize(
    "step",
    ["look_up: {url: 'https://crm.example/{pin}'}", "branch: {variable: pin, is: '1234', steps: {play: welcome}}"],
)
def test_a_secret_is_judged_by_a_branch_or_a_service(refused: Refused, step: str) -> None:
    collect = "{collect: {into: pin, prompt: ask, secret: true}}"
    assert refused(f"branch: {{open: office, steps: [{collect}, {{{step}}}]}}") == []
