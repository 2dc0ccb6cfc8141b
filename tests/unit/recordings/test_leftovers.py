"""What an earlier process left: found, put in order, and what cannot be believed put away with its reason."""

import os
from datetime import UTC, datetime
from pathlib import Path

from recordings.label_text import label_text
from recordings.library import Job, leftovers, outbox_entries, tidy, write_label
from recordings.naming import CaptureFormat
from tests.unit.recordings.sound import (
    finished,
    folders_in,
    label_of,
    legs_in,
    names_in,
    tone,
    write_legs,
    write_mu_law,
)


def put_in_order(folder: Path) -> dict[str, str]:
    return {found.came_from.name: found.why for found in tidy(folder / "legs", folders_in(folder))}


def finish_one(folder: Path, name: str = "rec-o-1") -> None:
    finished(folder, Job(label_of(name), write_legs(legs_in(folder / "legs", name)), 1.0))


def test_leftovers_are_legs_without_their_finished_file(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path, "rec-o-2"))
    os.utime(legs.caller, (1_000_000_000, 1_000_000_000))
    os.utime(legs.agent, (1_000_000_060, 1_000_000_060))
    lone = legs_in(tmp_path, "rec-o-1", CaptureFormat.ULAW)
    write_mu_law(lone.agent, tone(1000, 0.1))
    (tmp_path / "notes.txt").write_text("no leg")
    (tmp_path / "rec-o-3-caller.wav").symlink_to(legs.caller)
    (tmp_path / "rec-o-4-caller.wav").mkdir()
    found = leftovers(tmp_path)
    assert [(left.recording, left.legs, left.label) for left in found] == [
        ("rec-o-1", lone, None),
        ("rec-o-2", legs, None),
    ]
    assert found[1].last_written_at == datetime.fromtimestamp(1_000_000_060, UTC)


def test_a_leftover_has_its_label(tmp_path: Path) -> None:
    write_legs(legs_in(tmp_path))
    write_label(tmp_path, label_of())
    assert [left.label for left in leftovers(tmp_path)] == [label_of()]


def test_a_label_whose_legs_were_never_written_is_left_over_too(tmp_path: Path) -> None:
    write_label(tmp_path, label_of())
    assert [(left.recording, left.label) for left in leftovers(tmp_path)] == [("rec-o-1", label_of())]


def test_a_label_that_lies_is_not_believed_and_the_legs_are_found_all_the_same(tmp_path: Path) -> None:
    write_legs(legs_in(tmp_path / "legs"))
    (tmp_path / "legs" / "rec-o-1.label.json").write_bytes(label_text(label_of("rec-o-7")))
    assert [left.label for left in leftovers(tmp_path / "legs")] == [None]
    assert list(put_in_order(tmp_path)) == ["rec-o-1.label.json"]
    assert [left.label for left in leftovers(tmp_path / "legs")] == [None]
    assert (tmp_path / "quarantine" / "rec-o-1.label.json").exists()


def test_a_legs_folder_that_does_not_exist_yet_holds_no_leftovers(tmp_path: Path) -> None:
    assert leftovers(tmp_path / "none") == ()
    assert put_in_order(tmp_path) == {}


def test_what_is_no_plain_file_among_the_legs_goes_to_quarantine(tmp_path: Path) -> None:
    legs = tmp_path / "legs"
    legs.mkdir()
    (legs / "rec-o-1-caller.wav").symlink_to("/etc/hostname")
    (legs / "rec-o-2-caller.wav").mkdir()
    os.mkfifo(legs / "rec-o-3-agent.wav")
    os.mkfifo(legs / "rec-o-3.label.json")
    (legs / "rec-o-4.label.json").symlink_to("/etc/hostname")
    assert put_in_order(tmp_path) == {
        "rec-o-1-caller.wav": "a symbolic link",
        "rec-o-2-caller.wav": "no regular file",
        "rec-o-3-agent.wav": "no regular file",
        "rec-o-3.label.json": "No label: rec-o-3.label.json is no regular file",
        "rec-o-4.label.json": "No label: rec-o-4.label.json is a symbolic link",
    }
    assert list(legs.iterdir()) == []


def test_names_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    for folder, name in (("legs", "notes.txt"), ("legs", "..wav"), ("outbox", "lost+found"), ("outbox", "rec.flac")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(b"not ours")
    assert put_in_order(tmp_path) == {}
    assert len(names_in(tmp_path)) == 4


def test_what_waits_to_be_kept_is_left_alone(tmp_path: Path) -> None:
    finish_one(tmp_path)
    before = names_in(tmp_path)
    assert put_in_order(tmp_path) == {}
    assert names_in(tmp_path) == before


def test_half_a_file_whose_legs_are_there_is_left_to_be_done_anew(tmp_path: Path) -> None:
    write_legs(legs_in(tmp_path / "legs"))
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / ".rec-o-1.flac.part").write_bytes(b"half")
    assert put_in_order(tmp_path) == {}


def test_half_a_file_whose_legs_are_gone_goes_to_quarantine(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / ".rec-o-1.flac.part").write_bytes(b"half")
    (tmp_path / "outbox" / "rec-o-2.flac").write_bytes(b"without a sidecar")
    assert put_in_order(tmp_path) == {
        ".rec-o-1.flac.part": "half written, and its legs are gone",
        "rec-o-2.flac": "half written, and its legs are gone",
    }
    assert (tmp_path / "quarantine" / "rec-o-1.flac.part").read_bytes() == b"half"


def test_a_sidecar_without_its_file_goes_to_quarantine(tmp_path: Path) -> None:
    finish_one(tmp_path)
    (tmp_path / "outbox" / "rec-o-1.flac").unlink()
    assert put_in_order(tmp_path) == {"rec-o-1.json": "No label: rec-o-1.flac is not there"}


def test_a_truncated_file_goes_to_quarantine_with_its_sidecar(tmp_path: Path) -> None:
    finish_one(tmp_path)
    file = tmp_path / "outbox" / "rec-o-1.flac"
    file.write_bytes(file.read_bytes()[:100])
    assert sorted(put_in_order(tmp_path)) == ["rec-o-1.flac", "rec-o-1.json"]
    assert outbox_entries(tmp_path / "outbox") == ()


def test_two_recordings_of_one_id_in_the_outbox_both_go_to_quarantine(tmp_path: Path) -> None:
    finish_one(tmp_path)
    outbox = tmp_path / "outbox"
    (outbox / ".rec-o-1.json.done").write_bytes((outbox / "rec-o-1.json").read_bytes())
    assert set(put_in_order(tmp_path).values()) == {"two recordings of one id"}
    assert outbox_entries(outbox) == ()


def test_a_file_of_another_format_beside_a_whole_recording_goes_to_quarantine(tmp_path: Path) -> None:
    finish_one(tmp_path)
    (tmp_path / "outbox" / "rec-o-1.opus").write_bytes(b"whose?")
    assert put_in_order(tmp_path) == {"rec-o-1.opus": "beside a recording that is whole"}
    assert len(outbox_entries(tmp_path / "outbox")) == 1
