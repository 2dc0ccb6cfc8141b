"""Prompts that a document asks for are looked for, and brought where Asterisk can read them, before anybody calls."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from acd.policy import QueuePolicy
from dialplan.document import Document, Queue
from dialplan.sections.trunks import TrunkSpec
from ivr.flow import Flow, Menu, Play
from ivr.world import World
from service.prompts import PromptsMissing, bring_near, check_prompts, names_in, remove_others
from vocabulary.ids import FlowName, Language, MediaUri, QueueName

EN, RU = Language("en"), Language("ru")


def document(*prompts: str, comfort: str = "sound:hello", **named: str) -> Document:
    """One whose menu plays these, whose queue plays ``comfort``, and whose prompts stand for these in English."""
    flow = Flow(FlowName("main"), (Menu((), {"1": (Play(tuple(map(MediaUri, prompts))),)}),))
    queue = Queue(QueuePolicy(QueueName("support")), comfort=(MediaUri(comfort),))
    media = {name: {EN: MediaUri(uri)} for name, uri in named.items()}
    world = World({flow.name: flow}, (EN, RU))
    return Document("v", {}, world, {queue.policy.name: queue}, {}, media=media)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    (tmp_path / "digits").mkdir()
    for name in ("hello", "digits/1"):
        (tmp_path / f"{name}.wav").touch()
    return tmp_path


def test_prompts_that_are_there_are_fine(sounds: Path) -> None:
    check_prompts(
        document("sound:hello", "sound:digits/1", "text:Hello", "prompt:mine", mine="sound:/own/file"), sounds
    )


def test_a_prompt_deep_in_a_menu_that_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no helo;"):
        check_prompts(document("sound:hello", "sound:helo"), sounds)


def test_a_comfort_message_that_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no patience;"):
        check_prompts(document("sound:hello", comfort="sound:patience"), sounds)


def test_what_a_named_prompt_stands_for_and_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no vm-sory;"):
        check_prompts(document("prompt:mine", mine="sound:vm-sory"), sounds)


def test_a_prompt_that_another_language_has_is_fine(sounds: Path) -> None:
    given = document("sound:privet").with_sounds({RU: frozenset({"privet"})})
    check_prompts(given, sounds)


def test_names_of_sounds_have_their_folder_and_no_ending(sounds: Path) -> None:
    assert names_in(sounds) == {"hello", "digits/1"}


def heard(given: Document) -> str:
    return given.media["mine"][EN]


def test_the_documents_own_prompts_are_played_from_copies_that_everybody_may_read(tmp_path: Path) -> None:
    own = tmp_path / "private" / "welcome.wav"
    own.parent.mkdir(mode=0o700)
    own.write_bytes(b"welcome")
    near = bring_near(document("prompt:mine", mine=f"sound:{own.with_suffix('')}"), tmp_path / "near")
    file = Path(f"{heard(near).removeprefix('sound:')}.wav")
    assert (file.read_bytes(), file.name) == (b"welcome", "welcome.wav")
    assert file.stat().st_mode & 0o444 == 0o444
    assert file.parent.stat().st_mode & 0o555 == 0o555
    assert near.world.voice.media(MediaUri("prompt:mine"), RU) == heard(near)


def test_sounds_of_asterisk_and_texts_stay_as_they_are(tmp_path: Path) -> None:
    near = bring_near(document(mine="sound:hello", other="speech:en:Hello"), tmp_path / "near")
    assert (heard(near), near.media["other"][EN]) == ("sound:hello", "speech:en:Hello")


def test_a_file_edited_later_is_another_copy_and_the_old_one_stays_for_calls_that_hear_it(tmp_path: Path) -> None:
    own = tmp_path / "welcome.wav"
    given = document(mine=f"sound:{own.with_suffix('')}")
    own.write_bytes(b"old")
    old = bring_near(given, tmp_path / "near")
    own.write_bytes(b"new")
    new = bring_near(given, tmp_path / "near")
    contents = [Path(f"{heard(near).removeprefix('sound:')}.wav").read_bytes() for near in (old, new)]
    assert contents == [b"old", b"new"]


def test_copies_of_what_is_no_longer_played_are_removed_at_a_start(tmp_path: Path) -> None:
    own = tmp_path / "welcome.wav"
    given = document(mine=f"sound:{own.with_suffix('')}")
    own.write_bytes(b"old")
    bring_near(given, tmp_path / "near")
    own.write_bytes(b"new")
    near = bring_near(given, tmp_path / "near")
    remove_others(near, tmp_path / "near")
    assert [path.read_bytes() for path in (tmp_path / "near").rglob("*.wav")] == [b"new"]


def test_a_copy_is_there_in_the_codecs_of_the_trunks_too(tmp_path: Path) -> None:
    own = tmp_path / "welcome.wav"
    soundfile.write(own, np.full(8_000, 0.1), 8_000)
    trunk = TrunkSpec.model_validate({"address": "192.0.2.10", "codecs": ["alaw", "ulaw"]})
    given = replace(document(mine=f"sound:{own.with_suffix('')}"), trunks={"provider": trunk})
    copy = Path(heard(bring_near(given, tmp_path / "near")).removeprefix("sound:"))
    assert sorted(file.suffix for file in copy.parent.iterdir()) == [".alaw", ".ulaw", ".wav"]
    assert copy.with_suffix(".wav").read_bytes() == own.read_bytes()
