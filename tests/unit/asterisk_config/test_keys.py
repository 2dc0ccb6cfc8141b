"""Secrets are made once, kept closed, and never said."""

import stat
from pathlib import Path

import pytest

from asterisk.config.keys import SecretsUnreadable, load_or_create
from vocabulary.ids import AgentName

ALICE, BOB = AgentName("alice"), AgentName("bob")


def test_secrets_are_made_once_and_used_again(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = load_or_create(path, [ALICE])
    assert load_or_create(path, [ALICE]) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_door_has_a_secret_of_its_own(tmp_path: Path) -> None:
    made = load_or_create(tmp_path / "secrets.json", [ALICE, BOB])
    values = {each.get_secret_value() for each in (made.ari, made.ami, made.visitor, *made.agents.values())}
    assert len(values) == 5
    assert all(len(value) >= 32 for value in values)


def test_a_new_agent_gets_a_secret_and_one_who_leaves_keeps_theirs(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = load_or_create(path, [ALICE])
    second = load_or_create(path, [BOB])
    assert second.agents[ALICE] == first.agents[ALICE]
    assert second.ari == first.ari
    assert BOB in second.agents


def test_secrets_do_not_show_when_printed(tmp_path: Path) -> None:
    made = load_or_create(tmp_path / "secrets.json", [ALICE])
    assert made.ari.get_secret_value() not in repr(made)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"ari": "geheim"}', "\x00"])
def test_a_damaged_file_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    with pytest.raises(SecretsUnreadable) as refusal:
        load_or_create(path, [ALICE])
    assert "geheim" not in str(refusal.value)
