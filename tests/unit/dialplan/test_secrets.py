"""Secrets are named by reference: never written, never shown, read only when they are needed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from dialplan.loader import load
from dialplan.secret_values import SecretMissing, secret_value, secrets_of_trunks
from dialplan.sections.secrets import SecretSpec

Found = Callable[[], list[str]]
NEVER = "a secret is never written here: {file: PATH} or {env: NAME} says where it is kept"


def registered(directory: Path, secret: str) -> None:
    (directory / "trunks.yaml").write_text(
        "trunks:\n  provider:\n    registration:\n      server: sip:sip.example.net\n      username: acme\n"
        f"      secret: {secret}\n"
    )


@pytest.mark.parametrize(
    "secret", ["hunter2", "12345678", "{hunter2}", "{value: hunter2}", "[hunter2]", "", "{file: a, password: hunter2}"]
)
def test_a_secret_written_down_is_refused_and_not_repeated(directory: Path, problems: Found, secret: str) -> None:
    registered(directory, secret)
    (problem,) = problems()
    assert problem.startswith("trunks.yaml:6:")
    assert problem.endswith(NEVER)


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        ("{}", "a secret is kept in one place"),
        ("{file: a, env: B}", "a secret is kept in one place"),
        ("{env: 'A-B'}", "the name of an environment variable is"),
        ("{env: '${HOME}'}", "the name of an environment variable is"),
        ("{file: ''}", "a path is made of printable characters"),
        (r'{file: "a\0b"}', "a path is made of printable characters"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(directory: Path, problems: Found, secret: str, fault: str) -> None:
    registered(directory, secret)
    (problem,) = problems()
    assert problem.startswith("trunks.yaml:6:")
    assert fault in problem


def test_a_file_that_is_not_there_is_warned_about_only(directory: Path, problems: Found, warnings: Found) -> None:
    registered(directory, "{file: secrets/trunk}")
    assert problems() == []
    assert "trunks.yaml:6:22: warning: no file secrets/trunk here that can be looked at" in warnings()


def test_a_file_that_anybody_may_read_is_warned_about(directory: Path, warnings: Found) -> None:
    registered(directory, "{file: trunk.secret}")
    (directory / "trunk.secret").write_text("hunter2\n")
    (directory / "trunk.secret").chmod(0o644)
    told = "trunks.yaml:6:22: warning: anyone may read trunk.secret; take that right away (chmod o-r)"
    assert told in warnings()
    (directory / "trunk.secret").chmod(0o640)
    assert told not in warnings()


def test_a_document_holds_no_secret(directory: Path) -> None:
    registered(directory, "{file: trunk.secret}")
    (directory / "trunk.secret").write_text("hunter2\n")
    document = load(directory)
    assert "hunter2" not in repr(document)
    assert secrets_of_trunks(document) == {"provider": SecretStr("hunter2")}


def test_a_variable_of_the_environment_is_read_when_it_is_needed(
    directory: Path, problems: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(directory, "{env: TRUNK_PASSWORD}")
    assert problems() == []
    monkeypatch.setenv("TRUNK_PASSWORD", "hunter2")
    assert secrets_of_trunks(load(directory)) == {"provider": SecretStr("hunter2")}


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"x" * 5000, b"\xff\xfe", b"a\x00b"])
def test_a_file_that_holds_no_one_line_is_no_secret(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SecretMissing):
        secret_value(SecretSpec(file="secret"), tmp_path, "trunk 'a'")


def test_what_cannot_be_read_is_named_but_not_told(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match="the secret of trunk 'a' cannot be had"):
        secret_value(SecretSpec(file="nowhere"), tmp_path, "trunk 'a'")
