"""What the distributor is told of a changed document: what changed alone, and never to the harm of a call."""

from pathlib import Path

import pytest

from acd.commands import ConfigureAgent, ConfigureQueue, RetireAgent, RetireQueue
from dialplan.document import Document
from service.reload_plan import Change, commands, difference, floor_of
from tests.unit.service.plans import SMALL, WITHOUT_SALES, document
from vocabulary.ids import AgentName, QueueName

ALICE, BOB, CAROL = AgentName("alice"), AgentName("bob"), AgentName("carol")
SALES, SUPPORT = QueueName("sales"), QueueName("support")


@pytest.fixture
def small(tmp_path: Path) -> Document:
    return document(tmp_path / "small", SMALL)


@pytest.fixture
def without_sales(tmp_path: Path) -> Document:
    return document(tmp_path / "without", WITHOUT_SALES)


def test_of_the_same_document_nothing_is_told(small: Document) -> None:
    assert commands(floor_of(small), small, [small]) == ((), floor_of(small))


def test_with_no_call_in_progress_what_is_gone_is_retired_at_once(small: Document, without_sales: Document) -> None:
    told, floor = commands(floor_of(small), without_sales, [])
    assert told == (
        ConfigureQueue(without_sales.queues[SUPPORT].policy),
        RetireQueue(SALES),
        ConfigureAgent(without_sales.agents[ALICE].profile),
        ConfigureAgent(without_sales.agents[CAROL].profile),
        RetireAgent(BOB),
    )
    assert floor == floor_of(without_sales)


def test_a_queue_a_call_in_progress_may_still_come_to_keeps_its_agents(
    small: Document, without_sales: Document
) -> None:
    told, floor = commands(floor_of(small), without_sales, [small])
    assert RetireQueue(SALES) not in told
    assert floor.leaving == {SALES}
    assert floor.agents[ALICE].queues == (SUPPORT, SALES)


def test_once_the_last_such_call_is_over_the_queue_is_retired_and_its_agents_leave_it(
    small: Document, without_sales: Document
) -> None:
    _, floor = commands(floor_of(small), without_sales, [small])
    told, floor = commands(floor, without_sales, [without_sales])
    assert told == (RetireQueue(SALES), ConfigureAgent(without_sales.agents[ALICE].profile))
    assert floor == floor_of(without_sales)


def test_a_queue_that_is_back_before_it_was_retired_was_never_gone(small: Document, without_sales: Document) -> None:
    _, floor = commands(floor_of(small), without_sales, [small])
    told, floor = commands(floor, small, [small, without_sales])
    assert ConfigureQueue(small.queues[SALES].policy) not in told
    assert floor == floor_of(small)


def test_the_difference_names_what_is_new_changed_and_gone(small: Document, without_sales: Document) -> None:
    assert difference(small, without_sales) == {
        "numbers": Change(added=("101",), removed=("102",)),
        "flows": Change(removed=("buying",)),
        "queues": Change(changed=("support",), removed=("sales",)),
        "agents": Change(added=("carol",), changed=("alice",), removed=("bob",)),
    }


def test_of_two_equal_documents_there_is_no_difference(small: Document) -> None:
    assert difference(small, small) == {}
