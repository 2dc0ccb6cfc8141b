"""Our FastAGI server against whoever may connect: Asterisk, and those who close, stall, babble and break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk.agi.errors import AgiGone, AgiRefused, AgiUnsafe
from asterisk.agi.server import AgiCall, AgiLimits, AgiServer
from asterisk.ports import PortTaken
from tests.adapter.agi.asking import ask, opening

pytestmark = pytest.mark.adapter

QUICK = AgiLimits(opening_seconds=0.2, call_seconds=0.4, connections=3)


class Handlers:
    """What the questions of a test are answered with, and how that went."""

    def __init__(self) -> None:
        self.calls: list[AgiCall] = []
        self.raised: list[BaseException] = []

    async def tier(self, call: AgiCall) -> None:
        self.calls.append(call)
        try:
            found = await call.get_variable("TIER")
            await call.set_variable("SEEN", str(found))
        except Exception as error:
            self.raised.append(error)
            raise

    async def unsafe(self, call: AgiCall) -> None:
        self.calls.append(call)
        await call.set_variable("SEEN", "a\nHANGUP")

    async def broken(self, call: AgiCall) -> None:
        self.calls.append(call)
        raise KeyError(call.arguments[7:])

    async def stuck(self, call: AgiCall) -> None:
        self.calls.append(call)
        await asyncio.get_running_loop().create_future()


@asynccontextmanager
async def serving(limits: AgiLimits = QUICK) -> AsyncIterator[tuple[AgiServer, Handlers]]:
    told = Handlers()
    handlers = {"tier": told.tier, "unsafe": told.unsafe, "broken": told.broken, "stuck": told.stuck}
    async with AgiServer(0, handlers, limits) as server:
        yield server, told


async def test_a_question_is_answered_with_variables() -> None:
    async with serving() as (server, told):
        asked = await ask(server.port, opening("tier", "100", "", uniqueid="leg-7"), [b"200 result=1 (gold)\n"])
    assert asked.variables == {"SEEN": "gold"}
    [call] = told.calls
    assert (call.arguments, call.environment["uniqueid"]) == (("100", ""), "leg-7")


async def test_a_variable_never_set_is_none() -> None:
    async with serving() as (server, _):
        assert (await ask(server.port, opening("tier"), [b"200 result=0\n"])).variables == {"SEEN": "None"}


async def test_a_hang_up_between_the_lines_is_noted_and_no_reply() -> None:
    async with serving() as (server, told):
        asked = await ask(server.port, opening("tier"), [b"HANGUP\n200 result=1 (gold)\n"])
    assert asked.variables == {"SEEN": "gold"}
    assert told.calls[0].hung_up


@pytest.mark.parametrize(
    "reply", [b"510 Invalid or unknown command\n", b"511 Not permitted\n", b"520-Usage:\nGET VARIABLE\n520 End.\n"]
)
async def test_a_refused_command_is_raised_to_the_handler(reply: bytes) -> None:
    async with serving() as (server, told):
        assert len((await ask(server.port, opening("tier"), [reply])).commands) == 1
    [error] = told.raised
    assert isinstance(error, AgiRefused)


async def test_a_connection_that_ends_under_a_command_is_gone() -> None:
    async with serving() as (server, told):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(opening("tier"))
        await reader.readline()
        writer.close()
        assert (await ask(server.port, opening("tier"))).variables == {"SEEN": ""}
    assert isinstance(told.raised[0], AgiGone)


@pytest.mark.parametrize("script", ["unsafe", "broken", "nobody", ""])
async def test_what_breaks_for_one_hurts_no_other(script: str) -> None:
    async with serving() as (server, _):
        assert (await ask(server.port, opening(script))).commands == []
        assert (await ask(server.port, opening("tier"))).variables == {"SEEN": ""}


async def test_a_value_with_a_line_break_is_refused_to_the_handler() -> None:
    async with serving() as (server, told):
        await ask(server.port, opening("tier"))
        with pytest.raises(AgiUnsafe):
            await told.calls[0].set_variable("SEEN", "a\r\nb")


@pytest.mark.parametrize(
    "said",
    [
        *(b"\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\xff\n", b"\xff\xfe\xfd\n\n"),
        *(b"agi_x: " + b"y" * 5_000 + b"\n\n", b"y" * 100_000, b"".join(b"agi_x%d: y\n" % n for n in range(300))),
        opening("tier", uniqueid="1").replace(b"agi_network: yes", b"agi_callerid: evil"),
    ],
)
async def test_whoever_babbles_is_sent_away(said: bytes) -> None:
    async with serving() as (server, told):
        assert (await ask(server.port, said)).commands == []
    assert told.calls == []


async def test_whoever_opens_and_closes_costs_nothing() -> None:
    async with serving(AgiLimits()) as (server, told):
        for _ in range(50):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.close()
            await writer.wait_closed()
        assert (await ask(server.port, opening("tier"))).variables == {"SEEN": ""}
    assert len(told.calls) == 1


@pytest.mark.parametrize("said", [b"", b"agi_network: yes\n", opening("stuck")])
async def test_whoever_stalls_is_left_in_time(said: bytes) -> None:
    async with serving() as (server, _):
        assert (await ask(server.port, said)).commands == []


async def test_a_command_that_is_never_answered_ends_in_time() -> None:
    async with serving() as (server, told):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(opening("tier"))
        assert await reader.readline() == b"GET VARIABLE TIER\n"
        assert await asyncio.wait_for(reader.read(), 8) == b""
        writer.close()
    assert told.raised == []


async def test_more_than_the_limit_of_connections_are_closed_unheard() -> None:
    async with serving(AgiLimits(connections=2)) as (server, told):
        waiting = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(2)]
        assert (await ask(server.port, opening("tier"))).commands == []
        assert told.calls == []
        for _, writer in waiting:
            writer.close()


async def test_the_end_of_the_server_ends_what_it_answers() -> None:
    async with serving(AgiLimits()) as (server, told):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(opening("tier"))
        await reader.readline()
    assert await asyncio.wait_for(reader.read(), 8) == b""
    writer.close()
    assert len(told.calls) == 1


async def test_two_servers_cannot_have_one_port() -> None:
    async with serving() as (server, _):
        with pytest.raises(PortTaken, match="agi_port"):
            await AgiServer(server.port, {}).__aenter__()
