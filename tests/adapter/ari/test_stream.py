"""What the stream promises: the same on a real Asterisk behind a wire that can be cut and on a fake that can lie."""

import asyncio
from uuid import uuid4

import pytest
from pydantic import SecretStr

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriUnreachable
from asterisk.ari.events import DeviceStateChanged, StasisEnd, StasisStart
from asterisk.ari.reading import NOISE
from asterisk.ari.settings import AriSettings
from asterisk.ari.stream import LinkLost, LinkUp, Loss, follow
from tests.adapter.ari.conftest import Followed, following
from tests.adapter.conftest import RunningAsterisk
from tests.adapter.neighbours import fake_ari, wire_to
from vocabulary.ids import LegId

pytestmark = pytest.mark.adapter


def quick(base_url: str, secret: str = "", **changes: object) -> AriSettings:
    return AriSettings.model_validate(
        {"base_url": base_url, "password": secret, "first_retry_seconds": 0.01, "refused_retry_seconds": 0.05} | changes
    )


async def test_after_a_cut_the_link_comes_back_and_events_of_older_legs_arrive(
    asterisk_for_adapters: RunningAsterisk,
) -> None:
    running = asterisk_for_adapters
    async with wire_to(running.http_port) as wire:
        settings = quick(f"http://127.0.0.1:{wire.port}", running.ari_password)
        async with AriClient(settings) as client, following(client) as followed:
            assert (await followed.next(LinkUp)).connection == 1
            leg = LegId(f"leg-{uuid4()}")
            await client.create_leg(leg, "Local/silent@far", [])
            await followed.next(StasisStart)

            wire.cut()

            assert (await followed.next(LinkLost)).loss is Loss.UNREACHABLE
            assert await followed.next(LinkUp) == LinkUp(2, "22.10.1")
            assert leg in [channel.id for channel in await client.channels()]
            await client.hang_up(leg)
            await followed.next(StasisEnd, lambda event: event.channel.id == leg)


async def test_subscriptions_and_filter_are_in_force_again_after_asterisk_forgot_them(
    asterisk_for_adapters: RunningAsterisk,
) -> None:
    running = asterisk_for_adapters
    device = f"Stasis:{uuid4()}"
    async with wire_to(running.http_port) as wire:
        settings = quick(f"http://127.0.0.1:{wire.port}", running.ari_password, application="forgetful")
        async with AriClient(settings) as client, following(client) as followed:
            await followed.next(LinkUp)
            await client.subscribe([f"deviceState:{device}"])
            wire.cut()
            await followed.next(LinkUp)

            await client._requests.send("PUT", f"/deviceStates/{device}", {"deviceState": "BUSY"})
            changed = await followed.next(DeviceStateChanged, lambda event: event.device_state.name == device)
            application = await client._requests.send("GET", "/applications/forgetful")

    assert changed.device_state.state == "BUSY"
    assert isinstance(application, dict)
    assert [one["type"] for one in application["events_disallowed"]] == list(NOISE)


async def test_a_wire_that_falls_silent_is_noticed_within_five_seconds(
    asterisk_for_adapters: RunningAsterisk,
) -> None:
    running = asterisk_for_adapters
    async with wire_to(running.http_port) as wire:
        settings = AriSettings(base_url=f"http://127.0.0.1:{wire.port}", password=SecretStr(running.ari_password))
        async with AriClient(settings) as client, following(client) as followed:
            await followed.next(LinkUp)
            wire.silent = True
            async with asyncio.timeout(5):
                lost = await followed.next(LinkLost)

    assert lost.loss is Loss.UNREACHABLE


async def test_a_second_process_takes_over_and_the_first_stops(asterisk_for_adapters: RunningAsterisk) -> None:
    settings = quick(asterisk_for_adapters.base_url, asterisk_for_adapters.ari_password, application="contested")
    async with AriClient(settings) as first, AriClient(settings) as second:
        followed = Followed()
        following_first = asyncio.create_task(
            follow(
                first,
                on_event=followed.told.put_nowait,
                on_link=followed.told.put_nowait,
                chance=lambda: 0.0,
                counters=followed.counters,
            )
        )
        await followed.next(LinkUp)
        async with following(second) as winner:
            await winner.next(LinkUp)
            async with asyncio.timeout(5):
                await following_first
            lost = await followed.next(LinkLost)
            assert winner.told.empty()

    assert lost.loss is Loss.REPLACED
    assert "another process" in lost.reason


async def test_a_wrong_password_is_said_once_and_tried_again(asterisk_for_adapters: RunningAsterisk) -> None:
    settings = quick(asterisk_for_adapters.base_url, "wrong", refused_retry_seconds=0.01)
    async with AriClient(settings) as client, following(client) as followed:
        lost = await followed.next(LinkLost)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await followed.told.get()

    assert lost.loss is Loss.REFUSED
    assert "ari.password" in lost.reason


async def test_the_link_comes_up_when_the_password_is_mended() -> None:
    async with fake_ari() as fake:
        fake.answers["GET /asterisk/info"] = (401, {"message": "Authentication required"})
        async with AriClient(quick(fake.base_url)) as client, following(client) as followed:
            await followed.next(LinkLost)
            fake.answers["GET /asterisk/info"] = (200, {"system": {"version": "23.0.0"}})
            assert await followed.next(LinkUp) == LinkUp(1, "23.0.0")


@pytest.mark.parametrize("version", ["20.12.0", "22.10.0~dfsg", "22.9.9", "GIT-master-123", ""])
async def test_an_asterisk_that_is_too_old_is_refused(version: str) -> None:
    async with fake_ari() as fake:
        fake.answers["GET /asterisk/info"] = (200, {"system": {"version": version}})
        async with AriClient(quick(fake.base_url)) as client, following(client) as followed:
            lost = await followed.next(LinkLost)

    assert lost.loss is Loss.REFUSED
    assert "22.10.1 or newer" in lost.reason


async def test_filter_and_subscriptions_are_in_force_before_the_link_is_said_to_be_up() -> None:
    async with fake_ari() as fake, AriClient(quick(fake.base_url)) as client:
        fake.answers["POST /applications/firstline/subscription"] = (503, {})
        with pytest.raises(AriUnreachable):
            await client.subscribe(["deviceState:PJSIP/alice", "deviceState:PJSIP/bob"])
        del fake.answers["POST /applications/firstline/subscription"]
        fake.asked.clear()
        async with following(client) as followed:
            await followed.next(LinkUp)
            first = list(fake.asked)

    assert [asked for asked, _ in first] == [
        "GET /asterisk/info",
        "GET /events",
        "PUT /applications/firstline/eventFilter",
        "POST /applications/firstline/subscription",
    ]
    assert first[3][1] == {"eventSource": ["deviceState:PJSIP/alice", "deviceState:PJSIP/bob"]}


async def test_sources_that_ended_meanwhile_are_forgotten_and_the_others_kept() -> None:
    async with fake_ari() as fake, AriClient(quick(fake.base_url)) as client:
        await client.subscribe(["bridge:a", "deviceState:PJSIP/bob"])
        fake.answers["POST /applications/firstline/subscription"] = (404, {"message": "gone"})
        await client.apply_filter_and_subscriptions()
        fake.asked.clear()
        await client.apply_filter_and_subscriptions()

    assert fake.asked_for("POST /applications") == []


async def test_malformed_and_unknown_messages_are_counted_and_the_stream_goes_on() -> None:
    async with fake_ari() as fake, AriClient(quick(fake.base_url)) as client, following(client) as followed:
        await followed.next(LinkUp)
        socket = await fake.sockets.get()
        for text in ("{", '{"type":"StasisStart"}', '{"type":"New"}'):
            await socket.send_str(text)
        await socket.send_bytes(b"\xff\x00")
        await socket.send_str('{"type":"DeviceStateChanged","device_state":{"name":"PJSIP/alice","state":"INUSE"}}')
        await followed.next(DeviceStateChanged)

    assert followed.counters.malformed == 3
    assert followed.counters.unknown == {"New": 1}
    assert followed.counters.known == 1


async def test_a_frame_beyond_the_limit_ends_the_connection_and_the_next_one_comes_up() -> None:
    async with (
        fake_ari() as fake,
        AriClient(quick(fake.base_url, longest_message_bytes=65536)) as client,
        following(client) as followed,
    ):
        await followed.next(LinkUp)
        await (await fake.sockets.get()).send_str("x" * 70_000)
        await followed.next(LinkLost)
        assert (await followed.next(LinkUp)).connection == 2


async def test_the_password_travels_in_a_header_on_the_websocket_too() -> None:
    async with fake_ari() as fake, AriClient(quick(fake.base_url, "geheim")) as client, following(client) as followed:
        await followed.next(LinkUp)

    assert all(header.startswith("Basic ") for header in fake.headers)
    assert ("GET /events", None) in fake.asked
