"""`firstline prompts build`: makes what a document's callers will hear, before the first of them calls. Plays nothing.

Files that Asterisk cannot play as they are become 8 kHz, one channel, 16 bit; the original is kept beside. Texts are
spoken by the command of the settings, into the folder the service looks in.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dialplan.files import inside, source_files
from dialplan.loader import merged
from dialplan.prompts import LONGEST_SECONDS, fault_of, files_of
from dialplan.reading import read as read_yaml
from dialplan.tree import Mapping, Place
from dialplan.validating import validated
from service import speech_audio
from service.speech import SpeechFailed, SpeechMaker, parts_of
from service.speech_audio import SoundUnusable
from vocabulary.ids import MediaUri

CONVERTED_FROM = (".flac", ".ogg", ".opus", ".mp3", ".aiff")
"""Of a prompt ``welcome.wav`` that is not there: the files beside it that it is made from."""
ORIGINAL = ".original.wav"


class Outcome(StrEnum):
    """What became of a prompt."""

    MADE = "made"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Built:
    """One prompt. ``what``: a file's name, or a text; ``language`` is empty for a file; ``why`` it failed."""

    what: str
    language: str
    outcome: Outcome
    file: str = ""
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a program to read."""
        return asdict(self)


def prompt_files(directory: Path) -> tuple[str, ...]:
    """The prompt files that a document names, as far as it can be read. What is wrong with it is told by loading it."""
    roots = [read_yaml(source.text, source.shown).root for source in source_files(directory)[0]]
    root, _ = merged([root for root in roots if isinstance(root, Mapping)], Place(str(directory), 1, 1))
    prompts = validated(root).prompts.values()
    return tuple(dict.fromkeys(file for prompt in prompts for file, _ in files_of(prompt)))


def convert_files(directory: Path) -> Iterator[Built]:
    """Make every prompt file of the directory one that can be played."""
    for file in prompt_files(directory):
        yield _converted(file, directory)


async def speak_texts(texts: tuple[MediaUri, ...], maker: SpeechMaker, *, at_once: int = 2) -> AsyncIterator[Built]:
    """Make every text that is not made yet."""
    for first in range(0, len(texts), at_once):
        for built in await asyncio.gather(*(_spoken(uri, maker) for uri in texts[first : first + at_once])):
            yield built


def _converted(file: str, directory: Path) -> Built:
    if fault_of(file, directory) is None:
        return Built(file, "", Outcome.KEPT, str(directory / file))
    path = directory / file
    source = _source_of(path)
    if source is None:
        beside = ", ".join(CONVERTED_FROM)
        return Built(file, "", Outcome.FAILED, why=f"there is no such file, and none ending in {beside}")
    if not inside(source, directory):
        return Built(file, "", Outcome.FAILED, why="a link that leads out of the directory")
    try:
        samples = speech_audio.read(source, source.name, LONGEST_SECONDS)
        if source == path:
            path.with_name(f"{path.stem}{ORIGINAL}").write_bytes(path.read_bytes())
        speech_audio.write(samples, path)
    except (SoundUnusable, OSError) as error:
        return Built(file, "", Outcome.FAILED, why=str(error))
    return Built(file, "", Outcome.MADE, str(path))


def _source_of(path: Path) -> Path | None:
    return next((found for found in (path, *map(path.with_suffix, CONVERTED_FROM)) if found.is_file()), None)


async def _spoken(uri: MediaUri, maker: SpeechMaker) -> Built:
    language, text = parts_of(uri)
    file = maker.file_of(language, text)
    if file.exists():
        return Built(text, language, Outcome.KEPT, str(file))
    try:
        return Built(text, language, Outcome.MADE, str(await maker.made(language, text)))
    except SpeechFailed as failure:
        return Built(text, language, Outcome.FAILED, why=str(failure))
