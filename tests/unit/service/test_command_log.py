"""The command log is read back as it was written; what was cut is left out, what is broken is refused; old ones go."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from acd.codec import Deadline
from acd.commands import CallerEntered, LogInAgent
from service import command_log
from service.command_log import Header, JsonLinesLog, LogUnreadable, log_files, read_header, read_log
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Threshold, needing

STARTED = Instant(1000.125, 1_700_000_000.25)
ALICE = AgentName("alice")
ENTERED = CallerEntered(
    EntryId("e"), ContactId("c"), QueueName("support"), needing(Threshold(SkillName("english"), 3)), 1, "+49301"
)


def written(folder: Path, started: Instant = STARTED) -> Path:
    with JsonLinesLog(folder, started, seed=7, version="abc") as log:
        log.append(LogInAgent(ALICE), started.plus(0.1))
        log.append_deadline(started.plus(0.2))
        log.append(ENTERED, started.plus(0.30000001))
        return log.path


def cut(sentences: list[str], path: Path) -> int:
    """How many commands can be read; what is said of the end goes into ``sentences``."""
    return len(list(read_log(path, sentences.append)))


def test_what_was_written_is_read_back_with_the_same_instants(tmp_path: Path) -> None:
    assert list(read_log(written(tmp_path))) == [
        (LogInAgent(ALICE), STARTED.plus(0.1)),
        (Deadline(), STARTED.plus(0.2)),
        (ENTERED, STARTED.plus(0.30000001)),
    ]


def test_the_first_line_says_what_the_decisions_depend_on(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert read_header(path) == Header(7, "abc", datetime.fromisoformat("2023-11-14T22:13:20.250000+00:00"))
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0]) == {
        "log": 1,
        "seed": 7,
        "version": "abc",
        "started": "2023-11-14T22:13:20.250000+00:00",
    }


def test_only_the_owner_may_read_the_numbers_people_call_from(tmp_path: Path) -> None:
    assert written(tmp_path).stat().st_mode & 0o077 == 0


def test_each_start_has_a_file_of_its_own_and_the_newest_is_first(tmp_path: Path) -> None:
    early, late = written(tmp_path), written(tmp_path, STARTED.plus(60))
    assert log_files(tmp_path) == [late, early]


def test_a_line_cut_by_a_crash_is_said_and_left_out(tmp_path: Path) -> None:
    path, sentences = written(tmp_path), list[str]()
    os.truncate(path, path.stat().st_size - 10)
    assert cut(sentences, path) == 2
    assert sentences == [f"{path}:4: the log ends within this line, which is left out"]


def test_a_line_that_lacks_only_its_end_is_left_out_too(tmp_path: Path) -> None:
    path, sentences = written(tmp_path), list[str]()
    os.truncate(path, path.stat().st_size - 1)
    assert cut(sentences, path) == 2
    assert len(sentences) == 1


def test_emptiness_that_a_power_failure_left_is_not_taken_for_a_command(tmp_path: Path) -> None:
    path, sentences = written(tmp_path), list[str]()
    with path.open("ab") as file:
        file.write(bytes(300))
    assert cut(sentences, path) == 3
    assert len(sentences) == 1


def test_the_log_that_is_being_written_can_be_read(tmp_path: Path) -> None:
    with JsonLinesLog(tmp_path, STARTED, seed=7, version="abc") as log:
        log.append(LogInAgent(ALICE), STARTED)
        assert list(read_log(log.path)) == [(LogInAgent(ALICE), STARTED)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Expecting property name"),
        ("[]", "not a command with its instant"),
        ('{"is": "LogInAgent", "agent": "alice"}', "not a command with its instant"),
        ('{"monotonic": 1.0, "unix": 2.0, "is": "FireAgent"}', "not a command: the line is 'FireAgent'"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_line_that_is_wrong_before_the_last_is_refused_by_its_number(tmp_path: Path, line: str, why: str) -> None:
    path = written(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:2], line + "\n", *lines[2:]]), encoding="utf-8")
    with pytest.raises(LogUnreadable) as refusal:
        list(read_log(path))
    assert str(refusal.value).startswith(f"{path}:3: ")
    assert why in str(refusal.value)


@pytest.mark.parametrize("first", ["", "nonsense\n", "[]\n", '{"monotonic": 1, "command": "LogInAgent"}\n'])
def test_a_file_without_the_first_line_of_a_log_is_refused(tmp_path: Path, first: str) -> None:
    path = tmp_path / "commands-x.jsonl"
    path.write_text(first, encoding="utf-8")
    with pytest.raises(LogUnreadable, match="not the first line of a command log"):
        read_header(path)


def test_a_log_of_another_format_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"log": 1', '"log": 2'), encoding="utf-8")
    with pytest.raises(LogUnreadable, match="a log of format 2"):
        list(read_log(path))


def test_of_many_logs_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_log, "KEPT_FILES", 3)
    paths = [written(tmp_path, STARTED.plus(day)) for day in range(5)]
    assert log_files(tmp_path) == paths[:1:-1]


def test_of_large_logs_the_last_two_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_log, "KEPT_BYTES", 100)
    paths = [written(tmp_path, STARTED.plus(day)) for day in range(4)]
    assert log_files(tmp_path) == paths[:1:-1]


def test_a_log_that_another_process_writes_is_never_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_log, "KEPT_FILES", 1)
    with JsonLinesLog(tmp_path, STARTED, seed=1, version="v") as running:
        for day in range(1, 4):
            written(tmp_path, STARTED.plus(day))
        assert running.path in log_files(tmp_path)


def test_no_two_starts_write_into_one_file(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(FileExistsError):
        written(tmp_path)
