"""Branches, loops and other flows, by example. Times are seconds since the call arrived."""

from ivr.conditions import Comparison, VariableIs
from ivr.errands import LookUp, RecordMessage
from ivr.flow import (
    Again,
    Branch,
    Collect,
    ForgetKeys,
    GoTo,
    HangUp,
    Loop,
    Menu,
    Play,
    RunErrand,
    SetVariable,
    Step,
    Steps,
)
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import DialogueEnd, DialogueEnded, FlowEntered, HangUpCaller
from tests.support.dialogue import (
    BYE,
    CHOOSE,
    MENU,
    NOTICE,
    SALES,
    SUPPORT,
    TO_SALES,
    TO_SUPPORT,
    WELCOME,
    at,
    began,
    effects_at_first,
    ended,
    flow,
    play,
    press,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, MediaUri

NORMAL, FAILURE = HangUpCaller(HangUpCause.NORMAL), HangUpCaller(HangUpCause.FAILURE)
NEVER = VariableIs("x", Comparison.EQUAL, "never")
ALWAYS = VariableIs("x", Comparison.EQUAL, "")
LOOK_UP = RunErrand(LookUp("GET", "https://example.net"))


def test_the_first_case_that_holds_is_taken_and_then_the_flow_goes_on_behind_the_branch() -> None:
    branch = Branch(((NEVER, (HangUp(),)), (ALWAYS, (Play((WELCOME,)),)), (ALWAYS, (HangUp(),))), (HangUp(),))
    dialogue = began(branch, SALES)
    assert dialogue.receive(ended(1), at(2)).effects == (TO_SALES,)


def test_where_no_case_holds_the_otherwise_steps_are_taken() -> None:
    assert effects_at_first(Branch(((NEVER, (HangUp(),)),), (SUPPORT,)), SALES) == (TO_SUPPORT,)


def test_a_branch_without_a_case_that_holds_may_lead_straight_on() -> None:
    assert effects_at_first(Branch(((NEVER, (HangUp(),)),)), SALES) == (TO_SALES,)


def test_a_branch_is_judged_when_it_is_reached() -> None:
    set_then_asked = (SetVariable("x", "never"), Branch(((NEVER, (SALES,)),), (HangUp(),)))
    assert effects_at_first(*set_then_asked) == (TO_SALES,)


def test_a_loop_is_begun_anew_by_again_and_left_at_its_end() -> None:
    dialogue = began(Loop((Menu((CHOOSE,), {"1": (), "2": (Play((NOTICE,)), Again())}),)), SALES)
    press(dialogue, "2", 1)
    assert dialogue.receive(ended(2), at(2)).effects == (play(3, CHOOSE),)
    assert press(dialogue, "1", 3)[1][-1] == TO_SALES


def test_what_stands_behind_again_is_walked_only_once_the_loop_was_begun_anew_often_enough() -> None:
    dialogue = began(Loop((Play((NOTICE,)), Again(), Play((BYE,))), most=2))
    assert dialogue.receive(ended(1), at(1)).effects == (play(2, NOTICE),)
    assert dialogue.receive(ended(2), at(2)).effects == (play(3, NOTICE),)
    assert dialogue.receive(ended(3), at(3)).effects == (play(4, BYE),)


def test_again_with_two_levels_begins_the_outer_loop_anew_and_the_inner_with_it() -> None:
    inner = Loop((Play((NOTICE,)), Branch(((NEVER, (Again(2),)),), (SetVariable("x", "never"), Again()))), most=1)
    dialogue = began(Loop((Play((WELCOME,)), inner), most=1), SALES)
    heard = [dialogue.receive(ended(number), at(number)).effects for number in range(1, 5)]
    assert heard == [(play(2, NOTICE),), (play(3, NOTICE),), (play(4, WELCOME),), (play(5, NOTICE),)]
    assert dialogue.receive(ended(5), at(5)).effects == (TO_SALES,)


def test_again_outside_a_loop_means_nothing() -> None:
    assert effects_at_first(Again(), Loop((Again(2),)), SALES) == (TO_SALES,)


def test_loops_in_loops_that_would_turn_for_hours_without_a_wait_end_the_call() -> None:
    steps: Steps = (SetVariable("x", "1"),)
    for _ in range(30):
        steps = (Loop((*steps, Again()), most=10),)
    dialogue_effects = effects_at_first(*steps)
    assert dialogue_effects == (FAILURE,)


def test_another_flow_is_walked_from_its_beginning_and_nothing_behind_the_step() -> None:
    dialogue = began(Menu((), {"1": (GoTo(FlowName("other")), SALES)}), SALES, flows=(flow("other", Play((BYE,))),))
    events, effects = press(dialogue, "1", 1)
    assert FlowEntered("other") in events
    assert effects == (play(1, BYE),)
    assert dialogue.receive(ended(1), at(2)).effects == (NORMAL,)


def test_a_flow_that_is_not_there_ends_the_call_as_a_failure() -> None:
    assert effects_at_first(GoTo(FlowName("nowhere")), SALES) == (FAILURE,)


def test_flows_that_go_to_one_another_without_a_word_end_the_call() -> None:
    one, two = flow("one", GoTo(FlowName("two"))), flow("two", SetVariable("x", "1"), GoTo(FlowName("one")))
    dialogue = began(Menu((), {"1": (GoTo(one.name),)}), flows=(one, two))
    events, effects = press(dialogue, "1", 1)
    assert effects == (FAILURE,)
    assert events[-1] == DialogueEnded(DialogueEnd.LED_IN_A_CIRCLE)


def test_a_caller_who_types_quickly_through_flows_is_in_no_circle() -> None:
    main = flow("main", Menu((CHOOSE,), {"1": (GoTo(FlowName("main")),), "2": (SALES,)}))
    dialogue = began(*main.steps, flows=(main,), policy=DialoguePolicy(circle_flows=2))
    assert press(dialogue, "1" * 30 + "2", 1)[1][-1] == TO_SALES


def test_a_flow_that_goes_to_itself_behind_a_prompt_turns_as_long_as_the_caller_listens() -> None:
    main = flow("main", Play((WELCOME,)), GoTo(FlowName("main")))
    dialogue = began(*main.steps, flows=(main,), policy=DialoguePolicy(circle_flows=2))
    assert all(
        dialogue.receive(ended(number), at(number * 2)).effects == (play(number + 1, WELCOME),)
        for number in range(1, 50)
    )


def typed_ahead(*behind: Step, flows: tuple[FlowName, ...] = ()) -> Dialogue:
    """A caller who typed 1 over the first prompt, which has just ended; a notice and these steps follow."""
    dialogue = began(
        Play((WELCOME,), barge_in=False),
        Play((NOTICE,)),
        *behind,
        flows=tuple(flow(name, Play((BYE,)), MENU) for name in flows),
    )
    press(dialogue, "1", 1)
    return dialogue


def skips_the_notice(dialogue: Dialogue) -> bool:
    return play(2, NOTICE) not in dialogue.receive(ended(1), at(2)).effects


def test_a_prompt_is_skipped_for_keys_that_a_question_ahead_will_take() -> None:
    other = FlowName("other")
    for steps in (
        (MENU,),
        (Collect("account"),),
        (SetVariable("x", "1"), MENU),
        (Branch(((NEVER, (MENU,)),)), HangUp()),
        (Branch(((NEVER, (HangUp(),)),)), MENU),
        (Loop((Play((BYE,)), MENU)),),
        (LOOK_UP, MENU),
        (GoTo(other),),
    ):
        assert skips_the_notice(typed_ahead(*steps, flows=(other,)))


def test_a_prompt_is_heard_where_no_question_will_take_the_keys() -> None:
    for steps in (
        (),
        (HangUp(), MENU),
        (SALES, MENU),
        (ForgetKeys(), MENU),
        (RunErrand(RecordMessage()), MENU),
        (Branch(((NEVER, (HangUp(),)), (ALWAYS, (SALES,))), (SALES,)), MENU),
        (GoTo(FlowName("nowhere")), MENU),
    ):
        assert not skips_the_notice(typed_ahead(*steps))


def test_a_question_may_lie_at_the_beginning_of_the_loop_around() -> None:
    question = Menu((CHOOSE,), {"2": ()})
    dialogue = began(Loop((question, Play((WELCOME,), barge_in=False), Play((NOTICE,)), Again())))
    press(dialogue, "22", 1)
    events = dialogue.receive(ended(2), at(2)).events
    assert [type(event).__name__ for event in events] == ["MenuAnswered", "PromptsStarted"]


def test_behind_an_inner_loop_again_means_the_loop_around_it() -> None:
    question = Menu((CHOOSE,), {"2": ()})
    inner = Loop((Play((WELCOME,), barge_in=False), Play((NOTICE,))))
    dialogue = began(Loop((question, inner, Again())))
    press(dialogue, "22", 1)
    events = dialogue.receive(ended(2), at(2)).events
    assert [type(event).__name__ for event in events] == ["MenuAnswered", "PromptsStarted"]


def test_looking_ahead_ends_where_everything_leads_in_a_circle() -> None:
    circle = flow("circle", Loop((Play((MediaUri("sound:a"),)), Again())), GoTo(FlowName("circle")))
    dialogue = began(Play((WELCOME,), barge_in=False), Play((NOTICE,)), GoTo(circle.name), flows=(circle,))
    press(dialogue, "1", 1)
    assert dialogue.receive(ended(1), at(2)).effects == (play(2, NOTICE),)
