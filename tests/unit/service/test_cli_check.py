"""``firstline check``: tests, hours and the numbers concerned; what is printed, and the exit code."""

import json
from pathlib import Path

from typer.testing import CliRunner

from service.cli import app
from tests.support.trial_plan import PLAN, plan

PASSING = 'good: {call: "103", expect: {outcome: left_queue}}'
FAILING = 'bad: {call: "103", expect: {outcome: connected}}'


def typed(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["check", *words])
    return answer.exit_code, answer.output


def test_tests_that_pass_leave_exit_code_0(tmp_path: Path) -> None:
    plan(tmp_path, PASSING)
    code, told = typed(str(tmp_path), "--tests")
    assert code == 0
    assert "1 tests, 0 failed" in told


def test_a_failed_test_is_told_with_its_line_and_exit_code_1(tmp_path: Path) -> None:
    plan(tmp_path, f"{PASSING}\n{FAILING}")
    code, told = typed(str(tmp_path), "--tests")
    assert code == 1
    assert f"main.yaml:{PLAN.count(chr(10)) + 3}:3: the test 'bad' failed in virtual time" in told.replace("\n", "")
    assert "outcome: expected connected, was left_queue" in told


def test_one_test_can_be_chosen(tmp_path: Path) -> None:
    plan(tmp_path, f"{PASSING}\n{FAILING}")
    assert typed(str(tmp_path), "--test", "good")[0] == 0


def test_a_test_that_is_not_there_is_guessed_at(tmp_path: Path) -> None:
    plan(tmp_path, PASSING)
    code, told = typed(str(tmp_path), "--test", "goood")
    assert code == 2
    assert "good" in told


def test_json_holds_problems_hours_numbers_and_tests(tmp_path: Path) -> None:
    plan(tmp_path / "new", FAILING)
    plan(tmp_path / "old", text=PLAN.replace("max_wait_seconds: 20", "max_wait_seconds: 30"))
    code, told = typed(
        str(tmp_path / "new"), "--json", "--tests", "--at", "2026-12-25T10:00", "--against", str(tmp_path / "old")
    )
    answer = json.loads(told)
    assert code == 1
    assert [one["open"] for one in answer["hours"]] == [True]
    assert [one["number"] for one in answer["affected"]] == ["100", "101", "102", "103"]
    assert answer["tests"][0]["differences"] == ["outcome: expected connected, was left_queue"]


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    plan(tmp_path)
    assert "no call to any number differs" in typed(str(tmp_path), "--against", str(tmp_path))[1]
