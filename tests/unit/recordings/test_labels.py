"""Labels on the disk: written whole, read strictly, and none of another recording replaced."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from recordings.label_text import LabelUnusable, label_text
from recordings.library import RecordingExists, read_label, write_label
from tests.unit.recordings.sound import label_of, names_in
from vocabulary.ids import AgentName, ContactId

NAME = "rec-o-1.label.json"


def test_a_label_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_label(tmp_path / "legs", label_of())
    assert read_label(tmp_path / "legs" / NAME) == label_of()
    assert names_in(tmp_path) == [NAME]


def test_a_label_of_the_same_recording_is_replaced(tmp_path: Path) -> None:
    write_label(tmp_path, label_of())
    write_label(tmp_path, replace(label_of(), agent=AgentName("bob")))
    assert read_label(tmp_path / NAME).agent == "bob"


@pytest.mark.parametrize("there", [label_text(replace(label_of(), contact=ContactId("contact-2"))), b"", b"{}"])
def test_a_label_of_another_recording_is_not_replaced(tmp_path: Path, there: bytes) -> None:
    (tmp_path / NAME).write_bytes(there)
    with pytest.raises(RecordingExists):
        write_label(tmp_path, label_of())
    assert (tmp_path / NAME).read_bytes() == there


def test_a_label_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(LabelUnusable):
        write_label(tmp_path, replace(label_of(), agent=AgentName("a\nb")))
    assert names_in(tmp_path) == []


def test_a_label_under_the_name_of_another_recording_is_none(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(label_text(label_of("rec-o-2")))
    with pytest.raises(LabelUnusable, match="rec-o-2"):
        read_label(tmp_path / NAME)


def test_a_label_of_a_megabyte_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b'{"recording": "' + b"x" * 1_000_000)
    with pytest.raises(LabelUnusable, match="longer than"):
        read_label(tmp_path / NAME)


def test_a_label_behind_a_link_or_in_a_pipe_is_none(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(label_text(label_of()))
    (tmp_path / NAME).symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "rec-o-2.label.json")
    (tmp_path / "rec-o-3.label.json").mkdir()
    for name in (NAME, "rec-o-2.label.json", "rec-o-3.label.json"):
        with pytest.raises(LabelUnusable):
            read_label(tmp_path / name)
