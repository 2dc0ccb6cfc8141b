"""Prompts that a document asks for are looked for before anybody calls."""

from pathlib import Path

import pytest

from dialplan.document import Document
from ivr.flow import Flow, Menu, Play
from ivr.say import position_prompts
from service.prompts import PromptsMissing, check_prompts
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
