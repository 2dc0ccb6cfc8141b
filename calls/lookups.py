"""HTTP look-ups of flows: one request, one JSON answer, both within limits. Follows no redirect, keeps no connection.

Flows are written by admins, but their values come from callers and other servers, and the servers asked may lie, stall
or lead elsewhere. So the address of every connection is judged when it is made, and an answer is read only so far.
Nothing of a request is logged but its host: addresses, headers and bodies may hold secrets and numbers of people.
"""

import asyncio
import re
import socket
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from calls.addresses import Network, may_be_asked
from calls.lookup_answers import AnswerUnreadable, parsed, value_at
from dialplan.secret_values import SecretMissing, secret_value
from dialplan.sections.secrets import SecretSpec
from ivr.errands import LookUp

Headers = list[tuple[str, str]]

LONGEST_ANSWER_BYTES: Final = 65_536
STATUS: Final = "lookup.status"

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_DOT_SEGMENT = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    }
)
"""Headers that frame the request: they are not a flow's."""
_LOOK_UPS_AT_ONCE: Final = 100
_NAMES_AT_ONCE: Final = 4

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ErrandResult:
    """How an errand ended. ``values``: variables for the flow, whether it was done or not; ``why`` not, in a word."""

    done: bool
    values: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


class _NotDone(Exception):
    """{why}"""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class LookUps:
    """``async with LookUps() as lookups``: looks up for any number of calls at once, the rest waits its turn."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_LOOK_UPS_AT_ONCE)
        # Threads of their own: a name server that does not answer must not hold up what else runs in threads.
        self._threads = ThreadPoolExecutor(_NAMES_AT_ONCE, thread_name_prefix="names")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def look_up(self, errand: LookUp, allowed: Sequence[Network] = (), directory: Path = Path()) -> ErrandResult:
        """Asks, and gives the variables of ``errand.results`` and ``lookup.status``; never raises for what came of it.

        Done: status 200 to 299 with JSON. Everything else leaves the results empty, so that no flow goes on with what
        an earlier look-up brought.

        :param errand: its texts filled in, values quoted for where they stand.
        :param allowed: private networks that may be asked.
        :param directory: of the document; files of secrets are relative to it.
        """
        values = {variable: "" for variable, _ in errand.results} | {STATUS: ""}
        try:
            async with asyncio.timeout(errand.timeout_seconds), self._turns:
                body = await self._fetch(errand, _Gate(allowed), await self._secrets(errand, directory), values)
            answer = parsed(body)
        except TimeoutError:
            why = "timed out"
        except (AnswerUnreadable, SecretMissing) as error:
            why = str(error)
        except _NotDone as error:
            why = error.why
        else:
            found = {variable: value_at(answer, path) for variable, path in errand.results}
            return ErrandResult(True, values | found)
        log.info("lookup.not_done", host=_host(errand.url), status=values[STATUS], why=why)
        return ErrandResult(False, values, why)

    async def _secrets(self, errand: LookUp, directory: Path) -> Headers:
        loop, found = asyncio.get_running_loop(), []
        for name, kind, where in errand.secret_headers:
            spec = SecretSpec(file=where) if kind == "file" else SecretSpec(env=where)
            value = await loop.run_in_executor(self._threads, secret_value, spec, directory, f"the header {name}")
            found.append((name, value.get_secret_value()))
        return found

    async def _fetch(self, errand: LookUp, gate: "_Gate", secrets: Headers, values: dict[str, str]) -> bytes:
        url = _checked_url(errand.url)
        if errand.method not in _METHODS:
            raise _NotDone("the method is not one of ours")
        connector = aiohttp.TCPConnector(
            resolver=_Names(self._threads), socket_factory=gate.socket, force_close=True, use_dns_cache=False
        )
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=None),
                    trust_env=False,
                    auto_decompress=False,
                ) as session,
                session.request(
                    errand.method,
                    url,
                    headers=_headers(errand, secrets),
                    data=None if errand.body is None else errand.body.encode("utf-8", "replace"),
                    allow_redirects=False,
                ) as answer,
            ):
                values[STATUS] = str(answer.status)
                return await _read(answer)
        except aiohttp.InvalidURL as error:
            raise _NotDone("the address is none") from error
        except aiohttp.ClientSSLError as error:
            raise _NotDone("no trusted connection") from error
        except (aiohttp.ClientError, OSError) as error:
            if gate.refused:
                raise _NotDone("a private address that is not allowed") from error
            raise _NotDone("unreachable" if isinstance(error, OSError) else "no HTTP answer") from error
        except ValueError as error:
            raise _NotDone("the request cannot be sent") from error


class _Gate:
    """Makes the sockets of one look-up, and only for addresses it may ask."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self.refused = False

    def socket(self, address: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, where = address
        if not may_be_asked(str(where[0]), self._allowed):
            self.refused = True
            raise PermissionError("a private address")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


class _Names(AbstractResolver):
    """Resolves names in threads of our own."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every address of this name. Raises OSError where it has none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        return [
            ResolveResult(
                hostname=host, host=str(where[0]), port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, where in found
        ]

    async def close(self) -> None:
        """The threads are not its own."""


def _checked_url(text: str) -> URL:
    """The address as it will be asked; refuses what is no plain web address or climbs with ``..``."""
    try:
        url = URL(text)
    except ValueError:
        raise _NotDone("the address is none") from None
    if url.scheme not in ("http", "https") or not url.host or url.user is not None or url.password is not None:
        raise _NotDone("the address is none")
    # Looked for in the text: URL() has already resolved the plain ones.
    if _DOT_SEGMENT.search(text.partition("?")[0].partition("#")[0]):
        raise _NotDone("the address climbs")
    return url


def _headers(errand: LookUp, secrets: Headers) -> Headers:
    theirs = [*errand.headers, *secrets]
    given = {name.lower() for name, _ in theirs}
    if given & _OURS:
        raise _NotDone("a header is not a flow's to set")
    if not all(_HEADER_NAME.fullmatch(name) and not _CONTROLS.search(value) for name, value in theirs):
        raise _NotDone("a header is none")
    ours = [("Accept-Encoding", "identity")]
    if "accept" not in given:
        ours.append(("Accept", "application/json"))
    if errand.body is not None and "content-type" not in given:
        ours.append(("Content-Type", "application/json"))
    return [*ours, *theirs]


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    if 300 <= answer.status < 400:
        raise _NotDone("sent elsewhere")
    if not 200 <= answer.status < 300:
        raise _NotDone(f"answered {answer.status}")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        # A few bytes may unpack to gigabytes, and we said that we take none.
        raise _NotDone("the answer is packed")
    read = bytearray()
    async for piece in answer.content.iter_any():
        read += piece
        if len(read) > LONGEST_ANSWER_BYTES:
            raise _NotDone(f"the answer is longer than {LONGEST_ANSWER_BYTES:,} bytes")
    return bytes(read)


def _host(url: str) -> str:
    try:
        return URL(url).host or ""
    except ValueError:
        return ""
