"""What somebody means who dials from one of our phones."""

import pytest

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from calls.dialled import (
    Action,
    CodeDialled,
    ColleagueDialled,
    Meaning,
    NothingDialled,
    OutsideDialled,
    QueueDialled,
    meaning,
)
from dialplan.document import Agent, Document, Queue
from dialplan.sections.features import FeatureCodesSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import AgentName, QueueName

BOB, SUPPORT = AgentName("bob"), QueueName("support")


def trunk(**keys: object) -> TrunkSpec:
    return TrunkSpec.model_validate({"address": "192.0.2.1:5060", **keys})


DOCUMENT = Document(
    "v",
    {},
    World(),
    {SUPPORT: Queue(QueuePolicy(SUPPORT), number="600"), QueueName("hidden"): Queue(QueuePolicy(QueueName("hidden")))},
    {
        BOB: Agent(AgentProfile(BOB, ()), "Bob", "201"),
        AgentName("eve"): Agent(AgentProfile(AgentName("eve"), ()), "Eve"),
    },
    trunks={
        "flows": trunk(may_call_out=["flows"]),
        "local": trunk(may_call_out=["agents"], calls_to=["+371*"]),
        "wide": trunk(may_call_out=["agents", "flows"], calls_to=["+49*", "+371*"]),
        "bosses": trunk(may_call_out=["supervisors"], calls_to=["+1*"]),
    },
    feature_codes=FeatureCodesSpec(log_in="*1", log_out="*10", pause="*13", help="*#"),
)


@pytest.mark.parametrize(
    ("dialled", "meant"),
    [
        ("*1", CodeDialled(Action.LOG_IN)),
        ("*1201", CodeDialled(Action.LOG_IN, "201")),
        ("*13", CodeDialled(Action.PAUSE)),
        ("*132", CodeDialled(Action.PAUSE, "2")),
        ("*#", CodeDialled(Action.HELP)),
        ("201", ColleagueDialled(BOB)),
        ("600", QueueDialled(SUPPORT)),
        ("+37120000001", OutsideDialled("+37120000001", "local")),
        ("+4930000001", OutsideDialled("+4930000001", "wide")),
        ("+15550001", NothingDialled("+15550001")),
        ("*99", NothingDialled("*99")),
        ("2011", NothingDialled("2011")),
        ("", NothingDialled("")),
        ("bob", NothingDialled("bob")),
    ],
)
def test_what_is_dialled_means(dialled: str, meant: Meaning) -> None:
    assert meaning(DOCUMENT, dialled) == meant


def test_of_several_codes_the_longest_is_meant() -> None:
    assert meaning(DOCUMENT, "*10") == CodeDialled(Action.LOG_OUT)


def test_supervisors_use_the_trunks_of_supervisors_besides() -> None:
    assert meaning(DOCUMENT, "+15550001", frozenset({"agents", "supervisors"})) == OutsideDialled("+15550001", "bosses")


def test_there_is_an_action_for_every_code_of_the_document() -> None:
    assert {action.value for action in Action} == set(FeatureCodesSpec.model_fields)
