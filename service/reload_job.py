"""What a running service asks the process that loads its dialplan, the answer, and how that is found. Changes no call.

Nothing large is imported before a job is there: the process that does it sets itself limits first.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asterisk.config import ConfigSettings
    from asterisk.installation import AsteriskInstallation
    from dialplan.document import Document
    from service.reload_pieces import Pieces
    from service.reload_plan import Change

MOST_MEMORY_BYTES = 1024**3
MOST_CPU_SECONDS = 30
"""A document within the loader's limits needs a tenth of either."""

SPEAKING_SECONDS = 10.0
"""How long texts may be spoken before the document is taken over; well within what the whole job may take."""

DRAFTS = "etc.new"
"""The folder beside Asterisk's own in which its files are written before they are used."""


@dataclass(frozen=True, slots=True)
class OwnAsterisk:
    """An Asterisk whose files are ours to write. ``sounds``: the folder of its own prompts."""

    settings: "ConfigSettings"
    installation: "AsteriskInstallation"
    sounds: Path


@dataclass(frozen=True, slots=True)
class Job:
    """What to load. ``present``: the document in force, to compare with. ``asterisk``: None where it is not ours."""

    directory: Path
    present: "Pieces" = ()
    asterisk: OwnAsterisk | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that passed every check, its prompts made and Asterisk's files for it written as drafts.

    ``drafts``: the files of Asterisk's that differ from those it has. ``affected``: the numbers whose callers would
    notice, each with why.
    """

    version: str
    pieces: "Pieces"
    files: dict[str, str]
    prompts: dict[str, str]
    warnings: tuple[str, ...]
    changes: dict[str, "Change"]
    affected: tuple[str, ...]
    drafts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invalid:
    """The document has problems, warnings among them, each as ``file:line:column: message``."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """It could not be loaded for a reason that is no problem of the document's."""

    why: str


Answer = Loaded | Invalid | Impossible


def answer_to(job: Job) -> Answer:
    """Load, compare, prepare."""
    from dialplan.errors import DialplanInvalid

    try:
        return _loaded(job)
    except DialplanInvalid as error:
        return Invalid(tuple(map(str, error.problems)))
    except MemoryError:
        return Impossible(f"it needs more than {MOST_MEMORY_BYTES // 1024**2:,} MiB of memory")
    except RecursionError:
        return Impossible("it is nested too deeply")
    except Exception as error:
        from service.failures import explanation

        told = explanation(error)
        if told is None:
            raise
        return Impossible(told)


def _loaded(job: Job) -> Loaded:
    from dialplan.loader import load
    from service.reload_pieces import split
    from service.reload_plan import difference

    document = load(job.directory)
    present = _present(job)
    changes = {} if present is None else difference(present, document)
    affected = () if present is None else _affected(present, document)
    files, prompts = dict(document.sources), prompt_contents(document, job.directory)
    # As text: a thousand objects would take the service longer to read than all the rest.
    warnings = tuple(map(str, document.warnings))
    drafts: tuple[str, ...] = ()
    if job.asterisk is not None:
        document, drafts = _prepared(document, job.asterisk)
    return Loaded(document.version, split(document), files, prompts, warnings, changes, affected, drafts)


def _present(job: Job) -> "Document | None":
    from service.reload_pieces import joined_at_once

    return joined_at_once(job.present) if job.present else None


def _affected(present: "Document", document: "Document") -> tuple[str, ...]:
    from dialplan.blast import affected

    return tuple(str(each) for each in affected(present, document))


def prompt_contents(document: "Document", directory: Path) -> dict[str, str]:
    """By path within the directory, the first 16 hex digits of the SHA-256 of each prompt file."""
    from dialplan.document import FilePrompt

    root = directory.resolve()
    found = (source for spoken in document.prompts.values() for source in spoken.values())
    return {
        str(source.path.relative_to(root) if source.path.is_relative_to(root) else source.path): source.content
        for source in found
        if isinstance(source, FilePrompt)
    }


def _prepared(document: "Document", own: OwnAsterisk) -> tuple["Document", tuple[str, ...]]:
    """The document with its prompts where Asterisk finds them, and the files of Asterisk's that changed with it."""
    from asterisk.config import load_or_create, render
    from service.prompts import bring_near, check_prompts, installed_sounds

    document = document.with_sounds(installed_sounds(own.installation, document.languages))
    check_prompts(document, own.sounds)
    document = bring_near(document, own.settings.data / "prompts")
    asyncio.run(_speak(document, own))
    etc = own.settings.etc
    drafts = etc.with_name(DRAFTS)
    secrets = load_or_create(own.settings.secrets_file, document.agents)
    render(document, own.settings, secrets, drafts, own.installation)
    differing = (path.name for path in sorted(drafts.iterdir()) if _content(path) != _content(etc / path.name))
    return document, tuple(differing)


async def _speak(document: "Document", own: OwnAsterisk) -> None:
    """Make the texts that are new. Whatever is not made by then is made when somebody is to hear it."""
    from service.settings import Settings
    from service.speech import SpeechCommand, SpeechMaker, codecs_of
    from service.speech_texts import texts_of
    from vocabulary.ids import Language

    texts = texts_of(document)
    if not texts:
        return
    voices = {Language(language): voice for language, voice in document.speech.voices.items()}
    command = SpeechCommand.read(Settings.read().speech_command, voices, document.speech.words_per_minute)
    folder, codecs = own.settings.data / "speech", codecs_of(document)
    maker = SpeechMaker(folder, command, limit_seconds=SPEAKING_SECONDS, codecs=codecs)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SPEAKING_SECONDS):
            await maker.ready(texts)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
