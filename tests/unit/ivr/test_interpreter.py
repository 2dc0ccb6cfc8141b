"""One caller's dialogue, by example. Times are seconds since the call arrived."""

from collections.abc import Callable

import pytest

from ivr.flow import Flow, HangUp, Menu, Play
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AnswerCaller,
    AnswerFault,
    CallerArrived,
    CallerHungUp,
    CallerReturned,
    Decision,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    HangUpCaller,
    KeyPressed,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
    Report,
)
from tests.support.dialogue import (
    BYE,
    CHOOSE,
    LONG_MENU,
    MENU,
    MISSING,
    NOTICE,
    SALES,
    SUPPORT,
    TO_SALES,
    TO_SUPPORT,
    WELCOME,
    WRONG,
    asked,
    at,
    began,
    ended,
    play,
    press,
    stop,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, PlaybackId


def test_an_arriving_caller_is_answered_before_the_first_prompt() -> None:
    dialogue = Dialogue(Flow(FlowName("main"), (Play((WELCOME,)),)), "p")
    assert dialogue.next_deadline() is None
    decision = dialogue.receive(CallerArrived(), at(0))
    assert decision.effects == (AnswerCaller(), play(1, WELCOME))
    assert decision.events == (DialogueBegan("main"), PromptsStarted(PlaybackId("p-1"), (WELCOME,)))


def test_prompts_follow_one_another_and_the_end_of_the_flow_hangs_up_once() -> None:
    dialogue = began(Play((WELCOME, NOTICE)), Play((BYE,)))
    assert dialogue.receive(ended(1), at(3)).effects == (play(2, BYE),)
    decision = dialogue.receive(ended(2), at(6))
    assert decision == Decision((DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW),), (HangUpCaller(HangUpCause.NORMAL),))
    assert dialogue.receive(CallerHungUp(), at(6.1)) == Decision()


def test_a_hang_up_step_gives_its_cause_and_ends_the_flow() -> None:
    dialogue = Dialogue(Flow(FlowName("main"), (HangUp(HangUpCause.BUSY), Play((BYE,)))), "p")
    assert dialogue.receive(CallerArrived(), at(0)).effects == (AnswerCaller(), HangUpCaller(HangUpCause.BUSY))


def test_a_flow_without_steps_answers_and_hangs_up() -> None:
    decision = Dialogue(Flow(FlowName("main")), "p").receive(CallerArrived(), at(0))
    assert decision.effects == (AnswerCaller(), HangUpCaller(HangUpCause.NORMAL))


def test_empty_prompt_lists_are_passed_over() -> None:
    dialogue = began(Play(()), Menu((), {"1": (SALES,)}))
    assert dialogue.next_deadline() == at(5)
    assert press(dialogue, "1", 1) == ((MenuAnswered("1"),), (TO_SALES,))


def test_a_key_over_a_prompt_stops_it_and_answers_the_next_menu_unheard() -> None:
    dialogue = began(Play((WELCOME,)), Play((NOTICE,)), MENU)
    assert press(dialogue, "1", 1) == ((MenuAnswered("1"),), (stop(1), TO_SUPPORT))


def test_a_key_over_a_prompt_without_barge_in_is_kept_while_the_prompt_plays_to_its_end() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), Play((WELCOME,)), MENU)
    assert press(dialogue, "2", 1) == ((), ())
    assert dialogue.receive(ended(1), at(5)).effects == (TO_SALES,)


def test_keys_typed_ahead_do_not_skip_a_prompt_without_barge_in() -> None:
    dialogue = began(Play((WELCOME,)), Play((NOTICE,), barge_in=False), MENU)
    assert press(dialogue, "2", 1) == (
        (PromptsStarted(PlaybackId("p-2"), (NOTICE,)),),
        (stop(1), play(2, NOTICE)),
    )
    assert dialogue.receive(ended(2), at(5)).effects == (TO_SALES,)


def test_keys_typed_ahead_answer_several_menus() -> None:
    dialogue = began(Play((WELCOME,), barge_in=False), Menu((CHOOSE,), {"5": (MENU,)}))
    press(dialogue, "52", 1)
    decision = dialogue.receive(ended(1), at(3))
    assert decision == Decision((MenuAnswered("5"), MenuAnswered("2")), (TO_SALES,))


def test_keys_no_menu_will_ever_take_do_not_cost_the_caller_the_goodbye() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), MENU)
    press(dialogue, "9999", 1)
    decision = dialogue.receive(ended(1), at(5))
    assert [type(event) for event in decision.events] == [MenuFailed, MenuFailed, MenuFailed, PromptsStarted]
    assert decision.effects == (play(2, BYE),)


def test_keys_typed_ahead_past_a_queue_are_dropped() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), MENU, MENU)
    press(dialogue, "12", 1)
    assert dialogue.receive(ended(1), at(5)).effects == (TO_SUPPORT,)
    assert press(dialogue, "2", 6) == ((), ())
    assert dialogue.receive(CallerReturned(), at(60)).effects == (play(2, CHOOSE),)


def test_the_first_key_stops_the_menu_prompt_and_decides_where_nothing_longer_is_possible() -> None:
    assert press(began(MENU), "2", 1) == ((MenuAnswered("2"),), (stop(1), TO_SALES))


def test_a_key_may_come_late_within_the_first_digit_limit() -> None:
    dialogue = asked(MENU)
    assert dialogue.next_deadline() == at(15)
    assert press(dialogue, "2", 14.9) == ((MenuAnswered("2"),), (TO_SALES,))


def test_without_a_key_the_reproach_and_the_prompt_are_played_again() -> None:
    dialogue = asked(MENU)
    decision = dialogue.handle_deadline(at(15))
    assert decision.events[0] == MenuFailed(AnswerFault.NO_KEY, "", 1)
    assert decision.effects == (play(2, MISSING, CHOOSE),)


def test_after_a_wrong_key_the_reproach_and_the_prompt_are_played_again() -> None:
    events, effects = press(asked(MENU), "9", 12)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "9", 1)
    assert effects == (play(2, WRONG, CHOOSE),)


def test_a_key_during_the_reproach_answers() -> None:
    dialogue = asked(MENU)
    press(dialogue, "9", 12)
    assert press(dialogue, "1", 12.2) == ((MenuAnswered("1"),), (stop(2), TO_SUPPORT))


def test_wrong_and_missing_answers_count_together_and_then_the_otherwise_steps_are_walked() -> None:
    dialogue = asked(MENU)
    press(dialogue, "9", 12)
    dialogue.receive(ended(2), at(16))
    dialogue.handle_deadline(at(21))
    dialogue.receive(ended(3), at(25))
    events, effects = press(dialogue, "#8", 26)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "8", 3)
    assert effects == (play(4, BYE),)
    assert dialogue.receive(ended(4), at(30)).effects == (HangUpCaller(HangUpCause.NORMAL),)


def test_after_the_steps_of_a_choice_the_flow_goes_on_behind_the_menu() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (Play((WELCOME,)),)}), SALES)
    press(dialogue, "1", 1)
    assert dialogue.receive(ended(2), at(3)).effects == (TO_SALES,)


def test_keys_that_could_grow_wait_for_the_inter_digit_limit_and_are_then_taken() -> None:
    dialogue = asked(LONG_MENU)
    assert press(dialogue, "1", 11) == ((), ())
    assert dialogue.next_deadline() == at(13)
    assert dialogue.handle_deadline(at(13)) == Decision((MenuAnswered("1"),), (TO_SUPPORT,))


def test_the_longest_choice_decides_at_once() -> None:
    assert press(asked(LONG_MENU), "12", 11) == ((MenuAnswered("12"),), (TO_SALES,))


def test_each_key_starts_the_inter_digit_limit_anew() -> None:
    dialogue = asked(LONG_MENU)
    press(dialogue, "3", 11)
    press(dialogue, "4", 12.5)
    assert dialogue.next_deadline() == at(14.5)
    assert dialogue.handle_deadline(at(14.5)).events[0] == MenuFailed(AnswerFault.WRONG_KEY, "34", 1)


def test_keys_past_every_choice_are_wrong() -> None:
    events, _ = press(asked(LONG_MENU), "13", 11)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "13", 1)


def test_the_hash_key_ends_an_answer_where_no_choice_contains_it() -> None:
    assert press(asked(LONG_MENU), "1#", 11) == ((MenuAnswered("1"),), (TO_SUPPORT,))
    events, _ = press(asked(LONG_MENU), "34#", 11)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "34", 1)


def test_a_lone_hash_key_neither_stops_the_prompt_nor_counts_where_no_choice_contains_it() -> None:
    dialogue = began(MENU)
    assert press(dialogue, "##", 1) == ((), ())
    assert dialogue.receive(ended(1), at(3)) == Decision()
    assert dialogue.next_deadline() == at(8)


def test_the_hash_key_is_a_key_like_any_other_where_a_choice_contains_it() -> None:
    assert press(asked(Menu((), {"#": (SALES,), "1": ()})), "#", 11)[1] == (TO_SALES,)


@pytest.mark.parametrize("key", ["A", "B", "C", "D", "", "12", "flash", "\x00", "²", "ä"])
def test_what_is_no_key_of_a_caller_means_nothing(key: str) -> None:
    for dialogue in (began(Play((WELCOME,)), MENU), began(MENU), asked(MENU)):
        deadline = dialogue.next_deadline()
        assert dialogue.receive(KeyPressed(key), at(11)) == Decision()
        assert dialogue.next_deadline() == deadline


@pytest.mark.parametrize("key", list("0123456789*#A"))
@pytest.mark.parametrize("barge_in", [True, False])
def test_ten_thousand_keys_do_no_harm(key: str, barge_in: bool) -> None:
    dialogue = began(Play((WELCOME,), barge_in=barge_in), MENU)
    effects = [effect for _ in range(10_000) for effect in dialogue.receive(KeyPressed(key), at(1)).effects]
    effects += dialogue.receive(ended(1), at(2)).effects if not barge_in else ()
    assert len(effects) <= 2 + 2 * MENU.attempts


def test_keys_typed_ahead_beyond_the_limit_are_dropped() -> None:
    menu = Menu((), {"123": (SALES,)}, attempts=1)
    dialogue = began(Play((NOTICE,), barge_in=False), menu, policy=DialoguePolicy(keys_kept=2))
    press(dialogue, "123", 1)
    assert dialogue.receive(ended(1), at(2)) == Decision()
    assert press(dialogue, "3", 3) == ((MenuAnswered("123"),), (TO_SALES,))


def test_after_the_queue_the_flow_goes_on() -> None:
    dialogue = began(SUPPORT, Play((BYE,)))
    assert dialogue.next_deadline() is None
    assert dialogue.receive(CallerReturned(), at(90)).effects == (play(1, BYE),)


def test_the_end_of_another_playback_means_nothing() -> None:
    dialogue = began(Play((WELCOME,)), MENU)
    assert dialogue.receive(ended(7), at(1)) == Decision()
    dialogue.receive(ended(1), at(2))
    assert dialogue.receive(ended(1), at(2.1)) == Decision()
    assert dialogue.next_deadline() == at(2 + 75)


def test_a_lost_playback_end_is_made_up_for_by_the_guard() -> None:
    dialogue = began(Play((WELCOME, NOTICE)), MENU)
    assert dialogue.next_deadline() == at(150)
    assert dialogue.handle_deadline(at(150)).effects == (stop(1), play(2, CHOOSE))
    assert dialogue.receive(ended(1), at(150.1)) == Decision()
    assert dialogue.handle_deadline(at(225)).effects == (stop(2),)
    assert dialogue.next_deadline() == at(230)


def test_a_deadline_that_has_not_passed_is_not_handled() -> None:
    dialogue = asked(MENU)
    assert dialogue.handle_deadline(at(14.999)) == Decision()
    assert dialogue.next_deadline() == at(15)


@pytest.mark.parametrize(
    "dialogue_at",
    [
        lambda: Dialogue(Flow(FlowName("main"), (MENU,)), "p"),
        lambda: began(Play((WELCOME,))),
        lambda: began(MENU),
        lambda: asked(MENU),
        lambda: began(SUPPORT),
    ],
)
def test_a_caller_may_hang_up_at_any_time(dialogue_at: Callable[[], Dialogue]) -> None:
    dialogue = dialogue_at()
    assert dialogue.receive(CallerHungUp(), at(11)) == Decision((DialogueEnded(DialogueEnd.CALLER_HUNG_UP),))
    assert dialogue.next_deadline() is None
    assert dialogue.handle_deadline(at(1000)) == Decision()


def test_the_same_reports_give_the_same_decisions() -> None:
    script: tuple[Report, ...] = (
        CallerArrived(),
        KeyPressed("9"),
        ended(1),
        KeyPressed("1"),
        CallerReturned(),
        CallerHungUp(),
    )

    def run() -> list[Decision]:
        dialogue = Dialogue(Flow(FlowName("main"), (Play((WELCOME,)), MENU)), "p")
        return [dialogue.receive(report, at(second)) for second, report in enumerate(script)]

    assert run() == run()
