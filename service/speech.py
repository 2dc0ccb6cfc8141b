"""Texts become files that Asterisk plays: made once by a text-to-speech command, kept by content. Plays nothing.

The command is run without a shell and gets the text on its standard input, so nothing in a text can be taken for an
option. What it does not make in time is left out with a line in the log: a caller hears less, and never waits for it.
"""

import asyncio
import hashlib
import json
import os
import shlex
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog

from service import speech_audio
from service.speech_audio import SoundUnusable
from vocabulary.ids import Language, MediaUri

if TYPE_CHECKING:
    from dialplan.document import Document
    from service.settings import Settings

USUAL_COMMAND = "espeak-ng -v {voice} -s {words_per_minute} --stdin --stdout"
LONGEST_TEXT = 1_000
"""Characters; what is beyond is not spoken."""
_LONGEST = 60 * speech_audio.RATE
"""Of what was made, the samples kept: the dialogue gives up waiting for the end of a prompt soon after (ivr.policy)."""
_LONGEST_READ_SECONDS = 600.0
_TREATMENT = 1
"""Of the audio, by us: raised when it changes, so that nothing made before is taken for it."""
_SPEECH, _SOUND = "speech:", "sound:"
_PLACEHOLDERS = ("{voice}", "{words_per_minute}")

log = structlog.get_logger(__name__)


class CommandUnusable(Exception):
    """the text-to-speech command {command!r} cannot be used: {why}"""

    def __init__(self, command: str, why: str) -> None:
        super().__init__((CommandUnusable.__doc__ or "").format(command=command, why=why))


class SpeechFailed(Exception):
    """{program} made no speech of {text!r} in {language}: {why}"""

    def __init__(self, program: str, text: str, language: str, why: str) -> None:
        words = (SpeechFailed.__doc__ or "").format(program=program, text=text[:60], language=language, why=why)
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class SpeechCommand:
    """What speaks: its arguments, where ``{voice}`` and ``{words_per_minute}`` stand for a whole one.

    ``voices``: by language; one that is not in it is called like its language.
    """

    arguments: tuple[str, ...] = tuple(shlex.split(USUAL_COMMAND))
    voices: Mapping[Language, str] = field(default_factory=dict)
    words_per_minute: int = 160

    @classmethod
    def read(
        cls, command: str, voices: Mapping[Language, str] | None = None, words_per_minute: int = 160
    ) -> "SpeechCommand":
        """The command as it stands in a setting. Raises ``CommandUnusable``."""
        try:
            arguments = tuple(shlex.split(command))
        except ValueError as error:
            raise CommandUnusable(command, str(error)) from None
        if not arguments:
            raise CommandUnusable(command, "it is empty")
        for argument in arguments:
            if "{" in argument and argument not in _PLACEHOLDERS:
                raise CommandUnusable(command, f"{argument} is neither {' nor '.join(_PLACEHOLDERS)}")
        return cls(arguments, voices or {}, words_per_minute)

    def for_language(self, language: Language) -> tuple[str, ...]:
        """The command line that speaks this language."""
        filled = {"{voice}": self.voices.get(language, language), "{words_per_minute}": str(self.words_per_minute)}
        return tuple(filled.get(argument, argument) for argument in self.arguments)


class SpeechMaker:
    """The texts made so far, in ``folder``, and the command that makes the others.

    ``limit_seconds``: of one making, with the waiting for its turn. ``at_once``: so many commands run at a time.
    ``codecs``: of the trunks, each text is written in these too. ``tidy_after``: whenever so
    many were made, those beyond ``kept`` go.
    """

    def __init__(
        self,
        folder: Path,
        command: SpeechCommand,
        *,
        limit_seconds: float = 5.0,
        at_once: int = 2,
        codecs: tuple[str, ...] = (),
        tidy_after: int = 1_000,
        kept: int = 20_000,
    ) -> None:
        self._folder = folder.absolute()
        self._command = command
        self._limit = limit_seconds
        self._codecs = codecs
        self._tidy_after = tidy_after
        self._kept = kept
        self._made = 0
        self._turns = asyncio.Semaphore(at_once)
        self._making: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    async def ready(self, uris: Iterable[MediaUri]) -> tuple[MediaUri, ...]:
        """What Asterisk plays for these: the files of ``speech:LANGUAGE:WORDS``, everything else as it is.

        A text that cannot be made is left out, and the log says why.
        """
        played = await asyncio.gather(*map(self._played, uris))
        return tuple(uri for uri in played if uri is not None)

    def file_of(self, language: Language, text: str) -> Path:
        """Where a text's file is, or would be: named by all that it sounds like depends on."""
        content = json.dumps([_TREATMENT, self._command.for_language(language), language, _speakable(text)])
        return self._folder / f"{hashlib.sha256(content.encode()).hexdigest()}.wav"

    async def made(self, language: Language, text: str) -> Path:
        """The file of a text, made now unless it is there. One text is made once, however many ask.

        :raises SpeechFailed: the command is missing, took too long, or made nothing that can be played.
        """
        file = self.file_of(language, text)
        if _there(file):
            return file
        lock = self._making.setdefault(file, asyncio.Lock())
        try:
            async with asyncio.timeout(self._limit), lock:
                if not file.exists():
                    async with self._turns:
                        await self._make(file, language, _speakable(text))
                        await self._tidy_now_and_then()
        except TimeoutError:
            raise self._failure(language, text, f"not within {self._limit:g} s") from None
        return file

    async def tidy(self) -> int:
        """Remove what was not asked for longest, beyond so many files; returns how many went. Raises ``OSError``.

        Texts with a variable are as many as there are values: without this, callers could fill the disk.
        """
        return await asyncio.to_thread(_tidied, self._folder, self._kept)

    async def _tidy_now_and_then(self) -> None:
        self._made += 1
        if self._made % self._tidy_after == 0:
            with suppress(OSError):
                await self.tidy()

    async def _played(self, uri: MediaUri) -> MediaUri | None:
        if not uri.startswith(_SPEECH):
            return uri
        try:
            file = await self.made(*parts_of(uri))
        except SpeechFailed as failure:
            log.warning("text not spoken", reason=str(failure))
            return None
        return MediaUri(f"{_SOUND}{file.with_suffix('')}")

    async def _make(self, file: Path, language: Language, text: str) -> None:
        if not any(character.isalnum() for character in text):
            raise self._failure(language, text, "there is nothing to say")
        spoken = await self._spoken(language, text)
        try:
            await asyncio.to_thread(_finish, spoken, file, self._codecs)
        except (SoundUnusable, OSError) as error:
            raise self._failure(language, text, str(error)) from None

    async def _spoken(self, language: Language, text: str) -> bytes:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command.for_language(language),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise self._failure(language, text, str(error.strerror)) from None
        try:
            spoken, complaint = await process.communicate(f"{text}\n".encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            last = complaint.decode(errors="replace").strip().splitlines()[-1:]
            raise self._failure(language, text, ": ".join([f"exit code {process.returncode}", *last]))
        return spoken

    def _failure(self, language: Language, text: str, why: str) -> SpeechFailed:
        return SpeechFailed(self._command.arguments[0], text, language, why)


def speech_maker(settings: "Settings", document: "Document", *, limit_seconds: float = 5.0) -> SpeechMaker:
    """What speaks a document's texts, into a folder of Asterisk's. Raises ``CommandUnusable``."""
    voices = {Language(language): voice for language, voice in document.speech.voices.items()}
    command = SpeechCommand.read(settings.speech_command, voices, document.speech.words_per_minute)
    folder = settings.asterisk().data / "speech"
    return SpeechMaker(folder, command, limit_seconds=limit_seconds, codecs=codecs_of(document))


def codecs_of(document: "Document") -> tuple[str, ...]:
    """What the document's trunks speak, each once."""
    return tuple(dict.fromkeys(codec for trunk in document.trunks.values() for codec in trunk.codecs))


def parts_of(uri: MediaUri) -> tuple[Language, str]:
    """The language and the words of ``speech:LANGUAGE:WORDS``."""
    language, _, text = uri.removeprefix(_SPEECH).partition(":")
    return Language(language), text


def _speakable(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())[:LONGEST_TEXT]


def _there(file: Path) -> bool:
    """Whether it is; from now on it is among the last to go."""
    try:
        os.utime(file)
    except OSError:
        # Another account may have made it: then it is there, and as old as it was.
        return file.exists()
    return True


def _finish(spoken: bytes, file: Path, codecs: tuple[str, ...]) -> None:
    samples = speech_audio.trimmed(speech_audio.read(spoken, "what it made", _LONGEST_READ_SECONDS))[:_LONGEST]
    if len(samples) == 0:
        raise SoundUnusable("what it made", "it is silent")
    speech_audio.write(speech_audio.levelled(samples), file, codecs)


def _tidied(folder: Path, kept: int) -> int:
    made = sorted(folder.glob("[0-9a-f]*.wav"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in (beside for wav in made[kept:] for beside in folder.glob(f"{wav.stem}.*")):
        file.unlink(missing_ok=True)
    return len(made[kept:])
