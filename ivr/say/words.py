"""Words with the sound that says exactly this form, and numbers spelled out. Knows no grammar and looks at no file.

Numbers are spelled by unicode-rbnf, after the rules of the Unicode locale data; a table of ours only says which of
these words a sound set has. One that it lacks in this form stays without, and is never replaced by a similar one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from unicode_rbnf import RbnfEngine

from vocabulary.ids import Language, MediaUri

LARGEST = 999_999_999
"""Of either sign: what can be said as a number."""

Sounds = Mapping[str, tuple[str, ...]]
"""By a word or several, in small letters: the names of the sounds that say it, one after the other."""

_TOKEN = re.compile(r"-*[^\s-]+[\s-]*")
_BETWEEN = " -,.:…—"
_MOST_WORDS_OF_ONE_SOUND = 4


class UnknownLanguage(Exception):
    """no way is known to say this in language {language}"""

    def __init__(self, language: str) -> None:
        super().__init__(f"no way is known to say this in language {language!r}")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of what is said: its text, with what separates it from the next, and the sounds that say exactly that."""

    text: str
    sounds: tuple[str, ...] = ()


Part = str | Word
"""Of a phrase: a text whose words are still to be looked up, or one whose sounds are known."""


def listed(words: str) -> tuple[str, ...]:
    """The words of a text: a table on few lines."""
    return tuple(words.split())


@cache
def engine(language: str) -> RbnfEngine:
    """The rules of a language, read once. Raises ``UnknownLanguage``."""
    if language not in RbnfEngine.get_supported_languages():
        raise UnknownLanguage(language)
    return RbnfEngine.for_language(language)


def spelled(language: str, number: int, rules: str = "spellout-numbering") -> str:
    """The number in words, by one of the language's sets of rules (``spellout-cardinal-feminine``, ...).

    Raises ``UnknownLanguage``, and ``ValueError`` beyond ``LARGEST``.
    """
    if abs(number) > LARGEST:
        raise ValueError(f"{number} cannot be said: not between -{LARGEST} and {LARGEST}")
    return engine(language).format_number(number, ruleset_names=[rules]).text.replace("ʼ", "’")


def looked_up(parts: Iterable[Part], sounds: Sounds) -> tuple[Word, ...]:
    """The words of a phrase, as many at a time as one sound says. Their texts joined are the text of the phrase."""
    words: list[Word] = []
    for part in parts:
        words += _words(part, sounds) if isinstance(part, str) else [Word(f"{part.text} ", part.sounds)]
    if words:
        words[-1] = Word(words[-1].text.rstrip(), words[-1].sounds)
    return tuple(words)


def _words(text: str, sounds: Sounds) -> list[Word]:
    tokens = _TOKEN.findall(f"{text} ")
    words: list[Word] = []
    at = 0
    while at < len(tokens):
        for length in range(min(_MOST_WORDS_OF_ONE_SOUND, len(tokens) - at), 0, -1):
            piece = "".join(tokens[at : at + length])
            found = sounds.get(piece.strip(_BETWEEN).lower())
            if found is not None or length == 1:
                words.append(Word(piece, found or ()))
                at += length
                break
    return words


def text_of(words: Iterable[Word]) -> str:
    """The phrase as it is written."""
    return "".join(word.text for word in words)


def said(words: tuple[Word, ...], language: Language, installed: frozenset[str] | None = None) -> tuple[MediaUri, ...]:
    """A phrase as sounds, or as one text to be spoken where but one of its words has none.

    ``installed``: the sounds that are there; None: all that the table knows of.
    """
    names = [name for word in words for name in word.sounds]
    if all(word.sounds for word in words) and (installed is None or installed.issuperset(names)):
        return tuple(MediaUri(f"sound:{name}") for name in names)
    return (speech(language, text_of(words)),)


def speech(language: Language, text: str) -> MediaUri:
    """A text to be spoken in a language."""
    return MediaUri(f"speech:{language}:{text}")
