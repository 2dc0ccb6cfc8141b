"""What is said, as it is played in a language: sentences to be spoken, digits one by one. Makes no file and plays none.

A language without words of its own gets the English ones, in English: better understood than read with an accent.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.english import ENGLISH
from calls.keypad.french import FRENCH
from calls.keypad.italian import ITALIAN
from calls.keypad.phrases import DONE, QUESTIONS, CodeFor, Digits, Named, Part, Phrase
from calls.keypad.russian import RUSSIAN
from calls.keypad.spanish import SPANISH
from dialplan.document import Document
from ivr.say.words import speech
from ivr.sayings import SayKind
from ivr.world import Voice
from vocabulary.ids import Language, MediaUri

CATALOGUES: Final[Mapping[Language, Catalogue]] = {
    each.language: each for each in (ENGLISH, RUSSIAN, SPANISH, FRENCH, ITALIAN)
}

_DONE, _ASKED, _REFUSED = MediaUri("sound:auth-thankyou"), MediaUri("sound:beep"), MediaUri("sound:beeperr")


def spoken(language: Language) -> Language:
    """The language in which somebody of this language is spoken to."""
    return CATALOGUES.get(language, ENGLISH).language


def media(parts: tuple[Part, ...], language: Language, voice: Voice) -> tuple[MediaUri, ...]:
    """What is played for this; ``speech:…`` is still to be made into files."""
    catalogue = CATALOGUES.get(language, ENGLISH)
    return tuple(uri for part in parts for uri in _media(part, catalogue, voice))


def without_speech(parts: tuple[Part, ...]) -> tuple[MediaUri, ...]:
    """What is played where nothing can be spoken: even then it is heard whether it was done, refused or asked."""
    said = [part for part in parts if isinstance(part, Phrase)]
    if not said:
        return (_DONE,)
    return (_DONE if said[-1] in DONE else _ASKED if said[-1] in QUESTIONS else _REFUSED,)


def texts_of_codes(document: Document) -> tuple[MediaUri, ...]:
    """Everything that may be spoken to whoever dials a code, for whoever has it made before it is needed.

    Nothing where there are no codes.
    """
    actions = tuple(Action(action) for action, _ in document.feature_codes.written())
    if not actions:
        return ()
    names = (*document.pause_reasons, *(each.name for each in document.dispositions.values()), *document.queues)
    found: dict[MediaUri, None] = {}
    for catalogue in dict.fromkeys(CATALOGUES.get(language, ENGLISH).language for language in _spoken_in(document)):
        words = CATALOGUES[catalogue]
        texts = (*words.phrases.values(), *(words.actions[action] for action in actions), *names)
        found |= dict.fromkeys(speech(catalogue, text) for text in texts)
    return tuple(found)


def _spoken_in(document: Document) -> Iterator[Language]:
    """The languages of whoever may dial a code; that of the document for those who have none."""
    yield document.languages[0]
    yield from (each.language for each in document.agents.values() if each.language)
    yield from (Language(each.language) for each in document.supervisors.values() if each.language)
    yield from (Language(each.language) for each in document.phones.values() if each.language)


def _media(part: Part, catalogue: Catalogue, voice: Voice) -> tuple[MediaUri, ...]:
    match part:
        case Phrase():
            return (speech(catalogue.language, catalogue.phrases[part]),)
        case Digits(digits):
            return voice.say(SayKind.DIGITS, digits, catalogue.language)
        case Named(text):
            return (speech(catalogue.language, text),)
        case CodeFor(action, code):
            name = speech(catalogue.language, catalogue.actions[action])
            return (name, *voice.say(SayKind.DIGITS, code, catalogue.language))
        case _:
            assert_never(part)
