"""HTTP look-ups against a web server that helps, stalls, fails and lies."""

import asyncio
import gzip
import socket
from dataclasses import replace

import pytest
from aiohttp import web

from calls.lookups import ErrandResult, LookUps
from ivr.errands import LookUp
from tests.unit.calls.lookup_server import ALLOWED, ASKED, GOLD, look_up, not_done, says, server


async def test_an_answer_becomes_variables() -> None:
    found = await look_up(says(GOLD))
    assert found == ErrandResult(True, {"tier": "gold", "open": "true", "lookup.status": "200"})


async def test_what_the_answer_lacks_is_empty() -> None:
    assert await look_up(says(b"[]", 201)) == ErrandResult(True, {"tier": "", "open": "", "lookup.status": "201"})


async def test_what_is_asked_arrives_as_it_was_filled_in() -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        errand = LookUp("POST", f"{told.url}/c/%2B371%2F%3F?q=a%26b%20c", (("X-Key", "s3cret"),), '{"n": "1"}')
        await lookups.look_up(errand, ALLOWED)
    [(method, path, headers, body)] = told.asked
    assert (method, path, body) == ("POST", "/c/%2B371%2F%3F?q=a%26b%20c", b'{"n": "1"}')
    assert headers["x-key"] == "s3cret"
    assert headers["content-type"] == headers["accept"] == "application/json"


async def test_a_content_type_of_the_flows_own_is_kept() -> None:
    form = "application/x-www-form-urlencoded"
    async with server(says(GOLD)) as told, LookUps() as lookups:
        await lookups.look_up(LookUp("POST", told.url, (("content-type", form),), "n=1"), ALLOWED)
    assert told.asked[0][2]["content-type"] == form


async def test_an_answer_is_judged_by_what_it_holds_not_by_what_it_is_called() -> None:
    assert (await look_up(says(GOLD, Content_Type="text/html"))).done
    assert await look_up(says(b"<html>gold</html>")) == not_done("the answer is no JSON we trust: not JSON")


@pytest.mark.parametrize("status", [204, 400, 404, 500, 503])
async def test_a_failure_says_its_status(status: int) -> None:
    failed = await look_up(says(GOLD if status != 204 else b"", status))
    assert not failed.done
    assert failed.values == {"tier": "", "open": "", "lookup.status": str(status)}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"customer": {"tier": "a", "tier": "b"}}',
        b"[" * 10_000,
        b'{"a": NaN}',
        b"\xff\xfe",
        b"[" * 51 + b"]" * 51,
    ],
)
async def test_broken_deep_and_doubtful_json_is_not_taken(body: bytes) -> None:
    failed = await look_up(says(body))
    assert not failed.done
    assert failed.why.startswith("the answer is no JSON we trust")


async def test_ten_megabytes_are_not_read() -> None:
    assert await look_up(says(b'"' + b"x" * 10_000_000 + b'"')) == not_done("the answer is longer than 65,536 bytes")


async def test_as_much_as_is_read_may_be_used() -> None:
    body = GOLD[:-1] + b', "x": "' + b"x" * (65_536 - len(GOLD) - 9) + b'"}'
    assert (await look_up(says(body))).done


async def test_an_answer_without_an_end_is_cut_off() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b" " * 1_000)

    assert await look_up(endless) == not_done("the answer is longer than 65,536 bytes")


async def test_a_packed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    assert await look_up(says(bomb, Content_Encoding="gzip")) == not_done("the answer is packed")


async def test_a_server_that_says_nothing_is_left_in_time() -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        del request
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    assert await look_up(silent, replace(ASKED, timeout_seconds=0.1)) == not_done("timed out", "")


async def test_a_server_that_drips_is_left_in_time() -> None:
    async def dripping(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"{")
        await asyncio.get_running_loop().create_future()
        return answer

    assert await look_up(dripping, replace(ASKED, timeout_seconds=0.2)) == not_done("timed out", "200")


async def test_a_server_that_closes_gives_no_answer() -> None:
    async def closing(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    failed = await look_up(closing)
    assert (failed.done, failed.values["lookup.status"]) == (False, "")


async def test_a_server_that_speaks_no_http_gives_no_answer() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail ready\r\n" * 10)
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as listening, LookUps() as lookups:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        assert (await lookups.look_up(replace(ASKED, url=url), ALLOWED)).why == "no HTTP answer"


async def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        async with LookUps() as lookups:
            assert await lookups.look_up(replace(ASKED, url=url), ALLOWED) == not_done("unreachable", "")
