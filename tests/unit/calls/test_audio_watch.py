"""The legs of agents are looked at as long as they talk, and what follows is told to whom it concerns."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from acd.commands import AgentSilent, Device
from asterisk.ari.errors import AriGone, AriUnreachable
from asterisk.ari.events import ChannelHold, ChannelStateChange, ChannelUnhold, StasisEnd, StasisStart
from calls.audio_watch import AudioWatch
from calls.leg_audio import LOOK_SECONDS, LOST_SECONDS, SILENT_SECONDS
from calls.phones import Phones
from calls.scene import Scene
from tests.unit.calls.audio_world import LEG, Running, World, channel
from tests.unit.service.plans import document
from vocabulary.ids import ContactId, DeviceName, LegId, OfferId

TEXT = """\
numbers: {"100": main}
queues:
  support: {max_wait_seconds: 300}
agents:
  alice: {name: Alice, queues: [support]}
  quinn: {name: Quinn, queues: [support], devices: {quiet: {silence_suppression: true}}}
teams:
  front: {name: Front, agents: [alice]}
supervisors:
  boss: {name: The boss, device: "290", teams: [front], may: [monitor]}
flows:
  main: [enqueue: {queue: support, otherwise: [hang_up]}]
"""

CONTACT, OTHER = ContactId("c-1"), ContactId("c-2")
OFFER = OfferId("c-1-q1-1")
ALICES = DeviceName("alice")
TALKING = Scene(CONTACT, LegId("caller"), agent_leg=LEG, offer=OFFER)


@pytest.fixture
def world(tmp_path: Path) -> World:
    phones = Phones()
    phones.use(document(tmp_path, TEXT))
    return World(phones)


@pytest.fixture
def running(world: World) -> Running:
    return Running(AudioWatch(world, world.phones, world.hands, world.clock), world)


LOST: list[object] = [("lost", CONTACT, LEG)]
HUNG_UP: list[object] = [("hung up", LEG)]
GONE: list[object] = [(ALICES, Device.UNREACHABLE), *LOST]


async def test_a_leg_that_sends_is_looked_at_every_two_seconds_and_left_alone(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(60.0)
    assert world.did == []
    assert all(later - earlier >= LOOK_SECONDS for earlier, later in pairwise(world.looks))
    assert len(world.looks) >= 60.0 / LOOK_SECONDS - 2


async def test_an_agent_who_is_not_heard_is_told_to_the_desk(running: Running, world: World) -> None:
    world.sends = False
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(SILENT_SECONDS)
    assert world.did == [AgentSilent(OFFER)]


async def test_a_phone_that_is_gone_is_reported_before_its_leg_is_lost(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    world.sends, world.there = False, False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == GONE
    assert running.watch.legs == ()


async def test_of_a_phone_that_is_there_only_the_leg_is_lost(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    world.sends = False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == LOST
    assert world.asked == [ALICES]


async def test_a_leg_on_hold_is_left_alone_until_it_is_resumed(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    running.watch.see(CONTACT, replace(TALKING, held=True))
    world.sends = False
    await running.pass_time(120.0)
    assert world.did == []
    running.watch.see(CONTACT, TALKING)
    world.sends = True
    await running.pass_time(10.0)
    world.sends = False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == LOST


async def test_a_phone_in_a_call_of_its_own_is_left_alone_while_it_holds(running: Running, world: World) -> None:
    running.watch.hear(ChannelStateChange(channel(LEG)))
    await running.pass_time(10.0)
    running.watch.hear(ChannelHold(channel(LEG)))
    world.sends = False
    await running.pass_time(120.0)
    assert world.did == []
    running.watch.hear(ChannelUnhold(channel(LEG)))
    world.sends = True
    await running.pass_time(10.0)
    world.sends = False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == HUNG_UP


async def test_a_phone_that_suppresses_silence_is_left_alone(running: Running, world: World) -> None:
    world.endpoint, world.sends = "quiet", False
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(120.0)
    assert world.did == []


async def test_a_phone_on_hold_whose_connection_closed_has_lost_the_call(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    running.watch.see(CONTACT, replace(TALKING, held=True))
    world.sends = False
    await running.pass_time(60.0)
    world.there = False
    await running.pass_time(3 * LOOK_SECONDS)
    assert world.did == GONE


async def test_a_leg_of_a_trunk_is_not_watched(running: Running, world: World) -> None:
    world.endpoint = "trunk-main"
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(4.0)
    assert running.watch.legs == ()
    assert world.looks == []


async def test_a_leg_that_has_ended_is_not_looked_at_again(running: Running, world: World) -> None:
    world.fault = AriGone(asked="GET", status=404, message="gone")
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(20.0)
    assert len(world.looks) == 1


async def test_the_watch_stops_with_the_conversation(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(4.0)
    running.watch.see(CONTACT, Scene(CONTACT, LegId("caller")))
    looks = len(world.looks)
    await running.pass_time(20.0)
    assert len(world.looks) == looks


async def test_the_watch_stops_with_the_contact(running: Running) -> None:
    running.watch.see(CONTACT, TALKING)
    running.watch.see(CONTACT, None)
    assert running.watch.legs == ()


async def test_a_leg_that_goes_over_to_another_contact_is_lost_to_that_one(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    running.watch.see(OTHER, Scene(OTHER, LegId("caller-2"), agent_leg=LEG, offer=OFFER))
    running.watch.see(CONTACT, None)
    world.sends = False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == [("lost", OTHER, LEG)]


async def test_an_asterisk_that_does_not_answer_loses_no_call(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    world.fault = AriUnreachable(base_url="http://nowhere", asked="GET", reason="nothing")
    await running.pass_time(60.0)
    world.fault, world.sends = None, False
    await running.pass_time(60.0)
    assert running.watch.legs == (LEG,)
    assert world.did == []


async def test_a_mistake_of_ours_ends_the_watch_of_one_leg_alone(running: Running, world: World) -> None:
    world.mistake = ZeroDivisionError()
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(4.0)
    assert LEG not in running.watch.legs
    world.mistake = None
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(4.0)
    assert LEG in running.watch.legs


async def test_after_a_gap_a_leg_is_watched_anew(running: Running, world: World) -> None:
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(10.0)
    world.sends = False
    await running.pass_time(6.0)
    running.watch.begin_anew()
    world.sends = True
    await running.pass_time(60.0)
    assert world.did == []


async def test_a_phone_that_dies_in_a_call_of_its_own_is_hung_up(running: Running, world: World) -> None:
    running.watch.hear(StasisStart((), channel(LEG)))
    await running.pass_time(10.0)
    world.sends, world.there = False, False
    await running.pass_time(LOST_SECONDS + LOOK_SECONDS)
    assert world.did == [(ALICES, Device.UNREACHABLE), *HUNG_UP]


async def test_a_supervisor_who_says_nothing_is_left_alone_while_the_phone_is_there(
    running: Running, world: World
) -> None:
    world.endpoint = "290"
    running.watch.hear(ChannelStateChange(channel(LEG, "PJSIP/290-00000001")))
    await running.pass_time(10.0)
    world.sends = False
    await running.pass_time(120.0)
    assert world.did == []
    world.there = False
    await running.pass_time(30.0)
    assert world.did == [(DeviceName("290"), Device.UNREACHABLE), *HUNG_UP]


async def test_a_leg_that_still_rings_is_not_watched(running: Running) -> None:
    running.watch.hear(ChannelStateChange(channel(LEG, state="Ringing")))
    assert running.watch.legs == ()


async def test_a_leg_of_a_trunk_that_answers_is_not_watched(running: Running) -> None:
    running.watch.hear(ChannelStateChange(channel(LEG, "PJSIP/trunk-main-00000001")))
    assert running.watch.legs == ()


async def test_a_call_of_its_own_is_watched_until_it_ends(running: Running) -> None:
    running.watch.hear(StasisStart((), channel(LEG)))
    running.watch.hear(StasisEnd(channel(LEG)))
    assert running.watch.legs == ()


async def test_the_silence_of_an_agent_counts_from_the_join_on(running: Running, world: World) -> None:
    world.sends = False
    running.watch.hear(ChannelStateChange(channel(LEG)))
    await running.pass_time(4.0)
    running.watch.see(CONTACT, TALKING)
    await running.pass_time(4.0)
    assert world.did == []
    await running.pass_time(2.0)
    assert world.did == [AgentSilent(OFFER)]
