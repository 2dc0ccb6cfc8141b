"""What is played for what a flow says, in the language the caller is spoken to in. Looks at no file and makes none.

Asterisk finds ``sound:NAME`` in the folder of the language it is told, and where that lacks it, in the English one.
What shall come from the folder of another language is asked for by that folder: ``sound:LANGUAGE/NAME``.
"""

from collections.abc import Mapping

from ivr.say import announcement_prompts, phrase, said, speech
from ivr.say.phrases import LANGUAGES
from ivr.say.words import LARGEST, engine
from ivr.sayings import SayKind
from vocabulary.ids import Language, MediaUri

_ENGLISH = Language("en")
_ANNOUNCED = (SayKind.POSITION, SayKind.WAIT)
_PROMPT, _SOUND, _TEXT = "prompt:", "sound:", "text:"


class Phrasebook:
    """``ivr.world.Voice`` of a document.

    ``prompts``: by name and language, what is played. ``languages``: the document's; the first is what the others fall
    back on. ``sounds``: by language, the names of Asterisk's prompts that are installed; a language that is not in it
    has none. Nothing in it at all: nobody looked, and the whole core sets are taken for granted.
    """

    def __init__(
        self,
        prompts: Mapping[str, Mapping[Language, MediaUri]],
        languages: tuple[Language, ...],
        sounds: Mapping[Language, frozenset[str]],
    ) -> None:
        self._prompts = prompts
        self._fallback = languages[0] if languages else _ENGLISH
        self._sounds = sounds
        for language in languages:
            if language in LANGUAGES:
                engine(language)  # Read now: tens of milliseconds that no caller shall wait for.

    def media(self, prompt: MediaUri, language: Language) -> MediaUri:
        """What is played for ``prompt:NAME``, ``sound:NAME`` or ``text:WORDS``. One nobody knows stays as it is."""
        if prompt.startswith(_PROMPT):
            spoken = self._prompts.get(prompt.removeprefix(_PROMPT), {})
            for tried in (language, self._fallback, *spoken):
                if tried in spoken:
                    return self._sound(spoken[tried], language, tried)
            return prompt
        if prompt.startswith(_TEXT):
            return speech(language, prompt.removeprefix(_TEXT))
        return self._sound(prompt, language, language)

    def say(self, kind: SayKind, value: str, language: Language, currency: str = "") -> tuple[MediaUri, ...]:
        """What is played for a value; nothing where the text cannot be read as one of this kind.

        Where nobody can be told their place in this language, that and a wait are told in the document's first, or else
        in English.
        """
        spoken = self._announcing(language) if kind in _ANNOUNCED else language
        words = phrase(kind, value, spoken, currency)
        return () if words is None else self._in_folder(said(words, spoken, self._installed(spoken)), spoken, language)

    def announcement(
        self,
        language: Language,
        position: int | None = None,
        *,
        more_than: bool = False,
        wait_seconds: float | None = None,
    ) -> tuple[MediaUri, ...]:
        """What a waiting caller is told: their place, their wait, or both, with thanks; nothing of neither.

        A wait or a place that is too large to be said is not told. The language is chosen as in ``say``.
        """
        place = position if position is not None and 1 <= position <= LARGEST else None
        wait = wait_seconds if wait_seconds is not None and wait_seconds <= LARGEST else None
        spoken = self._announcing(language)
        prompts = announcement_prompts(
            place, more_than=more_than, wait_seconds=wait, language=spoken, installed=self._installed(spoken)
        )
        return self._in_folder(prompts, spoken, language)

    def _announcing(self, language: Language) -> Language:
        return next((known for known in (language, self._fallback) if known in LANGUAGES), _ENGLISH)

    def _installed(self, language: Language) -> frozenset[str] | None:
        return self._sounds.get(language, frozenset()) if self._sounds else None

    def _sound(self, uri: MediaUri, language: Language, spoken: Language) -> MediaUri:
        """The same sound, from the folder it is in where Asterisk would look for it in another."""
        name = uri.removeprefix(_SOUND)
        if not uri.startswith(_SOUND) or name.startswith("/") or not self._sounds:
            return uri
        for folder in (spoken, self._fallback, _ENGLISH):
            if name in self._sounds.get(folder, frozenset()):
                return uri if folder == language else MediaUri(f"{_SOUND}{folder}/{name}")
        return uri

    def _in_folder(self, prompts: tuple[MediaUri, ...], spoken: Language, language: Language) -> tuple[MediaUri, ...]:
        if spoken == language:
            return prompts
        return tuple(
            MediaUri(f"{_SOUND}{spoken}/{uri.removeprefix(_SOUND)}") if uri.startswith(_SOUND) else uri
            for uri in prompts
        )
