"""Classes of music: declared, checked, and what Asterisk is told of them."""

import wave
from pathlib import Path

import pytest

from dialplan.errors import DialplanInvalid
from dialplan.loader import load
from vocabulary.ids import QueueName

PLAN = """\
numbers: {"100": main}
music: {calm: [music/one.wav, music/two.wav]}
queues: {support: {music: calm, after_max_wait: go_on}}
agents: {alice: {name: Alice, queues: [support]}}
flows: {main: [{enqueue: {queue: support, otherwise: [play: sound:vm-goodbye]}}]}
"""


def silence(path: Path, seconds: float) -> None:
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(round(seconds * 16_000)))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN)
    silence(tmp_path / "music" / "one.wav", 1.0)
    silence(tmp_path / "music" / "two.wav", 90.0)
    return tmp_path


def problems(plan: Path, old: str, new: str) -> list[str]:
    (plan / "plan.yaml").write_text(PLAN.replace(old, new))
    with pytest.raises(DialplanInvalid) as refusal:
        load(plan)
    return [str(problem).removeprefix(f"{plan}/") for problem in refusal.value.problems]


def test_music_may_be_longer_than_a_prompt_and_is_played_in_the_order_written(plan: Path) -> None:
    document = load(plan)
    assert document.music == {"calm": (f"sound:{plan}/music/one", f"sound:{plan}/music/two")}
    assert document.queues[QueueName("support")].music_class == "calm"


def test_a_class_that_is_not_there_is_named_with_a_guess(plan: Path) -> None:
    found = problems(plan, "music: calm", "music: clam")
    assert "plan.yaml:3:27: unknown music 'clam'; did you mean 'calm'?" in found


def test_the_usual_class_needs_no_declaration(plan: Path) -> None:
    (plan / "plan.yaml").write_text(PLAN.replace("music: calm", "music: default"))
    assert load(plan).queues[QueueName("support")].music_class == "default"


def test_a_file_that_is_missing_is_named_at_its_place(plan: Path) -> None:
    assert problems(plan, "music/two.wav", "music/tow.wav") == [
        "plan.yaml:2:31: no file music/tow.wav here; did you mean 'music/two.wav'?"
    ]


def test_other_music_is_another_version(plan: Path) -> None:
    before = load(plan).version
    silence(plan / "music" / "one.wav", 2.0)
    assert load(plan).version != before
