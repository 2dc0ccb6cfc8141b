"""What is played for a prompt in a language, and in its stead where there is none."""

from ivr.say.phrasebook import Phrasebook
from ivr.sayings import SayKind
from vocabulary.ids import Language, MediaUri

EN, RU, HU, XX = Language("en"), Language("ru"), Language("hu"), Language("xx")
SOUNDS = {EN: frozenset({"hello", "both", "digits/5"}), RU: frozenset({"privet", "both", "digits/5"})}
PROMPTS = {
    "welcome": {EN: MediaUri("sound:/near/en"), RU: MediaUri("sound:/near/ru")},
    "closed": {EN: MediaUri("speech:en:We are closed.")},
    "only_russian": {RU: MediaUri("sound:privet")},
}
BOOK = Phrasebook(PROMPTS, (EN, RU, HU), SOUNDS)


def media(prompt: str, language: Language) -> str:
    return BOOK.media(MediaUri(prompt), language)


def test_a_prompt_is_played_in_the_callers_language() -> None:
    assert media("prompt:welcome", RU) == "sound:/near/ru"


def test_a_prompt_that_lacks_the_language_is_played_in_the_documents_first() -> None:
    assert media("prompt:welcome", HU) == "sound:/near/en"
    assert media("prompt:closed", RU) == "speech:en:We are closed."


def test_a_prompt_of_another_language_alone_is_played_in_that() -> None:
    assert media("prompt:only_russian", EN) == "sound:ru/privet"


def test_a_prompt_nobody_knows_stays_as_it_is() -> None:
    assert media("prompt:unknown", EN) == "prompt:unknown"


def test_words_are_spoken_in_the_callers_language() -> None:
    assert media("text:5: please", RU) == "speech:ru:5: please"


def test_a_sound_of_the_callers_language_is_left_to_asterisk() -> None:
    assert media("sound:both", RU) == "sound:both"


def test_a_sound_that_the_callers_language_lacks_comes_from_the_folder_of_the_first() -> None:
    assert media("sound:hello", RU) == "sound:en/hello"
    assert media("sound:hello", HU) == "sound:en/hello"


def test_a_sound_that_nobody_has_stays_as_it_is() -> None:
    assert media("sound:nowhere", RU) == "sound:nowhere"


def test_where_nobody_looked_the_sounds_are_taken_for_granted() -> None:
    book = Phrasebook({}, (EN,), {})
    assert book.media(MediaUri("sound:hello"), RU) == "sound:hello"
    assert book.say(SayKind.NUMBER, "5", RU) == ("sound:digits/5",)


def test_a_value_is_said_from_what_is_installed() -> None:
    assert BOOK.say(SayKind.NUMBER, "5", RU) == ("sound:digits/5",)
    assert BOOK.say(SayKind.NUMBER, "6", RU) == ("speech:ru:шесть",)


def test_a_number_in_a_language_nothing_is_known_of_is_left_to_its_voice() -> None:
    assert BOOK.say(SayKind.NUMBER, "5", XX) == ("speech:xx:5",)


def test_a_place_in_a_language_nothing_is_known_of_is_told_in_the_documents_first() -> None:
    book = Phrasebook({}, (EN, XX), {EN: frozenset({"queue-thereare", "digits/5", "queue-callswaiting"})})
    heard = book.say(SayKind.POSITION, "5", XX)
    assert heard == ("sound:en/queue-thereare", "sound:en/digits/5", "sound:en/queue-callswaiting")
    assert book.announcement(XX, 1)[0].startswith("speech:en:Your call is now first in line")


def test_what_is_no_value_is_not_said() -> None:
    assert BOOK.say(SayKind.NUMBER, "five", EN) == ()


def test_an_announcement_is_told_in_the_callers_language() -> None:
    assert BOOK.announcement(HU, 1) == (
        "speech:hu:Ön a következő, hamarosan kapcsoljuk.",
        "speech:hu:Köszönjük a türelmét.",
    )


def test_an_announcement_of_nothing_is_none() -> None:
    assert BOOK.announcement(RU) == ()


def test_a_place_and_a_wait_too_large_to_be_said_are_not_told() -> None:
    assert BOOK.announcement(EN, 0, wait_seconds=1e12) == ()
