"""The writer between the calls and the database: nothing lost while it is away, nothing stuck on what it refuses."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from cdr.record import ContactRecord
from storage.contacts import ContactRepository
from storage.errors import DatabaseRefused, DatabaseUnreachable
from storage.spool import RecordWriter
from tests.support.records import full_record

pytestmark = pytest.mark.adapter


class Away:
    """A database that is away for the first so many saves, then the real one."""

    def __init__(self, repository: ContactRepository, failures: int) -> None:
        self.failures = failures
        self.asked = asyncio.Event()
        self._repository = repository

    async def save(self, record: ContactRecord) -> None:
        self.asked.set()
        if self.failures > 0:
            self.failures -= 1
            raise DatabaseUnreachable("away")
        await self._repository.save(record)


def files(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


async def test_a_submitted_record_reaches_the_database_and_leaves_no_file(
    repository: ContactRepository, tmp_path: Path
) -> None:
    record = full_record("../../etc/x")
    async with RecordWriter(tmp_path / "spool", repository) as writer:
        await writer.submit(record)
        await writer.written()
    assert await repository.get(record.contact) == record
    assert files(tmp_path / "spool") == []


async def test_records_wait_on_disk_while_the_database_is_away(repository: ContactRepository, tmp_path: Path) -> None:
    away = Away(repository, failures=10**9)
    records = [full_record(f"c{number}") for number in range(5)]
    async with RecordWriter(tmp_path, away, first_pause_seconds=0.01, longest_pause_seconds=0.01, queue_length=2) as w:
        for record in records:
            await w.submit(record)
        await away.asked.wait()
        assert len(files(tmp_path)) == 5
        away.failures = 0
        await w.written()
    assert files(tmp_path) == []
    assert [await repository.get(record.contact) for record in records] == records


async def test_what_an_earlier_run_left_is_stored_at_the_next_start(
    repository: ContactRepository, tmp_path: Path
) -> None:
    record = full_record()
    away = Away(repository, failures=10**9)
    first = RecordWriter(tmp_path, away, first_pause_seconds=60.0, close_limit_seconds=0.0)
    async with first as writer:
        await writer.submit(record)
        await away.asked.wait()
    assert files(tmp_path) == ["contact-1.json"]
    async with RecordWriter(tmp_path, repository) as writer:
        await writer.written()
    assert await repository.get(record.contact) == record


async def test_a_record_left_by_a_program_that_knew_nothing_of_holds_and_listeners_is_stored(
    repository: ContactRepository, tmp_path: Path
) -> None:
    content = TypeAdapter(ContactRecord).dump_python(full_record(), mode="json")
    names = [each.name for each in fields(ContactRecord)]
    for name in names[names.index("direction") :]:
        del content[name]
    (tmp_path / "contact-1.json").write_text(json.dumps(content))
    async with RecordWriter(tmp_path, repository) as writer:
        await writer.written()
    stored = await repository.get(full_record().contact)
    assert stored is not None
    assert (stored.talk_seconds, stored.holds, stored.supervisions) == (full_record().talk_seconds, 0, ())


async def test_a_record_left_by_a_program_that_accounted_for_no_second_is_stored(
    repository: ContactRepository, tmp_path: Path
) -> None:
    content = TypeAdapter(ContactRecord).dump_python(full_record(), mode="json")
    names = [each.name for each in fields(ContactRecord)]
    for name in names[names.index("intervals") :]:
        del content[name]
    for recording in content["recordings"]:
        del recording["marks"], recording["sound"]
    (tmp_path / "contact-1.json").write_text(json.dumps(content))
    async with RecordWriter(tmp_path, repository) as writer:
        await writer.written()
    stored = await repository.get(full_record().contact)
    assert stored is not None
    assert (stored.intervals, stored.gap_seconds, stored.recordings[0].marks) == ((), None, ())


async def test_a_refused_record_is_set_aside_with_the_reason_and_the_next_one_is_stored(
    repository: ContactRepository, tmp_path: Path
) -> None:
    poison, good = replace(full_record("poison"), caller_name="a\x00b"), full_record("good")
    (tmp_path / "torn.json").write_text('{"contact": ')
    async with RecordWriter(tmp_path, repository) as writer:
        await writer.submit(poison)
        await writer.submit(good)
        await writer.written()
    assert await repository.get(good.contact) == good
    assert files(tmp_path) == []
    assert files(tmp_path / "refused") == ["poison.json", "poison.reason.txt", "torn.json", "torn.reason.txt"]


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_record_submitted_anew_while_it_is_being_stored_is_stored_as_it_came_last(
    repository: ContactRepository, tmp_path: Path, times: int
) -> None:
    class Slow:
        entered, leave = asyncio.Event(), asyncio.Event()

        async def save(self, record: ContactRecord) -> None:
            self.entered.set()
            await self.leave.wait()
            await repository.save(record)

    record, slow = full_record(), Slow()
    later = [replace(record, wrap_up_seconds=99.0 + number) for number in range(times)]
    async with RecordWriter(tmp_path, slow) as writer:
        await writer.submit(record)
        await slow.entered.wait()
        for each in later:
            await writer.submit(each)
        slow.leave.set()
        await writer.written()
    assert await repository.get(record.contact) == later[-1]


async def test_a_database_that_refuses_everything_loses_nothing(tmp_path: Path) -> None:
    class Refusing:
        async def save(self, record: ContactRecord) -> None:
            raise DatabaseRefused(record.contact)

    async with RecordWriter(tmp_path, Refusing()) as writer:
        await writer.submit(full_record("a"))
        await writer.written()
    assert "a" in (tmp_path / "refused" / "a.reason.txt").read_text()
