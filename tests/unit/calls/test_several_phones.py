"""All phones of one agent count as one: the offer rings, is answered and fails once."""

import pytest

from acd.commands import JoinFailed, OfferAnswered, OfferFailed, OfferRang, Unanswered
from calls.agent_legs import AgentLeg, AgentLegs
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, DeviceName, OfferId
from vocabulary.instant import Instant

OFFER = OfferId("c-1-q1-1")
BUSY, ABSENT = HangUpCause.BUSY, HangUpCause.SUBSCRIBER_ABSENT


@pytest.fixture
def legs() -> AgentLegs:
    return AgentLegs()


@pytest.fixture
def phones(legs: AgentLegs) -> tuple[AgentLeg, AgentLeg]:
    """A desk phone and a mobile, both dialled."""
    made = [
        legs.add(OFFER, AgentName("fay"), 20.0, Instant(0.0, 0.0), DeviceName(device)) for device in ("desk", "mobile")
    ]
    for leg in made:
        assert legs.entered(leg)
    return made[0], made[1]


def test_no_leg_has_the_beginning_of_anothers_id(phones: tuple[AgentLeg, AgentLeg]) -> None:
    desk, mobile = phones
    assert not desk.leg.startswith(mobile.leg)
    assert not mobile.leg.startswith(desk.leg)


def test_each_phone_that_rings_says_so(legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]) -> None:
    assert [legs.rang(leg) for leg in phones] == [OfferRang(OFFER), OfferRang(OFFER)]


def test_the_first_phone_to_answer_has_the_offer_and_the_others_are_to_stop(
    legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]
) -> None:
    desk, mobile = phones
    assert legs.answered(mobile) == OfferAnswered(OFFER)
    assert legs.of(OFFER) is mobile
    assert legs.others(mobile) == (desk,)


def test_a_second_answer_comes_too_late_and_is_no_answer(legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]) -> None:
    desk, mobile = phones
    legs.answered(mobile)
    assert legs.answered(desk) is None
    assert legs.too_late(desk)


def test_one_phone_that_cannot_be_reached_leaves_the_offer_to_the_others(
    legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]
) -> None:
    desk, mobile = phones
    assert legs.gone(desk, ABSENT, None) is None
    assert legs.answered(mobile) == OfferAnswered(OFFER)


def test_an_offer_fails_with_its_last_phone(legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]) -> None:
    desk, mobile = phones
    legs.gone(desk, ABSENT, None)
    assert legs.gone(mobile, ABSENT, None) == OfferFailed(OFFER, Unanswered.UNREACHABLE, ABSENT)
    assert legs.open == ()


@pytest.mark.parametrize("declined_first", [True, False])
def test_whoever_declined_on_one_phone_has_declined(
    legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg], *, declined_first: bool
) -> None:
    first, last = ((BUSY, 486), (ABSENT, None)) if declined_first else ((ABSENT, None), (BUSY, 486))
    legs.gone(phones[0], *first)
    assert legs.gone(phones[1], *last) == OfferFailed(OFFER, Unanswered.DECLINED, BUSY)


def test_the_phone_that_was_answered_is_the_one_that_can_be_lost(
    legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]
) -> None:
    desk, mobile = phones
    legs.answered(desk)
    mobile.released = True
    assert legs.gone(mobile, HangUpCause.ANSWERED_ELSEWHERE, None) is None
    assert legs.gone(desk, HangUpCause.NORMAL, None) == JoinFailed(OFFER)


def test_a_leg_given_away_is_nobodys_here_any_more(legs: AgentLegs, phones: tuple[AgentLeg, AgentLeg]) -> None:
    desk, mobile = phones
    legs.answered(mobile)
    assert legs.give(OFFER) is mobile
    assert legs.open == (desk,)
