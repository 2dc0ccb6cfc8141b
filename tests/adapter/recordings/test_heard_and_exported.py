"""Recordings given out over HTTP: whole and as they were, to whoever may, and every time written down."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pyrage import x25519  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.ext.asyncio import AsyncEngine

from calls.asks import Answer
from recordings.policy import SoundFormat
from storage.engine import engine_for
from storage.sealing import Opener, Seal
from tests.adapter.recordings.shelf import Shelf, shelf_in, sound_of
from vocabulary.ids import DeviceName, RecordingId

pytestmark = pytest.mark.adapter

NOT_IDS = [
    "..",
    "../rec-b1",
    "..%2frec-b1",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e",
    "%2fetc%2fpasswd",
    "rec-b1%00",
    "rec-b1%00.flac",
    "rec-b1.",
    "rec-b1%20",
    "rec-b1.flac",
    "rec-",
    "rec--b1",
    "rec-b1:x",
    "rec-b1%5c",
    "CON",
    "con.flac",
    "rec-%c3%a9",
    "rec-%ff",
    "rec-" + "a" * 300,
]


@pytest.fixture
async def shelf(tmp_path: Path, engine: AsyncEngine) -> AsyncIterator[Shelf]:
    async with shelf_in(tmp_path, engine) as shelf:
        yield shelf


@pytest.fixture
async def kept(shelf: Shelf) -> RecordingId:
    """A recording of bob's, in support."""
    return await shelf.keep("b1")


@pytest.mark.parametrize("text", NOT_IDS)
async def test_what_is_no_id_of_ours_is_refused_before_anything_is_looked_up(tmp_path: Path, text: str) -> None:
    """There is no database: whatever was looked up would be answered with 503."""
    nowhere = engine_for("postgresql://nobody@127.0.0.1:9/nothing")
    async with shelf_in(tmp_path, nowhere) as shelf:
        for action in ("GET {}", "POST {}/fetch", "POST {}/play", "POST {}/hold", "POST {}/verify"):
            method, _, path = action.format(text).partition(" ")
            status = await _raw(shelf, method, f"/v1/recordings/{path}")
            # A path that leads elsewhere may find no route; it never finds a recording.
            assert status in ({400, 404, 405} if "/" in text else {400}), action
    await nowhere.dispose()


async def _raw(shelf: Shelf, method: str, path: str) -> int:
    """The status of a request whose path no client has tidied."""
    reader, writer = await asyncio.open_connection(shelf.client.host, shelf.client.port)
    body = b'{"why": "x"}' if method == "POST" else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode("ascii") + body)
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


@pytest.mark.parametrize("kept_as", list(SoundFormat))
async def test_a_recording_is_exported_as_it_was_finished(shelf: Shelf, kept_as: SoundFormat) -> None:
    recording = await shelf.keep("b1", kept_as=kept_as)
    status, headers, content = await shelf.fetch(recording, why="for the police")
    assert (status, content) == (200, shelf.stored(recording).read_bytes())
    assert headers["X-Recording-SHA256"] == hashlib.sha256(content).hexdigest()
    assert headers["Content-Disposition"] == f'attachment; filename="rec-b1.{kept_as.value}"'
    assert await shelf.accesses(recording) == [("admin", "exported", "for the police", False)]


@pytest.mark.parametrize("why", [{}, {"why": ""}, {"why": "   "}, {"why": "x" * 501}, {"why": "a\nb"}])
async def test_nothing_leaves_the_house_without_a_reason(shelf: Shelf, kept: RecordingId, why: dict[str, str]) -> None:
    status, _, _ = await shelf.fetch(kept, **why)
    assert (status, await shelf.accesses(kept)) == (400, [])


@pytest.mark.parametrize("who", ["carol", "olga", "mona"])
async def test_who_may_not_hear_it_gets_nothing_and_is_written_down(shelf: Shelf, kept: RecordingId, who: str) -> None:
    fetched, _, content = await shelf.fetch(kept, why="curious", **{"as": who})
    played, _ = await shelf.post(f"/{kept}/play", **{"as": who})
    assert (fetched, played, shelf.rung, b"fLaC" in content) == (403, 403, [], False)
    assert await shelf.accesses(kept) == [(who, "exported", "curious", True), (who, "heard", "", True)]


async def test_a_sealed_recording_is_opened_where_there_is_an_identity(tmp_path: Path, engine: AsyncEngine) -> None:
    identity = x25519.Identity.generate()
    seal, opener = Seal(str(identity.to_public())), Opener(str(identity))
    async with shelf_in(tmp_path, engine, seal, opener) as shelf:
        recording = await shelf.keep("b1")
        _, _, content = await shelf.fetch(recording, why="x")
        assert content == sound_of(2.0, SoundFormat.FLAC)
        assert content not in shelf.stored(recording).read_bytes()


async def test_a_sealed_recording_is_not_opened_without_one(tmp_path: Path, engine: AsyncEngine) -> None:
    seal = Seal(str(x25519.Identity.generate().to_public()))
    async with shelf_in(tmp_path, engine, seal) as shelf:
        recording = await shelf.keep("b1")
        status, _, content = await shelf.fetch(recording, why="x")
        assert (status, b"FIRSTLINE_RECORDINGS_IDENTITY" in content) == (409, True)


@pytest.mark.parametrize("damage", ["changed", "gone"])
async def test_what_is_not_what_was_kept_is_not_given_out(shelf: Shelf, kept: RecordingId, damage: str) -> None:
    file = shelf.stored(kept)
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    status, _, content = await shelf.fetch(kept, why="x")
    assert (status, b"verify rec-b1" in content) == (409, True)
    assert await shelf.accesses(kept) == []


async def test_a_deleted_recording_answers_with_when_and_why(shelf: Shelf, kept: RecordingId) -> None:
    await shelf.post("/erase", caller="+12025550123", why="they asked")
    for route in ("fetch", "play"):
        status, answer = await shelf.post(f"/{kept}/{route}", why="x", **{"as": "bob"})
        assert (status, "they asked" in answer["refused"], "erased" in answer["refused"]) == (410, True, True)


async def test_whoever_may_hear_it_is_rung_and_it_is_written_down_once_they_answer(
    shelf: Shelf, kept: RecordingId
) -> None:
    status, answer = await shelf.post(f"/{kept}/play", at=1.5, why="coaching", **{"as": "tess"})
    assert (status, answer["seconds"], shelf.rung) == (200, 2.0, [DeviceName("290")])
    assert await shelf.accesses(kept) == []
    await shelf.made[0].begin()
    assert await shelf.accesses(kept) == [("tess", "heard", "coaching", False)]
    assert [from_seconds for _, from_seconds, _ in shelf.stage.heard] == [1.5]
    await shelf.made[0].close()
    assert list((shelf.folder / "hearing").iterdir()) == []


async def test_without_a_database_nothing_is_heard_or_given_out_and_that_is_told(
    shelf: Shelf, kept: RecordingId, away: Callable[[], Awaitable[None]]
) -> None:
    await shelf.post(f"/{kept}/play", **{"as": "bob"})
    await away()
    await shelf.made[0].begin()
    assert shelf.stage.heard == []
    assert (await shelf.fetch(kept, why="x"))[0] == 503
    assert (await shelf.get(""))[0] == 503


@pytest.mark.parametrize("at", [-1, 2.0, 5, 1e9, "NaN", "a"])
async def test_a_time_outside_the_recording_is_refused(shelf: Shelf, kept: RecordingId, at: object) -> None:
    status, _ = await shelf.post(f"/{kept}/play", at=at, **{"as": "tess"})
    assert (status in {400, 409}, shelf.rung) == (True, [])


async def test_hearing_takes_somebodys_phone(shelf: Shelf, kept: RecordingId) -> None:
    status, answer = await shelf.post(f"/{kept}/play")
    assert (status, "--as" in answer["refused"]) == (409, True)
    shelf.answer = Answer("the phone 290 cannot be reached")
    status, answer = await shelf.post(f"/{kept}/play", **{"as": "tess"})
    assert (status, answer["refused"]) == (409, "the phone 290 cannot be reached")
    assert list((shelf.folder / "hearing").iterdir()) == []


async def test_requests_do_not_wait_for_each_other(shelf: Shelf, kept: RecordingId) -> None:
    """Ten at once: each gets its whole file, each is written down."""
    got = await asyncio.gather(*(shelf.fetch(kept, why=str(number)) for number in range(10)))
    assert {content for _, _, content in got} == {shelf.stored(kept).read_bytes()}
    assert len(await shelf.accesses(kept)) == 10
