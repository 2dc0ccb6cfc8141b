"""An exported recording in a person's folder: whole or not at all, and never over another file unless told to."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from api.recording_client import Fetched
from service.recording_file import FileExists, NotAFile, NotWhole, write

CONTENT = b"fLaC" + bytes(range(256))
CAME = Fetched(CONTENT, hashlib.sha256(CONTENT).hexdigest(), "rec-1.flac")


def test_it_is_written_whole_for_its_owner_alone(tmp_path: Path) -> None:
    written = write(CAME, tmp_path / "case.flac", force=False)
    assert written.file.read_bytes() == CONTENT
    assert (written.size, written.sha256) == (len(CONTENT), CAME.sha256)
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o600


def test_what_broke_on_the_way_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(NotWhole):
        write(Fetched(CONTENT[:-1], CAME.sha256, ""), tmp_path / "case.flac", force=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    file = tmp_path / "case.flac"
    file.write_bytes(b"mine")
    with pytest.raises(FileExists, match="--force"):
        write(CAME, file, force=False)
    assert file.read_bytes() == b"mine"
    write(CAME, file, force=True)
    assert file.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_written_through_a_link(tmp_path: Path, force: bool) -> None:
    target = tmp_path / "target"
    (tmp_path / "case.flac").symlink_to(target)
    with pytest.raises(NotAFile):
        write(CAME, tmp_path / "case.flac", force=force)
    assert not target.exists()


def test_a_pipe_is_no_file_to_replace(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAFile):
        write(CAME, tmp_path / "pipe", force=True)


def test_a_folder_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(CAME, tmp_path / "none" / "case.flac", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_long_name_is_no_trouble_for_the_draft(tmp_path: Path) -> None:
    assert write(CAME, tmp_path / ("n" * 250), force=False).file.exists()
