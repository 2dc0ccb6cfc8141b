"""Whether a kept recording is still what was kept, and mending it from a copy where it is not.

Refuses to replace what lies in the store before a copy is at hand whose checksum is right, and to throw the damaged
content away: that goes to quarantine.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from recordings.library.decoding import SoundUnusable
from recordings.library.files import RecordingExists, opened
from recordings.library.quarantine import quarantine
from recordings.library.repair import Repaired
from recordings.library.repair import repair as save
from recordings.naming import sound_name
from recordings.policy import SoundFormat
from storage.archive import Archive, ArchiveLacks, Stored
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import CatalogueEntry
from storage.durable import write_new
from storage.sealing import NotOpened, Opener, Seal
from storage.underway import CustodyFolders

_LOG = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``faults``: what is wrong, none if it is what was kept. ``unseen``: what could not be looked at, and why."""

    faults: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, as far as could be seen."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Repair:
    """``mended``: it is what was kept, now or all along. ``told``: what was done, and what could not be."""

    mended: bool
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What verifying and mending work with."""

    catalogue: CatalogueRepository
    archive: Archive
    opener: Opener
    seal: Seal | None
    folders: CustodyFolders


async def verify(bench: Bench, entry: CatalogueEntry) -> Verdict:
    """Read all of it, and compare: the stored bytes with what was stored, the sound with what was finished.

    :raises ArchiveUnreachable: the store cannot be asked now.
    """
    wanted = Stored(entry.stored_size, entry.stored_sha256)
    try:
        if not entry.sealed:
            found = await bench.archive.measure(entry.key)
            return Verdict((*_differences(found, wanted), *_of_the_sound(entry, found.sha256)))
        content = await bench.archive.get(entry.key)
    except ArchiveLacks as fault:
        return Verdict((str(fault),))
    found = await asyncio.to_thread(_measured, content)
    if not bench.opener.can_open:
        return Verdict(
            tuple(_differences(found, wanted)), "it is sealed, and no identity is set: its sound was not seen"
        )
    try:
        sound = await asyncio.to_thread(bench.opener.open, content)
    except NotOpened as fault:
        return Verdict((*_differences(found, wanted), str(fault)))
    opened_sound = await asyncio.to_thread(_measured, sound)
    return Verdict((*_differences(found, wanted), *_of_the_sound(entry, opened_sound.sha256)))


async def repair(bench: Bench, entry: CatalogueEntry) -> Repair:
    """Put a whole copy in the place of what is damaged or lost, if one still lies in the outbox or in quarantine.

    :raises ArchiveUnreachable: the store cannot be asked now; nothing was lost.
    """
    verdict = await verify(bench, entry)
    if verdict.sound:
        return Repair(True, ("nothing is wrong with it", *((verdict.unseen,) if verdict.unseen else ())))
    copy = await asyncio.to_thread(_copy_of, entry, bench.folders)
    if copy is None:
        return Repair(False, (*verdict.faults, "no whole copy of it was found", await _saved(bench, entry)))
    told = [*verdict.faults, f"a whole copy was found: {copy}"]
    if entry.sealed and bench.seal is None:
        return Repair(False, (*told, "it was kept sealed, and no recipient is set: the copy was not put in its place"))
    aside = await _put_aside(bench, entry)
    if aside is not None:
        told.append(f"what lay in the store is now {aside}")
    stored = await _put_again(bench, entry, copy)
    await bench.catalogue.stored_anew(entry.recording, stored.size, stored.sha256)
    _LOG.warning("recording mended", recording=entry.recording, copy=str(copy), faults=verdict.faults)
    return Repair(True, (*told, "the copy is kept in its place"))


def _differences(found: Stored, wanted: Stored) -> Iterator[str]:
    if found.size != wanted.size:
        yield f"the store has {found.size} bytes of it, {wanted.size} were put there"
    elif found.sha256 != wanted.sha256:
        yield "the stored bytes are not those that were put there (SHA-256)"


def _of_the_sound(entry: CatalogueEntry, sha256: str) -> Iterator[str]:
    if entry.sound is not None and entry.sound.sha256 != sha256:
        yield "the sound is not the one that was finished (SHA-256)"


def _measured(content: bytes) -> Stored:
    return Stored(len(content), hashlib.sha256(content).hexdigest())


def _copy_of(entry: CatalogueEntry, folders: CustodyFolders) -> Path | None:
    """A finished file of ours with this very checksum, whatever its name has become in quarantine."""
    if entry.sound is None:
        return None
    for folder in (folders.outbox, folders.quarantine):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.startswith(entry.recording) and _is(path, entry.sound.size, entry.sound.sha256):
                return path
    return None


def _is(path: Path, size: int, sha256: str) -> bool:
    with suppress(OSError), opened(path) as (file, seen):
        return seen.st_size == size and hashlib.file_digest(file, "sha256").hexdigest() == sha256
    return False


async def _saved(bench: Bench, entry: CatalogueEntry) -> str:
    """What can still be read of a damaged recording becomes a file of its own; the store keeps what it has."""
    try:
        content = await bench.archive.get(entry.key)
        if entry.sealed:
            content = await asyncio.to_thread(bench.opener.open, content)
        repaired = await asyncio.to_thread(_into_file, bench.folders, entry, content)
    except (ArchiveLacks, NotOpened, SoundUnusable) as fault:
        return f"nothing of it could be saved: {fault}"
    except RecordingExists as fault:
        return f"what can be read of it was saved before: {fault}"
    kept = f"{repaired.sound.seconds:.1f} of {entry.seconds:.1f} s"
    return f"what can be read of it, {kept}, is now in {repaired.file}; the store was left as it is"


def _into_file(folders: CustodyFolders, entry: CatalogueEntry, content: bytes) -> Repaired:
    kept_as = entry.sound.kept_as if entry.sound is not None else SoundFormat.FLAC
    broken = folders.outbox / f"damaged-{sound_name(entry.recording, kept_as)}"
    broken.unlink(missing_ok=True)
    write_new(broken, lambda file: file.write(content))
    try:
        folders.quarantine.mkdir(parents=True, exist_ok=True)
        target = folders.quarantine / f"saved-{sound_name(entry.recording, kept_as)}"
        return save(broken, target, kept_as, entry.seconds)
    finally:
        broken.unlink()


async def _put_aside(bench: Bench, entry: CatalogueEntry) -> Path | None:
    try:
        damaged = await bench.archive.get(entry.key)
    except ArchiveLacks:
        return None
    name = entry.key.rpartition("/")[2]
    aside = await asyncio.to_thread(_into_quarantine, bench.folders, name, damaged)
    await bench.archive.delete(entry.key)
    return aside


def _into_quarantine(folders: CustodyFolders, name: str, damaged: bytes) -> Path:
    beside = folders.outbox / f"damaged-{name}"
    beside.unlink(missing_ok=True)
    write_new(beside, lambda file: file.write(damaged))
    return quarantine(beside, folders.quarantine, "it lay in the store and was not what had been put there")


async def _put_again(bench: Bench, entry: CatalogueEntry, copy: Path) -> Stored:
    if not entry.sealed:
        return await bench.archive.put_new(entry.key, copy)
    assert bench.seal is not None
    sealed = bench.folders.outbox / f"mended-{entry.key.rpartition('/')[2]}"
    await asyncio.to_thread(sealed.unlink, missing_ok=True)
    await asyncio.to_thread(bench.seal.seal, copy, sealed)
    try:
        return await bench.archive.put_new(entry.key, sealed)
    finally:
        await asyncio.to_thread(sealed.unlink, missing_ok=True)
