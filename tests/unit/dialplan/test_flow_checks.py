"""What is wrong with the ways of a document though every word of it is right, and where that is told."""

import pytest

from tests.unit.dialplan.surveyed import AROUND, told

WITHOUT_A_WORD = "is hung up on without a word"


def test_flows_that_lead_everybody_somewhere_are_fine() -> None:
    assert (
        told("""\
flows:
  main:
    - play: hello
    - branch:
        - {open: office, steps: [enqueue: support]}
        - otherwise: [play: hello, go_to: closed]
    - menu:
        prompt: hello
        choices:
          "1": [enqueue: sales]
          "2": [go_to: main]
        otherwise: [play: hello, hang_up]
  closed:
    - branch:
        - {open: shop, steps: [enqueue: sales]}
    - play: hello
    - hang_up
""")
        == []
    )


@pytest.mark.parametrize(
    ("steps", "place", "why"),
    [
        ("[hang_up, play: hello]", "2:19", "the step before ends the call"),
        ("[go_to: other, play: hello]", "2:24", "the step before takes everybody to 'other'"),
        ("[{menu: {choices: {'1': [hang_up]}, otherwise: [hang_up]}}, play: hello]", "2:69", "every way of the menu"),
        (
            "[{branch: [{open: office, steps: [hang_up]}, {otherwise: [hang_up]}]}, play: hello]",
            "2:80",
            "of the branch",
        ),
        (
            "[{branch: [{open: office, steps: [hang_up]}, {not: {open: office}, steps: [hang_up]}]}, play: hello]",
            "2:97",
            "of the branch",
        ),
    ],
)
def test_a_step_nobody_comes_to_is_refused_at_that_step(steps: str, place: str, why: str) -> None:
    found = told(f"flows:\n  main: {steps}\n  other: [enqueue: support]\n")
    (problem,) = [problem for problem in found if "nobody comes here" in problem]
    assert problem.startswith(f"{place}: nobody comes here: ")
    assert why in problem


def test_of_the_steps_nobody_comes_to_only_the_first_is_told() -> None:
    found = told("flows:\n  main: [play: hello, hang_up, play: hello, {menu: {choices: {'1': [hang_up]}}}, hang_up]\n")
    assert [problem for problem in found if "nobody comes here" in problem] == [
        "2:32: nobody comes here: the step before ends the call"
    ]


def test_a_flow_that_only_a_flow_nobody_comes_to_leads_to_is_refused_too() -> None:
    found = told("flows:\n  main: [enqueue: support]\n  lost: [go_to: more]\n  more: [enqueue: sales]\n")
    assert found == [
        "3:3: no number leads to the flow 'lost', and no queue",
        "4:3: no number leads to the flow 'more', and no queue",
    ]


def test_a_flow_is_reached_by_go_to_by_a_queue_and_by_those_who_are_not_let_in() -> None:
    around = AROUND.replace("{announ", "{keys: {'1': {flow: key}}, announ")
    flows = "flows:\n  main: [play: hello, go_to: more]\n  more: [enqueue: support]\n"
    others = "  key: [play: hello, hang_up]\n  full: [play: hello, hang_up]\nadmission: {when_full: {flow: full}}\n"
    assert told(flows + others, around) == []


def test_a_circle_without_a_question_is_refused_at_every_go_to_on_it() -> None:
    found = told("""\
flows:
  main:
    - play: hello
    - go_to: second
  second:
    - branch:
        - {open: office, steps: [enqueue: support, hang_up]}
    - go_to: third
  third:
    - look_up: {url: "https://example.net/"}
    - go_to: main
""")
    round_ = "callers would go round and round without being asked anything"
    assert found == [
        f"4:14: {round_}: main → second → third → main",
        f"8:14: {round_}: second → third → main → second",
        f"11:14: {round_}: third → main → second → third",
    ]


def test_a_flow_that_begins_itself_anew_is_refused() -> None:
    found = told("flows:\n  main: [play: hello, go_to: main]\n")
    assert [problem for problem in found if "round" in problem] == [
        "2:30: callers would go round and round without being asked anything: main → main"
    ]


@pytest.mark.parametrize(
    "step",
    [
        "enqueue: {queue: support, otherwise: [go_to: main]}",
        "transfer: {agent: alice, otherwise: [go_to: main]}",
        "callback: {queue: support, otherwise: [go_to: main]}",
    ],
)
def test_a_circle_of_those_a_queue_or_a_phone_sends_back_at_once_is_refused(step: str) -> None:
    found = told(f"flows:\n  main:\n    - play: hello\n    - {step}\n")
    assert [problem.split(": ")[0] for problem in found if "round and round" in problem] == [
        f"4:{step.index('main]') + 7}"
    ]


@pytest.mark.parametrize(
    "step", ["collect: {into: account, prompt: hello}", "voicemail: {queue: support, prompt: hello}"]
)
def test_a_circle_that_waits_for_the_caller_is_no_error(step: str) -> None:
    found = told(f"flows:\n  main:\n    - {step}\n    - say: {{digits: '{{account}}'}}\n    - go_to: main\n")
    assert [problem for problem in found if "round and round" in problem] == []


def test_a_caller_who_presses_nothing_and_goes_round_for_ever_is_warned_about() -> None:
    found = told("""\
flows:
  main:
    - menu:
        prompt: hello
        choices:
          "1": [enqueue: support]
        otherwise:
          - go_to: main
""")
    assert found == [
        "8:20: warning: a caller who presses nothing goes round for as long as the call lasts: main → main"
    ]


def test_a_question_nobody_can_leave_is_refused() -> None:
    found = told("""\
flows:
  main:
    - menu:
        prompt: hello
        choices:
          "1": [play: hello]
          "2": [go_to: again]
        otherwise: [play: hello]
    - go_to: main
  again:
    - collect: {into: number, prompt: hello}
    - say: {digits: "{number}"}
    - go_to: main
""")
    assert [problem for problem in found if "nobody can leave" in problem] == [
        "3:7: nobody can leave this menu but by hanging up: every way from it leads back",
        "11:7: nobody can leave this collect but by hanging up: every way from it leads back",
    ]


def test_a_menu_with_a_way_back_to_the_one_before_can_be_left() -> None:
    found = told("""\
flows:
  main:
    - menu: {prompt: hello, choices: {"1": [go_to: inner], "2": [enqueue: support]}, otherwise: [enqueue: support]}
  inner:
    - menu: {prompt: hello, choices: {"1": [go_to: inner]}, otherwise: [go_to: inner], undo: "*"}
""")
    assert [problem for problem in found if "nobody can leave" in problem] == []


def test_a_menu_from_which_no_way_leads_to_a_person_is_warned_about_once() -> None:
    found = told("""\
flows:
  main:
    - menu:
        prompt: hello
        choices:
          "1":
            - menu: {prompt: hello, choices: {"1": [play: hello, hang_up]}, otherwise: [play: hello, hang_up]}
        otherwise: [play: hello, hang_up]
    - play: hello
    - hang_up
""")
    assert [problem for problem in found if "person" in problem] == [
        "3:7: warning: no way from this menu leads to a person: to a queue, a transfer, a callback or a voicemail"
    ]


def test_a_choice_behind_which_nothing_follows_is_refused_at_its_key() -> None:
    found = told("""\
flows:
  main:
    - menu:
        prompt: hello
        choices:
          "1": [enqueue: support]
          "2": [set: {priority: 5}]
        otherwise: [hang_up]
""")
    assert found == [f"7:11: whoever presses 2 {WITHOUT_A_WORD}: nothing follows"]


def test_no_answer_behind_which_nothing_follows_is_refused_at_the_question() -> None:
    found = told("""\
flows:
  main:
    - menu:
        prompt: hello
        choices: {"1": [enqueue: support]}
    - branch:
        - {open: office, steps: [enqueue: sales]}
""")
    assert found == [f"3:7: whoever gives no answer {WITHOUT_A_WORD}; give this menu an otherwise"]


def test_digits_behind_which_nothing_follows_are_refused() -> None:
    found = told("flows:\n  main:\n    - enqueue: support\n    - collect: {into: a, prompt: hello}\n")
    assert [problem for problem in found if "warning" not in problem] == [
        "4:7: behind this collect the caller is hung up on without a word",
        f"4:7: whoever gives no answer {WITHOUT_A_WORD}; give this collect an otherwise",
    ]


def test_callers_who_come_to_the_end_of_a_flow_in_silence_are_refused_at_the_flow() -> None:
    found = told("flows:\n  main:\n    - branch:\n        - {open: office, steps: [enqueue: support]}\n")
    assert found == [
        "2:3: callers of 'main' may come to its end without having heard a word; end it with hang_up if that is meant"
    ]


def test_callers_who_are_hung_up_on_in_silence_are_warned_about_at_the_number() -> None:
    found = told("flows:\n  main:\n    - branch: [{caller: anonymous, steps: [hang_up]}]\n    - enqueue: support\n")
    assert found == ["5:18: warning: whoever dials '100' may be hung up on without having heard a word"]


def test_callers_who_are_told_by_the_cause_are_no_surprise() -> None:
    steps = "branch: [{caller: anonymous, steps: [hang_up: {cause: rejected}]}]"
    assert told(f"flows:\n  main:\n    - {steps}\n    - enqueue: support\n") == []


def test_whom_a_queue_behind_the_queue_does_not_serve_is_warned_about() -> None:
    around = AROUND.replace("sales: {}", "sales: {max_waiting: 5}").replace(
        "{announ", "{after_max_wait: {queue: sales}, announ"
    )
    (problem,) = told("flows:\n  main: [enqueue: support]\n", around)
    assert problem.startswith("2:19: warning: whom 'support' does not serve (max_waiting of 'sales') is hung up on ")


def test_a_failed_transfer_with_nothing_behind_is_warned_about() -> None:
    assert told("flows:\n  main: [transfer: {agent: alice}]\n") == [
        "2:10: warning: where this transfer fails the caller is hung up on without a word; give it otherwise"
    ]


def test_what_is_declared_and_never_used_is_warned_about() -> None:
    lists = "lists: {vip: {numbers: ['+371*']}, blocked: {numbers: [anonymous]}}\nadmission: {blocked: blocked}\n"
    around = AROUND.replace("Hello}", "Hello}, more: {text: More}") + lists
    flows = """\
flows:
  main:
    - set: {variables: {tier: gold, kind: new}}
    - branch: [{variable: kind, is: new, steps: [enqueue: sales]}]
    - look_up: {url: "https://example.net/", results: {debt: a.b}}
    - enqueue: support
"""
    assert told(flows, around) == [
        "3:25: warning: nothing reads the variable 'tier'",
        "5:56: warning: nothing reads the variable 'debt'",
        "9:33: warning: no step and no queue plays 'more'",
        "12:9: warning: nothing looks at the list 'vip'",
    ]
