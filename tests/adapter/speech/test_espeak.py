"""What the usual command, espeak-ng, makes of texts: listened to by numbers."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from service.speech import SpeechCommand, SpeechFailed, SpeechMaker
from vocabulary.ids import Language

pytestmark = pytest.mark.adapter

TEXTS = {
    "en": "We are closed. Please call again tomorrow after nine o'clock.",
    "ru": "Прогнозируемое время ожидания составляет менее двадцати одной минуты",
    "es": "Tiempo de espera estimado es de menos de veintiún minutos",
    "fr": "Le temps d'attente est évalué à moins d'une minute",
    "it": "Attualmente sei il chiamante numero centouno, in attesa di parlare con un operatore.",
    "hu": "A várható várakozási idő kevesebb mint egy perc.",
    "uk": "Орієнтовний час очікування в хвилинах, не більше ніж: п’ять.",
}


@pytest.fixture
def maker(tmp_path: Path) -> SpeechMaker:
    return SpeechMaker(tmp_path / "speech", SpeechCommand(), limit_seconds=30)


@pytest.mark.parametrize("language", TEXTS)
async def test_a_text_is_spoken_at_the_length_and_the_level_of_speech(maker: SpeechMaker, language: str) -> None:
    samples, rate = soundfile.read(await maker.made(Language(language), TEXTS[language]))
    level = 20 * np.log10(np.sqrt(np.mean(np.square(samples))))
    assert rate == 8_000
    assert 10 < len(TEXTS[language]) / (len(samples) / rate) < 25, "characters a second"
    assert -24 < level < -16
    assert 0.3 < np.abs(samples).max() < 0.95, "neither faint nor cut off"


async def test_it_begins_and_ends_without_silence(maker: SpeechMaker) -> None:
    samples, rate = soundfile.read(await maker.made(Language("en"), "Hello"))
    heard = np.flatnonzero(np.abs(samples) > 0.01)
    assert heard[0] / rate < 0.1
    assert (len(samples) - heard[-1]) / rate < 0.1


async def test_twice_as_fast_is_shorter(tmp_path: Path) -> None:
    lengths = []
    for words_per_minute in (120, 240):
        command = SpeechCommand(words_per_minute=words_per_minute)
        file = await SpeechMaker(tmp_path, command, limit_seconds=30).made(Language("en"), TEXTS["en"])
        lengths.append(soundfile.info(file).frames)
    assert lengths[0] > 1.4 * lengths[1]


async def test_another_voice_sounds_otherwise(tmp_path: Path) -> None:
    heard = []
    for voice in ("en-gb", "en-us+f3"):
        command = SpeechCommand(voices={Language("en"): voice})
        file = await SpeechMaker(tmp_path, command, limit_seconds=30).made(Language("en"), TEXTS["en"])
        heard.append(file.read_bytes())
    assert heard[0] != heard[1]


async def test_a_text_that_looks_like_an_option_is_spoken(maker: SpeechMaker) -> None:
    assert soundfile.info(await maker.made(Language("en"), "--version")).duration > 0.4


async def test_a_text_of_a_thousand_characters_is_spoken_as_far_as_a_prompt_may_be_long(maker: SpeechMaker) -> None:
    assert soundfile.info(await maker.made(Language("ru"), "здравствуйте " * 100)).duration <= 60


async def test_a_language_it_does_not_speak_is_a_failure_with_its_words(maker: SpeechMaker) -> None:
    with pytest.raises(SpeechFailed, match="voice does not exist"):
        await maker.made(Language("xxq"), "Hello")
