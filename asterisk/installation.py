"""Finds the Asterisk to run: the machine's own when new enough, else the unpacked one in the cache. Installs nothing.

An unpacked root runs without chroot, through its own loader and with its own libraries, so it need not fit
the C library of the machine.
"""

import asyncio
import os
import platform
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OLDEST = (22, 10, 1)
"""Below it the call path meets defects that were fixed since (bridge and websocket life cycle)."""

_VERSION = re.compile(r"Asterisk (?:certified/)?(\d+)\.(\d+)(?:\.(\d+))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ANSWER_LIMIT_SECONDS = 10.0
_LOADERS = {"x86_64": "ld-linux-x86-64.so.2", "aarch64": "ld-linux-aarch64.so.1"}
_LOADER_FOLDERS = ("lib64", "usr/lib64", "lib", "usr/lib")
_MOST_LINKS = 40

Version = tuple[int, int, int]


class AsteriskMissing(Exception):
    """no Asterisk here: {where}; run `make setup`, which unpacks one into the cache folder"""

    def __init__(self, where: str) -> None:
        super().__init__((AsteriskMissing.__doc__ or "").format(where=where))


class AsteriskTooOld(Exception):
    """{program} is Asterisk {found}, {needed} or newer is needed; run `make setup`, which unpacks a newer one"""

    def __init__(self, program: Path, found: Version) -> None:
        words = (AsteriskTooOld.__doc__ or "").format(program=program, found=dotted(found), needed=dotted(OLDEST))
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class AsteriskInstallation:
    """An Asterisk that can be started.

    ``command`` is the start of its command line: with an unpacked root the loader and its library path come first.
    ``sounds`` is the folder of the sound sets; ``samples`` the configuration that the package brings.
    """

    root: Path
    command: tuple[str, ...]
    modules: Path
    data: Path
    sounds: Path
    rest_api: Path
    samples: Path
    version: Version

    def sound_set(self, language: str) -> Path | None:
        """The real folder of a language's prompts, or None if this installation has none.

        Debian's ``sounds/en`` is an absolute link through ``/etc/alternatives`` and dangles outside a chroot, so links
        are followed as seen from the root of the installation. A package unpacked alone brings no link, only the folder
        by its full name: ``ru_RU_f_IvrvoiceRU``.
        """
        named = sorted(self.sounds.glob(f"{language}_*"))
        found = (_within(self.root, path) for path in (self.sounds / language, *named))
        return next((path for path in found if path is not None and path.is_dir()), None)

    def languages(self) -> tuple[str, ...]:
        """The languages with prompts, by name: two or three small letters (ISO 639)."""
        entries = self.sounds.iterdir() if self.sounds.is_dir() else ()
        names = {entry.name.partition("_")[0] for entry in entries}
        return tuple(name for name in sorted(names) if _LANGUAGE.fullmatch(name) and self.sound_set(name) is not None)


def dotted(version: Version) -> str:
    """The version as people write it."""
    return ".".join(map(str, version))


async def find(cache: Path) -> AsteriskInstallation:
    """The Asterisk to run: the machine's own if it is new enough, else ``<cache>/asterisk-22``.

    Raises ``AsteriskMissing`` if there is neither, ``AsteriskTooOld`` if all there is is older than ``OLDEST``.
    """
    too_old: AsteriskTooOld | None = None
    for candidate in (_own_program(), unpacked_program(cache / "asterisk-22")):
        if candidate is None:
            continue
        try:
            return await _examined(*candidate)
        except AsteriskTooOld as refusal:
            too_old = refusal
    raise too_old or AsteriskMissing(f"not on the search path, not in {cache / 'asterisk-22'}")


def unpacked_program(root: Path) -> tuple[Path, tuple[str, ...]] | None:
    """The root and the command of an unpacked Asterisk, or None if there is none in the folder."""
    machine = platform.machine()
    program = root / "usr/sbin/asterisk"
    loader_name = _LOADERS.get(machine)
    if loader_name is None or not program.is_file():
        return None
    loader = _first(root / folder / loader_name for folder in _LOADER_FOLDERS)
    if loader is None:
        return None
    triplet = f"{machine}-linux-gnu"
    libraries = (f"usr/lib/{triplet}", f"lib/{triplet}", f"usr/lib/{triplet}/asterisk")
    path = ":".join(str(root / folder) for folder in libraries)
    return root, (str(loader), "--library-path", path, str(program))


def _own_program() -> tuple[Path, tuple[str, ...]] | None:
    program = shutil.which("asterisk", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    return (Path("/"), (program,)) if program else None


async def _examined(root: Path, command: tuple[str, ...]) -> AsteriskInstallation:
    version = await _version(command)
    if version < OLDEST:
        raise AsteriskTooOld(Path(command[-1]), version)
    modules = _first(root / folder / "res_ari.so" for folder in _module_folders())
    rest_api = _first(root / folder / "rest-api/channels.json" for folder in _DATA_FOLDERS)
    samples = _first(root / folder / "indications.conf" for folder in _SAMPLE_FOLDERS)
    if modules is None or rest_api is None or samples is None:
        raise AsteriskMissing(f"{command[-1]} has no res_ari.so, rest-api or indications.conf beside it")
    data = rest_api.parent.parent
    return AsteriskInstallation(
        root=root,
        command=command,
        modules=modules.parent,
        data=data,
        sounds=data / "sounds",
        rest_api=rest_api.parent,
        samples=samples.parent,
        version=version,
    )


async def _version(command: tuple[str, ...]) -> Version:
    process = await asyncio.create_subprocess_exec(
        *command, "-V", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), _ANSWER_LIMIT_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise AsteriskMissing(f"{command[-1]} -V gave no answer") from None
    said = output.decode(errors="replace").strip()
    found = _VERSION.search(said)
    if found is None:
        raise AsteriskMissing(f"{command[-1]} -V said {said[-200:]!r}")
    return int(found[1]), int(found[2]), int(found[3] or 0)


def _module_folders() -> tuple[str, ...]:
    triplet = f"{platform.machine()}-linux-gnu"
    return (f"usr/lib/{triplet}/asterisk/modules", "usr/lib64/asterisk/modules", "usr/lib/asterisk/modules")


_DATA_FOLDERS = ("usr/share/asterisk", "var/lib/asterisk")
_SAMPLE_FOLDERS = ("etc/asterisk",)


def _first(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.exists()), None)


def _within(root: Path, path: Path) -> Path | None:
    for _ in range(_MOST_LINKS):
        if not path.is_symlink():
            return path
        target = path.readlink()
        path = root / target.relative_to("/") if target.is_absolute() else path.parent / target
    return None
