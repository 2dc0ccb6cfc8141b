"""A document's prompts, made ready before anybody calls: Asterisk's own looked for, the document's own brought near.

Asterisk may run as somebody who cannot read the document (a clone under root's home), and a file edited during a call
must not change what that call hears: so the files are copied, by content, into a folder of Asterisk's.
"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from dialplan.document import Document
from ivr.say import announcement_prompts
from vocabulary.ids import MediaUri


class PromptsMissing(Exception):
    """Asterisk's sounds in {folder} have no {names}; mend the dialplan, or install the sounds"""

    def __init__(self, folder: Path, names: list[str]) -> None:
        super().__init__((PromptsMissing.__doc__ or "").format(folder=folder, names=", ".join(names)))


def check_prompts(document: Document, sounds: Path) -> None:
    """Returns when every ``sound:NAME`` of the document, and what tells place and wait, is among the sounds.

    Files of the document itself were checked when it was loaded.

    :raises PromptsMissing: some are not.
    """
    names = dict.fromkeys(_name(uri) for uri in (*document.prompts(), *_announcements()))
    missing = [name for name in names if not name.startswith("/") and not list(sounds.glob(f"{name}.*"))]
    if missing:
        raise PromptsMissing(sounds, missing)


def _announcements() -> Iterator[MediaUri]:
    """What is said around the numbers: of a place, of one that is only bounded, of one minute and of several."""
    yield from announcement_prompts(1, wait_seconds=60)
    yield from announcement_prompts(2, wait_seconds=120)
    yield from announcement_prompts(2, more_than=True)


def _name(uri: MediaUri) -> str:
    return uri.partition(":")[2]


def bring_near(document: Document, folder: Path) -> Document:
    """Copy the document's own prompt files into ``folder`` (readable by all) and remove what it held before.

    :returns: the document, playing the copies.
    :raises OSError: a file cannot be read, or the folder not be written.
    """
    copies: dict[MediaUri, MediaUri] = {}
    for uri in document.prompts():
        if _name(uri).startswith("/") and uri not in copies:
            copies[uri] = _copied(Path(f"{_name(uri)}.wav"), folder)
    kept = {Path(_name(copy)).parent.name for copy in copies.values()}
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in kept:
            shutil.rmtree(old)
    return document.with_prompts(lambda uri: copies.get(uri, uri))


def _copied(file: Path, folder: Path) -> MediaUri:
    content = file.read_bytes()
    home = folder / hashlib.sha256(content).hexdigest()[:16]
    home.mkdir(parents=True, exist_ok=True)
    copy = home / file.name
    copy.write_bytes(content)
    for path, mode in ((folder, 0o755), (home, 0o755), (copy, 0o644)):
        path.chmod(mode)
    return MediaUri(f"sound:{copy.with_suffix('')}")
