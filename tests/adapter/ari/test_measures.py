"""What the client asks about legs and phones, and tells for lamps, on a real Asterisk."""

from uuid import uuid4

import pytest

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriGone, AriRefused
from asterisk.ari.events import StasisStart
from asterisk.ari.measures import LampState, endpoint_in
from asterisk.ari.stream import LinkUp
from tests.adapter.ari.conftest import Followed, following
from vocabulary.ids import LegId

pytestmark = pytest.mark.adapter


async def leg_to(client: AriClient, followed: Followed, endpoint: str) -> LegId:
    """A leg that was created and not dialled."""
    leg = LegId(f"leg-{uuid4()}")
    await client.create_leg(leg, endpoint, [])
    await followed.next(StasisStart, lambda start: start.channel.id == leg)
    return leg


async def test_a_leg_is_known_by_its_endpoint(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        phone = await leg_to(client, followed, "PJSIP/alice")
        inner = await leg_to(client, followed, "Local/silent@far")
        found = (await client.endpoint_of(phone), await client.endpoint_of(inner))

    assert found == ("alice", None)


async def test_a_leg_without_audio_has_nothing_to_count(client: AriClient) -> None:
    async with following(client) as followed:
        await followed.next(LinkUp)
        phone = await leg_to(client, followed, "PJSIP/alice")
        with pytest.raises(AriGone, match="RTP info not found"):
            await client.rtp_statistics(phone)


async def test_a_leg_that_is_gone_is_told_so(client: AriClient) -> None:
    gone = LegId(f"leg-{uuid4()}")
    with pytest.raises(AriGone):
        await client.endpoint_of(gone)
    with pytest.raises(AriGone):
        await client.rtp_statistics(gone)


async def test_a_phone_that_is_not_registered_is_not_online_and_one_that_does_not_exist_is_gone(
    client: AriClient,
) -> None:
    assert not await client.is_online("carol")
    with pytest.raises(AriGone):
        await client.is_online("nobody")


@pytest.mark.parametrize("state", ["NOT_INUSE", "INUSE", "RINGING", "ONHOLD", "BUSY", "UNAVAILABLE"])
async def test_a_lamp_shows_what_it_was_told(client: AriClient, state: LampState) -> None:
    await client.put_device_state("Stasis:agent-alice", state)
    assert (await client.device_state("Stasis:agent-alice")).state == state


async def test_only_lamps_of_ours_can_be_told(client: AriClient) -> None:
    with pytest.raises(AriRefused, match="Uncontrolled device"):
        await client.put_device_state("Custom:agent-alice", "INUSE")


def test_an_endpoint_may_have_hyphens_of_its_own() -> None:
    assert endpoint_in("PJSIP/alice-desk-0000000a") == "alice-desk"
    assert endpoint_in("Local/silent@far-00000001;1") is None
    assert endpoint_in("PJSIP/nonsense") is None
