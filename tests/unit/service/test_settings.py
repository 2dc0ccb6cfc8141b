"""Settings come from the environment, and a wrong one is named."""

import os
import pwd
from pathlib import Path

import pytest

from service.settings import Settings, SettingsInvalid


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("FIRSTLINE_SIP_PORT", "many", "valid integer"),
        ("FIRSTLINE_SIP_PORT", "80", "not a port between"),
        ("FIRSTLINE_SIP_ADDRESS", "example.com", "not an IP address"),
        ("FIRSTLINE_TRUNK_MATCH", "127.0.0.0/8", "own phones"),
        ("FIRSTLINE_RTP_LAST", "10001", "no room"),
        ("FIRSTLINE_SIP_TLS_PORT", "5060", "is sip_port too"),
        ("FIRSTLINE_HTTPS_PORT", "8088", "another setting's port"),
        ("FIRSTLINE_TLS_KEY", "/key.pem", "both, or neither"),
    ],
)
def test_a_wrong_value_is_refused_by_the_variables_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, why: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsInvalid, match=f"{variable}: .*{why}"):
        Settings.read()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsInvalid, match=r"FIRSTLINE_STATE: .*file/state cannot be written"):
        Settings(state=tmp_path / "file" / "state").prepare(None)


def test_a_state_folder_that_asterisks_account_cannot_reach_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(SettingsInvalid, match=r"FIRSTLINE_STATE: .*cannot get through"):
        Settings(state=closed / "state").prepare(pwd.getpwuid(os.geteuid()))


def test_folders_are_taken_from_where_the_command_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(state=Path("here")).state == tmp_path / "here"


def test_one_port_for_two_interfaces_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_AMI_PORT", "8088")
    with pytest.raises(SettingsInvalid, match=r"FIRSTLINE_AMI_PORT: .*FIRSTLINE_HTTP_PORT"):
        Settings.read()


def test_the_database_given_is_used_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_DATABASE_URL", "postgresql://u:hush-hush@h/d")
    settings = Settings.read()
    assert settings.database == "postgresql://u:hush-hush@h/d"
    assert "hush-hush" not in repr(settings)
