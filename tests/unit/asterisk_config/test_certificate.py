"""The certificate of our own: made where there is none, never again, and closed to others."""

import ssl
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk.config import certificate
from asterisk.config.certificate import CertificateNotMade
from asterisk.config.settings import BadSetting, ConfigSettings


def settings(folder: Path) -> ConfigSettings:
    return ConfigSettings(state_folder=folder, leg_folder=folder / "legs")


def test_it_is_made_once_with_its_key(tmp_path: Path) -> None:
    where = settings(tmp_path)
    certificate.make_if_missing(where)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(where.certificate, where.key)
    first = where.certificate.read_bytes()
    certificate.make_if_missing(where)
    assert where.certificate.read_bytes() == first
    assert stat.S_IMODE(where.key.stat().st_mode) == 0o640


def test_where_one_is_given_none_is_made(tmp_path: Path) -> None:
    given = (tmp_path / "c.pem", tmp_path / "k.pem")
    for path in given:
        path.touch()
    where = replace(settings(tmp_path), tls_certificate=given[0], tls_key=given[1])
    certificate.make_if_missing(where)
    assert sorted(tmp_path.iterdir()) == sorted(given)


def test_one_that_is_not_there_is_named_by_its_setting(tmp_path: Path) -> None:
    where = replace(settings(tmp_path), tls_certificate=tmp_path / "c.pem", tls_key=tmp_path / "k.pem")
    with pytest.raises(BadSetting, match="tls_certificate"):
        certificate.make_if_missing(where)


def test_without_openssl_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CertificateNotMade, match="install it, or name one"):
        certificate.make_if_missing(settings(tmp_path))
