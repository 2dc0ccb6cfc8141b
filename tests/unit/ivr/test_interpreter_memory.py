"""What a dialogue remembers, says and marks, by example. Times are seconds since the call arrived."""

from dataclasses import replace

from ivr.errands import LeaveMessage, LookUp
from ivr.flow import (
    Collect,
    Enqueue,
    Mark,
    MarkKind,
    Menu,
    Play,
    RunErrand,
    Say,
    SetLanguage,
    SetNeed,
    SetPriority,
    SetVariable,
)
from ivr.reports import (
    AnswerCaller,
    CallerArrived,
    CallerReturned,
    ContactMarked,
    DialogueBegan,
    HandToQueue,
    PromptsStarted,
    SpeakLanguage,
)
from ivr.sayings import Saying, SayKind
from ivr.templates import LONGEST_VALUE
from ivr.world import Arrival, World
from tests.support.dialogue import (
    BYE,
    CHOOSE,
    EN,
    MENU,
    RU,
    SALES,
    SUPPORT,
    TO_SALES,
    WELCOME,
    Echo,
    at,
    began,
    begin,
    done,
    effects_at_first,
    events_at_first,
    expected,
    play,
    press,
)
from vocabulary.ids import MediaUri, PlaybackId, QueueName, SkillName
from vocabulary.skills import AllOf, Threshold, needing

WORLD = World(languages=(EN, RU), voice=Echo())
CALLER = Arrival("100", "+37120000001", "Anna")
BILLING = Threshold(SkillName("billing"), 1)


def said(*words: str) -> Play:
    return Play(tuple(MediaUri(f"text:{text}") for text in words))


def number(value: str) -> Say:
    return Say(Saying(SayKind.NUMBER, value))


# --- variables -------------------------------------------------------------------------------------------------------


def test_how_the_caller_came_in_is_known_from_the_beginning() -> None:
    effects = effects_at_first(said("{call.number} {caller.number} {caller.name}"), arrival=CALLER)
    assert effects == (play(1, "text:100 +37120000001 Anna"),)


def test_a_variable_is_filled_in_when_it_is_set() -> None:
    steps = (SetVariable("a", "1"), SetVariable("b", "<{a}{a}>"), SetVariable("a", "2"), said("{a} {b}"))
    assert effects_at_first(*steps) == (play(1, "text:2 <11>"),)


def test_a_variable_never_set_is_empty() -> None:
    assert effects_at_first(said("[{nothing}]")) == (play(1, "text:[]"),)


def test_a_value_that_looks_like_a_variable_stays_as_it_is() -> None:
    arrival = replace(CALLER, caller_name="{caller.number}")
    assert effects_at_first(said("{caller.name}"), arrival=arrival) == (play(1, "text:{caller.number}"),)


def test_a_value_is_cut_where_it_is_too_long() -> None:
    arrival = replace(CALLER, caller_name="x" * (LONGEST_VALUE + 1))
    assert effects_at_first(said("{caller.name}"), arrival=arrival) == (play(1, "text:" + "x" * LONGEST_VALUE),)


def test_values_that_double_themselves_do_not_grow_without_bound() -> None:
    doubled = [SetVariable("a", "{a}{a}")] * 60
    (effect,) = effects_at_first(SetVariable("a", "12345"), *doubled, said("{a}"))
    assert effect == play(1, "text:" + ("12345" * 200)[:LONGEST_VALUE])


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_value_is_said_and_told_by_its_kind() -> None:
    step = Say(Saying(SayKind.MONEY, "{sum}", "EUR"))
    events = events_at_first(SetVariable("sum", "12.50"), step, world=WORLD)
    assert events == (PromptsStarted(PlaybackId("p-1"), (MediaUri("say:money:12.50"),), EN),)
    assert effects_at_first(SetVariable("sum", "12.50"), step, world=WORLD) == (play(1, "en/money/12.50EUR"),)


def test_a_value_that_cannot_be_said_is_passed_over() -> None:
    assert effects_at_first(number("{nothing}"), SALES, world=WORLD) == (TO_SALES,)


def test_a_key_over_a_value_stops_it_unless_it_may_not() -> None:
    for barge_in, count in ((True, 2), (False, 0)):
        dialogue = began(replace(number("7"), barge_in=barge_in), MENU, world=WORLD)
        assert len(press(dialogue, "1", 1)[1]) == count


def test_texts_and_variables_that_are_empty_are_passed_over() -> None:
    empty = Play((MediaUri("text: {nothing} "), MediaUri("var:nothing"), WELCOME))
    assert effects_at_first(empty) == (play(1, WELCOME),)
    assert effects_at_first(Play(empty.prompts[:2]), SALES) == (TO_SALES,)


def test_a_menu_whose_words_are_all_empty_waits_for_a_key_at_once() -> None:
    assert effects_at_first(replace(MENU, prompts=(MediaUri("text:{nothing}"),))) == ()


def test_a_variable_that_holds_something_to_play_is_played_as_it_is() -> None:
    dialogue = began(RunErrand(LookUp("GET", "")), Play((MediaUri("var:message.media"),)), world=WORLD)
    decision = dialogue.receive(done(1, **{"message.media": "recording:m1"}), at(1))
    assert decision.effects == (play(1, "recording:m1"),)
    assert decision.events[-1] == PromptsStarted(PlaybackId("p-1"), (MediaUri("var:message.media"),), EN)


# --- language --------------------------------------------------------------------------------------------------------


def test_the_first_language_of_the_world_is_spoken_and_not_marked() -> None:
    world = replace(WORLD, languages=(RU, EN))
    assert effects_at_first(Play((WELCOME,)), world=world) == (play(1, f"ru/{WELCOME}", language=RU),)
    assert events_at_first(Play((WELCOME,)), world=world) == (PromptsStarted(PlaybackId("p-1"), (WELCOME,), RU),)


def test_a_language_that_came_with_the_number_is_spoken_and_marked() -> None:
    dialogue = expected(SALES, world=WORLD, arrival=replace(CALLER, language=RU))
    decision = dialogue.receive(CallerArrived(), at(0))
    assert decision.events == (DialogueBegan("main"), ContactMarked(MarkKind.LANGUAGE, "ru"))
    assert decision.effects == (AnswerCaller(), SpeakLanguage(RU), TO_SALES)


def test_the_first_language_is_marked_where_it_came_with_the_number() -> None:
    arrival = replace(CALLER, language=EN)
    assert effects_at_first(SALES, world=WORLD, arrival=arrival) == (TO_SALES,)
    assert events_at_first(SALES, world=WORLD, arrival=arrival) == (ContactMarked(MarkKind.LANGUAGE, "en"),)


def test_a_language_chosen_is_marked_and_everything_after_it_is_in_it() -> None:
    dialogue = began(Menu((CHOOSE,), {"2": (SetLanguage(RU),)}), Play((BYE,)), world=WORLD)
    events, effects = press(dialogue, "2", 1)
    assert ContactMarked(MarkKind.LANGUAGE, "ru") in events
    assert effects[1:] == (SpeakLanguage(RU), play(2, f"ru/{BYE}", language=RU))


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_source_that_came_with_the_number_is_marked() -> None:
    arrival = replace(CALLER, source="newspaper")
    assert events_at_first(SALES, arrival=arrival) == (ContactMarked(MarkKind.SOURCE, "newspaper"),)


def test_a_mark_holds_the_values_of_its_variables() -> None:
    steps = (SetVariable("answer", "5"), Mark(MarkKind.SURVEY, "{answer}", "friendly"), SALES)
    assert events_at_first(*steps) == (ContactMarked(MarkKind.SURVEY, "5", "friendly"),)


def test_a_mark_tells_nothing_secret() -> None:
    dialogue = began(Collect("pin", most=1, secret=True), Mark(MarkKind.CATEGORY, "{pin}"))
    assert ContactMarked(MarkKind.CATEGORY, "…") in press(dialogue, "1", 1)[0]


# --- needs and priority ----------------------------------------------------------------------------------------------


def test_what_is_needed_is_needed_in_every_queue_from_then_on() -> None:
    dialogue = began(SALES, SetNeed(needing(BILLING)), SUPPORT, SALES)
    english = SUPPORT.requirement.steps[0].expression
    assert dialogue.receive(CallerReturned(), at(9)).effects == (
        HandToQueue(SUPPORT.queue, needing(AllOf((english, BILLING))), 2),
    )
    assert dialogue.receive(CallerReturned(), at(10)).effects == (HandToQueue(SALES.queue, needing(BILLING), 0),)


def test_a_priority_set_before_counts_where_the_queue_step_has_none() -> None:
    dialogue = began(SetPriority(7), SALES, replace(SALES, priority=0))
    assert dialogue.receive(CallerReturned(), at(9)).effects == (HandToQueue(SALES.queue, SALES.requirement, 0),)
    assert effects_at_first(SetPriority(7), Enqueue(QueueName("sales"))) == (
        HandToQueue(SALES.queue, SALES.requirement, 7),
    )


def test_a_message_needs_what_its_caller_needed() -> None:
    message = LeaveMessage(QueueName("support"), "m")
    steps = (SetNeed(needing(BILLING)), SetPriority(7), RunErrand(message))
    assert effects_at_first(*steps) == (begin(1, replace(message, requirement=needing(BILLING), priority=7)),)


def test_two_dialogues_share_nothing() -> None:
    flow_of_both = (SetVariable("a", "{a}1"), said("{a}"))
    assert effects_at_first(*flow_of_both) == effects_at_first(*flow_of_both) == (play(1, "text:1"),)
