"""What a look-up never reaches, sends, follows or tells, whatever a caller, a name server or an answer says."""

import socket
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from calls.lookups import LookUps
from tests.unit.calls.lookup_server import ALLOWED, ASKED, GOLD, look_up, networks, not_done, says, server


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "/elsewhere", "file:///etc/passwd"])
async def test_nobody_is_sent_elsewhere(target: str) -> None:
    async with server(says(GOLD, 302, Location=target)) as told, LookUps() as lookups:
        assert await lookups.look_up(replace(ASKED, url=told.url), ALLOWED) == not_done("sent elsewhere", "302")
    assert len(told.asked) == 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "[::1]"]
)
async def test_this_machine_is_asked_by_no_spelling_of_its_name(host: str) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        url = told.url.replace("127.0.0.1", host)
        failed = await lookups.look_up(replace(ASKED, url=url))
    assert (failed.done, told.asked) == (False, [])
    assert failed.why in {"a private address that is not allowed", "unreachable", "the address is none"}


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> None:
    """From now on each question for a name is answered with these addresses, the last ones again and again."""
    left = list(answers)

    def answer(host: str, port: int, *rest: object) -> list[object]:
        del host, rest
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


async def test_a_public_name_of_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        resolving(monkeypatch, ["127.0.0.1"])
        errand = replace(ASKED, url=told.url.replace("127.0.0.1", "public.example"))
        assert await lookups.look_up(errand) == not_done("a private address that is not allowed", "")
    assert told.asked == []


async def test_a_name_that_changes_its_address_is_judged_by_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
        errand = replace(ASKED, url=told.url.replace("127.0.0.1", "public.example"))
        allowed = networks("127.0.0.1")
        assert (await lookups.look_up(errand, allowed)).done
        assert await lookups.look_up(errand, allowed) == not_done("a private address that is not allowed", "")
    assert len(told.asked) == 1


async def test_of_several_addresses_an_allowed_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        resolving(monkeypatch, ["10.0.0.1", "127.0.0.1"])
        errand = replace(ASKED, url=told.url.replace("127.0.0.1", "public.example"))
        assert (await lookups.look_up(errand, networks("127.0.0.1"))).done


async def test_a_name_server_that_says_nothing_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: answered.wait(8) and [])
    async with LookUps() as lookups:
        errand = replace(ASKED, url="http://public.example/", timeout_seconds=0.1)
        assert await lookups.look_up(errand) == not_done("timed out", "")
        answered.set()


async def test_a_server_without_a_certificate_is_not_trusted() -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        errand = replace(ASKED, url=told.url.replace("http:", "https:"))
        assert await lookups.look_up(errand, ALLOWED) == not_done("no trusted connection", "")


async def test_what_is_allowed_may_be_asked_by_name_too() -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        found = await lookups.look_up(replace(ASKED, url=told.url.replace("127.0.0.1", "localhost")), ALLOWED)
    assert found.done


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "/x",
            "file:///etc/passwd",
            "gopher://h/",
            "ftp://h/",
            "http://",
            "http:///x",
            "http://user:pw@h/",
            "http://h:x/",
        ),
        *("http://h/../x", "http://h/a/%2e%2e/b", "http://h/a/.%2E", "http://h/./x", "http://[::1", "javascript:x"),
    ],
)
async def test_an_address_that_is_none_or_climbs_is_not_asked(url: str) -> None:
    async with LookUps() as lookups:
        failed = await lookups.look_up(replace(ASKED, url=url), ALLOWED)
    assert failed.why in {"the address is none", "the address climbs"}


@pytest.mark.parametrize(
    "headers",
    [
        (("X", "a\r\nY: b"),),
        (("X\r\nY", "b"),),
        (("Transfer-Encoding", "chunked"),),
        (("Content-Length", "1"),),
        (("X:", ""),),
    ],
)
async def test_a_header_brings_no_other_and_frames_no_request(headers: tuple[tuple[str, str], ...]) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        failed = await lookups.look_up(replace(ASKED, url=told.url, headers=headers), ALLOWED)
    assert (failed.done, told.asked) == (False, [])


async def test_a_secret_of_a_header_is_read_where_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from-file\n")
    monkeypatch.setenv("LOOKUP_TEST_KEY", "from-environment")
    kept = (("X-A", "file", "key"), ("X-B", "env", "LOOKUP_TEST_KEY"))
    async with server(says(GOLD)) as told, LookUps() as lookups:
        found = await lookups.look_up(replace(ASKED, url=told.url, secret_headers=kept), ALLOWED, tmp_path)
    [(_, _, headers, _)] = told.asked
    assert (found.done, headers["x-a"], headers["x-b"]) == (True, "from-file", "from-environment")


async def test_without_its_secret_nothing_is_asked(tmp_path: Path) -> None:
    async with server(says(GOLD)) as told, LookUps() as lookups:
        errand = replace(ASKED, url=told.url, secret_headers=(("X-A", "file", "nowhere"),))
        failed = await lookups.look_up(errand, ALLOWED, tmp_path)
    assert (failed.done, told.asked) == (False, [])
    assert "the header X-A" in failed.why


async def test_only_the_host_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    await look_up(says(b"", 500), replace(ASKED, headers=(("X-Key", "s3cret"),)), "/customers/37120000001?key=s3cret")
    logged = capsys.readouterr().out
    assert "lookup.not_done" in logged
    assert "s3cret" not in logged
    assert "37120000001" not in logged


async def test_nothing_is_remembered_from_one_look_up_to_the_next() -> None:
    async with server(says(GOLD, Set_Cookie="who=me")) as told, LookUps() as lookups:
        for _ in range(2):
            await lookups.look_up(replace(ASKED, url=told.url), ALLOWED)
    assert all("cookie" not in headers for _, _, headers, _ in told.asked)
