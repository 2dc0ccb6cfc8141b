"""Where a phone may transfer to: what it could dial by an agent's rights, and never a feature code."""

from dataclasses import replace

import pytest

from calls.asks import Target, ToAgent, ToFlow, ToNumber, ToQueue
from calls.phone_transfers import target_of
from dialplan.document import Dialled
from tests.unit.calls.test_dialled import BOB, DOCUMENT, SUPPORT
from vocabulary.ids import FlowName

MENU = FlowName("menu")
NUMBERED = replace(DOCUMENT, numbers={"100": Dialled(MENU), "201": Dialled(MENU)})


@pytest.mark.parametrize(
    ("exten", "target"),
    [
        ("201", ToAgent(BOB)),
        ("600", ToQueue(SUPPORT)),
        ("+37120000001", ToNumber("+37120000001")),
        ("+12025550001", None),
        ("+33100000001", None),
        ("*10", None),
        ("999", None),
        ("s", None),
        ("", None),
    ],
)
def test_a_phone_transfers_to_people_queues_and_numbers_that_agents_may_call(exten: str, target: Target | None) -> None:
    assert target_of(DOCUMENT, exten) == target


@pytest.mark.parametrize("exten", ["100", "201"])
def test_a_number_of_the_document_comes_first_as_when_it_is_dialled(exten: str) -> None:
    assert target_of(NUMBERED, exten) == ToFlow(MENU)
