"""How values are said: with the language's grammar, as sounds of Asterisk's core sets where they have each form, as a
text to be spoken where they have not. Builds lists; looks at no file.

Asterisk's own ``number:`` and ``digits:`` are not used: a playback of those alone cannot be stopped (answered 500).
"""

from ivr.say.phrases import LANGUAGES, grammar, phrase
from ivr.say.phrases import position as position_words
from ivr.say.phrases import thanks as thanks_words
from ivr.say.phrases import wait as wait_words
from ivr.say.words import UnknownLanguage, Word, looked_up, said, speech, text_of
from vocabulary.ids import Language, MediaUri

__all__ = [
    "LANGUAGES", "UnknownLanguage", "Word", "announcement_prompts", "number_prompts", "phrase", "position_prompts",
    "said", "speech", "text_of", "wait_prompts",
]  # fmt: skip

_ENGLISH = Language("en")


def announcement_prompts(
    position: int | None = None,
    *,
    more_than: bool = False,
    wait_seconds: float | None = None,
    language: Language = _ENGLISH,
    installed: frozenset[str] | None = None,
) -> tuple[MediaUri, ...]:
    """A caller's place, their wait, or both, with thanks for their patience; nothing where neither is to be told.

    ``installed``: the sounds that are there; None: the whole core set. Raises as ``position_prompts``.
    """
    if position is None and wait_seconds is None:
        return ()
    told: list[MediaUri] = []
    if position is not None:
        told += position_prompts(position, more_than=more_than, language=language, installed=installed)
    if wait_seconds is not None:
        told += wait_prompts(wait_seconds, language, installed)
    return (*told, *said(thanks_words(language), language, installed))


def position_prompts(
    position: int,
    *,
    more_than: bool = False,
    language: Language = _ENGLISH,
    installed: frozenset[str] | None = None,
) -> tuple[MediaUri, ...]:
    """A caller's place in the queue, 1 being next; ``more_than``: they stand behind this place.

    Raises ``UnknownLanguage`` and, for a position below 1 or past 999,999,999, ``ValueError``.
    """
    return said(position_words(position, language, more_than=more_than), language, installed)


def wait_prompts(
    seconds: float, language: Language = _ENGLISH, installed: frozenset[str] | None = None
) -> tuple[MediaUri, ...]:
    """The wait as a bound in whole minutes, rounded up: "the estimated hold time is currently less than 3 minutes".

    Raises ``UnknownLanguage``, and ``ValueError`` past 999,999,999 minutes. Whatever is below a minute is one minute.
    """
    return said(wait_words(seconds, language), language, installed)


def number_prompts(number: int, language: Language = _ENGLISH) -> tuple[MediaUri, ...]:
    """A whole number from -999,999,999 to 999,999,999 in words. Raises as ``position_prompts``."""
    spoken = grammar(language)
    return said(looked_up(spoken.number(number), spoken.sounds), language)
