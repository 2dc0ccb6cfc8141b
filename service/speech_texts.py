"""What a document will have spoken, as far as it is known before anybody calls. Speaks nothing.

Not known: texts with a variable in them, and values said. These are made when they are needed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from calls.keypad.words import texts_of_codes
from dialplan.document import Document
from ivr.say.phrasebook import Phrasebook
from ivr.templates import variables_in
from vocabulary.ids import Language, MediaUri

MOST_POSITIONS = 30
MOST_MINUTES = 60
"""Places and waits that are made ahead: more callers than that waiting, or longer, are rare."""

_PROMPT, _SOUND, _TEXT, _SPEECH = "prompt:", "sound:", "text:", "speech:"


def prompts_of(document: Document) -> tuple[MediaUri, ...]:
    """Everything that is played by name: by steps, to waiting callers, to agents; and what named prompts stand for."""
    played = dict.fromkeys(_uris(tuple(document.flows.values())))
    for queue in document.queues.values():
        played |= dict.fromkeys((*queue.comfort, *(() if queue.tell_agent is None else (queue.tell_agent,))))
    played |= dict.fromkeys(uri for spoken in document.media.values() for uri in spoken.values())
    return tuple(played)


def texts_of(document: Document) -> tuple[MediaUri, ...]:
    """Every ``speech:LANGUAGE:WORDS`` that is known: prompts, texts of steps, announcements of its queues, and what is
    said to whoever dials a code."""
    voice = Phrasebook(document.media, document.languages, document.sounds)
    found: dict[MediaUri, None] = {}
    for prompt in prompts_of(document):
        if next(variables_in(prompt), None) is None:
            found |= dict.fromkeys(voice.media(prompt, language) for language in document.languages)
    if document.queues:
        for language in document.languages:
            found |= dict.fromkeys(_announcements(voice, language))
    found |= dict.fromkeys(texts_of_codes(document))
    return tuple(uri for uri in found if uri.startswith(_SPEECH))


def _announcements(voice: Phrasebook, language: Language) -> Iterator[MediaUri]:
    for position in range(1, MOST_POSITIONS + 1):
        yield from voice.announcement(language, position)
        yield from voice.announcement(language, position, more_than=True)
    for minutes in range(1, MOST_MINUTES + 1):
        yield from voice.announcement(language, wait_seconds=60.0 * minutes)


def _uris(value: object) -> Iterator[MediaUri]:
    """Of steps within steps, every text that names a prompt."""
    if isinstance(value, str):
        if value.startswith((_PROMPT, _SOUND, _TEXT)):
            yield MediaUri(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _uris(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _uris(inner)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _uris(getattr(value, part.name))
