"""What Asterisk says of an agent's leg becomes what the distributor wants to know of the offer, once."""

import pytest

from acd.commands import ConversationEnded, JoinFailed, OfferAnswered, OfferFailed, OfferRang, Unanswered
from calls.agent_legs import AgentLeg, AgentLegs, LegState, leg_for
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

OFFER = OfferId("c-1-q1-1")


@pytest.fixture
def legs() -> AgentLegs:
    return AgentLegs()


@pytest.fixture
def dialled(legs: AgentLegs) -> AgentLeg:
    leg = legs.add(OFFER, AgentName("alice"), 20.0, Instant(0.0, 0.0))
    assert legs.entered(leg)
    return leg


def test_a_leg_has_its_id_before_asterisk_is_asked(legs: AgentLegs) -> None:
    leg = legs.add(OFFER, AgentName("alice"), 20.0, Instant(0.0, 0.0))
    assert leg.leg == leg_for(OFFER)
    assert legs.get(leg.leg) is legs.of(OFFER) is leg


def test_a_leg_is_dialled_once_however_often_it_enters(legs: AgentLegs, dialled: AgentLeg) -> None:
    assert not legs.entered(dialled)


def test_a_leg_released_before_it_entered_is_not_dialled(legs: AgentLegs) -> None:
    leg = legs.add(OFFER, AgentName("alice"), 20.0, Instant(0.0, 0.0))
    leg.released = True
    assert not legs.entered(leg)


def test_ringing_and_answer_are_reported(legs: AgentLegs, dialled: AgentLeg) -> None:
    assert legs.rang(dialled) == OfferRang(OFFER)
    assert legs.answered(dialled) == OfferAnswered(OFFER)


def test_an_answer_is_reported_once_and_no_ringing_after_it(legs: AgentLegs, dialled: AgentLeg) -> None:
    legs.answered(dialled)
    assert legs.answered(dialled) is None
    assert legs.rang(dialled) is None


def test_an_answer_that_crossed_our_release_is_still_reported_so_that_it_is_released(
    legs: AgentLegs, dialled: AgentLeg
) -> None:
    dialled.released = True
    assert legs.answered(dialled) == OfferAnswered(OFFER)


@pytest.mark.parametrize(
    ("cause", "sip_code", "kind"),
    [
        (17, 486, Unanswered.DECLINED),
        (21, 603, Unanswered.DECLINED),
        (17, 600, Unanswered.DECLINED),
        (17, None, Unanswered.DECLINED),
        (21, None, Unanswered.DECLINED),
        (34, 503, Unanswered.UNREACHABLE),
        (19, 480, Unanswered.UNREACHABLE),
        (18, 408, Unanswered.UNREACHABLE),
        (1, 404, Unanswered.UNREACHABLE),
        (20, None, Unanswered.UNREACHABLE),
        (None, None, Unanswered.UNREACHABLE),
    ],
)
def test_a_phone_that_said_no_is_told_from_one_that_could_not_be_reached(
    legs: AgentLegs, dialled: AgentLeg, cause: int | None, sip_code: int | None, kind: Unanswered
) -> None:
    report = legs.gone(dialled, cause, sip_code)
    assert isinstance(report, OfferFailed)
    assert report.kind is kind


def test_a_leg_lost_between_answer_and_join_is_a_failed_join(legs: AgentLegs, dialled: AgentLeg) -> None:
    legs.answered(dialled)
    assert legs.gone(dialled, HangUpCause.NORMAL, None) == JoinFailed(OFFER)


def test_a_joined_leg_that_ends_ends_the_conversation(legs: AgentLegs, dialled: AgentLeg) -> None:
    legs.answered(dialled)
    dialled.state = LegState.JOINED
    assert legs.joined is dialled
    assert legs.gone(dialled, HangUpCause.NORMAL, None) == ConversationEnded(OFFER, Party.AGENT)
    assert legs.open == ()


def test_the_end_of_a_leg_we_released_is_nobodys_news(legs: AgentLegs, dialled: AgentLeg) -> None:
    dialled.released = True
    assert legs.gone(dialled, HangUpCause.NORMAL, None) is None
    assert legs.get(dialled.leg) is None
