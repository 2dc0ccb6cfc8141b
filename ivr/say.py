"""What a waiting caller is told, as files of Asterisk's core sound sets. Builds lists; looks at no file.

Asterisk's own ``number:`` and ``digits:`` are not used: a playback of those alone cannot be stopped (answered 500).
"""

import math

from vocabulary.ids import MediaUri

_SCALES = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_LARGEST = 999_999_999


class UnknownLanguage(Exception):
    """no way is known to say a number in language {language}"""

    def __init__(self, language: str) -> None:
        super().__init__(f"no way is known to say a number in language {language!r}")


def announcement_prompts(
    position: int | None = None,
    *,
    more_than: bool = False,
    wait_seconds: float | None = None,
    language: str = "en",
) -> tuple[MediaUri, ...]:
    """A caller's place, their wait, or both, with thanks for their patience; nothing where neither is to be told.

    Raises as ``position_prompts``.
    """
    place = position_prompts(position, more_than=more_than, language=language) if position is not None else ()
    wait = wait_prompts(wait_seconds, language) if wait_seconds is not None else ()
    return (*place, *wait, _sound("queue-thankyou")) if place or wait else ()


def position_prompts(position: int, *, more_than: bool = False, language: str = "en") -> tuple[MediaUri, ...]:
    """A caller's place in the queue, 1 being next; ``more_than``: they stand behind this place.

    In the English core set ``queue-thereare`` says "you are currently caller number", ``queue-callswaiting`` "waiting
    to speak with a representative", ``queue-quantity1`` "currently there are more than" and ``queue-quantity2``
    "callers waiting to speak with a representative". Raises ``UnknownLanguage`` for other languages and ``ValueError``
    for a position below 1 or past 999,999,999.
    """
    number = number_prompts(position, language)
    if more_than:
        return (_sound("queue-quantity1"), *number, _sound("queue-quantity2"))
    if position == 1:
        return (_sound("queue-youarenext"),)
    return (_sound("queue-thereare"), *number, _sound("queue-callswaiting"))


def wait_prompts(seconds: float, language: str = "en") -> tuple[MediaUri, ...]:
    """The wait as a bound in whole minutes, rounded up: "the estimated hold time is currently less than 3 minutes".

    Raises ``UnknownLanguage``, and ``ValueError`` past 999,999,999 minutes. Whatever is below a minute is one minute.
    """
    minutes = max(1, math.ceil(seconds / 60))
    unit = _sound("queue-minute" if minutes == 1 else "queue-minutes")
    return (_sound("queue-holdtime"), _sound("queue-less-than"), *number_prompts(minutes, language), unit)


def number_prompts(number: int, language: str = "en") -> tuple[MediaUri, ...]:
    """A whole number from 1 to 999,999,999 in words. Raises as ``position_prompts``."""
    if language != "en":
        raise UnknownLanguage(language)
    if not 1 <= number <= _LARGEST:
        raise ValueError(f"{number} cannot be said: not between 1 and {_LARGEST}")
    return tuple(_sound(f"digits/{word}") for word in _english(number))


def _english(number: int) -> tuple[str, ...]:
    for size, word in _SCALES:
        if number >= size:
            return (*_english(number // size), word, *_english(number % size))
    if number == 0:
        return ()
    if number <= 20 or number % 10 == 0:
        return (str(number),)
    return (str(number - number % 10), str(number % 10))


def _sound(name: str) -> MediaUri:
    return MediaUri(f"sound:{name}")
