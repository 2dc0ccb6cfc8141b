"""Lists of callers: what may be on them, files that hold them, and whom they hold."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from dialplan.lists import MOST_LINES, ListSpec, caller_list, list_file, lists_of
from vocabulary.ids import ListName

GARBAGE = ("4" * 40, "+", "++371", "'; drop table", "alice", "\0", "\ud800", "+37x", "*" * 33, "٣٧١", "+" + "9" * 31)


@pytest.mark.parametrize(
    ("entry", "caller", "held"),
    [
        ("+37120000001", "+37120000001", True),
        ("+37120000001", "+37120000002", False),
        ("+37120000001", "20000001", True),
        ("+37120000001", "0037120000001", True),
        ("+37120000001", "37120000001", True),
        ("20000001", "+37120000001", True),
        ("0037120000001", "+37120000001", True),
        ("+371 2000-0001", "+37120000001", True),
        ("+371200*", "20012345", True),
        ("+371200*", "+37120112345", False),
        ("200*", "+37120012345", True),
        ("00371*", "20012345", True),
        ("201", "201", True),
        ("201", "+371201", False),
        ("2*", "201", True),
        ("anonymous", "", True),
        ("anonymous", "Anonymous", True),
        ("anonymous", "+37120000001", False),
        ("+37120000001", "", False),
        ("20000001", "+4920000001", False),
    ],
)
def test_a_latvian_list_holds_a_caller_however_the_number_is_told(entry: str, caller: str, held: bool) -> None:
    assert caller_list([entry]).holds(caller, "LV") is held


@pytest.mark.parametrize("number", GARBAGE)
@pytest.mark.parametrize("country", [None, "LV", "US", "XX"])
def test_what_is_no_number_is_on_no_list_and_raises_nothing(number: str, country: str | None) -> None:
    assert not caller_list(["+371*", "anonymous"]).holds(number, country) or number.startswith("+371")


def test_without_a_country_numbers_are_compared_as_told() -> None:
    found = caller_list(["+37120000001", "20000002"])
    assert found.holds("+37120000001")
    assert not found.holds("20000001")
    assert found.holds("20000002")
    assert not found.holds("+37120000002")


def test_the_longest_and_the_shortest_beginning_both_count() -> None:
    found = caller_list(["+371*", "+4930123*"])
    assert found.holds("+37120000001")
    assert found.holds("+493012399")
    assert not found.holds("+493012499")


@pytest.mark.parametrize("entry", ["", "*", "+*", "alice", "+371*200", "+371**", "12#", "1" * 33, "Anonymous", " "])
def test_what_is_no_number_is_refused_where_it_stands(entry: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ListSpec.model_validate({"numbers": ["+371", entry]})
    (error,) = refused.value.errors()
    assert error["loc"] == ("numbers", 1)
    assert str(error["ctx"]["error"]).endswith(
        "is no number; write digits with an optional + before or * behind them, or anonymous"
    )


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        ListSpec.model_validate({})
    (error,) = refused.value.errors()
    assert str(error["ctx"]["error"]) == "a list is numbers, or a file of them: {numbers: [...]} or {file: NAME}"


@pytest.mark.parametrize("file", ["/etc/passwd", "../vip.txt", "a/../../vip.txt", ".hidden", "a b.txt", ""])
def test_a_file_outside_of_the_directory_is_refused(file: str) -> None:
    with pytest.raises(ValidationError):
        ListSpec.model_validate({"file": file})


def test_a_file_holds_one_number_a_line_with_comments(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("# friends\n+37120000001  # Anna\n\n\n  +371 200*\nanonymous\n")
    found = list_file("vip.txt", tmp_path)
    assert (found.entries, found.problems) == (("+37120000001", "+371 200*", "anonymous"), ())


def test_faults_of_a_file_are_told_by_their_lines(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("+37120000001\n  alice\n")
    (problem,) = list_file("vip.txt", tmp_path).problems
    assert (problem.line, problem.column) == (2, 3)
    assert problem.message.startswith("'alice' is no number")


def test_of_many_faults_the_first_are_told(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("alice\n" * 1_000)
    assert len(list_file("vip.txt", tmp_path).problems) == 20


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert [p.message for p in list_file("vip.txt", tmp_path).problems] == ["cannot be read: No such file or directory"]


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "vip.txt").write_text("+371\n")
    (tmp_path / "plan" / "vip.txt").symlink_to(tmp_path / "vip.txt")
    (problem,) = list_file("vip.txt", tmp_path / "plan").problems
    assert problem.message == "a link that leads out of the directory"


def test_a_file_anyone_may_write_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("+371\n")
    (tmp_path / "vip.txt").chmod(0o666)
    (problem,) = list_file("vip.txt", tmp_path).problems
    assert problem.message == "anyone may write to it; take that right away (chmod o-w)"


def test_a_file_that_is_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").mkdir()
    assert [p.message for p in list_file("vip.txt", tmp_path).problems] == ["not a file"]


def test_a_file_with_too_many_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("1\n" * (MOST_LINES + 1))
    assert [p.message for p in list_file("vip.txt", tmp_path).problems] == ["more than 100,000 lines"]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_bytes(b"#" * (2 * 1024 * 1024 + 1))
    assert [p.message for p in list_file("vip.txt", tmp_path).problems] == ["larger than 2 MiB; split it"]


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_bytes(b"+371\n# \xff\n")
    (problem,) = list_file("vip.txt", tmp_path).problems
    assert (problem.line, problem.message) == (2, "not UTF-8 text")


def test_numbers_written_and_numbers_of_a_file_are_one_list(tmp_path: Path) -> None:
    (tmp_path / "vip.txt").write_text("+37120000001\n")
    spec = ListSpec.model_validate({"numbers": "20000002", "file": "vip.txt"})
    found = lists_of({"vip": spec}, {"vip.txt": list_file("vip.txt", tmp_path)}, "LV")
    assert found.holds(ListName("vip"), "20000001")
    assert found.holds(ListName("vip"), "+37120000002")
    assert not found.holds(ListName("vip"), "20000003")
