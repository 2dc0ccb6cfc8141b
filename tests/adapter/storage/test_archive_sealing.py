"""Sealing: what is sealed is opened by its identity and by nobody else, and wrong keys are told in words."""

import os
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it ships no types
import pytest

from recordings.library.files import RecordingExists
from storage.sealing import IdentityUnusable, NotOpened, Opener, RecipientInvalid, Seal, opener_from

pytestmark = pytest.mark.adapter


@pytest.fixture
def identity() -> str:
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def test_what_was_sealed_is_opened_by_its_identity(tmp_path: Path, identity: str) -> None:
    content = os.urandom(300_000)
    (tmp_path / "sound").write_bytes(content)
    Seal(f" {recipient_of(identity)}\n").seal(tmp_path / "sound", tmp_path / "sealed")
    sealed = (tmp_path / "sealed").read_bytes()
    assert content[:100] not in sealed
    assert Opener(identity).open(sealed) == content
    assert (tmp_path / "sealed").stat().st_mode & 0o077 == 0


def test_a_sealed_file_is_not_sealed_over(tmp_path: Path, identity: str) -> None:
    (tmp_path / "sound").write_bytes(b"sound")
    seal = Seal(recipient_of(identity))
    seal.seal(tmp_path / "sound", tmp_path / "sealed")
    before = (tmp_path / "sealed").read_bytes()
    with pytest.raises(RecordingExists):
        seal.seal(tmp_path / "sound", tmp_path / "sealed")
    assert (tmp_path / "sealed").read_bytes() == before


def test_what_was_changed_since_is_not_opened(tmp_path: Path, identity: str) -> None:
    (tmp_path / "sound").write_bytes(b"sound")
    Seal(recipient_of(identity)).seal(tmp_path / "sound", tmp_path / "sealed")
    sealed = bytearray((tmp_path / "sealed").read_bytes())
    sealed[-1] ^= 1
    with pytest.raises(NotOpened, match="it is sealed and was not opened"):
        Opener(identity).open(bytes(sealed))


def test_without_an_identity_nothing_is_opened_and_the_setting_is_named() -> None:
    opener = opener_from(None)
    assert not opener.can_open
    with pytest.raises(NotOpened, match="FIRSTLINE_RECORDINGS_IDENTITY"):
        opener.open(b"sealed")


def test_an_identity_is_read_from_a_file_as_age_keygen_writes_it(tmp_path: Path, identity: str) -> None:
    file = tmp_path / "key.txt"
    file.write_text(f"# created: 2026-03-01T12:00:00Z\n# public key: {recipient_of(identity)}\n{identity}\n")
    assert opener_from(file).can_open


@pytest.mark.parametrize("content", [b"", b"# a comment\n", b"AGE-SECRET-KEY-1NONSENSE\n", b"\xff\xfe\x00"])
def test_a_file_without_an_identity_is_told_with_its_name_and_setting(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(content)
    with pytest.raises(IdentityUnusable, match=r"FIRSTLINE_RECORDINGS_IDENTITY names .*key\.txt"):
        opener_from(file)


def test_a_key_file_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(IdentityUnusable, match="No such file"):
        opener_from(tmp_path / "key.txt")


@pytest.mark.parametrize("recipient", ["", "age1", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1NONSENSE"])
def test_a_recipient_that_is_none_is_told_with_its_setting(recipient: str) -> None:
    with pytest.raises(RecipientInvalid, match="FIRSTLINE_RECORDINGS_RECIPIENT"):
        Seal(recipient)
