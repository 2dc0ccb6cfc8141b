"""What the machines draw: policies, profiles, requirements, times. Odd fractions on purpose: sums of them round."""

from dataclasses import replace

from hypothesis import strategies as st

from acd.policy import (
    Announcements,
    Bonds,
    CallbackPolicy,
    Comfort,
    Destination,
    Estimates,
    GoOn,
    KeyDestination,
    QueuePolicy,
    RingWidth,
    Selection,
    Staffing,
    Stay,
    ToCallback,
    ToFlow,
    ToQueue,
    WaysOut,
    WrapUp,
)
from acd.profile import AgentProfile, Assignment, MicroPause
from vocabulary.ids import AgentName, FlowName, QueueName, SkillName
from vocabulary.skills import (
    AllOf,
    AnyOf,
    Comparison,
    Expression,
    Not,
    OneOf,
    Requirement,
    Step,
    Threshold,
)

QUEUES = [QueueName(name) for name in ("first", "second", "third")]
AGENTS = [AgentName(name) for name in ("anne", "bert", "carl", "dora")]
CALLERS = ["", "+43111", "+43222", "+43333"]
FRENCH, SQL = SkillName("french"), SkillName("sql")
NOWHERE = QueueName("nowhere")

PLACES: list[Destination] = [
    GoOn(),
    ToFlow(FlowName("voicemail")),
    *(ToQueue(queue, keeps) for queue in QUEUES for keeps in (True, False)),
]
AFTER_KEYS: list[tuple[tuple[str, KeyDestination], ...]] = [
    (),
    (("1", ToCallback()), ("2", Stay())),
    (("1", ToCallback()), ("3", ToQueue(QUEUES[1])), ("4", ToFlow(FlowName("voicemail")))),
    (("1", ToCallback()), ("5", GoOn()), ("6", ToQueue(QUEUES[2], keeps_time=False))),
]
FAR = [Selection.LONGEST_IDLE, Selection.RING_ALL, Selection.RING_SEVERAL, *Selection]

places = st.sampled_from(PLACES)
staffings = st.sampled_from([Staffing.NONE] * 8 + [Staffing.LOGGED_IN, Staffing.AT_WORK])
announcements = st.builds(
    Announcements,
    on_entry=st.booleans(),
    on_change=st.sampled_from([True, True, False]),
    every_seconds=st.sampled_from([None, 11.3, 60.0]),
    min_gap_seconds=st.sampled_from([0.0, 0.7, 15.0]),
    limit=st.sampled_from([None, 1, 2]),
    only_improved=st.sampled_from([False, False, True]),
    estimates=st.sampled_from([Estimates(), Estimates(judged_at_least=1, least_hit_rate=0.0), Estimates(spoken=False)]),
    comfort=st.sampled_from([Comfort(), Comfort(2, 6.3), Comfort(3, 20.0, at_random=True)]),
)
ways_out = st.builds(
    WaysOut,
    max_wait_seconds=st.sampled_from([None, None, 20.0, 47.1]),
    after_max_wait=places,
    max_waiting=st.sampled_from([None, None, None, None, 1, 3]),
    when_full=places,
    to_join=staffings,
    to_stay=staffings,
    when_no_agents=places,
    when_closed=places,
    closing_sends_away=st.booleans(),
    keys=st.sampled_from(AFTER_KEYS),
)
bonds = st.builds(
    Bonds,
    prefer_previous_seconds=st.sampled_from([0.0, 8.3, 20.0]),
    prefer_last_agent_seconds=st.sampled_from([0.0, 0.0, 13.7]),
    last_agent_within_seconds=st.sampled_from([50.0, 86_400.0]),
    bounce_boost_seconds=st.sampled_from([0.0, 33.3]),
    return_within_seconds=st.sampled_from([0.0, 30.7, 300.0]),
)
callbacks = st.sampled_from(
    [CallbackPolicy(2, 9.7, 70.3, 12.1), CallbackPolicy(1, 5.0, 33.3), CallbackPolicy(3, 1.3, 300.0)]
)
policies = st.builds(
    QueuePolicy,
    name=st.sampled_from(QUEUES),
    selection=st.sampled_from(FAR),
    ring_width=st.sampled_from([RingWidth(), RingWidth(1, 1, 3.1), RingWidth(2, 2, 6.7)]),
    ring_timeout_seconds=st.sampled_from([5.0, 7.3, 20.0]),
    connect_timeout_seconds=st.sampled_from([0.1, 5.0]),
    wrap_up=st.sampled_from([WrapUp.TIMED, *WrapUp]),
    wrap_up_seconds=st.sampled_from([0.0, 0.7, 10.0, 30.0]),
    decline_rest_seconds=st.sampled_from([0.0, 3.3, 10.0]),
    failure_rest_seconds=st.sampled_from([0.0, 5.0]),
    announcements=announcements,
    ways_out=ways_out,
    callback=callbacks,
    bonds=bonds,
    escalates_to=st.sampled_from([None, *QUEUES]),
    keeps_lost=st.sampled_from([True, True, False]),
    requeue_silent=st.booleans(),
)
calm_policies = st.builds(
    QueuePolicy,
    name=st.sampled_from(QUEUES),
    selection=st.sampled_from(FAR),
    ring_width=st.just(RingWidth(1, 1, 3.1)),
    wrap_up_seconds=st.sampled_from([0.0, 0.7]),
    failure_rest_seconds=st.just(0.0),
    announcements=st.sampled_from([Announcements(), Announcements(every_seconds=None)]),
    ways_out=st.builds(WaysOut, max_wait_seconds=st.sampled_from([None, 47.1]), keys=st.sampled_from(AFTER_KEYS[1:])),
    callback=callbacks,
    bonds=st.sampled_from([Bonds(), Bonds(prefer_last_agent_seconds=13.7)]),
    escalates_to=st.sampled_from(QUEUES),
)
assignments = st.builds(
    Assignment,
    queue=st.sampled_from(QUEUES),
    rank=st.sampled_from([1, 1, 2, 3]),
    delay_seconds=st.sampled_from([0.0, 0.0, 0.0, 6.1, 25.0]),
)
profiles = st.builds(
    AgentProfile,
    name=st.sampled_from(AGENTS),
    assignments=st.lists(assignments, min_size=1, max_size=3, unique_by=lambda each: each.queue).map(tuple),
    skills=st.sampled_from([(), ((FRENCH, 1),), ((SQL, 2),), ((FRENCH, 3), (SQL, 1)), ((FRENCH, 0), (SQL, 3))]),
    unanswered_limit=st.integers(1, 3),
    declined_limit=st.sampled_from([None, None, 1, 2]),
    unreachable_limit=st.sampled_from([None, None, 1, 2]),
    micro_pause=st.sampled_from([None, None, MicroPause(0.5, 60.0, 0, 7.7), MicroPause(1.0, 600.0, 1, 4.1)]),
)
calm_profiles = st.builds(
    AgentProfile,
    name=st.sampled_from(AGENTS),
    assignments=st.permutations(QUEUES).map(lambda queues: tuple(Assignment(queue) for queue in queues)),
    skills=st.sampled_from([((FRENCH, 3), (SQL, 3)), ((FRENCH, 1),)]),
    unanswered_limit=st.just(3),
)
EXPRESSIONS: list[Expression] = [
    Threshold(FRENCH, 1),
    Threshold(FRENCH, 3),
    Threshold(SQL, 2, Comparison.LESS_THAN),
    Threshold(FRENCH, 1, Comparison.NOT),
    Threshold(SQL, 3, Comparison.EXACTLY),
    Not(Threshold(SQL, 1)),
    AllOf(),
    AllOf((Threshold(FRENCH, 0), Threshold(SQL, 1, Comparison.MORE_THAN))),
    AnyOf((Threshold(FRENCH, 3), OneOf((AGENTS[1],)))),
    AnyOf(),
    OneOf((AGENTS[0], AGENTS[3])),
    Not(AnyOf((Threshold(FRENCH, 2, Comparison.AT_MOST), OneOf((AGENTS[0],))))),
]
expiring = st.builds(Step, st.sampled_from(EXPRESSIONS), st.sampled_from([4.3, 10.0, 21.0]))
lasting = st.builds(Step, st.sampled_from(EXPRESSIONS), st.none())
requirements = st.one_of(
    st.just(Requirement()),
    lasting.map(lambda step: Requirement((step,))),
    st.lists(expiring, min_size=1, max_size=3).map(lambda steps: Requirement(tuple(steps))),
    st.tuples(expiring, lasting).map(Requirement),
)
pauses = st.sampled_from([0.1, 0.6, 0.7, 1.0, 2.9, 5.0, 10.0, 37.3])
patiences = st.sampled_from([2.0, 5.0, 19.9, 20.0, 20.1, 40.0, 61.0, 3600.0, 3600.0])
priorities = st.sampled_from([0, 0, 0, 2, -1])
boosts = st.sampled_from([0.0, 15.3, 100.0, -20.7])


def named(policy: QueuePolicy, name: QueueName) -> QueuePolicy:
    """The policy, for this queue."""
    return replace(policy, name=name)


def profile_of(profile: AgentProfile, name: AgentName) -> AgentProfile:
    """The profile, for this agent."""
    return replace(profile, name=name)
