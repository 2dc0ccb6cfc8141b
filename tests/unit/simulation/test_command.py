"""The commands as people and programs meet them: output, errors, exit codes."""

import json
from pathlib import Path

import pytest

from acd.codec import Logged
from acd.commands import CallerEntered, CallerLeft, ConfigureQueue
from acd.policy import QueuePolicy
from service.clock import now
from simulation.command import simulate, simulate_replay, staff
from vocabulary.ids import ContactId, EntryId, QueueName
from vocabulary.instant import Instant

SMALL = """
queues: {support: {}}
agents: [{count: 3, queues: support}]
arrivals: [{queue: support, rate_per_hour: 50, service_seconds: {exponential: 150}, patience_seconds: 90}]
calls: 300
seed: 4
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def test_a_program_reads_one_object(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(scenario, seed=None, as_json=True, clock=now) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["seed"], found["queues"]["support"]["offered"]) == (4, 300)


def test_a_seed_that_was_typed_goes_before_the_files(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(scenario, seed=9, as_json=True, clock=now) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 9


def test_a_person_reads_tables(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(scenario, seed=None, as_json=False, clock=now) == 0
    shown = capsys.readouterr().out
    assert "mean wait, s" in shown
    assert "agent3" in shown


def test_a_fault_goes_to_standard_error_and_into_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(SMALL.replace("calls: 300", "calls: -1"))
    assert simulate(path, seed=None, as_json=True, clock=now) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{path}: calls: must be greater than or equal to 1\n"


def test_the_staffing_answer_is_one_row_per_half_hour(capsys: pytest.CaptureFixture[str]) -> None:
    options = {"calls_per_half_hour": [100.0, 0.0], "service_seconds": 180.0}
    assert staff(None, options, check=False, seed=1, as_json=True, clock=now) == 0
    rows = json.loads(capsys.readouterr().out)["half_hours"]
    assert [row["agents"] for row in rows] == [14, 0]
    assert rows[0]["service_level"] >= 0.8


def test_the_staffing_answer_is_shown_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    options = {"calls_per_half_hour": [100.0], "service_seconds": 180.0, "shrinkage": 0.3}
    assert staff(None, options, check=False, seed=1, as_json=False, clock=now) == 0
    assert "80 % within 20 s" in capsys.readouterr().out


@pytest.mark.parametrize("check", [False, True])
def test_the_staffing_tables_fit_the_columns_asked_for(
    check: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    options = {"calls_per_half_hour": [100.5], "service_seconds": 30.0, "patience_seconds": 60.0, "shrinkage": 0.3}
    assert staff(None, options, check=check, seed=1, as_json=False, clock=now) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    assert "rostered" in shown
    assert ("with one fewer" in shown) is check


def test_the_tables_of_yesterday_cut_no_name_at_80_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    name, contact = "a-queue-of-a-very-long-name-1234", "c-0123456789abcdef0123456789abcdef0123456789"
    path = tmp_path / "long.yaml"
    path.write_text(SMALL.replace("support", name))
    entry = EntryId("e1")
    told: list[tuple[Logged, Instant]] = [
        (ConfigureQueue(QueuePolicy(QueueName(name))), Instant(5.0, 5.0)),
        (CallerEntered(entry, ContactId(contact), QueueName(name)), Instant(6.0, 6.0)),
        (CallerLeft(entry), Instant(40.0, 40.0)),
    ]
    assert simulate_replay(path, told, log_seed=0, as_json=False) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown


def test_a_log_in_which_nobody_called_is_told(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[tuple[Logged, Instant]] = [(ConfigureQueue(QueuePolicy(QueueName("support"))), Instant(5.0, 5.0))]
    assert simulate_replay(scenario, told, log_seed=0, as_json=True) == 1
    assert capsys.readouterr().err == "--replay: no callers in this log\n"


def test_yesterday_is_tried_on_an_edited_scenario(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    support, entry = QueueName("support"), EntryId("e1")
    told: list[tuple[Logged, Instant]] = [
        (ConfigureQueue(QueuePolicy(support)), Instant(5.0, 5.0)),
        (CallerEntered(entry, ContactId("c1"), support), Instant(6.0, 6.0)),
        (CallerLeft(entry), Instant(40.0, 40.0)),
    ]
    assert simulate_replay(scenario, told, log_seed=0, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["queues"]["support"]["observed"]["ends"] == {"abandoned": 1}
    assert found["queues"]["support"]["after"]["ends"] == {"answered": 1}
