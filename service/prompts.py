"""A document's prompts, made ready before anybody calls: Asterisk's own looked for, the document's own brought near.

Asterisk may run as somebody who cannot read the document (a clone under root's home), and a file edited during a call
must not change what that call hears: so the files are copied, by content, into a folder of Asterisk's.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from asterisk.installation import AsteriskInstallation
from dialplan.document import Document
from dialplan.sections.music import LONGEST_SECONDS as MUSIC_SECONDS
from service import speech_audio
from service.speech import codecs_of
from service.speech_texts import prompts_of
from vocabulary.ids import Language, MediaUri

_SOUND = "sound:"


class PromptsMissing(Exception):
    """Asterisk's sounds in {folder} have no {names}; mend the dialplan, or install the sounds"""

    def __init__(self, folder: Path, names: list[str]) -> None:
        super().__init__((PromptsMissing.__doc__ or "").format(folder=folder, names=", ".join(names)))


def installed_sounds(
    installation: AsteriskInstallation, languages: Iterable[Language]
) -> dict[Language, frozenset[str]]:
    """By language, and English always: the names of Asterisk's own prompts that this installation has."""
    found = {}
    for language in dict.fromkeys((*languages, Language("en"))):
        folder = installation.sound_set(language)
        if folder is not None:
            found[language] = names_in(folder)
    return found


def names_in(folder: Path) -> frozenset[str]:
    """The names of the sounds in the folder of a language, those below it with their folder: ``digits/1``."""
    return frozenset(str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.*") if file.is_file())


def check_prompts(document: Document, sounds: Path) -> None:
    """Returns when every ``sound:NAME`` of the document is among these sounds, or those of one of its languages.

    ``sounds`` is the folder of the English set, in which Asterisk looks for what another set lacks. What a number or a
    place in a queue is made of is not looked for: it is spoken where a sound is missing. Files of the document itself
    were checked when it was loaded.

    :raises PromptsMissing: some are not.
    """
    names = dict.fromkeys(uri.removeprefix(_SOUND) for uri in prompts_of(document) if uri.startswith(_SOUND))
    installed = names_in(sounds).union(*document.sounds.values())
    missing = [name for name in names if not name.startswith("/") and name not in installed]
    if missing:
        raise PromptsMissing(sounds, missing)


def bring_near(document: Document, folder: Path) -> Document:
    """Copy the document's own prompt files into ``folder`` (readable by all). What it held before stays: there may be
    calls that still hear it.

    Beside each copy the same is written in the codecs of the trunks, so that Asterisk need not convert it call by call.

    :returns: the document, playing the copies.
    :raises SoundUnusable: a file is no sound any more.
    :raises OSError: a file cannot be read, or the folder not be written.
    """
    copies: dict[MediaUri, MediaUri] = {}
    for uri in _played(document):
        if uri.startswith(f"{_SOUND}/") and uri not in copies:
            copies[uri] = _copied(Path(f"{uri.removeprefix(_SOUND)}.wav"), folder, codecs_of(document))
    return document.with_media(lambda uri: copies.get(uri, uri))


def remove_others(document: Document, folder: Path) -> None:
    """Remove from ``folder`` what this document, brought near, does not play. For a start, when nobody hears it.

    :raises OSError: the folder cannot be written.
    """
    kept = {Path(uri.removeprefix(_SOUND)).parent.name for uri in _played(document) if uri.startswith(f"{_SOUND}/")}
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in kept:
            shutil.rmtree(old)


def _played(document: Document) -> Iterator[MediaUri]:
    for spoken in document.media.values():
        yield from spoken.values()
    for files in document.music.values():
        yield from files


def _copied(file: Path, folder: Path, codecs: tuple[str, ...]) -> MediaUri:
    content = file.read_bytes()
    home = folder / hashlib.sha256(content).hexdigest()[:16]
    home.mkdir(parents=True, exist_ok=True)
    copy = home / file.name
    if codecs and not copy.exists():
        speech_audio.write(speech_audio.read(content, file.name, MUSIC_SECONDS), copy, codecs)
    copy.write_bytes(content)
    for path, mode in ((folder, 0o755), (home, 0o755), (copy, 0o644)):
        path.chmod(mode)
    return MediaUri(f"{_SOUND}{copy.with_suffix('')}")
