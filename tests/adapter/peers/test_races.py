"""Races against a real Asterisk: ends that fall on one another are legal on both sides, and leave nothing behind."""

import asyncio

import pytest

from service.clock import now
from service.peers.caller import CallerLine
from service.peers.race import RacingCallers, racing_phone
from tests.adapter.peers.conftest import Telephones

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="session")]


async def test_both_hang_up_within_fifty_milliseconds_of_each_other(telephones: Telephones) -> None:
    runs = 40
    talks = [0.25 + 0.1 * run / runs for run in range(runs)]
    phone = racing_phone(
        telephones.phone_line(),
        target=telephones.target,
        now=now,
        log_folder=telephones.log_folder,
        answer_after_seconds=0.1,
        talk_seconds=0.3,
    )
    line = CallerLine("127.0.0.2", next(telephones.ports), next(telephones.ports), "200")
    async with (
        phone,
        RacingCallers(
            line, target=telephones.target, log_folder=telephones.log_folder, talks_seconds=talks, calls_per_second=10
        ) as race,
    ):
        assert await race.ended() == 0
        calls = race.calls()
    assert len(calls) == runs
    assert all(call.answered_at is not None for call in calls)
    assert any(call.bye_sent_at is not None for call in calls)
    assert any(call.bye_received_at is not None for call in calls)


async def test_the_caller_gives_up_as_the_agent_answers(telephones: Telephones) -> None:
    ports = next(telephones.ports), next(telephones.ports)
    async with telephones.phone() as phone:
        for run in range(20):
            async with telephones.caller_on(*ports, "200") as caller:
                call = await phone.rang()
                await caller.received("180")
                both = (call.answer(), caller.hang_up()) if run % 2 else (caller.hang_up(), call.answer())
                await asyncio.gather(*both)
                await asyncio.gather(call.ended(), caller.ended())
