"""A call that leaves us for an AGI script of somebody else: what the script gets, and how we learn of every end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk.agi.scripts import CONTEXT, VARIABLE, script_call
from asterisk.ari.errors import AriGone
from asterisk.ari.events import StasisStart
from service.peers.caller import Caller
from tests.adapter.agi.conftest import Line, Script, script
from vocabulary.ids import LegId

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="module")]

VALUES = ("${SHELL(id)}", "a,b", '"q"', ")x(", "[y]", "\\z", "${CHANNEL}", "", "é ü", "{v}", "$[1+1]", "'", "a;b&c")


@asynccontextmanager
async def talking(line: Line) -> AsyncIterator[tuple[Caller, LegId]]:
    async with line.caller() as caller:
        leg = (await line.started()).channel.id
        await line.client.answer(leg)
        await caller.answered()
        yield caller, leg


async def called(scripts: asyncio.Queue[Script]) -> Script:
    return await asyncio.wait_for(scripts.get(), 8)


async def came_back(line: Line, leg: LegId) -> str:
    """The leg is ours again; what Asterisk says of the script."""
    started = await line.followed.next(StasisStart, lambda event: event.channel.id == leg)
    assert started.args == ("back",)
    return await line.client.variable(leg, "AGISTATUS")


async def test_every_value_arrives_as_it_is_and_comes_back_so(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        await line.send_to_script(leg, f"{url}/billing?x=1", *VALUES)
        running = await called(scripts)
        known = running.environment
        assert tuple(known[f"arg_{number}"] for number in range(1, len(VALUES) + 1)) == VALUES
        assert (known["network_script"], known["uniqueid"]) == ("billing?x=1", leg)
        assert await running.says('SET VARIABLE TIER "go\\"ld, ${SHELL(id)})"') == "200 result=1"
        running.writer.close()
        assert await came_back(line, leg) == "SUCCESS"
        assert await line.client.variable(leg, "TIER") == 'go"ld, ${SHELL(id)})'


async def test_a_script_that_is_not_there_gives_the_call_back_at_once(line: Line) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with talking(line) as (_, leg):
            await line.send_to_script(leg, f"agi://127.0.0.1:{taken.getsockname()[1]}/x")
            assert await came_back(line, leg) == "FAILURE"


async def test_a_script_that_does_not_take_the_connection_gives_the_call_back_after_two_seconds(line: Line) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        async with talking(line) as (_, leg):
            await line.send_to_script(leg, f"agi://127.0.0.1:{full.getsockname()[1]}/x")
            assert await came_back(line, leg) == "FAILURE"


async def test_a_script_that_closes_at_once_counts_as_run(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        await line.send_to_script(leg, url)
        (await called(scripts)).writer.close()
        assert await came_back(line, leg) == "SUCCESS"


async def test_a_caller_who_hangs_up_during_the_script_is_told_of_by_the_end_of_the_leg(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (caller, leg):
        await line.send_to_script(leg, url)
        running = await called(scripts)
        await caller.hang_up()
        await line.gone(leg)
        assert set((await running.rest()).split()) == {"HANGUP"}


async def test_a_script_that_hangs_the_caller_up_ends_the_leg(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (caller, leg):
        await line.send_to_script(leg, url)
        running = await called(scripts)
        running.writer.write(b"HANGUP\n")
        await line.gone(leg)
        assert (await caller.ended()).is_a("BYE")


async def test_we_can_hang_the_caller_up_during_the_script(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (caller, leg):
        await line.send_to_script(leg, url)
        running = await called(scripts)
        await line.client.hang_up(leg)
        await line.gone(leg)
        assert (await caller.ended()).is_a("BYE")
        assert set((await running.rest()).split()) == {"HANGUP"}


@pytest.mark.parametrize(
    "busy_with", [None, 'STREAM FILE demo-congrats ""', "WAIT FOR DIGIT -1", "EXEC Wait 60", "EXEC MusicOnHold default"]
)
async def test_a_script_that_takes_too_long_is_ended_and_the_call_comes_back(line: Line, busy_with: str | None) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        await line.send_to_script(leg, url, seconds=0.3)
        running = await called(scripts)
        if busy_with is not None:
            running.writer.write(f"{busy_with}\n".encode())
        assert await came_back(line, leg) == "HANGUP"
        assert "HANGUP" in await running.rest()
        assert (await line.client.variable(leg, "TIMEOUT(absolute)")).startswith("143")


async def test_a_script_without_a_limit_is_waited_for(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        await line.client.set_variables(leg, {VARIABLE: script_call(f"{url}/x")})
        await line.client.send_into_dialplan(leg, CONTEXT)
        running = await called(scripts)
        assert (await running.says("GET FULL VARIABLE ${TIMEOUT(absolute)}")).startswith("200 result=1 (143")
        running.writer.close()
        assert await came_back(line, leg) == "SUCCESS"


async def test_a_call_that_has_lasted_too_long_ends_and_is_not_taken_for_a_script(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (caller, leg):
        await line.send_to_script(leg, url)
        (await called(scripts)).writer.close()
        await came_back(line, leg)
        await line.client.set_variables(leg, {"TIMEOUT(absolute)": "0.2"})
        await line.gone(leg)
        assert (await caller.ended()).is_a("BYE")


async def test_a_script_that_sends_the_call_elsewhere_brings_it_back_as_a_new_caller(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        await line.send_to_script(leg, url)
        running = await called(scripts)
        for command in ("SET CONTEXT from-trunk", "SET EXTENSION 100", "SET PRIORITY 1"):
            assert await running.says(command) == "200 result=0"
        running.writer.close()
        assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_a_caller_gone_before_the_script_is_gone(line: Line) -> None:
    async with script() as (url, _), talking(line) as (caller, leg):
        await line.client.subscribe([f"channel:{leg}"])
        await caller.hang_up()
        await line.gone(leg)
        with pytest.raises(AriGone):
            await line.client.send_into_dialplan(leg, "run-script")
        with pytest.raises(AriGone):
            await line.send_to_script(leg, url)


async def test_two_scripts_one_after_the_other_are_run(line: Line) -> None:
    async with script() as (url, scripts), talking(line) as (_, leg):
        for word in ("one", "two"):
            await line.send_to_script(leg, url, word)
            running = await called(scripts)
            assert running.environment["arg_1"] == word
            running.writer.close()
            assert await came_back(line, leg) == "SUCCESS"
