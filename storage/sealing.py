"""Recordings sealed for keeping: encrypted to a public key in the age format. Whoever keeps them cannot hear them.

The server needs the recipient only. Whoever holds the identity opens what was sealed, with us or with the age tool
(format: https://c2sp.org/age; recipients of type X25519).
"""

from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it ships no types

from recordings.library.files import opened
from storage.durable import write_new

RECIPIENT_SETTING = "FIRSTLINE_RECORDINGS_RECIPIENT"
IDENTITY_SETTING = "FIRSTLINE_RECORDINGS_IDENTITY"
_IDENTITY_FILE_BYTES_AT_MOST = 64 * 1024


class RecipientInvalid(ValueError):
    """FIRSTLINE_RECORDINGS_RECIPIENT is no age recipient (age1…): {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((RecipientInvalid.__doc__ or "").format(why=why))


class IdentityUnusable(Exception):
    """FIRSTLINE_RECORDINGS_IDENTITY names {file}, in which there is no age identity (AGE-SECRET-KEY-1…): {why}"""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__((IdentityUnusable.__doc__ or "").format(file=file, why=why))


class NotOpened(Exception):
    """it is sealed and was not opened: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotOpened.__doc__ or "").format(why=why))


class Seal:
    """Seals files to one recipient."""

    def __init__(self, recipient: str) -> None:
        """Takes an X25519 recipient as the age tool writes it. Raises ``RecipientInvalid``."""
        try:
            self._recipient = pyrage.x25519.Recipient.from_str(recipient.strip())
        except pyrage.RecipientError as fault:
            raise RecipientInvalid(str(fault)) from None

    def seal(self, source: Path, target: Path) -> None:
        """Write a sealed copy, whole or not at all. Sealing twice gives two files that differ. Blocks.

        :raises RecordingExists: there is one already.
        :raises OSError: the disk is full, gone or not ours.
        """
        try:
            with opened(source) as (content, _):
                write_new(target, lambda file: pyrage.encrypt_io(content, file, [self._recipient]))
        except pyrage.EncryptError as fault:
            # So it tells of a disk that is full, too.
            raise OSError(f"it could not be sealed: {fault}") from fault


class Opener:
    """Opens what was sealed, if there is an identity; without one it refuses, saying so."""

    def __init__(self, identity: "str | None" = None) -> None:
        """Takes an X25519 identity as the age tool writes it. Raises ``NotOpened`` if it is none."""
        self._identity = None
        if identity is not None:
            try:
                self._identity = pyrage.x25519.Identity.from_str(identity)
            except pyrage.IdentityError as fault:
                raise NotOpened(f"the identity cannot be read ({fault})") from None

    @property
    def can_open(self) -> bool:
        """Whether there is an identity."""
        return self._identity is not None

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Blocks.

        :raises NotOpened: there is no identity, it was sealed to somebody else, or it was changed since.
        """
        if self._identity is None:
            raise NotOpened(f"no identity is set ({IDENTITY_SETTING}); open it with age where the key is")
        try:
            opened: bytes = pyrage.decrypt(sealed, [self._identity])
        except pyrage.DecryptError as fault:
            raise NotOpened(str(fault)) from None
        return opened


def opener_from(file: Path | None) -> Opener:
    """An opener with the identity in a file as ``age-keygen`` writes it; one that opens nothing where there is no file.

    :raises IdentityUnusable: the file cannot be read, or holds no X25519 identity.
    """
    if file is None:
        return Opener()
    try:
        with file.open("rb") as content:
            lines = content.read(_IDENTITY_FILE_BYTES_AT_MOST).decode("ascii", errors="replace").splitlines()
        return Opener(next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-1")))
    except OSError as fault:
        raise IdentityUnusable(file, fault.strerror or str(fault)) from None
    except StopIteration:
        raise IdentityUnusable(file, "no line begins with AGE-SECRET-KEY-1") from None
    except NotOpened as fault:
        raise IdentityUnusable(file, str(fault)) from None
