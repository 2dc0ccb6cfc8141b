"""The store of recordings, on a folder and on a service that speaks S3: the same contract for both."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from storage.archive import (
    Archive,
    ArchiveHasOther,
    ArchiveLacks,
    ArchiveUnreachable,
    KeyUnsafe,
    PlaceInvalid,
    S3SettingInvalid,
    S3Settings,
    Stored,
    open_archive,
)
from tests.support.keeping import S3Service, s3_service

pytestmark = pytest.mark.adapter

KEY = "2026/03/01/rec-o1.flac"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[S3Service]:
    async with s3_service(tmp_path_factory.mktemp("s3") / "log") as running:
        await running.make_bucket("recordings")
        yield running


@pytest.fixture(params=["folder", "s3"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    if request.param == "folder":
        return open_archive(str(tmp_path / "kept"), S3Settings())
    service: S3Service = request.getfixturevalue("service")
    return open_archive(f"s3://recordings/{tmp_path.name.replace('[', '-').replace(']', '')}", service.settings())


def file_with(tmp_path: Path, content: bytes, name: str = "finished") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


@pytest.mark.asyncio(loop_scope="module")
class TestEitherStore:
    async def test_what_was_put_is_there_with_its_checksum(self, archive: Archive, tmp_path: Path) -> None:
        stored = await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        assert stored == Stored(5, hashlib.sha256(b"sound").hexdigest())
        assert await archive.get(KEY) == b"sound"
        assert await archive.measure(KEY) == stored

    async def test_the_same_again_is_fine(self, archive: Archive, tmp_path: Path) -> None:
        file = file_with(tmp_path, b"sound")
        assert await archive.put_new(KEY, file) == await archive.put_new(KEY, file)

    async def test_something_else_under_the_same_key_is_refused_and_nothing_overwritten(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        await archive.put_new(KEY, file_with(tmp_path, b"first"))
        with pytest.raises(ArchiveHasOther, match="nothing was overwritten"):
            await archive.put_new(KEY, file_with(tmp_path, b"other"))
        assert await archive.get(KEY) == b"first"

    async def test_what_was_never_put_is_not_there(self, archive: Archive) -> None:
        assert not await archive.exists(KEY)
        with pytest.raises(ArchiveLacks, match=r"rec-o1\.flac is not there"):
            await archive.get(KEY)

    async def test_what_was_deleted_is_gone_and_deleting_again_does_no_harm(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        assert await archive.delete(KEY)
        assert not await archive.exists(KEY)
        await archive.delete(KEY)

    async def test_a_recording_of_many_pieces_is_put_whole_and_never_over_another(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        content = os.urandom(12_000_000)
        await archive.put_new(KEY, file_with(tmp_path, content))
        assert await archive.get(KEY) == content
        await archive.put_new(KEY, file_with(tmp_path, content))
        with pytest.raises(ArchiveHasOther):
            await archive.put_new(KEY, file_with(tmp_path, content[::-1]))
        assert await archive.get(KEY) == content

    async def test_a_recording_of_no_bytes_is_kept_too(self, archive: Archive, tmp_path: Path) -> None:
        await archive.put_new(KEY, file_with(tmp_path, b""))
        assert await archive.get(KEY) == b""

    @pytest.mark.parametrize(
        "key",
        ["../etc/passwd", "/etc/passwd", "a//b", "a/../b", ".hidden", "a/.b", "a\0b", "a\\b", "", "a" * 301, "a/"],
    )
    async def test_a_key_that_is_none_of_ours_is_refused(self, archive: Archive, tmp_path: Path, key: str) -> None:
        with pytest.raises(KeyUnsafe):
            await archive.put_new(key, file_with(tmp_path, b"sound"))
        with pytest.raises(KeyUnsafe):
            await archive.get(key)


@pytest.mark.asyncio(loop_scope="module")
class TestService:
    async def test_wrong_keys_are_told_with_the_settings_that_hold_them(self, tmp_path: Path) -> None:
        async with s3_service(tmp_path / "log") as service:
            await service.make_bucket("recordings")
            await service.ask_for_keys()
            archive = open_archive("s3://recordings", service.settings("wrong"))
            with pytest.raises(ArchiveUnreachable, match="FIRSTLINE_S3_ACCESS_KEY and FIRSTLINE_S3_SECRET_KEY"):
                await archive.put_new(KEY, file_with(tmp_path, b"sound"))

    @pytest.mark.parametrize("what", ["put", "get", "delete", "exists"])
    async def test_a_missing_bucket_is_told_with_the_setting_that_names_it(
        self, service: S3Service, tmp_path: Path, what: str
    ) -> None:
        archive = open_archive("s3://elsewhere/prefix", service.settings())
        doing: dict[str, Callable[[], Awaitable[object]]] = {
            "put": lambda: archive.put_new(KEY, file_with(tmp_path, b"sound")),
            "get": lambda: archive.get(KEY),
            "delete": lambda: archive.delete(KEY),
            "exists": lambda: archive.exists(KEY),
        }
        with pytest.raises(ArchiveUnreachable, match="there is no such bucket; see FIRSTLINE_RECORDINGS"):
            await doing[what]()

    async def test_a_service_that_is_away_is_told_with_the_setting_of_its_address(
        self, service: S3Service, tmp_path: Path
    ) -> None:
        archive = open_archive("s3://recordings", service.settings())
        service.wire.cut()
        try:
            with pytest.raises(ArchiveUnreachable, match="FIRSTLINE_S3_ENDPOINT"):
                await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        finally:
            service.wire.mend()

    async def test_an_address_names_bucket_prefix_and_key(self, service: S3Service) -> None:
        archive = open_archive("s3://recordings/some/prefix/", service.settings())
        assert archive.address(KEY) == f"s3://recordings/some/prefix/{KEY}"


class TestFolder:
    async def test_only_we_may_read_what_is_kept(self, tmp_path: Path) -> None:
        archive = open_archive(str(tmp_path / "kept"), S3Settings())
        await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        kept = tmp_path / "kept" / KEY
        assert kept.stat().st_mode & 0o077 == 0
        assert kept.parent.stat().st_mode & 0o077 == 0
        assert archive.address(KEY) == str(kept)

    async def test_a_half_written_file_of_a_crash_is_done_anew(self, tmp_path: Path) -> None:
        archive = open_archive(str(tmp_path / "kept"), S3Settings())
        part = tmp_path / "kept" / "2026/03/01/.rec-o1.flac.part"
        part.parent.mkdir(parents=True)
        part.write_bytes(b"half")
        await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        assert await archive.get(KEY) == b"sound"
        assert not part.exists()

    async def test_a_link_in_the_place_of_a_file_is_not_written_through(self, tmp_path: Path) -> None:
        archive = open_archive(str(tmp_path / "kept"), S3Settings())
        victim = file_with(tmp_path, b"precious", "victim")
        link = tmp_path / "kept" / KEY
        link.parent.mkdir(parents=True)
        link.symlink_to(victim)
        with pytest.raises(ArchiveHasOther):
            await archive.put_new(KEY, file_with(tmp_path, b"sound"))
        assert victim.read_bytes() == b"precious"

    async def test_a_folder_that_cannot_be_written_is_told_with_its_setting(self, tmp_path: Path) -> None:
        archive = open_archive(str(tmp_path / "kept"), S3Settings())
        (tmp_path / "kept" / "2026").write_text("in the way")
        with pytest.raises(ArchiveUnreachable, match="FIRSTLINE_RECORDINGS"):
            await archive.put_new(KEY, file_with(tmp_path, b"sound"))

    async def test_two_that_put_at_once_leave_one_whole_file(self, tmp_path: Path) -> None:
        archive = open_archive(str(tmp_path / "kept"), S3Settings())
        ours = [file_with(tmp_path, bytes([number]) * 100_000, f"file-{number}") for number in range(2)]
        keys = [f"2026/03/01/rec-o{number}.flac" for number in range(2)]
        await asyncio.gather(*(archive.put_new(key, file) for key, file in zip(keys, ours, strict=True)))
        assert [await archive.get(key) for key in keys] == [file.read_bytes() for file in ours]

    @pytest.mark.parametrize("place", ["recordings", "s3://", "s3://UPPER/x", "s3://b/../c", "s3:/bucket", ""])
    def test_a_place_that_is_none_is_refused_with_its_setting(self, place: str) -> None:
        with pytest.raises(PlaceInvalid, match="FIRSTLINE_RECORDINGS"):
            open_archive(place, S3Settings())


class TestServiceSettings:
    @pytest.mark.parametrize(
        "endpoint",
        ["nonsense", "http://", "https:///x", "ftp://127.0.0.1", "http://a b", "http://a:99999", "http://[::1"],
    )
    def test_an_address_that_is_none_is_refused_with_its_setting(self, endpoint: str) -> None:
        with pytest.raises(S3SettingInvalid, match="FIRSTLINE_S3_ENDPOINT"):
            open_archive("s3://recordings", S3Settings(endpoint))

    @pytest.mark.parametrize("key", ["a\nb", "a b", "ключ", "\0"])
    def test_a_key_that_cannot_be_sent_is_refused_with_its_setting(self, key: str) -> None:
        with pytest.raises(S3SettingInvalid, match="FIRSTLINE_S3_ACCESS_KEY"):
            open_archive("s3://recordings", S3Settings(access_key=key, secret_key="secret"))

    @pytest.mark.parametrize("region", ["", "eu west"])
    def test_a_region_that_is_none_is_refused_with_its_setting(self, region: str) -> None:
        with pytest.raises(S3SettingInvalid, match="FIRSTLINE_S3_REGION"):
            open_archive("s3://recordings", S3Settings(region=region))
