"""Secrets are made once, kept closed, and never said."""

import stat
from pathlib import Path

import pytest

from acd.profile import AgentProfile
from asterisk.config.keys import SecretsUnreadable, load_or_create, of_document
from dialplan.document import Agent, Document
from dialplan.secret_values import SecretWeak
from dialplan.sections.devices import DeviceSpec
from ivr.world import World
from vocabulary.ids import AgentName, DeviceName

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


def with_devices(directory: Path, **devices: DeviceSpec) -> Document:
    alice = Agent(AgentProfile(ALICE, ()), "Alice", devices=devices)
    return Document("v", {}, World(), {}, {ALICE: alice}, directory=directory)


def test_a_phone_has_the_secret_made_for_it_or_the_one_kept_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    (tmp_path / "home").write_text("kX4-wetter-9uhu-Zaun\n")
    kept = DeviceSpec.model_validate({"secret": {"file": "home"}})
    document = with_devices(tmp_path, desk=DeviceSpec(), home=kept)
    found = of_document(load_or_create(path, ()), document, path).phones
    assert found[DeviceName("home")].get_secret_value() == "kX4-wetter-9uhu-Zaun"
    assert found[DeviceName("desk")] == load_or_create(path, ()).agents[AgentName("desk")]
    assert "home" not in load_or_create(path, ()).agents


def test_a_phone_called_like_its_agent_has_the_agents_secret(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    ours = load_or_create(path, [ALICE])
    assert of_document(ours, with_devices(tmp_path), path).phones[DeviceName("alice")] == ours.agents[ALICE]


def test_a_weak_secret_makes_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    ours = load_or_create(path, ())
    before = path.read_bytes()
    (tmp_path / "home").write_text("alice-alice-alice-1")
    weak = with_devices(tmp_path, desk=DeviceSpec(), home=DeviceSpec.model_validate({"secret": {"file": "home"}}))
    with pytest.raises(SecretWeak, match=r"agent 'alice' \(home\)"):
        of_document(ours, weak, path)
    assert path.read_bytes() == before
