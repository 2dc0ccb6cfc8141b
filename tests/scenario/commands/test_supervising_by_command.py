"""Listening by command: each mode with its permission, refused to everybody else, and reported afterwards."""

import pytest

from service.peers.hearing import tone_from
from tests.scenario.commands.typed import firstline, refused, shown
from tests.scenario.supervise.ears import hears
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import CALLER_TONE_HZ

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_supervisor_listens_speaks_stops_and_is_in_the_report(desk: ErrandsDesk) -> None:
    began_at = desk.clock().utc.isoformat()
    async with desk.on_duty("ann") as phone, desk.agent_phone("290") as supervisor, desk.caller("700") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.answer()
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        await firstline(desk, "supervise monitor ann --as 290")
        listening = await supervisor.rang()
        await listening.answer()
        await hears(supervisor.audio, desk.clock(), "caller", "agent")
        await firstline(desk, "supervise whisper --as tess")
        await firstline(desk, "supervise stop --as tess")
        await listening.ended()
        await caller.hang_up()
        await call.ended()
        await desk.record(contact)
    await desk.service.settled()
    report = await shown(desk, f"supervise heard --since {began_at} --as tess")
    [team] = report["teams"]
    assert [(each["agent"], each["times"], each["supervisors"]) for each in team["heard"]] == [("ann", 1, ["tess"])]
    report = await shown(desk, f"supervise heard --since {began_at}")
    assert [(team["team"], team["not_heard"]) for team in report["teams"]] == [("first", []), ("other", ["ben", "eve"])]


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("monitor ann", "ann"),
        ("monitor ann", "ben"),
        ("monitor ann", "otto"),
        ("whisper ann", "quinn"),
        ("barge ann", "quinn"),
        ("take-over ann", "quinn"),
        ("stop", "ann"),
        ("heard --since 2026-01-01T00:00", "ann"),
    ],
)
async def test_others_listen_to_nobody(desk: ErrandsDesk, words: str, person: str) -> None:
    assert (await refused(desk, f"supervise {words} --as {person}"))[0] == 403


async def test_whoever_listens_to_nobody_has_nothing_to_change_or_to_stop(desk: ErrandsDesk) -> None:
    assert await refused(desk, "supervise barge --as tess") == (409, "you are not listening")
    assert await refused(desk, "supervise stop --as tess") == (409, "you are not listening")
    assert (await refused(desk, "supervise monitor ann --as tess"))[0] == 409


async def test_the_admin_has_no_phone_to_listen_with(desk: ErrandsDesk) -> None:
    assert (await refused(desk, "supervise monitor ann"))[0] == 403
