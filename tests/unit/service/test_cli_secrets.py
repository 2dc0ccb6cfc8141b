"""``firstline check --secrets``: the secrets a dialplan names are read, and what is wrong with them is told."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app

PLAN = """\
numbers: {"100": main}
flows: {main: [enqueue: support]}
queues: {support: {max_wait_seconds: 60}}
agents: {alice: {name: Alice, queues: support, devices: {desk: {secret: {file: desk}}}}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "all.yaml").write_text(PLAN)
    return tmp_path


def checked(plan: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check", str(plan), *words])
    return done.exit_code, done.output


def test_a_strong_secret_is_fine(plan: Path) -> None:
    (plan / "desk").write_text("kX4-wetter-9uhu-Zaun\n")
    code, output = checked(plan, "--secrets")
    assert code == 0
    assert "every secret named can be read" in output


@pytest.mark.parametrize("secret", ["alice-and-desk-4", "short-1", "123456789012"])
def test_a_weak_secret_is_a_failure_and_is_not_shown(plan: Path, secret: str) -> None:
    (plan / "desk").write_text(secret)
    code, output = checked(plan, "--secrets")
    assert code == 1
    assert "the secret of agent 'alice' (desk) is too weak" in output
    assert secret not in output


def test_an_absent_secret_is_told_to_programs_too(plan: Path) -> None:
    code, output = checked(plan, "--secrets", "--json")
    assert code == 1
    (fault,) = json.loads(output)["secrets"]
    assert fault.startswith("the secret of agent 'alice' (desk) cannot be had")


def test_without_the_word_no_secret_is_read(plan: Path) -> None:
    (plan / "desk").write_text("weak")
    assert checked(plan)[0] == 0
