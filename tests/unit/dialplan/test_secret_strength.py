"""A password that would be guessed is refused, and told by its kind: never by what it is."""

from pathlib import Path

import pytest

from dialplan.endpoints import endpoints
from dialplan.loader import load
from dialplan.secret_strength import weakness
from dialplan.secret_values import SecretMissing, SecretWeak, phone_secret, secret_faults
from vocabulary.ids import DeviceName

STRONG = "kX4-wetter-9uhu-Zaun"
BOB = "agents:\n  bob: {name: Bob, queues: sales, number: '20177', devices: {desk: {secret: {file: bob}}}}\n"


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("kX4-wett3r", "it has fewer than 12 characters"),
        ("x-ALICE-9-wetter-4", "it holds the name or the number it belongs to"),
        ("wetter-4-201771-z", "it holds the name or the number it belongs to"),
        ("wetterPassword-47", "it holds a word that is tried first"),
        ("xx-qwerty-9-4711-zz", "it holds a word that is tried first"),
        ("918273645504837", "it has only letters, only digits or only signs"),
        ("wetterhahnzaunuhu", "it has only letters, only digits or only signs"),
        ("!?!-?!=+&%$!-", "it has only letters, only digits or only signs"),
        ("ab1ab1ab1ab1ab1", "it repeats the same few characters"),
    ],
)
def test_what_is_guessable_is_refused_by_its_kind(secret: str, why: str) -> None:
    assert weakness(secret, ("alice", "20177")) == why


def test_a_strong_one_is_not_refused() -> None:
    assert weakness(STRONG, ("alice", "20177", "", "al")) == ""


def test_a_phones_weak_secret_is_refused_without_being_said(directory: Path) -> None:
    (directory / "bob.yaml").write_text(BOB)
    (directory / "bob").write_text("geheim-bob-4711-x\n")
    document = load(directory)
    with pytest.raises(SecretWeak) as refusal:
        phone_secret(endpoints(document)[DeviceName("desk")], document.directory)
    assert str(refusal.value) == (
        "the secret of agent 'bob' (desk) is too weak: it holds the name or the number it belongs to"
    )


def test_an_absent_secret_of_a_phone_is_missing(directory: Path) -> None:
    (directory / "bob.yaml").write_text(BOB)
    document = load(directory)
    with pytest.raises(SecretMissing, match=r"agent 'bob' \(desk\)"):
        phone_secret(endpoints(document)[DeviceName("desk")], document.directory)


def test_all_faults_of_secrets_are_told_at_once(directory: Path) -> None:
    (directory / "bob.yaml").write_text(
        "agents:\n"
        "  bob: {name: Bob, queues: sales, pin: {env: NO_PIN_OF_BOB}, devices: {desk: {secret: {file: bob}}}}\n"
        "phones: {hot: {secret: {file: hot}}}\n"
    )
    (directory / "bob").write_text("123456789012345")
    (directory / "hot").write_text(STRONG)
    assert secret_faults(load(directory)) == (
        "the secret of agent 'bob' (desk) is too weak: it holds a word that is tried first",
        "the secret of agent 'bob' (PIN) cannot be had: the environment variable NO_PIN_OF_BOB holds nothing",
    )
