"""Who uses which phone, and what the distributor is told of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from acd.commands import Command, Device, DeviceReported, LogOutAgent
from calls.phones import Phones
from dialplan.document import Document
from tests.unit.service.plans import document
from vocabulary.ids import AgentName, DeviceName

TEXT = """\
numbers: {"100": main}
queues:
  support: {max_wait_seconds: 300}
agents:
  alice: {name: Alice, queues: [support], devices: {alice-desk: {transport: udp}, alice-browser: {transport: wss}}}
  bob: {name: Bob, queues: [support]}
  carol: {name: Carol, queues: [support]}
teams:
  front: {name: Front, agents: [alice, bob, carol]}
supervisors:
  boss: {name: The boss, device: "290", teams: [front], may: [monitor]}
  lead: {name: The lead, agent: carol, teams: [front], may: [monitor]}
  remote: {name: Away, teams: [front], may: [monitor]}
phones:
  desk-7: {transport: udp}
flows:
  main: [enqueue: {queue: support, otherwise: [hang_up]}]
"""

ALICE, BOB, CAROL = AgentName("alice"), AgentName("bob"), AgentName("carol")
DESK, BROWSER = DeviceName("alice-desk"), DeviceName("alice-browser")
BOBS, CAROLS = DeviceName("bob"), DeviceName("carol")
SHARED, BOSSES = DeviceName("desk-7"), DeviceName("290")


@pytest.fixture
def plan(tmp_path: Path) -> Document:
    return document(tmp_path, TEXT)


@pytest.fixture
def phones(plan: Document) -> Phones:
    phones = Phones()
    phones.use(plan)
    return phones


def free(phones: Phones, *devices: DeviceName) -> None:
    for device in devices:
        phones.report(device, Device.FREE)


def reported(agent: AgentName, device: Device) -> tuple[Command, ...]:
    return (DeviceReported(agent, device),)


def test_there_are_the_phones_of_agents_and_supervisors_and_those_that_are_nobodys(phones: Phones) -> None:
    assert phones.devices == (DESK, BROWSER, BOBS, CAROLS, BOSSES, SHARED)


def test_an_agent_without_phones_in_the_document_has_one_called_like_them(phones: Phones) -> None:
    assert phones.devices_of(BOB) == (BOBS,)


def test_at_the_start_there_is_nothing_to_tell(plan: Document) -> None:
    assert Phones().use(plan) == ()


def test_an_agent_with_one_free_phone_of_two_is_free(phones: Phones) -> None:
    phones.report(DESK, Device.UNREACHABLE)
    assert phones.report(BROWSER, Device.FREE) == reported(ALICE, Device.FREE)


def test_an_agent_with_one_phone_in_use_is_in_use(phones: Phones) -> None:
    free(phones, DESK, BROWSER)
    assert phones.report(DESK, Device.IN_USE) == reported(ALICE, Device.IN_USE)
    assert phones.report(BROWSER, Device.UNREACHABLE) == reported(ALICE, Device.IN_USE)


def test_an_agent_none_of_whose_phones_can_be_reached_is_unreachable(phones: Phones) -> None:
    free(phones, DESK)
    assert phones.report(DESK, Device.UNREACHABLE) == reported(ALICE, Device.UNREACHABLE)


def test_a_report_is_repeated_as_often_as_it_is_heard(phones: Phones) -> None:
    assert phones.report(BOBS, Device.FREE) == phones.report(BOBS, Device.FREE) == reported(BOB, Device.FREE)


def test_a_report_of_a_phone_that_no_document_has_means_nothing(phones: Phones) -> None:
    assert phones.report(DeviceName("trunk-main"), Device.FREE) == ()


def test_a_report_of_a_phone_that_is_nobodys_concerns_nobody(phones: Phones) -> None:
    assert phones.report(SHARED, Device.FREE) == ()


def test_only_phones_that_can_be_reached_are_rung(phones: Phones) -> None:
    free(phones, BROWSER)
    assert phones.devices_of(ALICE) == (BROWSER,)


def test_where_no_phone_can_be_reached_all_are_tried(phones: Phones) -> None:
    assert phones.devices_of(ALICE) == (DESK, BROWSER)


def test_an_agent_who_sits_down_is_rung_there_too(phones: Phones) -> None:
    free(phones, SHARED, BOBS)
    phones.sit_down(BOB, SHARED)
    assert phones.devices_of(BOB) == (BOBS, SHARED)
    assert phones.agent_at(SHARED) == BOB
    assert phones.seat_of(BOB) == SHARED


def test_sitting_down_at_a_free_phone_makes_the_agent_free(phones: Phones) -> None:
    free(phones, SHARED)
    assert phones.sit_down(BOB, SHARED) == reported(BOB, Device.FREE)


def test_sitting_down_twice_at_the_same_phone_changes_nothing(phones: Phones) -> None:
    free(phones, SHARED)
    phones.sit_down(BOB, SHARED)
    assert phones.sit_down(BOB, SHARED) == ()


def test_whoever_sat_there_is_logged_out(phones: Phones) -> None:
    free(phones, SHARED)
    phones.sit_down(BOB, SHARED)
    assert phones.sit_down(CAROL, SHARED) == (
        LogOutAgent(BOB),
        DeviceReported(BOB, Device.UNREACHABLE),
        DeviceReported(CAROL, Device.FREE),
    )
    assert phones.agent_at(SHARED) == CAROL
    assert phones.seat_of(BOB) is None


def test_an_owner_whose_only_phone_is_taken_is_logged_out(phones: Phones) -> None:
    free(phones, BOBS)
    assert phones.sit_down(CAROL, BOBS) == (
        LogOutAgent(BOB),
        DeviceReported(BOB, Device.UNREACHABLE),
        DeviceReported(CAROL, Device.FREE),
    )
    assert phones.devices_of(BOB) == ()


def test_an_owner_with_another_phone_goes_on_working(phones: Phones) -> None:
    free(phones, DESK, BROWSER)
    assert phones.sit_down(CAROL, DESK) == reported(CAROL, Device.FREE)
    assert phones.devices_of(ALICE) == (BROWSER,)


def test_an_owner_who_sits_somewhere_else_stays_there_when_their_own_phone_is_taken(phones: Phones) -> None:
    free(phones, DESK, CAROLS)
    phones.sit_down(ALICE, CAROLS)
    phones.sit_down(BOB, DESK)
    assert phones.seat_of(ALICE) == CAROLS
    assert phones.agent_at(CAROLS) == ALICE


def test_an_owner_who_sits_down_again_at_their_own_phone_has_it_back(phones: Phones) -> None:
    free(phones, BOBS)
    phones.sit_down(CAROL, BOBS)
    assert phones.sit_down(BOB, BOBS) == (
        LogOutAgent(CAROL),
        DeviceReported(CAROL, Device.UNREACHABLE),
        DeviceReported(BOB, Device.FREE),
    )
    assert phones.agent_at(BOBS) == BOB
    assert phones.seat_of(BOB) is None


def test_standing_up_gives_the_phone_back_to_its_owner(phones: Phones) -> None:
    free(phones, BOBS)
    phones.sit_down(CAROL, BOBS)
    assert set(phones.stand_up(CAROL)) == {
        DeviceReported(CAROL, Device.UNREACHABLE),
        DeviceReported(BOB, Device.FREE),
    }
    assert phones.agent_at(BOBS) == BOB


def test_moving_to_another_phone_gives_the_first_one_back(phones: Phones) -> None:
    free(phones, BOBS, SHARED)
    phones.sit_down(CAROL, BOBS)
    assert phones.sit_down(CAROL, SHARED) == reported(BOB, Device.FREE)
    assert phones.devices_of(CAROL) == (SHARED,)


def test_standing_up_from_nowhere_changes_nothing(phones: Phones) -> None:
    assert phones.stand_up(BOB) == ()


def test_a_report_concerns_whoever_sits_there(phones: Phones) -> None:
    phones.sit_down(CAROL, BOBS)
    assert phones.report(BOBS, Device.FREE) == reported(CAROL, Device.FREE)


def test_nobody_sits_down_at_a_phone_that_does_not_exist(phones: Phones) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        phones.sit_down(BOB, DeviceName("nowhere"))


def test_nobody_unknown_sits_down(phones: Phones) -> None:
    with pytest.raises(KeyError, match="mallory"):
        phones.sit_down(AgentName("mallory"), SHARED)


def test_a_supervisor_is_rung_at_the_phone_of_their_own(phones: Phones) -> None:
    assert phones.device_of("boss") == BOSSES
    assert phones.supervisor_at(BOSSES) == "boss"


def test_a_supervisor_who_is_an_agent_is_rung_where_the_agent_is(phones: Phones) -> None:
    phones.sit_down(CAROL, SHARED)
    assert phones.device_of("lead") == SHARED
    assert phones.supervisor_at(SHARED) == "lead"
    assert phones.supervisor_at(CAROLS) == "lead"


def test_a_supervisor_without_a_phone_is_rung_nowhere(phones: Phones) -> None:
    assert phones.device_of("remote") is None


def test_a_supervisors_phone_at_which_an_agent_sits_is_not_the_supervisors(phones: Phones) -> None:
    phones.sit_down(BOB, BOSSES)
    assert phones.device_of("boss") is None
    assert phones.supervisor_at(BOSSES) is None


def test_an_agent_is_rung_by_a_colleague_at_one_phone_that_can_be_reached(phones: Phones) -> None:
    free(phones, BROWSER)
    assert phones.device_of("alice") == BROWSER


def test_nobody_of_an_unknown_name_is_rung(phones: Phones) -> None:
    assert phones.device_of("mallory") is None


def test_a_phone_that_the_next_document_does_not_have_makes_its_agent_unreachable(
    phones: Phones, plan: Document
) -> None:
    free(phones, DESK)
    alice = plan.agents[ALICE]
    fewer = replace(plan, agents={**plan.agents, ALICE: replace(alice, devices={BROWSER: alice.devices[BROWSER]})})
    assert phones.use(fewer) == reported(ALICE, Device.UNREACHABLE)
    assert DESK not in phones.devices


def test_whoever_sits_at_a_phone_that_is_gone_is_logged_out(phones: Phones, plan: Document) -> None:
    free(phones, SHARED)
    phones.sit_down(BOB, SHARED)
    gone = phones.use(replace(plan, phones={}))
    assert gone == (LogOutAgent(BOB), DeviceReported(BOB, Device.UNREACHABLE))


def test_a_phone_is_its_owners_again_when_whoever_sat_there_is_no_agent_any_more(
    phones: Phones, plan: Document
) -> None:
    free(phones, BOBS)
    phones.sit_down(CAROL, BOBS)
    rest = {name: agent for name, agent in plan.agents.items() if name != CAROL}
    assert phones.use(replace(plan, agents=rest)) == reported(BOB, Device.FREE)


def test_where_everybody_sits_outlasts_a_reload(phones: Phones, plan: Document) -> None:
    phones.sit_down(BOB, SHARED)
    phones.use(plan)
    assert phones.agent_at(SHARED) == BOB


def test_a_phone_that_sends_nothing_in_silence_is_known(phones: Phones, plan: Document) -> None:
    alice = plan.agents[ALICE]
    quiet = alice.devices[DESK].model_copy(update={"silence_suppression": True})
    phones.use(replace(plan, agents={**plan.agents, ALICE: replace(alice, devices={DESK: quiet})}))
    assert phones.suppresses_silence(DESK)
    assert not phones.suppresses_silence(BOBS)
