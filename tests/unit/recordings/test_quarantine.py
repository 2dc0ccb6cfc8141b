"""Quarantine: moved, never lost, never replaced, each with its reason."""

import os
from pathlib import Path

import pytest

from recordings.library import quarantine
from tests.unit.recordings.sound import names_in


def test_a_file_goes_there_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "odd.wav").write_bytes(b"odd")
    moved = quarantine(tmp_path / "odd.wav", tmp_path / "quarantine", "is odd")
    assert moved.read_bytes() == b"odd"
    reason = moved.with_name("odd.wav.why.txt").read_text()
    assert "is odd" in reason
    assert str(tmp_path / "odd.wav") in reason
    assert not (tmp_path / "odd.wav").exists()


def test_files_of_one_name_are_all_kept(tmp_path: Path) -> None:
    for content in (b"1", b"2", b"3"):
        (tmp_path / "odd.wav").write_bytes(content)
        quarantine(tmp_path / "odd.wav", tmp_path / "quarantine", "is odd")
    assert [(tmp_path / "quarantine" / name).read_bytes() for name in ("odd.wav", "odd.wav-2", "odd.wav-3")] == [
        b"1",
        b"2",
        b"3",
    ]
    assert len(names_in(tmp_path / "quarantine")) == 6


def test_links_folders_and_pipes_are_moved_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "folder", "pipe"):
        quarantine(tmp_path / name, tmp_path / "quarantine", "is no file")
    assert (tmp_path / "quarantine" / "link").is_symlink()
    assert (tmp_path / "quarantine" / "folder").is_dir()
    assert (tmp_path / "quarantine" / "pipe").is_fifo()
    assert (tmp_path / "secret").read_bytes() == b"secret"


@pytest.mark.parametrize("name", ["x" * 255, ".hidden", "a\nb", "\udcff.wav", "..."])
def test_strange_names_can_be_moved(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"odd")
    assert quarantine(tmp_path / name, tmp_path / "quarantine", "r\udcff").read_bytes() == b"odd"


def test_what_is_gone_leaves_no_reason(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        quarantine(tmp_path / "gone", tmp_path / "quarantine", "is odd")
    assert names_in(tmp_path) == []
