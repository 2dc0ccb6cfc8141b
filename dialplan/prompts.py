"""Prompts: whether Asterisk can play a file as it is, and what is played in each language. Converts nothing."""

import hashlib
import wave
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import assert_never

from dialplan.document import FilePrompt, PromptSource, SetPrompt, SpokenPrompt
from dialplan.errors import did_you_mean
from dialplan.files import inside
from dialplan.schema import SET_PREFIX
from dialplan.sections.prompts import PromptSpec, Source
from dialplan.tree import Path as NodePath
from vocabulary.ids import Language, MediaUri

LONGEST_SECONDS = 60
"""The dialogue gives up waiting for the end of a prompt soon after this (ivr.policy)."""
_BYTES_PER_SECOND = 16_000


def fault_of(file: str, directory: Path, longest_seconds: int = LONGEST_SECONDS) -> str | None:
    """Why this file of the directory cannot be a prompt, or music; None if it can."""
    path = directory / file
    if not inside(path, directory):
        return f"{file} is a link that leads out of the directory"
    if not path.is_file():
        folder = Path(file).parent
        near = did_you_mean(file, [str(folder / found.name) for found in (directory / folder).glob("*.wav")])
        return f"no file {file} here{near}"
    if path.stat().st_size > (longest_seconds + 1) * _BYTES_PER_SECOND:
        return f"{file} is longer than {longest_seconds} s"
    try:
        with path.open("rb") as opened, wave.open(opened) as audio:
            return _format_fault(audio, file, longest_seconds)
    except (wave.Error, EOFError) as error:
        return f"{file} is no PCM wav file ({str(error) or 'it ends too early'})"
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"


def _format_fault(audio: wave.Wave_read, file: str, longest_seconds: int) -> str | None:
    rate, channels, bits = audio.getframerate(), audio.getnchannels(), audio.getsampwidth() * 8
    if (rate, channels, bits) != (8_000, 1, 16):
        return f"{file} is {rate} Hz, {channels} channel(s), {bits} bit; prompts are 8000 Hz, 1 channel, 16 bit"
    frames = audio.getnframes()
    if frames == 0:
        return f"{file} holds no sound"
    if frames > longest_seconds * rate:
        return f"{file} is longer than {longest_seconds} s"
    if len(audio.readframes(frames)) < frames * 2:
        return f"{file} ends before the length it states"
    return None


def by_language(prompt: PromptSpec, languages: tuple[str, ...]) -> dict[str, tuple[Source, NodePath]]:
    """What is played for each language that has something of its own, with the path below the prompt where it stands.

    A file or a text that names no language is of the document's first; one of Asterisk's own is of every language.
    """
    if isinstance(prompt, dict):
        return {language: (source, (language,)) for language, source in prompt.items()}
    if isinstance(prompt, str) and prompt.startswith(SET_PREFIX):
        return dict.fromkeys(languages, (prompt, ()))
    return {languages[0]: (prompt, ())}


def files_of(prompt: PromptSpec) -> Iterator[tuple[str, NodePath]]:
    """The files of a prompt, with the path below it where each stands."""
    sources = prompt.items() if isinstance(prompt, dict) else [("", prompt)]
    for language, source in sources:
        if isinstance(source, str) and not source.startswith(SET_PREFIX):
            yield source, ((language,) if language else ())


def resolved(
    prompt: PromptSpec, languages: tuple[str, ...], directory: Path, contents: Mapping[str, bytes]
) -> dict[Language, PromptSource]:
    """A prompt by language. ``contents``: of each file, what it holds."""

    def one(source: Source) -> PromptSource:
        if not isinstance(source, str):
            return SpokenPrompt(source.text)
        if source.startswith(SET_PREFIX):
            return SetPrompt(source.removeprefix(SET_PREFIX))
        return FilePrompt(directory.resolve() / source, hashlib.sha256(contents[source]).hexdigest()[:16])

    return {Language(language): one(source) for language, (source, _) in by_language(prompt, languages).items()}


def media(source: PromptSource, language: Language) -> MediaUri:
    """What is played for it: a sound, or words to be spoken."""
    match source:
        case FilePrompt(path):
            # Asterisk adds the extension.
            return MediaUri(f"sound:{path.with_suffix('')}")
        case SetPrompt(name):
            return MediaUri(f"{SET_PREFIX}{name}")
        case SpokenPrompt(text):
            return MediaUri(f"speech:{language}:{text}")
        case _:
            assert_never(source)
