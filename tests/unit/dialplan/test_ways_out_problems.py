"""Where queues may not lead their callers: round in a circle, to nobody, or out of the call without a word."""

from collections.abc import Callable

import pytest

Found = Callable[[], list[str]]
Edit = Callable[..., None]

THREE = """\
queues:
  support: {after_max_wait: {queue: sales}}
  sales: {when_full: {queue: night}, max_waiting: 5}
  night: {when_closed: {queue: support}}
"""
QUEUES = """\
queues:
  support: {line: first, wrap_up_seconds: 10}
  sales:
    line: second
    music: default
"""


def test_a_circle_of_overflows_is_told_where_it_closes(edit: Edit, problems: Found) -> None:
    edit((QUEUES, THREE), ("[support, sales]", "[support, sales, night]"))
    assert problems() == [
        "main.yaml:10:24: callers would go round in a circle: support → sales → night → support",
    ]


def test_overflows_that_meet_again_are_no_circle(edit: Edit, problems: Found) -> None:
    straight = THREE.replace("when_closed: {queue: support}", "when_closed: go_on, line: third").replace(
        "support: {", "support: {when_full: {queue: night}, max_waiting: 9, "
    )
    edit((QUEUES, straight), ("[support, sales]", "[support, sales, night]"))
    assert problems() == []


def test_a_long_circle_is_told_in_short(edit: Edit, problems: Found) -> None:
    names = [f"q{number}" for number in range(300)]
    queues = "".join(
        f"  {name}: {{after_max_wait: {{queue: {after}}}}}\n"
        for name, after in zip(names, [*names[1:], "q0"], strict=True)
    )
    edit(
        ("  sales:\n", f"{queues}  sales:\n"),
        ("agents:\n", "agents:\n" + "".join(f"  a-{name}: {{name: A, queues: {name}}}\n" for name in names)),
    )
    assert problems() == ["main.yaml:308:26: callers would go round in a circle: q0 → q1 → q2 → q3 → … → q0"]


def test_a_way_back_to_a_menu_is_no_circle(edit: Edit, problems: Found) -> None:
    edit(("    music: default", "    after_max_wait: {flow: main}"))
    assert problems() == []


def test_two_queues_that_escalate_to_each_other_are_refused(edit: Edit, problems: Found) -> None:
    edit(
        ("line: first, wrap_up_seconds: 10", "line: second, escalates_to: sales"),
        ("    music: default", "    escalates_to: support"),
    )
    assert problems() == [
        "main.yaml:11:19: contacts handed on would go round in a circle: support → sales → support",
    ]


def test_a_queue_may_be_entered_by_overflow_and_a_flow_by_a_way_out(edit: Edit, problems: Found) -> None:
    edit(
        ("line: first, wrap_up_seconds: 10", "after_max_wait: {queue: sales}, when_closed: {flow: night}"),
        ("enqueue: sales", "enqueue: support"),
        ("flows:\n", "flows:\n  night: [play: welcome, hang_up]\n"),
    )
    assert problems() == []


def test_a_faulty_queue_does_not_make_those_it_may_lead_to_look_unused(edit: Edit, problems: Found) -> None:
    edit(
        ("line: first, wrap_up_seconds: 10", "after_max_wait: {queue: sales}, wrap_up_seconds: -1"),
        ("enqueue: sales", "enqueue: support"),
    )
    assert problems() == ["main.yaml:8:62: must be greater than or equal to 0"]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("max_wait_seconds: 60", "max_wait_seconds"),
        ("max_waiting: 5", "max_waiting"),
        ("to_join: at_work", "to_join"),
        ("to_stay: at_work", "to_stay"),
        ("closing_sends_away: true", "closing_sends_away"),
        ("keys: {1: go_on}", "keys"),
    ],
)
def test_callers_hung_up_on_without_a_word_are_warned_about(
    edit: Edit, warnings: Found, keys: str, reason: str
) -> None:
    edit(("    music: default", f"    {keys}"))
    expected = f"whom 'sales' does not serve ({reason}) is hung up on without a word; give it otherwise"
    assert f"main.yaml:22:24: warning: {expected}" in warnings()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("enqueue: sales", "enqueue: {queue: sales, otherwise: [play: welcome]}"),
        ("            - enqueue: sales\n", "            - enqueue: sales\n            - play: welcome\n"),
        ("          - hang_up\n", "          - hang_up\n    - play: welcome\n"),
    ],
)
def test_callers_who_hear_something_behind_the_queue_are_not(edit: Edit, warnings: Found, old: str, new: str) -> None:
    edit(("    music: default", "    max_wait_seconds: 60"), (old, new))
    assert not [warning for warning in warnings() if "without a word" in warning]


def test_a_hang_up_behind_the_queue_is_no_word(edit: Edit, warnings: Found) -> None:
    edit(
        ("    music: default", "    max_wait_seconds: 60"),
        ("            - enqueue: sales\n", "            - enqueue: sales\n            - hang_up\n"),
    )
    assert [warning for warning in warnings() if "without a word" in warning]
