"""A call that comes in, asked about before it is ours: let in, sent elsewhere, refused, and nobody there to ask."""

import asyncio
import re
import socket

import pytest

from asterisk.agi.server import AgiCall, AgiLimits, AgiServer, Handler
from tests.adapter.agi.conftest import Line

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="module")]


def sets(name: str, value: str) -> Handler:
    async def answer(call: AgiCall) -> None:
        await call.set_variable(name, value)

    return answer


def asked(line: Line, answer: Handler, limits: AgiLimits | None = None) -> AgiServer:
    return AgiServer(line.rendered.settings.agi_port, {"admission": answer}, limits)


async def test_asterisk_tells_who_calls_whom_on_which_leg(line: Line) -> None:
    calls: list[AgiCall] = []

    async def answer(call: AgiCall) -> None:
        calls.append(call)

    async with asked(line, answer), line.caller("100"):
        started = await line.started()
    [call] = calls
    assert (call.arguments, call.environment["callerid"]) == (("100",), "+4930123")
    assert call.environment["uniqueid"] == started.channel.id
    assert started.args == ("caller", "100", "on=trunk")


@pytest.mark.parametrize(("cause", "status"), [(21, 403), (17, 486)])
async def test_a_call_turned_away_is_refused_unanswered(line: Line, cause: int, status: int) -> None:
    async with asked(line, sets("FIRSTLINE_TURNED_AWAY", str(cause))), line.caller() as caller:
        assert (await caller.refused()).status == status
    assert line.followed.told.empty()


async def test_a_call_for_another_flow_brings_its_name(line: Line) -> None:
    async with asked(line, sets("FIRSTLINE_FLOW", "over-load_2")), line.caller():
        assert (await line.started()).args == ("caller", "100", "over-load_2", "on=trunk")


@pytest.mark.parametrize(
    ("name", "value", "args"),
    [
        ("FIRSTLINE_FLOW", "a,b) & ${EXTEN}", ("caller", "100", "abEXTEN", "on=trunk")),
        ("FIRSTLINE_FLOW", "", ("caller", "100", "on=trunk")),
        ("FIRSTLINE_TURNED_AWAY", "", ("caller", "100", "on=trunk")),
    ],
)
async def test_an_answer_can_only_name_a_flow(line: Line, name: str, value: str, args: tuple[str, ...]) -> None:
    async with asked(line, sets(name, value)), line.caller():
        assert (await line.started()).args == args


async def test_where_nobody_listens_the_call_comes_in(line: Line) -> None:
    async with line.caller():
        assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_where_the_answer_breaks_the_call_comes_in(line: Line) -> None:
    async def broken(call: AgiCall) -> None:
        raise KeyError(call.hung_up)

    async with asked(line, broken), line.caller():
        assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_where_the_answer_takes_too_long_the_call_comes_in(line: Line) -> None:
    async def stuck(call: AgiCall) -> None:
        await call.set_variable("A", "b")
        await asyncio.get_running_loop().create_future()

    async with asked(line, stuck, AgiLimits(call_seconds=0.2)), line.caller():
        assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_where_our_process_stands_still_the_call_comes_in(line: Line) -> None:
    with socket.socket() as frozen:
        frozen.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        frozen.bind(("127.0.0.1", line.rendered.settings.agi_port))
        frozen.listen()
        async with line.caller():
            assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_a_call_that_has_lasted_too_long_ends_and_is_not_asked_about_again(line: Line) -> None:
    async with line.caller() as caller:
        leg = (await line.started()).channel.id
        await line.client.subscribe([f"channel:{leg}"])
        await line.client.answer(leg)
        await caller.answered()
        await line.client.set_variables(leg, {"TIMEOUT(absolute)": "0.2"})
        await line.gone(leg)
        assert (await caller.ended()).is_a("BYE")


async def test_where_too_many_ask_the_call_comes_in(line: Line) -> None:
    async with asked(line, sets("FIRSTLINE_TURNED_AWAY", "21"), AgiLimits(connections=0)), line.caller():
        assert (await line.started()).args == ("caller", "100", "on=trunk")


async def test_a_caller_who_gives_up_meanwhile_ends_the_question(line: Line) -> None:
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    began = asyncio.Event()

    async def slow(call: AgiCall) -> None:
        began.set()
        try:
            await call.set_variable("A", "b")
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set_result(None)

    async with asked(line, slow, AgiLimits(call_seconds=2.0)), line.caller() as caller:
        await asyncio.wait_for(began.wait(), 8)
        await caller.hang_up()
        await caller.ended()
        await asyncio.wait_for(ended, 8)
    assert line.followed.told.empty()


@pytest.mark.parametrize("name", [b'\\"; agi_arg_1: 999', b"${SHELL(id)}", b"a, b) c", b"\xc3\x28 x", b"x" * 300])
async def test_no_name_of_a_caller_changes_the_question(line: Line, name: bytes) -> None:
    calls: list[AgiCall] = []

    async def answer(call: AgiCall) -> None:
        calls.append(call)

    async with asked(line, answer), line.caller("100", name):
        await line.started()
    assert [call.arguments for call in calls] == [("100",)]
    assert not re.search(r"uid=", calls[0].environment["calleridname"])
