"""What the manager promises, on a real Asterisk."""

import asyncio
import wave
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from asterisk.ami.errors import AmiGone, AmiRefused, AmiUnreachable, AmiUnsafe
from asterisk.ami.settings import AmiSettings
from asterisk.ari.client import AriClient
from asterisk.ari.events import ChannelDestroyed, ChannelEnteredBridge, Dial, StasisStart
from asterisk.ari.settings import AriSettings
from asterisk.ari.stream import LinkUp
from tests.adapter.ami.conftest import managing
from tests.adapter.ari.conftest import Followed, following
from tests.adapter.conftest import RunningAsterisk
from tests.adapter.neighbours import Phone, wire_to
from vocabulary.ids import BridgeId, LegId

pytestmark = pytest.mark.adapter


async def answered_leg(client: AriClient, followed: Followed, far_end: str) -> LegId:
    leg = LegId(f"leg-{uuid4()}")
    await client.create_leg(leg, f"Local/{far_end}@far", [])
    await followed.next(StasisStart, lambda start: start.channel.id == leg)
    await client.dial(leg, None, 20)
    await followed.next(Dial, lambda dial: dial.peer.id == leg and dial.dialstatus == "ANSWER")
    return leg


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return float(sound.getnframes() / sound.getframerate())


async def test_an_action_is_answered(settings: AmiSettings) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        assert (await manager.action("Ping"))["Ping"] == "Pong"


async def test_a_module_is_reloaded_and_an_unknown_one_refused(settings: AmiSettings) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        await manager.reload("res_pjsip.so")
        with pytest.raises(AmiRefused, match="No such module"):
            await manager.reload("nothing.so")


async def test_registered_phones_are_listed(settings: AmiSettings, asterisk_for_adapters: RunningAsterisk) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        with Phone("bob", asterisk_for_adapters.sip_port) as phone:
            await asyncio.to_thread(phone.register)
        [contact] = [contact for contact in await manager.contacts() if contact.aor == "bob"]

    assert contact.endpoint == "bob"
    assert contact.uri.startswith("sip:bob@127.0.0.1")


async def test_a_phone_is_asked_whether_it_is_there_and_an_unknown_one_refused(
    settings: AmiSettings, asterisk_for_adapters: RunningAsterisk
) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        with Phone("bob", asterisk_for_adapters.sip_port) as phone:
            await asyncio.to_thread(phone.register)
            await manager.qualify("bob")
            request = await asyncio.to_thread(phone.receive)
        with pytest.raises(AmiRefused, match="Unable to retrieve endpoint"):
            await manager.qualify("nobody")

    assert request.startswith("OPTIONS")


async def test_both_legs_of_a_conversation_are_complete_and_of_equal_length_once_the_recording_is_stopped(
    settings: AmiSettings, asterisk_for_adapters: RunningAsterisk, tmp_path: Path
) -> None:
    running = asterisk_for_adapters
    ari = AriSettings(base_url=running.base_url, password=SecretStr(running.ari_password))
    files = tmp_path / "caller.wav", tmp_path / "agent.wav"
    async with managing(settings) as (manager, told), AriClient(ari) as client, following(client) as followed:
        await told.up()
        await followed.next(LinkUp)
        caller = await answered_leg(client, followed, "milliwatt")
        agent = await answered_leg(client, followed, "keys")
        bridge = BridgeId(f"bridge-{uuid4()}")
        await client.create_bridge(bridge, "mixing", "talk")
        await client.add_to_bridge(bridge, [agent])
        identifier = await manager.mix_monitor(caller, caller_path=str(files[0]), agent_path=str(files[1]))
        await client.add_to_bridge(bridge, [caller])
        await followed.next(ChannelEnteredBridge, lambda event: len(event.bridge.channels) == 2)
        await followed.next(object, lambda event: getattr(event, "digit", "") == "#")
        stopped = await manager.stop_mix_monitor(caller, identifier)
        lengths = [seconds(path) for path in files]
        again = await manager.stop_mix_monitor(caller, identifier)
        await client.hang_up(caller)
        await client.hang_up(agent)
        await followed.next(ChannelDestroyed, lambda event: event.channel.id == agent)
        late = await manager.stop_mix_monitor(caller, identifier)
        await client.destroy_bridge(bridge)

    assert (stopped, again, late) == (True, False, False)
    assert lengths[0] == lengths[1] > 0.3


async def test_recording_a_leg_that_has_gone_says_so(settings: AmiSettings, tmp_path: Path) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        with pytest.raises(AmiGone):
            await manager.mix_monitor(LegId("nobody"), caller_path=f"{tmp_path}/r.wav", agent_path=f"{tmp_path}/t.wav")


@pytest.mark.parametrize("path", ["relative.wav", "/x/a,b.wav", "/x/a).wav", "/x/ö.wav", "/x/${SHELL(id)}.wav", ""])
async def test_a_path_that_could_be_read_as_an_option_is_not_sent(settings: AmiSettings, path: str) -> None:
    async with managing(settings) as (manager, told):
        await told.up()
        with pytest.raises(AmiUnsafe):
            await manager.mix_monitor(LegId("leg"), caller_path=path, agent_path="/x/t.wav")


async def test_a_wrong_secret_is_said_once_names_the_setting_and_is_tried_again(settings: AmiSettings) -> None:
    wrong = settings.model_copy(update={"secret": SecretStr("geheim"), "refused_retry_seconds": 0.01})
    async with managing(wrong) as (manager, told):
        lost = await told.lost()
        with pytest.raises(AmiUnreachable, match=r"ami\.secret"):
            await manager.action("Ping")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await told.links.get()

    assert lost.refused
    assert "ami.secret" in lost.reason
    assert "geheim" not in lost.reason


async def test_nobody_at_the_port_is_unreachable_and_names_the_setting(settings: AmiSettings) -> None:
    async with managing(settings.model_copy(update={"port": 1})) as (_, told):
        assert "ami.port" in (await told.lost()).reason


async def test_a_cut_connection_comes_back(settings: AmiSettings) -> None:
    async with (
        wire_to(settings.port) as wire,
        managing(settings.model_copy(update={"port": wire.port})) as (manager, told),
    ):
        await told.up()
        wire.cut()
        await told.lost()
        await told.up()
        assert (await manager.action("Ping"))["Ping"] == "Pong"


async def test_a_connection_that_is_open_on_one_side_only_is_noticed_and_closed(settings: AmiSettings) -> None:
    async with wire_to(settings.port) as wire:
        watchful = {"port": wire.port, "ping_interval_seconds": 0.1, "action_timeout_seconds": 0.3}
        async with managing(settings.model_copy(update=watchful)) as (_, told):
            await told.up()
            wire.silent = True
            lost = await told.lost()
            wire.silent = False
            await told.up()

    assert "Ping" in lost.reason
