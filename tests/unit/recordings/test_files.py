"""How files are made: whole or not at all, and none replaced."""

from pathlib import Path

import pytest

from recordings.library import RecordingExists
from recordings.library.files import part_file, part_of, place, write_all
from tests.unit.recordings.sound import names_in


def test_a_file_that_is_there_is_not_replaced_by_a_part(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    with part_file(tmp_path / "kept") as descriptor:
        write_all(descriptor, b"new")
    with pytest.raises(RecordingExists):
        place(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == b"kept"
    assert names_in(tmp_path) == ["kept"]


def test_a_part_that_was_replaced_while_it_was_written_does_not_become_the_file(tmp_path: Path) -> None:
    target = tmp_path / "rec-o-1.flac"
    (tmp_path / "precious").write_bytes(b"precious")

    def write_and_have_it_replaced() -> None:
        with part_file(target):
            part_of(target).unlink()
            part_of(target).symlink_to(tmp_path / "precious")

    with pytest.raises(OSError, match="no longer what was written"):
        write_and_have_it_replaced()
    assert names_in(tmp_path) == ["precious"]
