"""The store of finished recordings: a local folder, or a bucket of an S3-compatible service. Keeps, gives, removes.

Refuses to overwrite anything, and any key that is not made of our own ids. Knows nothing of what it keeps. Objects are
created, never replaced: the same content again is fine, other content under the same key is an error.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, S3Store

from recordings.library.files import RecordingExists, sync_folder
from storage.durable import create_new

PLACE_SETTING = "FIRSTLINE_RECORDINGS"
ENDPOINT_SETTING = "FIRSTLINE_S3_ENDPOINT"
REGION_SETTING = "FIRSTLINE_S3_REGION"
KEYS_SETTING = "FIRSTLINE_S3_ACCESS_KEY and FIRSTLINE_S3_SECRET_KEY"

_S3_PLACE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*(?:/[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)*")
_KEY_CHARACTERS_AT_MOST = 300
_PIECE_BYTES = 8 * 2**20
"""What goes up in one request, and what is in memory of an object at a time. S3 takes pieces of at least 5 MiB."""
_PIECES_AT_ONCE = 4
_CONNECT_LIMIT = timedelta(seconds=5)
_REQUEST_LIMIT = timedelta(seconds=60)
_RETRY_LIMIT = timedelta(seconds=20)
_RETRIES = 2


class PlaceInvalid(ValueError):
    """FIRSTLINE_RECORDINGS must be the path of a folder from the root on, or s3://bucket/prefix, not {place!r}"""

    def __init__(self, place: str) -> None:
        super().__init__((PlaceInvalid.__doc__ or "").format(place=place))


class S3SettingInvalid(PlaceInvalid):
    """{setting} cannot be used: {why}"""

    def __init__(self, setting: str, why: str) -> None:
        ValueError.__init__(self, (S3SettingInvalid.__doc__ or "").format(setting=setting, why=why))
        self.setting = setting


class KeyUnsafe(ValueError):
    """no recording is kept under {key!r}"""

    def __init__(self, key: str) -> None:
        super().__init__((KeyUnsafe.__doc__ or "").format(key=key[:_KEY_CHARACTERS_AT_MOST]))


class ArchiveUnreachable(Exception):
    """the store of recordings {place} does not answer, or refuses us now: {why}"""

    def __init__(self, place: str, why: str) -> None:
        super().__init__((ArchiveUnreachable.__doc__ or "").format(place=place, why=why))


class ArchiveHasOther(Exception):
    """{address} holds something else already: nothing was overwritten"""

    def __init__(self, address: str) -> None:
        super().__init__((ArchiveHasOther.__doc__ or "").format(address=address))


class ArchiveLacks(Exception):
    """{address} is not there"""

    def __init__(self, address: str) -> None:
        super().__init__((ArchiveLacks.__doc__ or "").format(address=address))


@dataclass(frozen=True, slots=True)
class S3Settings:
    """How an S3-compatible service is reached.

    ``endpoint``: its address, empty for Amazon's own. Without keys they are looked for where Amazon's tools look.
    """

    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies in the store now. ``sha256`` in hex; ``size`` in bytes."""

    size: int
    sha256: str


def open_archive(place: str, s3: S3Settings) -> "Archive":
    """The store at a place. A local folder is made if it is not there; a service is asked for nothing yet.

    :raises PlaceInvalid: neither the path of a folder nor an address of the form ``s3://bucket/prefix``.
    :raises S3SettingInvalid: the service's own address, its region or the keys are of no use.
    :raises ArchiveUnreachable: the folder cannot be made.
    """
    if not place.startswith("s3:"):
        root = Path(place)
        if not root.is_absolute():
            raise PlaceInvalid(place)
        with _local_faults(place):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            return Archive(LocalStore(root), place, root)
    found = _S3_PLACE.fullmatch(place)
    prefix = (found[2] or "").strip("/") if found else ""
    if found is None or (prefix and _KEY.fullmatch(prefix) is None):
        raise PlaceInvalid(place)
    _check(s3)
    return Archive(_s3_store(found[1], prefix, s3), place.rstrip("/"), None)


class Archive:
    """One store. Safe to use from several tasks at a time; two tasks must not keep under one key at once."""

    def __init__(self, store: LocalStore | S3Store, place: str, root: Path | None) -> None:
        self._store = store
        self._place = place
        self._root = root

    @property
    def place(self) -> str:
        """Where the store is, for people."""
        return self._place

    def address(self, key: str) -> str:
        """Where an object is, for people: a path, or ``s3://bucket/prefix/key``. Raises ``KeyUnsafe``."""
        return f"{self._place.rstrip('/')}/{_checked(key)}"

    async def put_new(self, key: str, file: Path) -> Stored:
        """Keep the content of a file. Comes back once it is durable; after a crash all of it is there, or nothing.

        :raises ArchiveHasOther: something else is kept under this key. It was not touched.
        :raises ArchiveUnreachable: try again later; putting the same again is harmless.
        :raises OSError: the file cannot be read.
        """
        address = self.address(key)
        ours = await asyncio.to_thread(_measured, file)
        try:
            await self._create(key, file, ours.size)
        except (AlreadyExistsError, RecordingExists):
            try:
                other = await self.measure(key) != ours
            except ArchiveLacks:
                raise ArchiveUnreachable(self._place, f"{key} was there, and is not") from None
            if other:
                raise ArchiveHasOther(address) from None
        return ours

    async def get(self, key: str) -> bytes:
        """The whole content, in memory. Raises ``ArchiveLacks``, ``ArchiveUnreachable``."""
        return b"".join([piece async for piece in self.stream(key)])

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The content, piece by piece. Raises ``ArchiveLacks``, ``ArchiveUnreachable``, also between two pieces."""
        address = self.address(key)
        with self._faults(address):
            found = await obstore.get_async(self._store, key)
            pieces = found.stream(min_chunk_size=_PIECE_BYTES)
        while True:
            with self._faults(address):
                piece = await anext(pieces, None)
            if piece is None:
                return
            yield bytes(piece)

    async def measure(self, key: str) -> Stored:
        """Read all of it, to see what is really there. Raises ``ArchiveLacks``, ``ArchiveUnreachable``."""
        digest, size = hashlib.sha256(), 0
        async for piece in self.stream(key):
            await asyncio.to_thread(digest.update, piece)
            size += len(piece)
        return Stored(size, digest.hexdigest())

    async def exists(self, key: str) -> bool:
        """Whether anything is kept under this key. Raises ``ArchiveUnreachable``."""
        try:
            with self._faults(self.address(key)):
                # Asked for itself rather than for its head: only an answer with a body tells a lost bucket from a
                # lost object.
                await obstore.get_async(self._store, key)
        except ArchiveLacks:
            return False
        return True

    async def delete(self, key: str) -> bool:
        """Remove an object; False where it is known that none was there. A service does not tell.

        Raises ``ArchiveUnreachable``.
        """
        try:
            with self._faults(self.address(key)):
                await obstore.delete_async(self._store, key)
        except ArchiveLacks:
            return False
        if self._root is not None:
            with _local_faults(self._place):
                await asyncio.to_thread(sync_folder, (self._root / key).parent)
        return True

    async def _create(self, key: str, file: Path, size: int) -> None:
        if self._root is not None:
            with _local_faults(self._place):
                await asyncio.to_thread(create_new, self._root, key, file)
        elif size <= _PIECE_BYTES:
            content = await asyncio.to_thread(file.read_bytes)
            with self._putting():
                await obstore.put_async(self._store, key, content, mode="create", use_multipart=False)
        else:
            await self._create_in_pieces(key, file)

    async def _create_in_pieces(self, key: str, file: Path) -> None:
        """An upload in pieces overwrites what is there: so it goes beside it, and is then copied if nothing is."""
        part = f"{key}.part"
        with self._putting():
            await obstore.put_async(
                self._store, part, file, use_multipart=True, chunk_size=_PIECE_BYTES, max_concurrency=_PIECES_AT_ONCE
            )
            try:
                await obstore.copy_async(self._store, part, key, overwrite=False)
            finally:
                with suppress(BaseError, OSError):
                    await obstore.delete_async(self._store, part)

    @contextmanager
    def _putting(self) -> Iterator[None]:
        try:
            with self._faults(self._place):
                yield
        except ArchiveLacks:
            # Nothing has to be there before something is put, save for the bucket.
            raise ArchiveUnreachable(self._place, _NO_BUCKET) from None

    @contextmanager
    def _faults(self, address: str) -> Iterator[None]:
        """Turns what the library raises into ours, in words for whoever has to mend it."""
        try:
            yield
        except AlreadyExistsError:
            raise
        except FileNotFoundError as fault:
            if "NoSuchBucket" in str(fault):
                raise ArchiveUnreachable(self._place, _NO_BUCKET) from None
            raise ArchiveLacks(address) from None
        except (PermissionDeniedError, UnauthenticatedError) as fault:
            raise ArchiveUnreachable(self._place, self._not_allowed(fault)) from None
        except (BaseError, OSError, TimeoutError) as fault:
            raise ArchiveUnreachable(self._place, self._away(fault)) from None

    def _not_allowed(self, fault: Exception) -> str:
        if self._root is not None:
            return f"we may not use this folder ({PLACE_SETTING})"
        named = re.search(r"<Code>(\w+)</Code>", str(fault))
        code = f" ({named[1]})" if named else ""
        return f"it refuses the keys, or what they may do{code}; see {KEYS_SETTING}"

    def _away(self, fault: Exception) -> str:
        first = str(fault).partition("\n")[0]
        return first if self._root is not None else f"{first}; see {ENDPOINT_SETTING}"


_NO_BUCKET = f"there is no such bucket; see {PLACE_SETTING}"


def _check(s3: S3Settings) -> None:
    """The library does not refuse what no request can be made of: it ends in a panic at the first one."""
    try:
        address = urlsplit(s3.endpoint)
        usable = not s3.endpoint or (address.scheme in {"http", "https"} and address.hostname and address.port != 0)
    except ValueError:
        usable = False
    if not usable or not _visible(s3.endpoint):
        raise S3SettingInvalid(ENDPOINT_SETTING, "it must be like https://storage.example.com")
    if not (_visible(s3.access_key) and _visible(s3.secret_key)):
        raise S3SettingInvalid(KEYS_SETTING, "they hold blanks or signs that no key has")
    if not s3.region or not _visible(s3.region):
        raise S3SettingInvalid(REGION_SETTING, "it must be like us-east-1")


def _visible(text: str) -> bool:
    return text.isascii() and all("!" <= character <= "~" for character in text)


def _s3_store(bucket: str, prefix: str, s3: S3Settings) -> S3Store:
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={
            "region": s3.region,
            **({"endpoint": s3.endpoint} if s3.endpoint else {}),
            **({"access_key_id": s3.access_key, "secret_access_key": s3.secret_key} if s3.access_key else {}),
            "copy_if_not_exists": "multipart",
        },
        client_options={
            "allow_http": s3.endpoint.startswith("http://"),
            "connect_timeout": _CONNECT_LIMIT,
            "timeout": _REQUEST_LIMIT,
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_LIMIT},
    )


def _checked(key: str) -> str:
    if len(key) > _KEY_CHARACTERS_AT_MOST or _KEY.fullmatch(key) is None:
        raise KeyUnsafe(key)
    return key


def _measured(file: Path) -> Stored:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
        return Stored(content.tell(), digest.hexdigest())


@contextmanager
def _local_faults(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise ArchiveUnreachable(place, f"{fault.strerror or fault}; see {PLACE_SETTING}") from None
