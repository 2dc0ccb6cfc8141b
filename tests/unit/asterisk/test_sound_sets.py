"""The folders of the languages are found however a distribution names and links them."""

from pathlib import Path

import pytest

from asterisk.installation import AsteriskInstallation


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "usr/share/asterisk/sounds"
    folder.mkdir(parents=True)
    return folder


def installation(sounds: Path) -> AsteriskInstallation:
    root = sounds.parents[3]
    return AsteriskInstallation(root, (), sounds, sounds.parent, sounds, sounds, sounds, (22, 10, 1))


def test_a_set_linked_beside_it_is_found(sounds: Path) -> None:
    (sounds / "en_US_f_Allison").mkdir()
    (sounds / "en").symlink_to("en_US_f_Allison")
    assert installation(sounds).sound_set("en") == sounds / "en_US_f_Allison"


def test_a_set_linked_through_the_alternatives_is_found_within_the_root(sounds: Path) -> None:
    (sounds / "ru_RU_f_IvrvoiceRU").mkdir()
    alternatives = sounds.parents[3] / "etc/alternatives"
    alternatives.mkdir(parents=True)
    (sounds / "ru").symlink_to("/etc/alternatives/asterisk-sounds-ru")
    (alternatives / "asterisk-sounds-ru").symlink_to("/usr/share/asterisk/sounds/ru_RU_f_IvrvoiceRU")
    assert installation(sounds).sound_set("ru") == sounds / "ru_RU_f_IvrvoiceRU"


def test_a_set_without_a_link_is_found_by_its_full_name(sounds: Path) -> None:
    (sounds / "es_MX_f_Allison").mkdir()
    assert installation(sounds).sound_set("es") == sounds / "es_MX_f_Allison"


def test_a_link_that_leads_nowhere_is_no_set(sounds: Path) -> None:
    (sounds / "it").symlink_to("/etc/alternatives/asterisk-sounds-it")
    assert installation(sounds).sound_set("it") is None


def test_every_language_with_a_set_is_named_once(sounds: Path) -> None:
    for name in ("en_US_f_Allison", "en_AU_f", "ru_RU_f", "es"):
        (sounds / name).mkdir()
    (sounds / "custom").mkdir()
    (sounds / "it").symlink_to("nowhere")
    (sounds / "fr_CA_f_June").touch()
    assert installation(sounds).languages() == ("en", "es", "ru")


def test_an_installation_without_sounds_has_no_language(tmp_path: Path) -> None:
    assert installation(tmp_path / "usr/share/asterisk/sounds").languages() == ()
