"""Asterisk's question whether a call may come in: counted one by one, and never a reason to lose a call."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from calls.admission import EXPECTED_SECONDS, Admission
from calls.letting_in import CallInProgress
from dialplan.document import Dialled, Document
from dialplan.lists import DocumentLists, caller_list
from dialplan.sections.admission import AdmissionSpec
from ivr.world import World
from tests.adapter.agi.asking import ask, opening
from vocabulary.ids import FlowName, LegId, ListName
from vocabulary.instant import Instant

pytestmark = pytest.mark.adapter

LETS_IN: dict[str, str] = {}
BUSY = {"FIRSTLINE_TURNED_AWAY": "17"}


@dataclass(slots=True)
class Around:
    """The document in force, who is in, and the time."""

    document: Document
    calls: dict[LegId, CallInProgress] = field(default_factory=dict)
    seconds: float = 0.0
    port: int = 0

    async def asks(self, leg: str, caller: str = "+4930123", dialled: str = "100") -> Mapping[str, str]:
        """The variables that Asterisk is told to set for this call."""
        said = opening("admission", dialled, uniqueid=leg, callerid=caller)
        return (await ask(self.port, said)).variables


@asynccontextmanager
async def admitting(**rules: object) -> AsyncIterator[Around]:
    world = World(lists=DocumentLists({ListName("blocked"): caller_list(["+4930*", "anonymous"])}))
    document = Document("v", {"100": Dialled(FlowName("main"))}, world, {}, {})
    around = Around(replace(document, admission=AdmissionSpec.model_validate(rules)))
    admission = Admission(
        lambda: around.document, lambda: around.calls, lambda: Instant(around.seconds, around.seconds)
    )
    async with admission.server(0) as server:
        around.port = server.port
        yield around


async def test_whoever_may_come_in_costs_no_command() -> None:
    async with admitting() as around:
        assert await around.asks("leg-1") == LETS_IN


async def test_a_blocked_caller_is_declined_or_sent_to_a_flow() -> None:
    async with admitting(blocked="blocked") as around:
        assert await around.asks("leg-1") == {"FIRSTLINE_TURNED_AWAY": "21"}
        assert await around.asks("leg-2", caller="unknown") == {"FIRSTLINE_TURNED_AWAY": "21"}
        assert await around.asks("leg-3", caller="+49891") == LETS_IN
    async with admitting(blocked="blocked", when_blocked={"flow": "sorry"}) as around:
        assert await around.asks("leg-1") == {"FIRSTLINE_FLOW": "sorry"}


async def test_callers_let_in_count_before_they_have_arrived() -> None:
    async with admitting(most_calls=2) as around:
        assert [await around.asks(f"leg-{number}") for number in range(3)] == [LETS_IN, LETS_IN, BUSY]


async def test_callers_who_have_arrived_count_once() -> None:
    async with admitting(most_calls=2) as around:
        assert await around.asks("leg-1") == LETS_IN
        around.calls[LegId("leg-1")] = CallInProgress("100", "+4930123")
        assert await around.asks("leg-2") == LETS_IN
        assert await around.asks("leg-3") == BUSY


async def test_a_caller_who_never_arrives_counts_no_longer() -> None:
    async with admitting(most_calls=1) as around:
        assert await around.asks("leg-1") == LETS_IN
        assert await around.asks("leg-2") == BUSY
        around.seconds = EXPECTED_SECONDS
        assert await around.asks("leg-2") == LETS_IN


async def test_a_caller_asked_about_again_does_not_stand_in_their_own_way() -> None:
    async with admitting(most_calls=1) as around:
        assert [await around.asks("leg-1") for _ in range(3)] == [LETS_IN] * 3


async def test_who_was_turned_away_does_not_count() -> None:
    async with admitting(most_calls=1) as around:
        around.calls[LegId("leg-0")] = CallInProgress("100", "+49891")
        assert await around.asks("leg-1") == BUSY
        around.calls.clear()
        assert await around.asks("leg-2") == LETS_IN


async def test_the_document_in_force_counts() -> None:
    async with admitting(most_calls=1) as around:
        around.calls[LegId("leg-0")] = CallInProgress("100", "+49891")
        around.document = replace(around.document, admission=AdmissionSpec())
        assert await around.asks("leg-1") == LETS_IN


async def test_a_question_without_its_arguments_lets_in() -> None:
    async with admitting(most_calls=1) as around:
        assert (await ask(around.port, opening("admission"))).variables == LETS_IN
