"""What the client promises of listening in, on a real Asterisk."""

import pytest

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriGone
from asterisk.ari.events import ChannelDtmfReceived, ChannelEnteredBridge, StasisEnd, StasisStart
from asterisk.ari.stream import LinkUp
from tests.adapter.ari.conftest import following
from tests.adapter.ari.test_client import answered_leg, fresh
from vocabulary.ids import BridgeId, LegId

pytestmark = pytest.mark.adapter


@pytest.mark.parametrize("whispers", [False, True])
async def test_a_snoop_comes_with_the_id_and_arguments_we_chose_and_is_ended_like_any_leg(
    client: AriClient, *, whispers: bool
) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        heard = await answered_leg(client, followed)
        snoop = LegId(fresh("snoop"))
        await client.snoop(heard, snoop, ["snoop", "n-1"], whispers=whispers)
        start = await followed.next(StasisStart, lambda event: event.channel.id == snoop)
        bridge = BridgeId(fresh("bridge"))
        await client.create_bridge(bridge, "mixing", "listening")
        await client.let_in(bridge, snoop)
        await client.hang_up(snoop)
        await followed.next(StasisEnd, lambda event: event.channel.id == snoop)

    assert start.args == ("snoop", "n-1")
    assert start.channel.state == "Up"


async def test_a_snoop_that_is_heard_ends_with_whom_it_hears(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        heard, listener = await answered_leg(client, followed), await answered_leg(client, followed)
        snoop, bridge = LegId(fresh("snoop")), BridgeId(fresh("bridge"))
        await client.create_bridge(bridge, "mixing", "listening")
        await client.snoop(heard, snoop, ["snoop"], whispers=False)
        await followed.next(StasisStart, lambda event: event.channel.id == snoop)
        await client.let_in(bridge, listener)
        await client.let_in(bridge, snoop)
        await client.hang_up(heard)
        ended = await followed.next(StasisEnd, lambda event: event.channel.id == snoop)

    assert ended.channel.id == snoop


async def test_whoever_has_gone_cannot_be_heard(client: AriClient) -> None:
    with pytest.raises(AriGone):
        await client.snoop(LegId("nobody"), LegId(fresh("snoop")), ["snoop"], whispers=False)


async def test_nobody_is_let_into_a_bridge_that_has_gone_and_nobody_who_has(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg, bridge = await answered_leg(client, followed), BridgeId(fresh("bridge"))
        await client.create_bridge(bridge, "mixing", "talk")
        for order in (client.let_in(bridge, LegId("nobody")), client.let_in(BridgeId("nothing"), leg)):
            with pytest.raises(AriGone):
                await order


async def test_keys_of_a_leg_that_was_let_in_are_told_to_us(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        bridge = BridgeId(fresh("bridge"))
        await client.create_bridge(bridge, "mixing", "talk")
        await client.subscribe([f"bridge:{bridge}"])
        leg = await answered_leg(client, followed, "keys")
        await client.let_in(bridge, leg)
        await followed.next(ChannelEnteredBridge)
        key = await followed.next(ChannelDtmfReceived)

    assert key.digit in {"1", "2", "#"}
