"""`firstline prompts build`: files converted, texts spoken, and what became of each."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from dialplan.loader import load
from service.prompts_build import Outcome, convert_files, prompt_files, speak_texts
from service.speech import SpeechCommand, SpeechMaker
from service.speech_texts import texts_of

DIALPLAN = """\
languages: [en, ru]
numbers: {"100": main}
prompts:
  welcome: sounds/welcome.wav
  closed: {en: {text: We are closed.}, ru: {text: Мы закрыты.}}
  sorry: sound:vm-sorry
flows:
  main:
    - play: [welcome, closed, sorry, "text:Please hold.", "text:You pressed {caller.number}."]
    - hang_up
"""


@pytest.fixture
def dialplan(tmp_path: Path) -> Path:
    folder = tmp_path / "dialplan"
    (folder / "sounds").mkdir(parents=True)
    (folder / "main.yaml").write_text(DIALPLAN)
    return folder


def hum(file: Path, rate: int, channels: int = 1, seconds: float = 1.0) -> None:
    samples = 0.4 * np.sin(2 * np.pi * 500 * np.arange(int(rate * seconds)) / rate)
    soundfile.write(file, np.stack([samples] * channels, axis=1), rate)


def test_the_files_a_document_names_are_found_even_where_it_is_wrong(dialplan: Path) -> None:
    with (dialplan / "main.yaml").open("a") as opened:
        opened.write("nonsense: true\n")
    assert prompt_files(dialplan) == ("sounds/welcome.wav",)


def test_a_file_that_can_be_played_is_kept_as_it_is(dialplan: Path) -> None:
    file = dialplan / "sounds/welcome.wav"
    hum(file, 8_000)
    before = file.read_bytes()
    assert [built.outcome for built in convert_files(dialplan)] == [Outcome.KEPT]
    assert file.read_bytes() == before


def test_a_file_of_another_rate_is_converted_and_the_original_kept_beside(dialplan: Path) -> None:
    file = dialplan / "sounds/welcome.wav"
    hum(file, 44_100, channels=2)
    before = file.read_bytes()
    assert [built.outcome for built in convert_files(dialplan)] == [Outcome.MADE]
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.subtype) == (8_000, 1, "PCM_16")
    assert (dialplan / "sounds/welcome.original.wav").read_bytes() == before
    load(dialplan)


@pytest.mark.parametrize("ending", ["flac", "ogg", "mp3"])
def test_a_file_that_is_not_there_is_made_from_one_beside_it(dialplan: Path, ending: str) -> None:
    hum(dialplan / f"sounds/welcome.{ending}", 48_000)
    assert [built.outcome for built in convert_files(dialplan)] == [Outcome.MADE]
    assert soundfile.info(dialplan / "sounds/welcome.wav").duration == pytest.approx(1.0, abs=0.1)


def test_a_file_that_is_nowhere_fails_and_says_what_it_could_be_made_from(dialplan: Path) -> None:
    [built] = convert_files(dialplan)
    assert built.outcome is Outcome.FAILED
    assert ".flac" in built.why


def test_a_file_longer_than_a_prompt_may_be_fails_and_stays(dialplan: Path) -> None:
    hum(dialplan / "sounds/welcome.wav", 16_000, seconds=61)
    [built] = convert_files(dialplan)
    assert "longer than 60 s" in built.why
    assert soundfile.info(dialplan / "sounds/welcome.wav").samplerate == 16_000


def test_what_is_spoken_is_every_text_without_a_variable_in_every_language(dialplan: Path) -> None:
    hum(dialplan / "sounds/welcome.wav", 8_000)
    assert set(texts_of(load(dialplan))) == {
        "speech:en:We are closed.",
        "speech:ru:Мы закрыты.",
        "speech:en:Please hold.",
        "speech:ru:Please hold.",
    }


async def test_a_text_that_cannot_be_spoken_is_told_and_the_others_go_on(dialplan: Path, tmp_path: Path) -> None:
    hum(dialplan / "sounds/welcome.wav", 8_000)
    maker = SpeechMaker(tmp_path / "made", SpeechCommand.read("no-such-command-anywhere"))
    found = [built async for built in speak_texts(texts_of(load(dialplan)), maker)]
    assert [built.outcome for built in found] == [Outcome.FAILED] * 4
    assert "no-such-command-anywhere" in found[0].why
