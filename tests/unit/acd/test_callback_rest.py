"""Hours in which nobody may be called: the place is kept, no phone rings for it, and it grows no older."""

import pytest

from acd.commands import RequestCallback, RestCallback
from acd.decision import Decision
from acd.effects import CallBack, Release, ReleaseAgent, RingAgent
from acd.events import CallbackRegistered, CallbackTried, CallConnected, EntryQueued, OfferEnd, OfferEnded
from acd.policy import CallbackPolicy, ToCallback, ToQueue, WaysOut
from tests.support.desk import Desk, contact_of, ended, of, policy, rung
from vocabulary.ids import EntryId, QueueName

POLICY = CallbackPolicy(attempts=2, retry_after_seconds=50, expires_after_seconds=100)


@pytest.fixture
def desk() -> Desk:
    """A queue whose callbacks are tried twice, 50 s apart, and expire after 100 s; nobody wraps up."""
    desk = Desk()
    desk.queue(policy=policy(ways_out=WaysOut(keys=(("1", ToCallback()),)), wrap_up_seconds=0, callback=POLICY))
    return desk


@pytest.fixture
def placed(desk: Desk) -> Desk:
    """e1 is to be called back at number 100, and nobody is ready."""
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    return desk


@pytest.fixture
def reaching(placed: Desk) -> Desk:
    """Anne has answered for e1, who is being called."""
    placed.agent("anne")
    placed.answers("anne")
    return placed


def rests(desk: Desk, seconds: float, entry: str = "e1") -> Decision:
    return desk.tell(RestCallback(EntryId(entry), seconds))


def asked_for(desk: Desk, rest_seconds: float) -> Decision:
    """A callback asked for while nobody may be called."""
    entry = EntryId("x1")
    return desk.tell(RequestCallback(entry, contact_of("x1"), QueueName("support"), "100", rest_seconds=rest_seconds))


def test_while_it_rests_no_phone_rings_and_then_one_does(placed: Desk) -> None:
    rests(placed, 60)
    placed.agent("anne")
    assert rung(placed.at(59.9)) == []
    assert rung(placed.at(60)) == ["anne"]


def test_a_callback_asked_for_in_closed_hours_rings_nobody_in_the_same_decision(desk: Desk) -> None:
    desk.agent("anne")
    decision = asked_for(desk, 60)
    assert len(of(CallbackRegistered, decision.events)) == 1
    assert of(RingAgent, decision.effects) == []
    assert rung(desk.at(60)) == ["anne"]


def test_a_callback_asked_for_rests_also_in_the_queue_a_full_one_sent_it_to() -> None:
    desk = Desk()
    desk.queue("sales")
    desk.queue(policy=policy(ways_out=WaysOut(max_waiting=1, when_full=ToQueue(QueueName("sales")))))
    desk.agent("anne", "sales")
    desk.caller("e1")
    decision = asked_for(desk, 60)
    assert [event.queue for event in of(EntryQueued, decision.events)] == ["sales"]
    assert rung(decision) == []
    assert rung(desk.at(60)) == ["anne"]


def test_the_place_in_the_line_is_kept_meanwhile(placed: Desk) -> None:
    rests(placed, 60)
    placed.at(10)
    placed.caller("e2")
    placed.caller("e3")
    placed.agent("anne")
    placed.talks("anne")
    placed.at(60)
    assert placed.line() == ["e1", "e3"]
    placed.ends("anne")
    assert placed.phones() == {"anne": "e1"}


def test_an_agent_who_is_being_rung_is_let_go_without_blame_and_takes_the_next_caller(placed: Desk) -> None:
    placed.agent("anne")
    offer = placed.offer_of("anne")
    placed.caller("e2")
    decision = rests(placed, 60)
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.WITHDRAWN]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.NOT_WANTED)]
    assert placed.phones() == {"anne": "e2"}
    assert placed.person("anne").misses == {}


def test_whoever_is_being_called_already_is_called_on_and_connected(reaching: Desk) -> None:
    assert rests(reaching, 60) == Decision()
    assert len(of(CallConnected, reaching.reaches("anne").events)) == 1
    reaching.joined("anne")
    assert ended(reaching.at(1000)) == []


def test_whoever_is_reached_and_waits_on_after_a_lost_connection_is_nobodys_callback_any_more(reaching: Desk) -> None:
    rests(reaching, 60)
    reaching.reaches("anne")
    reaching.fails_to_join("anne")
    reaching.agent("bert")
    assert reaching.phones() == {"bert": "e1"}
    assert of(CallBack, reaching.answers("bert").effects) == []


def test_after_an_attempt_at_closing_time_the_longer_of_both_rests_holds(reaching: Desk) -> None:
    rests(reaching, 80)
    assert len(of(CallbackTried, reaching.misses("anne").events)) == 1
    assert rung(reaching.at(79)) == []
    assert rung(reaching.at(80)) == ["anne"]


def test_a_rest_shorter_than_the_one_between_attempts_brings_no_attempt_forward(reaching: Desk) -> None:
    reaching.misses("anne")
    rests(reaching, 5)
    assert rung(reaching.at(49)) == []
    assert rung(reaching.at(50)) == ["anne"]


def test_an_agent_who_hangs_up_at_closing_time_is_followed_by_nobody_until_it_may_be_called(reaching: Desk) -> None:
    reaching.agent("bert")
    rests(reaching, 60)
    assert rung(reaching.fails_to_join("anne")) == []
    assert len(rung(reaching.at(60))) == 1


def test_hours_in_which_nobody_may_be_called_make_a_callback_no_older(placed: Desk) -> None:
    placed.at(90)
    rests(placed, 1000)
    assert ended(placed.at(1099.9)) == []
    assert ended(placed.at(1100)) == [("e1", "callback failed")]


def test_rests_that_overlap_count_once(placed: Desk) -> None:
    rests(placed, 1000)
    placed.at(400)
    rests(placed, 900)
    rests(placed, 10)
    assert ended(placed.at(1399.9)) == []
    assert ended(placed.at(1400)) == [("e1", "callback failed")]


def test_the_time_between_attempts_does_make_it_older(reaching: Desk) -> None:
    reaching.misses("anne")
    assert ended(reaching.at(99.9)) == []
    assert ended(reaching.at(100)) == [("e1", "callback failed")]


def test_a_callback_that_grew_too_old_while_the_caller_was_called_has_that_last_attempt_and_no_rest(
    placed: Desk,
) -> None:
    placed.at(90)
    placed.agent("anne")
    placed.answers("anne")
    placed.at(101)
    rests(placed, 1000)
    assert ended(placed.misses("anne")) == [("e1", "callback failed")]


def test_whoever_calls_again_meanwhile_takes_the_place_over_and_is_served(placed: Desk) -> None:
    rests(placed, 60)
    placed.at(30)
    assert ended(placed.caller("e9", number="100")) == [("e1", "callback joined")]
    placed.agent("anne")
    placed.talks("anne")
    placed.agent("bert")
    assert rung(placed.at(60)) == []


@pytest.mark.parametrize("seconds", [0, -5])
def test_no_time_to_rest_changes_nothing(placed: Desk, seconds: float) -> None:
    placed.agent("anne")
    assert rests(placed, seconds) == Decision()
    assert placed.phones() == {"anne": "e1"}


def test_a_rest_for_a_caller_who_waits_on_the_line_changes_nothing(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1", number="100")
    assert rests(desk, 60) == Decision()
    assert desk.phones() == {"anne": "e1"}


def test_a_rest_for_a_place_that_is_gone_or_never_was_changes_nothing(placed: Desk) -> None:
    placed.at(200)
    assert rests(placed, 60) == Decision()
    assert rests(placed, 60, "e77") == Decision()
