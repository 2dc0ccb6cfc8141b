"""Where phones may transfer to, and what their lamps show, as the rendered extensions.conf says."""

from pathlib import Path

import pytest

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from asterisk.config import callplan
from asterisk.config.settings import ConfigSettings
from asterisk.config.syntax import UnsafeValue
from dialplan.document import Agent, Dialled, Document, Queue
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import AgentName, FlowName, QueueName

SETTINGS = ConfigSettings(state_folder=Path("/state"), leg_folder=Path("/state/legs"))


def document(country: str = "", **trunks: object) -> Document:
    """The number 100, the agent Alice at 201, the queue support at 401."""
    alice = Agent(AgentProfile(AgentName("alice"), ()), "Alice", number="201")
    bob = Agent(AgentProfile(AgentName("bob"), ()), "Bob")
    support = Queue(QueuePolicy(QueueName("support")), number="401")
    return Document(
        "v",
        {"100": Dialled(FlowName("main"))},
        World(),
        {QueueName("support"): support},
        {AgentName("alice"): alice, AgentName("bob"): bob},
        country=country,
        trunks={name: TrunkSpec.model_validate(spec) for name, spec in trunks.items()},
    )


def extensions(given: Document, context: str) -> list[str]:
    """The extensions of a context, in order."""
    lines = callplan.text(given, SETTINGS).split(f"[{context}]\n")[1].split("\n[")[0].splitlines()
    return [line.removeprefix("exten => ").split(",")[0] for line in lines if line.startswith("exten")]


def test_a_phone_may_transfer_to_numbers_agents_and_queues() -> None:
    assert extensions(document(), "transfers") == ["100", "201", "401"]


def test_a_phone_may_transfer_outside_only_where_agents_may_call() -> None:
    flows = {"address": "x.net", "may_call_out": ["flows"], "calls_to": ["+371*"]}
    agents = {"address": "y.net", "may_call_out": ["agents"], "calls_to": ["+49*", "112"]}
    assert extensions(document(flows=flows, agents=agents), "transfers")[3:] == ["_+49!", "_0049!", "_112"]


def test_numbers_at_home_are_dialled_without_their_country() -> None:
    trunk = {"address": "x.net", "may_call_out": "agents", "calls_to": ["+4420*"]}
    assert extensions(document("GB", t=trunk), "transfers")[3:] == ["_+4420!", "_004420!", "_20!", "_020!"]


def test_a_whole_country_at_home_is_any_number() -> None:
    trunk = {"address": "x.net", "may_call_out": "agents", "calls_to": ["+371*"]}
    assert extensions(document("LV", t=trunk), "transfers")[3:] == ["_+371!", "_00371!", "_X!"]


def test_a_trunk_without_limits_carries_any_number() -> None:
    trunk = {"address": "x.net", "may_call_out": "agents"}
    assert extensions(document(t=trunk), "transfers")[3:] == ["_X.", "_+X."]


def test_lamps_show_agents_and_queues_that_have_a_number() -> None:
    assert callplan.lamps(document()) == {"201": "Stasis:agent-alice", "401": "Stasis:queue-support"}
    assert "exten => 201,hint,Stasis:agent-alice\n" in callplan.text(document(), SETTINGS)


@pytest.mark.parametrize("number", ["201,hint,Local/1@x", "_X.", "2 1", "h"])
def test_an_agents_number_that_is_none_is_refused(number: str) -> None:
    agents = {AgentName("alice"): Agent(AgentProfile(AgentName("alice"), ()), "Alice", number=number)}
    with pytest.raises(UnsafeValue):
        callplan.text(Document("v", {}, World(), {}, agents), SETTINGS)
