"""The folders our Asterisk works in: made, linked to what the installation brings, given to the account it runs as."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

from asterisk.config.settings import ConfigSettings
from asterisk.installation import AsteriskInstallation

_MODE = 0o750
_LINKED = ("documentation", "moh", "rest-api")
_NEEDED_PROMPTS = ("all-circuits-busy-now", "please-try-call-later")


class SoundsMissing(Exception):
    """{folder} has no English prompts ({prompt}); install asterisk-core-sounds-en-wav or run `make setup`"""

    def __init__(self, folder: Path, prompt: str) -> None:
        super().__init__((SoundsMissing.__doc__ or "").format(folder=folder, prompt=prompt))


def prepare(settings: ConfigSettings, installation: AsteriskInstallation) -> None:
    """Makes every folder Asterisk writes to or reads from; what is there already stays.

    Raises ``SoundsMissing`` if the installation lacks what the apology of the dialplan needs, ``OSError`` for a folder
    that cannot be made.
    """
    for folder in (settings.state_folder, settings.data, *_written(settings)):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(_MODE)
    for name in _LINKED:
        _link(settings.data / name, installation.data / name)
    # Modules look for the folder of keys beside the data; without it one of them complains at every start.
    _link(settings.data / "keys", settings.keys)
    _link_sounds(settings.data / "sounds", installation)


def own(settings: ConfigSettings, account: pwd.struct_passwd) -> None:
    """Gives what Asterisk writes to the account, and lets the account's group read the rest. For root only."""
    for folder in (settings.state_folder, settings.etc, settings.data, *_files_in(settings.etc)):
        os.chown(folder, -1, account.pw_gid, follow_symlinks=False)
    for folder in _written(settings):
        _give(folder, account)


def _written(settings: ConfigSettings) -> tuple[Path, ...]:
    spool = settings.spool
    return (
        settings.run,
        settings.logs,
        settings.database,
        settings.keys,
        settings.state_folder / "cache",
        spool,
        # Asterisk answers 500 to a recording, and fills its log, where these are missing.
        spool / "monitor",
        spool / "recording",
        spool / "tmp",
        settings.leg_folder,
    )


def _link_sounds(folder: Path, installation: AsteriskInstallation) -> None:
    english = installation.sound_set("en")
    for prompt in _NEEDED_PROMPTS:
        if english is None or not any(english.glob(f"{prompt}.*")):
            raise SoundsMissing(installation.sounds, prompt)
    folder.mkdir(exist_ok=True)
    for language in installation.languages():
        found = installation.sound_set(language)
        if found is not None:
            _link(folder / language, found)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _files_in(folder: Path) -> Iterator[Path]:
    return (entry for entry in folder.iterdir() if entry.is_file())


def _give(folder: Path, account: pwd.struct_passwd) -> None:
    for parent, folders, files in os.walk(folder):
        for path in (Path(parent), *(Path(parent) / name for name in (*folders, *files))):
            status = os.lstat(path)
            if (status.st_uid, status.st_gid) != (account.pw_uid, account.pw_gid):
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
