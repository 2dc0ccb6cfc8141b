"""``firstline phone``: what is typed into a phone is told, its password only to whoever asks for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asterisk.config import load_or_create
from service.cli import app
from service.settings import Settings
from vocabulary.ids import AgentName

PLAN = """\
numbers: {"100": main}
flows: {main: [enqueue: support]}
queues: {support: {number: "401", max_wait_seconds: 60}}
agents:
  alice: {name: Alice, number: "201", queues: support, devices: {desk: {transport: tls}, browser: {transport: wss}}}
  bob: {name: Bob, queues: support}
supervisors: {sam: {name: Sam, device: "290", queues: support, may: monitor}}
pause_reasons: [lunch]
feature_codes: {log_in: "*11", end_wrap_up: "*15"}
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path / "state"))
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "all.yaml").write_text(PLAN)
    return str(tmp_path / "plan")


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["phone", *words])
    return done.exit_code, done.output


def shown(*words: str) -> Any:
    code, output = typed(*words, "--json")
    assert code == 0, output
    return json.loads(output)


def test_every_phone_is_listed_with_whose_it_is(plan: str) -> None:
    listed = {phone["phone"]: phone["whose"] for phone in shown("list", plan)}
    assert listed == {
        "desk": "agent 'alice' (desk)",
        "browser": "agent 'alice' (browser)",
        "bob": "agent 'bob'",
        "290": "supervisor 'sam'",
    }


@pytest.mark.parametrize(
    ("wanted", "phones"),
    [
        ("201", ["desk", "browser"]),
        ("alice", ["desk", "browser"]),
        ("desk", ["desk"]),
        ("sam", ["290"]),
        ("290", ["290"]),
    ],
)
def test_a_phone_is_found_by_its_name_and_by_whoever_has_it(plan: str, wanted: str, phones: list[str]) -> None:
    assert [phone["phone"] for phone in shown("show", wanted, plan)["phones"]] == phones


def test_each_transport_has_its_port_and_its_encryption(plan: str) -> None:
    desk, browser = shown("show", "alice", plan)["phones"]
    assert (desk["port"], desk["transport"], desk["codecs"]) == (5061, "TLS", ["PCMU", "PCMA"])
    assert "SDES" in desk["encryption"]
    assert (browser["url"], browser["codecs"][-1]) == ("wss://127.0.0.1:8089/ws", "Opus")
    assert shown("show", "bob", plan)["phones"][0]["encryption"] == "none"


def test_the_password_is_told_to_whoever_asks_for_it(plan: str) -> None:
    assert shown("show", "bob", plan)["phones"][0]["password"] is None
    told = shown("show", "bob", plan, "--secret")["phones"][0]["password"]
    kept = load_or_create(Settings.read().asterisk().secrets_file, ())
    assert told == kept.agents[AgentName("bob")].get_secret_value()


def test_a_table_says_where_the_password_is_to_be_had(plan: str) -> None:
    code, output = typed("show", "bob", plan)
    assert code == 0
    assert "(shown with --secret)" in output
    assert "*15" in output


def test_what_can_be_dialled_is_told_too(plan: str) -> None:
    assert shown("show", "bob", plan)["dialling"] == {
        "numbers": {"201": "Alice", "401": "queue support", "100": "flow main"},
        "codes": {"*11": "log in", "*15": "end wrap up"},
        "pause_reasons": {"1": "lunch"},
        "dispositions": {},
    }


def test_a_name_of_nobody_is_refused(plan: str) -> None:
    code, output = typed("show", "bbo", plan)
    assert code == 2
    assert "did you mean 'bob'?" in output
