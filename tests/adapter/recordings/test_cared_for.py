"""Recordings held, checked, repaired, erased and expired over HTTP: by the admin alone, and every time written down."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.adapter.recordings.shelf import NOON, Shelf, shelf_in
from vocabulary.ids import RecordingId

pytestmark = pytest.mark.adapter


@pytest.fixture
async def shelf(tmp_path: Path, engine: AsyncEngine) -> AsyncIterator[Shelf]:
    async with shelf_in(tmp_path, engine) as shelf:
        yield shelf


@pytest.fixture
async def kept(shelf: Shelf) -> RecordingId:
    return await shelf.keep("b1")


@pytest.mark.parametrize("who", ["bob", "tess", "mona"])
@pytest.mark.parametrize(("action", "how"), [("hold", "held"), ("release", "released"), ("verify", "verified")])
async def test_only_the_admin_looks_after_a_recording_and_who_tries_is_written_down(
    shelf: Shelf, kept: RecordingId, who: str, action: str, how: str
) -> None:
    body = {} if action == "verify" else {"why": "x"}
    status, _ = await shelf.post(f"/{kept}/{action}", **body, **{"as": who})
    assert status == 403
    assert [(name, did, refused) for name, did, _, refused in await shelf.accesses(kept)] == [(who, how, True)]


@pytest.mark.parametrize(
    ("route", "body"),
    [("/verify", {}), ("/repair", {}), ("/expire", {}), ("/erase", {"caller": "+12025550123", "why": "x"})],
)
async def test_only_the_admin_looks_after_all_of_them(shelf: Shelf, route: str, body: dict[str, str]) -> None:
    assert (await shelf.post(route, **body, **{"as": "tess"}))[0] == 403


async def test_a_held_recording_is_found_as_such_and_not_erased(shelf: Shelf, kept: RecordingId) -> None:
    status, held = await shelf.post(f"/{kept}/hold", why="a lawsuit")
    assert (status, held["held_by"], held["held_why"]) == (200, "admin", "a lawsuit")
    assert await shelf.found(held="true") == ["b1"]
    _, report = await shelf.post("/erase", caller="202 555 0123", why="they asked")
    assert report["held"] == [{"recording": kept, "by": "admin", "why": "a lawsuit"}]
    assert shelf.stored(kept).exists()


async def test_a_released_recording_is_erased_and_answers_for_it(shelf: Shelf, kept: RecordingId) -> None:
    await shelf.post(f"/{kept}/hold", why="a lawsuit")
    status, released = await shelf.post(f"/{kept}/release", why="it is settled")
    assert (status, released["held_at"]) == (200, None)
    _, report = await shelf.post("/erase", caller="+12025550123", why="they asked")
    assert (report["erased"], await shelf.found(), await shelf.found(deleted="true")) == ([kept], [], ["b1"])
    assert [how for _, how, _, _ in await shelf.accesses(kept)] == ["held", "released"]
    assert (await shelf.post(f"/{kept}/hold", why="too late"))[0] == 410


async def test_what_is_not_held_cannot_be_released(shelf: Shelf, kept: RecordingId) -> None:
    assert (await shelf.post(f"/{kept}/release", why="x"))[0] == 409
    assert (await shelf.post("/rec-none/hold", why="x"))[0] == 404
    assert (await shelf.post(f"/{kept}/hold"))[0] == 400


async def test_what_is_as_it_was_kept_is_said_to_be(shelf: Shelf, kept: RecordingId) -> None:
    status, checked = await shelf.post(f"/{kept}/verify")
    assert (status, checked["looked_at"]) == (200, 1)
    assert checked["recordings"] == [{"recording": kept, "faults": [], "told": []}]
    assert await shelf.accesses(kept) == [("admin", "verified", "", False)]


async def test_of_all_that_is_kept_what_is_damaged_is_named(shelf: Shelf) -> None:
    await shelf.keep("b1")
    damaged = await shelf.keep("b2", at=NOON + timedelta(hours=1))
    shelf.stored(damaged).write_bytes(b"fLaC")
    _, checked = await shelf.post("/verify")
    assert (checked["looked_at"], [each["recording"] for each in checked["recordings"]]) == (2, [damaged])
    assert checked["recordings"][0]["faults"]
    _, earlier = await shelf.post("/verify", to="2026-03-02T12:30Z")
    assert (earlier["looked_at"], earlier["recordings"][0]["faults"]) == (1, [])


async def test_what_is_damaged_is_mended_from_a_whole_copy(shelf: Shelf, kept: RecordingId) -> None:
    whole = shelf.stored(kept).read_bytes()
    (shelf.bench.folders.outbox / f"{kept}.flac").write_bytes(whole)
    shelf.stored(kept).write_bytes(whole[:-10])
    _, mended = await shelf.post(f"/{kept}/repair")
    assert (mended["recordings"][0]["faults"], shelf.stored(kept).read_bytes() == whole) == ([], True)


async def test_what_cannot_be_mended_is_said(shelf: Shelf, kept: RecordingId) -> None:
    shelf.stored(kept).unlink()
    _, tried = await shelf.post(f"/{kept}/repair")
    assert tried["recordings"][0]["faults"]


async def test_what_is_due_is_deleted_and_the_rest_stays(shelf: Shelf) -> None:
    due = await shelf.keep("old", keep_days=1)
    await shelf.keep("new", keep_days=100_000)
    _, report = await shelf.post("/expire", anyway=True)
    shown = (report["kept"], report["due"], report["deleted"])
    assert shown in [(2, 1, [due]), (2, 0, [])]


async def test_a_clock_that_jumped_deletes_nothing_and_says_so(shelf: Shelf, kept: RecordingId) -> None:
    shelf.now = NOON + timedelta(days=3650)
    status, answer = await shelf.post("/expire")
    assert (status, "nothing was deleted" in answer["refused"]) == (409, True)
    assert shelf.stored(kept).exists()


@pytest.mark.parametrize("caller", ["", "anonymous", "unknown", "\x00", "x" * 65])
async def test_nobody_is_erased_by_what_is_no_number(shelf: Shelf, kept: RecordingId, caller: str) -> None:
    assert (await shelf.post("/erase", caller=caller, why="x"))[0] == 400
    assert shelf.stored(kept).exists()
