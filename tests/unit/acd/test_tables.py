"""The tables of offers and agents: every pair is classified, exactly once. Looks at the tables, makes no decisions."""

from itertools import product
from typing import get_args

import pytest

from acd.agents import (
    ACTIVITY,
    PRESENCE,
    REFUSED,
    Activity,
    Agent,
    Happening,
    Owed,
    Presence,
    WrappingUp,
)
from acd.commands import (
    AgentRequest,
    CallerNotReached,
    CallerReached,
    ConversationEnded,
    EndWrapUp,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
    Unanswered,
)
from acd.offers import IMPOSSIBLE, LATE, TRANSITIONS, ImpossibleReport, Offer, OfferState
from acd.profile import AgentProfile
from tests.support.desk import moment
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.parties import Party

THE_OFFER = OfferId("o")
REPORTS: dict[type[OfferReport], OfferReport] = {
    OfferRang: OfferRang(THE_OFFER),
    OfferAnswered: OfferAnswered(THE_OFFER),
    OfferFailed: OfferFailed(THE_OFFER, Unanswered.DECLINED, HangUpCause.REJECTED),
    CallerReached: CallerReached(THE_OFFER),
    CallerNotReached: CallerNotReached(THE_OFFER, HangUpCause.NO_ANSWER),
    LegsJoined: LegsJoined(THE_OFFER),
    JoinFailed: JoinFailed(THE_OFFER),
    ConversationEnded: ConversationEnded(THE_OFFER, Party.CALLER),
}
ANNE = AgentName("anne")
REQUESTS: dict[type[AgentRequest], AgentRequest] = {
    LogInAgent: LogInAgent(ANNE),
    LogOutAgent: LogOutAgent(ANNE),
    PauseAgent: PauseAgent(ANNE, "tea"),
    ResumeAgent: ResumeAgent(ANNE),
    EndWrapUp: EndWrapUp(ANNE),
    RequestWrapUp: RequestWrapUp(ANNE),
}
PRESENCE_REQUESTS = [kind for kind in REQUESTS if kind not in {EndWrapUp, RequestWrapUp}]


def an_offer(state: OfferState) -> Offer:
    return Offer(THE_OFFER, EntryId("e"), ContactId("c"), QueueName("q"), ANNE, moment(0), state=state)


def an_agent(presence: Presence, activity: Activity) -> Agent:
    return Agent(AgentProfile(ANNE, ()), presence=presence, activity=activity)


def test_the_tests_know_every_report_and_every_request() -> None:
    assert set(REPORTS) == set(get_args(OfferReport))
    assert set(REQUESTS) == set(get_args(AgentRequest))


@pytest.mark.parametrize(("state", "kind"), list(product(OfferState, REPORTS)))
def test_every_report_about_an_offer_is_a_step_or_late_or_impossible(
    state: OfferState, kind: type[OfferReport]
) -> None:
    places = [kind in TRANSITIONS[state], kind in LATE[state], kind in IMPOSSIBLE[state]]
    assert places.count(True) == 1


@pytest.mark.parametrize(("state", "kind"), list(product(OfferState, REPORTS)))
def test_an_offer_follows_its_table(state: OfferState, kind: type[OfferReport]) -> None:
    offer = an_offer(state)
    if kind in IMPOSSIBLE[state]:
        with pytest.raises(ImpossibleReport, match=f"{kind.__name__} about offer o, which is {state.value}"):
            offer.follow(REPORTS[kind])
        assert offer.state is state
    elif kind in LATE[state]:
        assert offer.follow(REPORTS[kind]) is False
        assert offer.state is state
    else:
        assert offer.follow(REPORTS[kind]) is True
        assert offer.state is TRANSITIONS[state][kind]


@pytest.mark.parametrize("kind", REPORTS)
def test_a_repeated_report_is_never_a_second_step(kind: type[OfferReport]) -> None:
    for state in OfferState:
        if kind in TRANSITIONS[state]:
            assert kind in LATE[TRANSITIONS[state][kind]]


def test_every_state_of_an_offer_can_be_reached_and_left_for_the_end() -> None:
    def reachable(start: OfferState) -> set[OfferState]:
        found, fresh = {start}, [start]
        while fresh:
            following = set(TRANSITIONS[fresh.pop()].values()) - found
            found |= following
            fresh.extend(following)
        return found

    assert reachable(OfferState.MADE) == set(OfferState) - {OfferState.REACHING}
    assert all(OfferState.ENDED in reachable(state) for state in OfferState)


@pytest.mark.parametrize("state", [OfferState.MADE, OfferState.RINGING])
def test_of_a_callback_the_answer_leads_to_reaching_the_caller(state: OfferState) -> None:
    offer = an_offer(state)
    offer.to_callback = True
    assert offer.follow(OfferAnswered(THE_OFFER)) is True
    assert offer.state is OfferState.REACHING


@pytest.mark.parametrize(("presence", "kind"), list(product(Presence, PRESENCE_REQUESTS)))
def test_every_request_is_granted_or_refused_by_presence(presence: Presence, kind: type[AgentRequest]) -> None:
    assert (kind in PRESENCE[presence]) != (kind in REFUSED[presence])


@pytest.mark.parametrize(("presence", "kind"), list(product(Presence, PRESENCE_REQUESTS)))
@pytest.mark.parametrize("activity", list(Activity))
def test_presence_is_refused_for_its_own_reasons_whatever_the_calls_do(
    presence: Presence, kind: type[AgentRequest], activity: Activity
) -> None:
    assert an_agent(presence, activity).refusal(REQUESTS[kind]) == REFUSED[presence].get(kind)


@pytest.mark.parametrize("presence", list(Presence))
def test_a_wrap_up_can_be_ended_only_while_wrapping_up_and_where_it_may_be(presence: Presence) -> None:
    agent = an_agent(presence, Activity.WRAPPING_UP)
    assert agent.refusal(EndWrapUp(ANNE)) == "is not wrapping up"
    agent.wrapping_up = WrappingUp(ContactId("c"), moment(0), may_end=True)
    assert agent.refusal(EndWrapUp(ANNE)) is None
    agent.wrapping_up = WrappingUp(ContactId("c"), moment(0), may_end=False)
    assert agent.refusal(EndWrapUp(ANNE)) == "has to wrap up until the time is over"


@pytest.mark.parametrize("activity", list(Activity))
def test_a_wrap_up_can_be_asked_for_while_talking_or_where_one_is_owed(activity: Activity) -> None:
    agent = an_agent(Presence.AVAILABLE, activity)
    assert (agent.refusal(RequestWrapUp(ANNE)) is None) is (activity is Activity.TALKING)
    agent.owed = Owed(ContactId("c"), 10.0)
    assert (agent.refusal(RequestWrapUp(ANNE)) is None) is (activity in {Activity.TALKING, Activity.IDLE})


@pytest.mark.parametrize(("activity", "happening"), list(product(Activity, Happening)))
def test_activity_moves_as_its_table_says_and_anything_else_is_our_mistake(
    activity: Activity, happening: Happening
) -> None:
    agent = an_agent(Presence.AVAILABLE, activity)
    if happening in ACTIVITY[activity]:
        agent.happen(happening)
        assert agent.activity is ACTIVITY[activity][happening]
    else:
        with pytest.raises(KeyError):
            agent.happen(happening)
        assert agent.activity is activity


@pytest.mark.parametrize(
    "walk",
    [
        (Happening.OFFER_MADE, Happening.OFFER_OVER),
        (Happening.OFFER_MADE, Happening.LEGS_JOINED, Happening.CONVERSATION_OVER),
        (Happening.OFFER_MADE, Happening.LEGS_JOINED, Happening.WRAP_UP_OWED, Happening.WRAP_UP_OVER),
        (Happening.TASK_BEGUN, Happening.TASKS_OVER),
        (Happening.TASK_BEGUN, Happening.TOOK_CONTACT_UP, Happening.CONVERSATION_OVER),
    ],
)
def test_every_whole_walk_ends_idle(walk: tuple[Happening, ...]) -> None:
    agent = an_agent(Presence.AVAILABLE, Activity.IDLE)
    for happening in walk:
        agent.happen(happening)
    assert agent.activity is Activity.IDLE
