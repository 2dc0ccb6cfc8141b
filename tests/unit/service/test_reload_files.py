"""The files of a directory kept and put back: each whole or not at all, and nothing lost that is not kept first."""

from pathlib import Path

import pytest

from dialplan.files import MOST_FILES
from service.reload_files import NotPutBack, check_prompts_there, put_back, texts_in_the_way
from tests.unit.service.plans import SMALL, written


def test_put_back_files_are_as_they_were_and_other_yaml_is_gone(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    (tmp_path / "extra.yaml").write_text("skills: [x]")
    put_back(tmp_path, {"main.yaml": "flows: {}\n", "lists/vip.txt": "+371\n"})
    assert {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*.*")} == {
        "main.yaml": "flows: {}\n",
        "lists/vip.txt": "+371\n",
    }


def test_everything_that_would_be_lost_is_read_first(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    (tmp_path / "vip.txt").write_text("+371")
    (tmp_path / "notes.txt").write_text("nobody touches this")
    assert texts_in_the_way(tmp_path, {"old.yaml": "", "vip.txt": ""}) == {"main.yaml": SMALL, "vip.txt": "+371"}


def test_an_invalid_document_is_kept_like_any_other(tmp_path: Path) -> None:
    written(tmp_path, "{{{ not yaml")
    assert texts_in_the_way(tmp_path, {}) == {"main.yaml": "{{{ not yaml"}


def test_a_file_that_cannot_be_kept_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "main.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(NotPutBack, match="not UTF-8"):
        texts_in_the_way(tmp_path, {"main.yaml": ""})


def test_more_files_than_are_read_are_not_taken_for_none(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(NotPutBack, match="more than 1,000 files"):
        texts_in_the_way(tmp_path, {})


def test_what_was_new_is_gone_again(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("+371")
    put_back(tmp_path, {"main.yaml": SMALL}, ["vip.txt", "never/there.txt"])
    assert [path.name for path in tmp_path.iterdir()] == ["main.yaml"]


@pytest.mark.parametrize("name", ["../outside.yaml", "/etc/outside.yaml", "link/outside.yaml"])
def test_nothing_is_written_outside_the_directory(tmp_path: Path, name: str) -> None:
    directory = written(tmp_path / "plan", SMALL)
    (directory / "link").symlink_to(tmp_path)
    with pytest.raises(NotPutBack, match="outside the directory"):
        put_back(directory, {name: "x"})


def test_a_file_keeps_the_rights_it_had(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    (tmp_path / "main.yaml").chmod(0o600)
    put_back(tmp_path, {"main.yaml": "flows: {}\n"})
    assert (tmp_path / "main.yaml").stat().st_mode & 0o777 == 0o600


def test_prompts_that_are_missing_or_changed_are_named(tmp_path: Path) -> None:
    (tmp_path / "hi.wav").write_bytes(b"hi")
    (tmp_path / "same.wav").write_bytes(b"")
    prompts = {"hi.wav": "0" * 16, "gone.wav": "0" * 16, "same.wav": "e3b0c44298fc1c14"}
    with pytest.raises(NotPutBack, match=r"hi\.wav is another sound, gone\.wav is missing$"):
        check_prompts_there(tmp_path, prompts)
