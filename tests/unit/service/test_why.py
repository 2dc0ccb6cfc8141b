"""What is told of a contact, and of an idle agent, from the command logs alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acd.commands import ConversationEnded, LegsJoined
from acd.events import CallConnected, EntryQueued, OfferEnded, OfferMade, StepOpened, WrapUpEnded
from acd.why import Reason
from service.why import NoLogs, NoSuchAgent, NotInLogs, Story, why, why_idle
from tests.unit.service.yesterday import ALICE, BOB, Day, declined_then_answered, left_waiting, open_support
from vocabulary.ids import AgentName, OfferId
from vocabulary.parties import Party


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def ask(tmp_path: Path, said: list[str]) -> Callable[[str], Story]:
    return lambda name: why(name, tmp_path, None, said.append)


def small_day(folder: Path) -> Path:
    with Day(folder) as day:
        open_support(day)
        declined_then_answered(day)
        left_waiting(day)
        day.at(24.0)
        day.tell(LegsJoined(OfferId("e-1-2")))
    return day.path


def test_a_contact_is_told_from_its_entry_with_every_offer(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    path = small_day(tmp_path)
    story = ask("c-1")
    assert (story.contact, story.log, story.header.version) == ("c-1", path, "abc")
    kinds = [type(event) for _, event in story.events]
    assert kinds[:5] == [EntryQueued, StepOpened, OfferMade, OfferEnded, OfferMade]
    assert CallConnected in kinds
    assert [(offered.offer, offered.agent, offered.end) for offered in story.offers] == [
        ("e-1-1", "bob", "declined after 7.0 s"),
        ("e-1-2", "alice", "answered after 2.0 s"),
    ]


def test_an_offer_is_told_with_its_rule_and_every_agent(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    small_day(tmp_path)
    first, second = ask("c-1").offers
    assert (first.rule, first.rank, first.step, first.needs) == ("most proficient", 1, 1, "english >= 3")
    assert (first.priority, first.waited_seconds, second.waited_seconds) == (0, 0.0, 7.0)
    assert first.counts == {Reason.LOGGED_OUT: 1, Reason.LATER: 1}
    assert [(verdict.agent, verdict.reason) for verdict in first.verdicts] == [
        ("bob", None),
        ("alice", Reason.LATER),
        ("carol", Reason.LOGGED_OUT),
    ]
    assert [verdict.detail for verdict in second.verdicts][1] == (
        "rests after a declined or failed offer, or after much talking"
    )


@pytest.mark.parametrize("name", ["c-1", "e-1", "e-1-1", "e-1-2"])
def test_a_contact_is_found_by_its_stays_and_offers_too(tmp_path: Path, ask: Callable[[str], Story], name: str) -> None:
    small_day(tmp_path)
    assert ask(name).contact == "c-1"


def test_of_a_contact_that_still_waits_every_agent_is_told(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    small_day(tmp_path)
    waiting = ask("c-2").waiting
    assert waiting is not None
    assert (waiting.position, waiting.waited_seconds, waiting.needs) == (1, 4.0, "english >= 3")
    assert [(verdict.agent, verdict.detail) for verdict in waiting.verdicts] == [
        ("alice", "talking with contact c-1 for 10 s"),
        ("bob", "paused: lunch"),
        ("carol", "logged out"),
    ]


def test_the_story_ends_once_nothing_more_can_come_of_the_contact(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    with Day(tmp_path) as day:
        open_support(day)
        declined_then_answered(day)
        day.tell(ConversationEnded(OfferId("e-1-2"), Party.CALLER))
        left_waiting(day)
        day.at(100.0)
    story = ask("c-1")
    assert isinstance(story.events[-1][1], WrapUpEnded)
    assert story.until == story.events[-1][0].utc
    assert story.waiting is None


def test_older_logs_are_searched_when_the_newest_does_not_know_the_contact(
    tmp_path: Path, ask: Callable[[str], Story]
) -> None:
    path = small_day(tmp_path)
    with Day(tmp_path, 1000.0) as today:
        open_support(today)
    assert ask("c-1").log == path


def test_a_log_that_cannot_be_read_is_said_and_passed_over(
    tmp_path: Path, ask: Callable[[str], Story], said: list[str]
) -> None:
    small_day(tmp_path)
    broken = tmp_path / "commands-99999999T000000.000Z.jsonl"
    broken.write_text("nonsense\n", encoding="utf-8")
    assert ask("c-1").contact == "c-1"
    assert [sentence.startswith(f"passed over: {broken}:1: ") for sentence in said] == [True]


def test_a_name_nobody_knows_is_said_to_be_unknown(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    small_day(tmp_path)
    for name in ("c-3", "e-1-9", "c"):
        with pytest.raises(NotInLogs, match=f"{name} is neither a contact nor an offer of the command logs in"):
            ask(name)


def test_without_any_log_the_folder_is_named(tmp_path: Path, ask: Callable[[str], Story]) -> None:
    with pytest.raises(NoLogs, match=str(tmp_path)):
        ask("c-1")


def test_an_agent_who_has_nothing_to_do_is_told_why_of_each_waiting_caller(tmp_path: Path, said: list[str]) -> None:
    small_day(tmp_path)
    idleness = why_idle(BOB, tmp_path, None, said.append)
    assert (idleness.standing, idleness.queues) == ("paused: lunch", ("support (rank 1)",))
    [passed] = idleness.waiting
    assert (passed.contact, passed.position, passed.waited_seconds) == ("c-2", 1, 4.0)
    assert passed.verdict.detail == "paused: lunch"


def test_a_busy_agent_is_told_what_they_are_busy_with(tmp_path: Path, said: list[str]) -> None:
    path = small_day(tmp_path)
    assert why_idle(ALICE, tmp_path / "elsewhere", path, said.append).standing == "talking with contact c-1 for 10 s"


def test_an_agent_nobody_knows_is_said_to_be_unknown(tmp_path: Path, said: list[str]) -> None:
    small_day(tmp_path)
    with pytest.raises(NoSuchAgent, match="no agent named zoe"):
        why_idle(AgentName("zoe"), tmp_path, None, said.append)
