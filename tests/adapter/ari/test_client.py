"""What the client promises, on a real Asterisk."""

import asyncio
from uuid import uuid4

import pytest
from pydantic import SecretStr

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriGone, AriRefused, AriUnreachable
from asterisk.ari.events import (
    BridgeDestroyed,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelEnteredBridge,
    Dial,
    PlaybackFinished,
    StasisStart,
)
from asterisk.ari.settings import AriSettings
from asterisk.ari.stream import LinkUp
from tests.adapter.ari.conftest import Followed, following
from tests.adapter.conftest import RunningAsterisk
from tests.adapter.neighbours import Phone
from vocabulary.causes import HangUpCause
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId

pytestmark = pytest.mark.adapter


def fresh(kind: str) -> str:
    return f"{kind}-{uuid4()}"


async def answered_leg(client: AriClient, followed: Followed, far_end: str = "silent") -> LegId:
    """A leg that was created, dialled and answered."""
    leg = LegId(fresh("leg"))
    await client.create_leg(leg, f"Local/{far_end}@far", ["agent", "offer-1"])
    await followed.next(StasisStart, lambda start: start.channel.id == leg)
    await client.dial(leg, None, 20)
    await followed.next(Dial, lambda dial: dial.peer.id == leg and dial.dialstatus == "ANSWER")
    return leg


async def test_the_version_is_told(client: AriClient) -> None:
    assert await client.version() == "22.10.1"
    await client.ping()


async def test_a_leg_enters_with_the_id_and_arguments_we_chose_and_leaves_with_the_cause_we_gave(
    client: AriClient,
) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = LegId(fresh("leg"))
        await client.create_leg(leg, "Local/silent@far", ["agent", "offer-1"], variables={"X": "ö=1"})
        start = await followed.next(StasisStart)
        await client.hang_up(leg, HangUpCause.ANSWERED_ELSEWHERE)
        destroyed = await followed.next(ChannelDestroyed, lambda event: event.channel.id == leg)

    assert (start.channel.id, start.args) == (leg, ("agent", "offer-1"))
    assert destroyed.cause == HangUpCause.ANSWERED_ELSEWHERE


async def test_dialling_reports_the_answer(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = await answered_leg(client, followed)
        states = {channel.id: channel.state for channel in await client.channels()}

    assert states[leg] == "Up"


async def test_a_prompt_is_played_and_stopped(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = await answered_leg(client, followed)
        playback = PlaybackId(fresh("playback"))
        await client.play(leg, playback, [MediaUri("sound:queue-thankyou")] * 2, "en")
        await client.stop_playback(playback)
        finished = await followed.next(PlaybackFinished)
        await client.stop_playback(playback)

    assert finished.playback.id == playback


async def test_keys_of_the_far_end_are_reported(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        await answered_leg(client, followed, "keys")
        keys = [(await followed.next(ChannelDtmfReceived)).digit for _ in range(3)]

    assert keys == ["1", "2", "#"]


async def test_legs_move_from_a_holding_bridge_to_a_mixing_one(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        caller, agent = await answered_leg(client, followed), await answered_leg(client, followed)
        holding, mixing = BridgeId(fresh("holding")), BridgeId(fresh("mixing"))
        await client.create_bridge(holding, "holding", "wait")
        await client.create_bridge(mixing, "mixing", "talk")
        await client.subscribe([f"bridge:{mixing}"])
        await client.add_to_bridge(holding, [caller], "holding_participant")
        await client.add_to_bridge(mixing, [agent])
        await client.add_to_bridge(mixing, [caller])
        entered = await followed.next(
            ChannelEnteredBridge,
            lambda event: event.bridge.id == mixing and event.channel is not None and event.channel.id == caller,
        )
        await client.remove_from_bridge(mixing, [caller])
        await client.destroy_bridge(mixing)
        destroyed = await followed.next(BridgeDestroyed)
        remaining = [bridge.id for bridge in await client.bridges()]

    assert set(entered.bridge.channels) == {caller, agent}
    assert destroyed.bridge.id == mixing
    assert remaining == [holding]


async def test_orders_to_what_has_gone_already_succeed_where_that_was_wanted(client: AriClient) -> None:
    await client.hang_up(LegId("nobody"))
    await client.stop_playback(PlaybackId("nothing"))
    await client.destroy_bridge(BridgeId("nothing"))
    await client.remove_from_bridge(BridgeId("nothing"), [LegId("nobody")])


async def test_orders_to_a_leg_that_has_gone_say_so(client: AriClient) -> None:
    nobody = LegId("nobody")
    async with following(client) as followed:
        await followed.next(LinkUp)
        bridge = BridgeId(fresh("bridge"))
        await client.create_bridge(bridge, "mixing", "talk")
        for order in (
            client.answer(nobody),
            client.play(nobody, PlaybackId("p"), [MediaUri("sound:beep")]),
            client.dial(nobody, None, 5),
            client.set_variables(nobody, {"X": "1"}),
            client.add_to_bridge(bridge, [nobody]),
            client.add_to_bridge(BridgeId("nothing"), [nobody]),
            client.subscribe(["bridge:nothing"]),
        ):
            with pytest.raises(AriGone):
                await order


async def test_a_phone_that_cannot_be_rung_is_refused_with_asterisks_words(client: AriClient) -> None:
    with pytest.raises(AriRefused, match="Allocation failed") as refused:
        await client.create_leg(LegId(fresh("leg")), "PJSIP/nobody", [])

    assert refused.value.status == 500


async def test_playing_to_a_phone_that_still_rings_is_our_mistake(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = LegId(fresh("leg"))
        await client.create_leg(leg, "Local/ring@far", [])
        await followed.next(StasisStart)
        with pytest.raises(AriRefused) as refused:
            await client.play(leg, PlaybackId("p"), [MediaUri("sound:beep")])

    assert refused.value.status == 412


async def test_a_busy_phone_ends_the_leg_with_its_cause_and_sip_status(
    client: AriClient, asterisk_for_adapters: RunningAsterisk
) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = LegId(fresh("leg"))
        with Phone("bob", asterisk_for_adapters.sip_port) as phone:
            await asyncio.to_thread(phone.register)
            await client.create_leg(leg, "PJSIP/bob", [])
            await followed.next(StasisStart)
            await client.dial(leg, None, 20)
            await asyncio.to_thread(phone.refuse, "486 Busy Here")
            destroyed = await followed.next(ChannelDestroyed, lambda event: event.channel.id == leg)

    assert (destroyed.cause, destroyed.tech_cause) == (HangUpCause.BUSY, 486)


async def test_device_states_are_read(client: AriClient) -> None:
    alice, nobody = await asyncio.gather(client.device_state("PJSIP/alice"), client.device_state("PJSIP/nobody"))

    assert (alice.name, alice.state) == ("PJSIP/alice", "NOT_INUSE")
    assert nobody.state == "INVALID"


async def test_ids_and_names_with_reserved_letters_stay_themselves(client: AriClient) -> None:
    odd = "x/../y?z=1&ü%2F"
    with pytest.raises(AriGone, match="Channel not found"):
        await client.answer(LegId(odd))
    assert (await client.device_state(f"Stasis:{odd}")).name == f"Stasis:{odd}"


async def test_a_wrong_password_is_refused_and_names_the_setting(settings: AriSettings) -> None:
    wrong = settings.model_copy(update={"password": SecretStr("geheim")})
    async with AriClient(wrong) as client:
        with pytest.raises(AriRefused, match=r"ari\.password") as refused:
            await client.version()

    assert "geheim" not in str(refused.value)


async def test_nobody_at_the_address_is_unreachable_and_names_the_setting(settings: AriSettings) -> None:
    elsewhere = settings.model_copy(update={"base_url": "http://127.0.0.1:1"})
    async with AriClient(elsewhere) as client:
        with pytest.raises(AriUnreachable, match=r"ari\.base_url"):
            await client.ping()
