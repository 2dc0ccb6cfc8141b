"""What people read when an adapter fails: it names the setting to mend, and never a password."""

import pytest
from pydantic import SecretStr, ValidationError

from asterisk.ami.errors import AmiRefused, AmiUnreachable
from asterisk.ari.errors import AriGone, AriRefused, AriUnreachable
from asterisk.ari.requests import refused
from asterisk.ari.settings import AriSettings


def test_a_refused_password_names_the_settings() -> None:
    error = refused("GET /asterisk/info", 401, "Authentication required")

    assert isinstance(error, AriRefused)
    assert "ari.password" in str(error)
    assert "Authentication required" in str(error)


def test_an_unreachable_asterisk_is_told_with_its_address() -> None:
    error = AriUnreachable(base_url="http://127.0.0.1:8088", asked="GET /channels", reason="refused")

    assert "http://127.0.0.1:8088" in str(error)
    assert "ari.base_url" in str(error)


def test_braces_in_the_words_of_asterisk_are_only_words() -> None:
    assert "{x} {0}" in str(AriRefused(asked="POST /x", status=400, message="{x} {0}"))
    assert "{x}" in str(AriGone(asked="POST /x", status=404, message="{x}"))
    assert "{y}" in str(AmiRefused(action="Ping", message="{y}"))


def test_an_unreachable_manager_names_its_settings() -> None:
    assert "ami.port" in str(AmiUnreachable(address="127.0.0.1:5038", action="Ping", reason="refused"))


def test_settings_never_show_the_password() -> None:
    assert "geheim" not in repr(AriSettings(password=SecretStr("geheim")))


@pytest.mark.parametrize("address", ["http://u:geheim@127.0.0.1:8088", "ftp://127.0.0.1", "127.0.0.1:8088", ""])
def test_an_address_with_a_password_or_without_a_scheme_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        AriSettings(base_url=address, password=SecretStr("x"))


def test_a_heartbeat_that_would_notice_a_silent_drop_too_late_is_refused() -> None:
    with pytest.raises(ValidationError):
        AriSettings(heartbeat_seconds=4, password=SecretStr("x"))
