"""What is said, in every language of the catalogue."""

from dataclasses import replace

import pytest

from calls.dialled import Action
from calls.keypad.phrases import DONE, QUESTIONS, CodeFor, Digits, Named, Phrase
from calls.keypad.words import CATALOGUES, media, spoken, texts_of_codes, without_speech
from dialplan.sections.features import FeatureCodesSpec
from ivr.say.phrasebook import Phrasebook
from tests.unit.calls.keypad.keypad_phone import DOCUMENT
from vocabulary.ids import Language

EN, RU, DE = Language("en"), Language("ru"), Language("de")
VOICE = Phrasebook({}, (EN,), {})


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_every_language_has_a_word_for_everything(language: Language) -> None:
    catalogue = CATALOGUES[language]
    assert set(catalogue.phrases) == set(Phrase)
    assert set(catalogue.actions) == set(Action)
    assert all(text.strip() for text in (*catalogue.phrases.values(), *catalogue.actions.values()))


def test_the_languages_are_those_of_the_announcements() -> None:
    assert sorted(CATALOGUES) == ["en", "es", "fr", "it", "ru"]


def test_a_sentence_is_spoken_in_the_person_s_language() -> None:
    assert media((Phrase.LOGGED_IN,), RU, VOICE) == ("speech:ru:Вы вошли в систему.",)


def test_a_language_without_words_is_spoken_to_in_english() -> None:
    assert (spoken(DE), media((Phrase.LOGGED_IN,), DE, VOICE)) == (EN, ("speech:en:You are logged in.",))


def test_digits_are_said_one_by_one() -> None:
    assert media((Digits("25"),), EN, VOICE) == ("sound:digits/2", "sound:digits/5")


def test_a_code_is_read_out_behind_what_it_does() -> None:
    said = media((CodeFor(Action.PAUSE, "*13"),), EN, VOICE)
    assert said == ("speech:en:To pause:", "sound:digits/star", "sound:digits/1", "sound:digits/3")


def test_what_an_admin_named_is_spoken_as_it_is_written() -> None:
    assert media((Phrase.PAUSED, Named("lunch")), EN, VOICE)[1] == "speech:en:lunch"


@pytest.mark.parametrize("phrase", list(Phrase))
def test_without_speech_a_sound_tells_what_was_done_refused_or_asked(phrase: Phrase) -> None:
    wanted = "sound:auth-thankyou" if phrase in DONE else "sound:beep" if phrase in QUESTIONS else "sound:beeperr"
    assert without_speech((phrase,)) == (wanted,)


def test_without_speech_the_question_after_a_refusal_is_what_counts() -> None:
    assert without_speech((Phrase.WRONG_PIN, Phrase.YOUR_PIN)) == ("sound:beep",)


def test_what_may_be_said_is_known_ahead_in_every_language_that_somebody_is_spoken_to_in() -> None:
    texts = texts_of_codes(DOCUMENT)
    assert {text.split(":")[1] for text in texts} == {"en", "ru", "fr"}
    assert {"speech:en:You are logged in.", "speech:ru:lunch", "speech:fr:No interest", "speech:en:To pause:"} < set(
        texts
    )


def test_what_codes_that_are_not_written_do_is_not_among_it() -> None:
    assert "speech:en:To pause:" not in texts_of_codes(replace(DOCUMENT, feature_codes=FeatureCodesSpec(help="*0")))


def test_without_codes_there_is_nothing_to_be_said() -> None:
    assert texts_of_codes(replace(DOCUMENT, feature_codes=FeatureCodesSpec())) == ()
