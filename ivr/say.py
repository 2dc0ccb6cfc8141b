"""What is said in place of numbers, as files of Asterisk's core sound sets. Builds lists; looks at no file.

Asterisk's own ``number:`` and ``digits:`` are not used: a playback of those alone cannot be stopped (answered 500).
"""

from vocabulary.ids import MediaUri

_SCALES = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_LARGEST = 999_999_999


class UnknownLanguage(Exception):
    """no way is known to say a number in language {language}"""

    def __init__(self, language: str) -> None:
        super().__init__(f"no way is known to say a number in language {language!r}")


def position_prompts(position: int, language: str = "en") -> tuple[MediaUri, ...]:
    """A caller's place in the queue, 1 being next, with thanks for their patience.

    In the English core set ``queue-thereare`` says "you are currently caller number" and ``queue-callswaiting``
    "waiting to speak with a representative". Raises ``UnknownLanguage`` for other languages and ``ValueError`` for a
    position below 1 or past 999,999,999.
    """
    if position == 1 and language == "en":
        return (_sound("queue-youarenext"), _sound("queue-thankyou"))
    return (
        _sound("queue-thereare"),
        *number_prompts(position, language),
        _sound("queue-callswaiting"),
        _sound("queue-thankyou"),
    )


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
