"""Prompts that a document asks for are looked for before anybody calls."""

from pathlib import Path

import pytest

from dialplan.document import Document
from ivr.flow import Flow, Menu, Play, prompts_in
from ivr.say import position_prompts
from service.prompts import PromptsMissing, bring_near, check_prompts
from vocabulary.ids import FlowName, MediaUri


def document(*prompts: str) -> Document:
    asked = tuple(map(MediaUri, prompts))
    flow = Flow(FlowName("main"), (Menu((), {"1": (Play(asked),)}),))
    return Document("v", {"100": flow.name}, {flow.name: flow}, {}, {})


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    (tmp_path / "digits").mkdir()
    for uri in (*position_prompts(1), *position_prompts(2), "sound:hello"):
        (tmp_path / f"{uri.partition(':')[2]}.wav").touch()
    return tmp_path


def test_prompts_that_are_there_are_fine(sounds: Path) -> None:
    check_prompts(document("sound:hello", "sound:/own/file"), sounds)


def test_a_prompt_deep_in_a_menu_that_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no helo;"):
        check_prompts(document("sound:hello", "sound:helo"), sounds)


def test_the_announcement_of_the_position_is_needed_too(sounds: Path) -> None:
    (sounds / "queue-youarenext.wav").unlink()
    with pytest.raises(PromptsMissing, match="queue-youarenext"):
        check_prompts(document("sound:hello"), sounds)


def prompts_of(given: Document) -> list[str]:
    return [uri for flow in given.flows.values() for uri in prompts_in(flow.steps)]


def test_the_documents_own_prompts_are_played_from_copies_that_everybody_may_read(tmp_path: Path) -> None:
    own = tmp_path / "private" / "welcome.wav"
    own.parent.mkdir(mode=0o700)
    own.write_bytes(b"welcome")
    near = bring_near(document(f"sound:{own.with_suffix('')}", "sound:hello"), tmp_path / "near")
    copy, hello = prompts_of(near)
    file = Path(f"{copy.removeprefix('sound:')}.wav")
    assert (hello, file.read_bytes(), file.name) == ("sound:hello", b"welcome", "welcome.wav")
    assert file.stat().st_mode & 0o444 == 0o444
    assert file.parent.stat().st_mode & 0o555 == 0o555


def test_copies_of_what_is_no_longer_played_are_removed(tmp_path: Path) -> None:
    own = tmp_path / "welcome.wav"
    given = document(f"sound:{own.with_suffix('')}")
    own.write_bytes(b"old")
    bring_near(given, tmp_path / "near")
    own.write_bytes(b"new")
    near = bring_near(given, tmp_path / "near")
    [copy] = prompts_of(near)
    assert [path.read_bytes() for path in (tmp_path / "near").rglob("*.wav")] == [b"new"]
    assert Path(f"{copy.removeprefix('sound:')}.wav").is_file()
