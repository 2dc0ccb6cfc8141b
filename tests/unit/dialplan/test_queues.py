"""What the keys of a queue and of an agent become."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acd.policy import (
    Announcements,
    Bonds,
    CallbackPolicy,
    Comfort,
    Estimates,
    GoOn,
    QueuePolicy,
    RingWidth,
    Selection,
    Staffing,
    Stay,
    ToFlow,
    ToQueue,
    WaysOut,
    WrapUp,
)
from acd.profile import Assignment, MicroPause
from dialplan.document import Document
from dialplan.loader import load
from dialplan.queues import DEFAULT_MAX_WAIT_SECONDS, AnnouncementsSpec, QueueSpec
from vocabulary.ids import AgentName, FlowName, HoursName, QueueName

Edit = Callable[..., None]
SALES, SUPPORT = QueueName("sales"), QueueName("support")


@pytest.fixture
def sales(directory: Path, edit: Edit) -> Callable[[str], QueuePolicy]:
    """The policy that these further keys of the second queue make."""

    def policy(keys: str) -> QueuePolicy:
        edit(("    music: default", "    music: default\n" + keys))
        return load(directory).queues[SALES].policy

    return policy


def test_every_plain_key_is_the_field_of_the_policy_by_its_name(sales: Callable[[str], QueuePolicy]) -> None:
    policy = sales("""\
    selection: ring_several
    ring_width: {start: 3, grow_by: 2, grow_after_seconds: 7.5}
    ring_timeout_seconds: 25
    connect_timeout_seconds: 6
    wrap_up: on_request
    wrap_up_seconds: 40
    decline_rest_seconds: 11
    failure_rest_seconds: 12
    target_share: 0.9
    target_seconds: 15
    prefer_previous_seconds: 31
    prefer_last_agent_seconds: 32
    last_agent_within_seconds: 3600
    bounce_boost_seconds: 34
    return_within_seconds: 35
""")
    assert (policy.selection, policy.ring_width) == (Selection.RING_SEVERAL, RingWidth(3, 2, 7.5))
    assert (policy.ring_timeout_seconds, policy.connect_timeout_seconds) == (25.0, 6.0)
    assert (policy.wrap_up, policy.wrap_up_seconds) == (WrapUp.ON_REQUEST, 40.0)
    assert (policy.decline_rest_seconds, policy.failure_rest_seconds) == (11.0, 12.0)
    assert (policy.target_share, policy.target_seconds) == (0.9, 15.0)
    assert policy.bonds == Bonds(31.0, 32.0, 3600.0, 34.0, 35.0)


@pytest.mark.parametrize("selection", list(Selection))
def test_every_selection_can_be_written(sales: Callable[[str], QueuePolicy], selection: Selection) -> None:
    assert sales(f"    selection: {selection.name.lower()}\n").selection is selection


@pytest.mark.parametrize("wrap_up", list(WrapUp))
def test_every_wrap_up_can_be_written(sales: Callable[[str], QueuePolicy], wrap_up: WrapUp) -> None:
    assert sales(f"    wrap_up: {wrap_up.name.lower()}\n").wrap_up is wrap_up


def test_the_defaults_of_the_language_are_those_of_the_policies() -> None:
    assert QueueSpec().policy("q") == QueuePolicy(QueueName("q"))
    assert AnnouncementsSpec().announcements() == Announcements()


def test_announcements_are_taken_with_estimates_and_comfort(
    directory: Path, sales: Callable[[str], QueuePolicy]
) -> None:
    policy = sales("""\
    announcements:
      on_entry: false
      on_change: false
      every_seconds: 45
      min_gap_seconds: 20
      limit: 9
      only_improved: true
      estimates: {spoken: false, least_hit_rate: 0.75, most_hit_rate: 0.9, judged_at_least: 10, window: 50}
      comfort: {prompts: [welcome, "sound:queue-thankyou"], every_seconds: 30, at_random: true}
""")
    estimates = Estimates(spoken=False, least_hit_rate=0.75, most_hit_rate=0.9, judged_at_least=10, window=50)
    assert policy.announcements == Announcements(False, False, 45.0, 20.0, 9, True, estimates, Comfort(2, 30.0, True))
    assert load(directory).queues[SALES].comfort == ("prompt:welcome", "sound:queue-thankyou")


def test_callbacks_are_tried_as_written_and_at_any_time_where_no_hours_are(
    directory: Path, sales: Callable[[str], QueuePolicy]
) -> None:
    policy = sales("""\
    callback: {attempts: 5, retry_after_seconds: 600, expires_after_seconds: 7200, answer_within_seconds: 25}
""")
    assert policy.callback == CallbackPolicy(5, 600.0, 7200.0, 25.0)
    assert load(directory).queues[SALES].callback_hours is None


def test_the_hours_of_callbacks_are_those_of_the_document(directory: Path, edit: Edit) -> None:
    edit(
        ("    music: default", "    callback: {hours: daytime}"),
        ("numbers:", 'hours: {daytime: {open: {mon-fri: "09:00-20:00"}}}\nnumbers:'),
    )
    assert load(directory).queues[SALES].callback_hours == HoursName("daytime")


def test_ring_tone_takes_the_place_of_music(directory: Path, edit: Edit) -> None:
    edit(("    music: default", "    while_waiting: ring_tone"))
    assert load(directory).queues[SALES].ring_tone


def test_a_comfort_message_may_be_written_without_a_list(sales: Callable[[str], QueuePolicy]) -> None:
    assert sales("    announcements: {comfort: {prompts: welcome}}\n").announcements.comfort.messages == 1


def test_never_repeating_is_written_as_never(sales: Callable[[str], QueuePolicy]) -> None:
    assert sales("    announcements: {every_seconds: never}\n").announcements.every_seconds is None


def test_the_ways_out_lead_where_they_say(sales: Callable[[str], QueuePolicy]) -> None:
    policy = sales("""\
    max_wait_seconds: 120
    after_max_wait: {queue: support}
    max_waiting: 30
    when_full: {queue: support, keeps_time: false}
    to_join: at_work
    to_stay: logged_in
    when_no_agents: {flow: main}
    when_closed: go_on
    closing_sends_away: true
    keys: {1: {queue: support}, "*": stay, "#": go_on, "0": {flow: main}}
""")
    assert policy.ways_out == WaysOut(
        max_wait_seconds=120.0,
        after_max_wait=ToQueue(SUPPORT),
        max_waiting=30,
        when_full=ToQueue(SUPPORT, keeps_time=False),
        to_join=Staffing.AT_WORK,
        to_stay=Staffing.LOGGED_IN,
        when_no_agents=ToFlow(FlowName("main")),
        when_closed=GoOn(),
        closing_sends_away=True,
        keys=(
            ("1", ToQueue(SUPPORT)),
            ("*", Stay()),
            ("#", GoOn()),
            ("0", ToFlow(FlowName("main"))),
        ),
    )


def test_a_way_out_after_the_longest_wait_means_two_perceived_minutes(sales: Callable[[str], QueuePolicy]) -> None:
    policy = sales("    after_max_wait: {queue: support}\n")
    assert policy.ways_out.max_wait_seconds == DEFAULT_MAX_WAIT_SECONDS == 80.0


def test_a_longest_wait_alone_lets_the_flow_go_on(sales: Callable[[str], QueuePolicy]) -> None:
    ways_out = sales("    max_wait_seconds: 60\n").ways_out
    assert (ways_out.max_wait_seconds, ways_out.after_max_wait) == (60.0, GoOn())


@pytest.mark.parametrize(
    ("keys", "to_join", "to_stay"),
    [
        ("to_stay: logged_in", Staffing.LOGGED_IN, Staffing.LOGGED_IN),
        ("to_join: at_work", Staffing.AT_WORK, Staffing.NONE),
        ("line: second", Staffing.NONE, Staffing.NONE),
    ],
)
def test_whoever_may_not_stay_may_not_join_either(
    directory: Path, edit: Edit, keys: str, to_join: Staffing, to_stay: Staffing
) -> None:
    edit(("    line: second", f"    {keys}"))
    ways_out = load(directory).queues[SALES].policy.ways_out
    assert (ways_out.to_join, ways_out.to_stay) == (to_join, to_stay)


def test_a_queue_escalates_to_one_of_a_further_line_that_no_flow_enters(directory: Path, edit: Edit) -> None:
    edit(("{line: first, wrap_up_seconds: 10}", "{escalates_to: sales}"), ("enqueue: sales", "enqueue: support"))
    assert load(directory).queues[SUPPORT].policy.escalates_to == SALES


@pytest.fixture
def alice(directory: Path, edit: Edit) -> Callable[[str], Document]:
    """The document in which the agent has these keys instead of her queues."""

    def document(keys: str) -> Document:
        edit(("queues: [support, sales]", keys))
        return load(directory)

    return document


def test_assignments_are_taken_with_rank_and_delay_in_the_order_written(alice: Callable[[str], Document]) -> None:
    document = alice("queues: {sales: {rank: 2, delay_seconds: 20}, support: }")
    assert document.agents[AgentName("alice")].profile.assignments == (
        Assignment(SALES, rank=2, delay_seconds=20.0),
        Assignment(SUPPORT),
    )


def test_limits_and_rests_of_an_agent_are_taken(alice: Callable[[str], Document]) -> None:
    profile = alice(
        "queues: [support, sales], unanswered_limit: 3, declined_limit: 4, unreachable_limit: 5, "
        "micro_pause: {busy_share: 0.8, over_seconds: 900, contacts_in_a_row: 6, rest_seconds: 20}"
    ).agents[AgentName("alice")]
    assert profile.profile.unanswered_limit == 3
    assert (profile.profile.declined_limit, profile.profile.unreachable_limit) == (4, 5)
    assert profile.profile.micro_pause == MicroPause(0.8, 900.0, 6, 20.0)


def test_a_micro_pause_without_words_has_the_defaults(alice: Callable[[str], Document]) -> None:
    profile = alice("queues: [support, sales], micro_pause: {}").agents[AgentName("alice")].profile
    assert profile.micro_pause == MicroPause()
