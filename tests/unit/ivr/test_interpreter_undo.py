"""Choices taken back, by example. Times are seconds since the call arrived."""

from dataclasses import replace

from ivr.flow import Collect, GoTo, Mark, MarkKind, Menu, Play, SetLanguage, SetNeed
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AnswerFault,
    CallerReturned,
    ChoiceUndone,
    ContactMarked,
    FlowEntered,
    HandToQueue,
    MenuAnswered,
    MenuFailed,
    SpeakLanguage,
)
from tests.support.dialogue import (
    CHOOSE,
    NOTICE,
    SALES,
    SUPPORT,
    TO_SALES,
    WRONG,
    at,
    began,
    ended,
    flow,
    play,
    press,
    stop,
)
from vocabulary.ids import Language, MediaUri, SkillName
from vocabulary.skills import Threshold, needing

INNER = Menu((NOTICE,), {"5": (SUPPORT,)}, wrong_key=(WRONG,), undo="*")
OUTER = Menu((CHOOSE,), {"1": (INNER,), "2": (SALES,)}, undo="*")
BILLING = needing(Threshold(SkillName("billing"), 1))


def inside() -> Dialogue:
    """A caller who chose the inner menu, which is being asked."""
    dialogue = began(OUTER)
    press(dialogue, "1", 1)
    return dialogue


def test_the_undo_key_asks_the_menu_before_again_and_stops_the_prompt() -> None:
    dialogue = inside()
    events, effects = press(dialogue, "*", 2)
    assert events[0] == ChoiceUndone()
    assert effects == (stop(2), play(3, CHOOSE))
    assert press(dialogue, "2", 3)[1] == (stop(3), TO_SALES)


def test_with_no_choice_before_this_menu_is_asked_again_and_no_attempt_is_lost() -> None:
    dialogue = began(replace(OUTER, attempts=1))
    events, effects = press(dialogue, "*", 1)
    assert events[0] == ChoiceUndone()
    assert effects == (stop(1), play(2, CHOOSE))
    assert press(dialogue, "2", 2)[1] == (stop(2), TO_SALES)


def test_behind_a_menu_taken_back_the_flow_goes_on_as_it_would_have() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (INNER,), "2": ()}), SALES)
    press(dialogue, "1*", 1)
    assert press(dialogue, "2", 2)[1] == (stop(3), TO_SALES)


def test_a_menu_taken_back_is_asked_for_the_first_time() -> None:
    dialogue = began(replace(OUTER, attempts=2, wrong_key=(WRONG,)))
    press(dialogue, "91*", 1)
    events, _ = press(dialogue, "9", 2)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "9", 1)


def test_every_press_takes_back_one_choice_more() -> None:
    innermost = replace(INNER, prompts=(MediaUri("sound:innermost"),))
    dialogue = began(replace(OUTER, choices={"1": (replace(INNER, choices={"5": (innermost,)}),)}))
    press(dialogue, "15", 1)
    assert press(dialogue, "*", 2)[1] == (stop(3), play(4, NOTICE))
    assert press(dialogue, "*", 3)[1] == (stop(4), play(5, CHOOSE))


def test_keys_behind_the_undo_key_answer_the_menu_before() -> None:
    dialogue = inside()
    events, effects = press(dialogue, "*2", 2)
    assert events[-1] == MenuAnswered("2")
    assert effects[-1] == TO_SALES


def test_what_a_choice_needed_is_not_needed_once_it_is_taken_back() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (SetNeed(BILLING), INNER), "2": (SALES,)}))
    assert press(dialogue, "1*2", 1)[1][-1] == TO_SALES


def test_a_number_typed_in_between_is_typed_again_after_a_choice_is_taken_back() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (Collect("account", most=2), INNER)}))
    events, _ = press(dialogue, "142*163", 1)
    assert [type(event).__name__ for event in events if not type(event).__name__.startswith("Prompts")] == [
        "MenuAnswered", "DigitsCollected", "ChoiceUndone", "MenuAnswered", "DigitsCollected",
    ]  # fmt: skip


def test_choices_made_in_this_same_menu_are_passed_over() -> None:
    main = Menu((CHOOSE,), {"1": (GoTo(flow("inner").name),), "2": (SALES,)})
    inner = replace(INNER, choices={"5": (GoTo(flow("inner").name),)})
    dialogue = began(main, flows=(flow("inner", inner),))
    press(dialogue, "155", 1)
    assert press(dialogue, "*", 2)[1][-1] == play(5, CHOOSE)


def test_a_choice_is_taken_back_across_flows() -> None:
    dialogue = began(replace(OUTER, choices={"1": (GoTo(flow("inner").name),)}), flows=(flow("inner", INNER),))
    assert FlowEntered("inner") in press(dialogue, "1", 1)[0]
    assert press(dialogue, "*", 2)[1] == (stop(2), play(3, CHOOSE))


def test_no_choice_made_before_a_queue_is_taken_back_behind_it() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (SALES,)}), INNER)
    press(dialogue, "1", 1)
    dialogue.receive(CallerReturned(), at(60))
    assert press(dialogue, "*", 61)[1] == (stop(2), play(3, NOTICE))


def test_the_oldest_choices_are_forgotten() -> None:
    menus = tuple(Menu((MediaUri(f"sound:{number}"),), {"1": ()}, undo="*") for number in range(4))
    dialogue = began(*menus, policy=DialoguePolicy(choices_kept=2))
    press(dialogue, "111", 1)
    assert press(dialogue, "*", 2)[1][-1] == play(5, "sound:2")
    assert press(dialogue, "*", 2)[1][-1] == play(6, "sound:1")
    assert press(dialogue, "*", 2)[1][-1] == play(7, "sound:1")


def test_a_question_without_a_word_is_not_asked_again() -> None:
    silent = Menu((), {"9": ()})
    dialogue = began(replace(OUTER, choices={"1": (silent, INNER)}))
    press(dialogue, "19", 1)
    assert press(dialogue, "*", 2)[1] == (stop(2), play(3, CHOOSE))


def test_too_many_undo_keys_in_a_row_are_wrong_keys_and_the_menu_is_left() -> None:
    dialogue = began(replace(INNER, attempts=1, otherwise=(SALES,)), policy=DialoguePolicy(undos=3))
    events, effects = press(dialogue, "****", 1)
    assert [event for event in events if isinstance(event, ChoiceUndone)] == [ChoiceUndone()] * 3
    assert events[-1] == MenuFailed(AnswerFault.WRONG_KEY, "*", 1)
    assert effects[-1] == TO_SALES


def test_an_answer_between_undo_keys_begins_their_row_anew() -> None:
    dialogue = began(OUTER, policy=DialoguePolicy(undos=1))
    events, _ = press(dialogue, "1*1*1*", 1)
    assert events.count(ChoiceUndone()) == 3


def test_the_undo_key_within_a_longer_answer_is_no_undo() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (Menu((NOTICE,), {"2*": (SALES,)}, undo="*"),)}))
    assert press(dialogue, "12*", 1)[1][-1] == TO_SALES


def test_the_hash_key_may_be_the_undo_key() -> None:
    dialogue = began(replace(OUTER, choices={"1": (replace(INNER, undo="#"),)}))
    press(dialogue, "1", 1)
    assert press(dialogue, "#", 2)[1] == (stop(2), play(3, CHOOSE))


def test_without_an_undo_key_the_star_is_a_wrong_key() -> None:
    dialogue = began(replace(OUTER, choices={"1": (replace(INNER, undo=""),)}))
    assert MenuFailed(AnswerFault.WRONG_KEY, "*", 1) in press(dialogue, "1*", 1)[0]


def test_a_prompt_between_two_menus_is_heard_again_after_the_choice_is_made_again() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (Play((WRONG,)), INNER)}))
    press(dialogue, "1", 1)
    dialogue.receive(ended(2), at(2))
    press(dialogue, "*", 3)
    assert press(dialogue, "1", 4)[1] == (stop(4), play(5, WRONG))


def test_a_need_set_before_the_menu_is_kept_when_a_choice_is_taken_back() -> None:
    dialogue = began(SetNeed(BILLING), OUTER)
    assert press(dialogue, "1*2", 1)[1][-1] == HandToQueue(SALES.queue, BILLING, 0)


def test_what_a_choice_said_of_the_contact_is_taken_back_with_it() -> None:
    order = Mark(MarkKind.CATEGORY, "order")
    dialogue = began(Mark(MarkKind.SOURCE, "radio"), Menu((CHOOSE,), {"1": (order, INNER), "2": (SALES,)}))
    marks = [event for event in press(dialogue, "1*", 1)[0] if isinstance(event, ContactMarked)]
    assert marks == [ContactMarked(MarkKind.CATEGORY, "order"), ContactMarked(MarkKind.CATEGORY, "")]


def test_that_the_caller_refused_is_not_taken_back() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (Mark(MarkKind.CONSENT, "refused"), INNER)}))
    marks = [event for event in press(dialogue, "1*", 1)[0] if isinstance(event, ContactMarked)]
    assert marks == [ContactMarked(MarkKind.CONSENT, "refused")]


def test_a_language_chosen_is_taken_back_with_its_choice() -> None:
    dialogue = began(Menu((CHOOSE,), {"1": (SetLanguage(Language("ru")), INNER)}))
    press(dialogue, "1", 1)
    assert press(dialogue, "*", 2)[1] == (stop(2), SpeakLanguage(Language("en")), play(3, CHOOSE))
