"""What becomes of one request when the other side is slow, breaks off or answers nonsense. On a fake that does so."""

import pytest
from aiohttp import web

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriGone, AriRefused, AriUnreachable
from asterisk.ari.settings import AriSettings
from tests.adapter.neighbours import FakeAri, fake_ari, hang_up_on, say_nothing
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId

pytestmark = pytest.mark.adapter

LEG = LegId("leg-1")


def quick(fake: FakeAri) -> AriSettings:
    return AriSettings.model_validate({"base_url": fake.base_url, "password": "x", "request_timeout_seconds": 0.3})


async def test_a_deadline_passed_is_unreachable_and_names_the_setting() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["POST /channels/leg-1/answer"] = say_nothing
        with pytest.raises(AriUnreachable, match=r"0\.3 s .*ari\.request_timeout_seconds"):
            await client.answer(LEG)

    assert len(fake.asked) == 1


async def test_a_request_with_an_id_of_ours_is_asked_again_when_the_first_left_nothing() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["GET /channels/leg-1"] = (404, {"message": "Channel not found"})

        def once(request: web.Request) -> None:
            fake.answers["POST /channels/create"] = (409, {"message": "exists"})
            hang_up_on(request)

        fake.answers["POST /channels/create"] = once
        await client.create_leg(LEG, "PJSIP/alice", ["agent"])

    assert [asked for asked, _ in fake.asked] == [
        "POST /channels/create",
        "GET /channels/leg-1",
        "POST /channels/create",
    ]


async def test_a_bridge_that_was_made_before_the_connection_broke_is_not_made_again() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["POST /bridges"] = hang_up_on
        await client.create_bridge(BridgeId("b"), "mixing", "talk")

    assert [asked for asked, _ in fake.asked] == ["POST /bridges", "GET /bridges/b"]


async def test_dialling_is_never_repeated() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["POST /channels/leg-1/dial"] = hang_up_on
        with pytest.raises(AriUnreachable):
            await client.dial(LEG, None, 20)

    assert len(fake.asked) == 1


async def test_a_request_that_may_still_be_worked_on_is_not_repeated() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["POST /channels/leg-1/play/p"] = say_nothing
        with pytest.raises(AriUnreachable):
            await client.play(LEG, PlaybackId("p"), [MediaUri("sound:beep")])

    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, AriGone), (409, AriGone), (412, AriRefused), (400, AriRefused), (500, AriRefused), (503, AriUnreachable)],
)
async def test_each_status_has_one_meaning_on_a_leg(status: int, kind: type[Exception]) -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["POST /channels/leg-1/answer"] = (status, {"message": "so"})
        with pytest.raises(kind):
            await client.answer(LEG)


async def test_an_answer_that_is_not_aris_is_unreachable() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        fake.answers["GET /channels"] = (200, [{"id": 7}])
        with pytest.raises(AriUnreachable, match="not ARI's"):
            await client.channels()


async def test_an_argument_with_a_comma_is_not_sent() -> None:
    async with fake_ari() as fake, AriClient(quick(fake)) as client:
        with pytest.raises(ValueError, match="comma"):
            await client.create_leg(LEG, "PJSIP/alice", ["a,b"])

    assert fake.asked == []
