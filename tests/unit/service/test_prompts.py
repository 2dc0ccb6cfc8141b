"""Prompts that a document asks for are looked for before anybody calls."""

from pathlib import Path

import pytest

from acd.policy import QueuePolicy
from dialplan.document import Document, Queue
from ivr.flow import Flow, Menu, Play
from ivr.say import announcement_prompts
from service.prompts import PromptsMissing, bring_near, check_prompts
from vocabulary.ids import FlowName, MediaUri, QueueName


def document(*prompts: str, comfort: str = "sound:hello") -> Document:
    asked = tuple(map(MediaUri, prompts))
    flow = Flow(FlowName("main"), (Menu((), {"1": (Play(asked),)}),))
    queue = Queue(QueuePolicy(QueueName("support")), comfort=(MediaUri(comfort),))
    return Document("v", {"100": flow.name}, {flow.name: flow}, {queue.policy.name: queue}, {})


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    (tmp_path / "digits").mkdir()
    said = (
        *announcement_prompts(1, wait_seconds=60),
        *announcement_prompts(2, wait_seconds=120),
        *announcement_prompts(2, more_than=True),
    )
    for uri in (*said, "sound:hello"):
        (tmp_path / f"{uri.partition(':')[2]}.wav").touch()
    return tmp_path


def test_prompts_that_are_there_are_fine(sounds: Path) -> None:
    check_prompts(document("sound:hello", "sound:/own/file"), sounds)


def test_a_prompt_deep_in_a_menu_that_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no helo;"):
        check_prompts(document("sound:hello", "sound:helo"), sounds)


def test_a_comfort_message_that_is_not_there_is_named(sounds: Path) -> None:
    with pytest.raises(PromptsMissing, match="no patience;"):
        check_prompts(document("sound:hello", comfort="sound:patience"), sounds)


@pytest.mark.parametrize("name", ["queue-youarenext", "queue-quantity1", "queue-minute", "queue-minutes"])
def test_what_tells_the_place_and_the_wait_is_needed_too(sounds: Path, name: str) -> None:
    (sounds / f"{name}.wav").unlink()
    with pytest.raises(PromptsMissing, match=f"no {name};"):
        check_prompts(document("sound:hello"), sounds)


def test_the_documents_own_prompts_are_played_from_copies_that_everybody_may_read(tmp_path: Path) -> None:
    own = tmp_path / "private" / "welcome.wav"
    own.parent.mkdir(mode=0o700)
    own.write_bytes(b"welcome")
    near = bring_near(document(f"sound:{own.with_suffix('')}", "sound:hello"), tmp_path / "near")
    copy, hello, _ = near.prompts()
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
    copy, _ = near.prompts()
    assert [path.read_bytes() for path in (tmp_path / "near").rglob("*.wav")] == [b"new"]
    assert Path(f"{copy.removeprefix('sound:')}.wav").is_file()


def test_the_documents_own_comfort_messages_are_copied_too(tmp_path: Path) -> None:
    own = tmp_path / "patience.wav"
    own.write_bytes(b"patience")
    near = bring_near(document(comfort=f"sound:{own.with_suffix('')}"), tmp_path / "near")
    [copy] = near.prompts()
    assert Path(f"{copy.removeprefix('sound:')}.wav").read_bytes() == b"patience"
