"""The outbox: what waits to be kept, what is believed of it, and how it goes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recordings.events import RecordingState
from recordings.label_text import LabelUnusable
from recordings.library import Finished, Job, outbox_entries, refuse_entry, remove_entry, sound_fields, sound_of_fields
from recordings.library.sidecar import finished_of, sidecar_text
from tests.unit.recordings.sound import finished, label_of, legs_in, names_in, write_legs


def entry_in(folder: Path, name: str = "rec-o-1") -> Finished:
    return finished(folder, Job(label_of(name), write_legs(legs_in(folder / "legs", name)), 3.0))


def test_what_was_finished_waits_to_be_kept(tmp_path: Path) -> None:
    entry = entry_in(tmp_path)
    assert entry.state is RecordingState.SHORT
    assert outbox_entries(tmp_path / "outbox") == (entry,)


def test_an_outbox_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert outbox_entries(tmp_path / "outbox") == ()


def test_what_is_kept_is_gone(tmp_path: Path) -> None:
    entry, other = entry_in(tmp_path), entry_in(tmp_path, "rec-o-2")
    remove_entry(entry)
    remove_entry(entry)
    assert outbox_entries(tmp_path / "outbox") == (other,)
    assert names_in(tmp_path) == ["rec-o-2.flac", "rec-o-2.json"]


def test_what_can_never_be_kept_goes_to_quarantine(tmp_path: Path) -> None:
    moved = refuse_entry(entry_in(tmp_path), tmp_path / "quarantine", "the store has another one")
    assert [path.name for path in moved] == ["rec-o-1.json", "rec-o-1.flac"]
    assert outbox_entries(tmp_path / "outbox") == ()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b"x" * 100_000])
def test_a_sidecar_that_cannot_be_believed_is_left_out(tmp_path: Path, damage: bytes) -> None:
    entry_in(tmp_path)
    (tmp_path / "outbox" / "rec-o-1.json").write_bytes(damage)
    assert outbox_entries(tmp_path / "outbox") == ()


def test_a_file_that_is_not_as_long_as_its_sidecar_says_is_left_out(tmp_path: Path) -> None:
    entry = entry_in(tmp_path)
    assert entry.file is not None
    entry.file.write_bytes(entry.file.read_bytes()[:-1])
    assert outbox_entries(tmp_path / "outbox") == ()


def test_a_sidecar_under_the_name_of_another_recording_is_left_out(tmp_path: Path) -> None:
    entry_in(tmp_path)
    (tmp_path / "outbox" / "rec-o-1.json").rename(tmp_path / "outbox" / "rec-o-2.json")
    assert outbox_entries(tmp_path / "outbox") == ()


def test_a_file_behind_a_link_is_left_out(tmp_path: Path) -> None:
    entry = entry_in(tmp_path)
    assert entry.file is not None
    entry.file.rename(tmp_path / "elsewhere")
    entry.file.symlink_to(tmp_path / "elsewhere")
    assert outbox_entries(tmp_path / "outbox") == ()


def test_a_sound_comes_back_as_it_was(tmp_path: Path) -> None:
    sound = entry_in(tmp_path).sound
    assert sound is not None
    assert sound_of_fields(json.loads(json.dumps(sound_fields(sound)))) == sound


@pytest.mark.parametrize(
    ("key", "lie"),
    [
        ("size", -1),
        ("size", True),
        ("size", 1e9),
        ("sha256", "0" * 63),
        ("sha256", "G" * 64),
        ("sha256", None),
        ("seconds", "3"),
        ("seconds", 1e400),
        ("seconds", -0.1),
        ("channels", []),
        ("channels", [1]),
        ("channels", [{}, {}]),
        ("channels", [{"loudness_dbfs": 1e9, "silence_share": 0, "peaks": ""}]),
        ("channels", [{"loudness_dbfs": None, "silence_share": 2, "peaks": ""}]),
        ("channels", [{"loudness_dbfs": None, "silence_share": 0, "peaks": "é"}]),
        ("channels", [{"loudness_dbfs": None, "silence_share": 0, "peaks": "A" * 4000}]),
        ("kept_as", "mp3"),
        ("double_talk_share", None),
        ("more", 1),
    ],
)
def test_a_sound_that_lies_is_none(tmp_path: Path, key: str, lie: object) -> None:
    sound = entry_in(tmp_path).sound
    assert sound is not None
    with pytest.raises(LabelUnusable):
        sound_of_fields({**sound_fields(sound), key: lie})


@pytest.mark.parametrize(
    ("key", "lie"), [("state", "good"), ("label", None), ("sound", []), ("detail", 1), ("detail", "x" * 3000)]
)
def test_a_sidecar_that_lies_is_none(tmp_path: Path, key: str, lie: object) -> None:
    text = json.dumps({**json.loads(sidecar_text(entry_in(tmp_path))), key: lie}).encode()
    with pytest.raises(LabelUnusable):
        finished_of(text, None)


def test_a_long_detail_is_cut(tmp_path: Path) -> None:
    entry = replace(entry_in(tmp_path), detail="x" * 5000)
    assert finished_of(sidecar_text(entry), None).detail == "x" * 2000
