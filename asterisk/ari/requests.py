"""One ARI request and what its answer means. Knows statuses and deadlines, not what is asked for.

Statuses after Asterisk's resource_channels.c and resource_bridges.c (22.10.1).
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Final

import aiohttp
from pydantic_core import from_json
from yarl import URL

from asterisk.ari.errors import AriGone, AriRefused, AriUnreachable
from asterisk.ari.settings import AriSettings

LEG_GONE: Final = frozenset({404, 409})
"""Channel not found; channel not in our application. 412 means it is not answered yet: that is our mistake."""
BRIDGE_GONE: Final = frozenset({404, 409})
"""409: it is on its way out already, though still in the list of bridges."""
JOIN_GONE: Final = frozenset({400, 404, 422})
"""addChannel: 400 the leg and 404 the bridge is not found, 422 the leg has left the application. 409 is a recording."""
PLAYBACK_GONE: Final = frozenset({404, 409})

Body = Mapping[str, object]

_SETTINGS_TO_MEND: Final = {
    401: "Check ari.user and ari.password against ari.conf.",
    403: "The user in ari.conf must not be read_only, and its permit lines must hold our address.",
}


class Requests:
    """Sends requests over one pool of kept connections, each with a deadline. Open and close it with its session."""

    def __init__(self, settings: AriSettings) -> None:
        self._settings = settings
        # In a header, never in the URL: addresses are logged, by us and by every proxy.
        secret = aiohttp.encode_basic_auth(settings.user, settings.password.get_secret_value())
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=settings.pool, keepalive_timeout=settings.keep_alive_seconds),
            timeout=aiohttp.ClientTimeout(total=settings.request_timeout_seconds),
            headers={"Authorization": secret},
            trust_env=False,
        )

    def url(self, path: str) -> URL:
        """The full address of an already quoted path under ``/ari``."""
        return URL(f"{self._settings.base_url}/ari{path}", encoded=True)

    async def send(
        self, method: str, path: str, body: Body | None = None, *, gone: frozenset[int] = frozenset()
    ) -> object:
        """The decoded answer, ``None`` where it is empty.

        :param path: already quoted, below ``/ari``.
        :param gone: statuses that mean that the other side was faster.
        :raises AriUnreachable: no answer by the deadline, or none that is ARI's. It may have been carried out.
        """
        asked = f"{method} {path}"
        try:
            async with self.session.request(method, self.url(path), json=body) as response:
                status, content = response.status, await response.read()
        except TimeoutError as error:
            reason = f"nothing within {self._settings.request_timeout_seconds:g} s (ari.request_timeout_seconds)"
            raise self.unreachable(asked, reason) from error
        except (aiohttp.ClientError, OSError) as error:
            raise self.unreachable(asked, _in_words(error)) from error
        if status < 300:
            return self._decoded(asked, content)
        message = _message(content)
        if status in gone:
            raise AriGone(asked=asked, status=status, message=message)
        if status == 503:
            raise self.unreachable(asked, "it is still starting")
        raise refused(asked, status, message)

    async def events(self) -> aiohttp.ClientWebSocketResponse:
        """A new websocket for the events of our application alone, which it makes Asterisk's only one for it.

        :raises AriRefused: Asterisk answered, but not with a websocket.
        """
        asked = f"GET /events?app={self._settings.application}"
        address = self.url("/events").with_query(app=self._settings.application, subscribeAll="false")
        try:
            async with asyncio.timeout(self._settings.request_timeout_seconds):
                return await self.session.ws_connect(
                    address,
                    protocols=("ari",),
                    heartbeat=self._settings.heartbeat_seconds,
                    # A peer that fell silent will not answer our close either.
                    timeout=aiohttp.ClientWSTimeout(ws_close=1),
                    max_msg_size=self._settings.longest_message_bytes,
                )
        except aiohttp.WSServerHandshakeError as error:
            if error.status == 503:
                raise self.unreachable(asked, "it is still starting") from error
            raise refused(asked, error.status, error.message) from error
        except (aiohttp.ClientError, OSError) as error:
            raise self.unreachable(asked, _in_words(error)) from error

    def unreachable(self, asked: str, reason: str) -> AriUnreachable:
        """The error for no answer, with where we looked."""
        return AriUnreachable(base_url=self._settings.base_url, asked=asked, reason=reason)

    def _decoded(self, asked: str, content: bytes) -> object:
        if not content:
            return None
        try:
            decoded: object = from_json(content)
        except ValueError as error:
            raise self.unreachable(asked, "the answer is not ARI's") from error
        return decoded


def refused(asked: str, status: int, message: str) -> AriRefused:
    """The error for this status, naming the setting to mend where one is known."""
    return AriRefused(asked=asked, status=status, message=message, mend=_SETTINGS_TO_MEND.get(status, ""))


def _message(content: bytes) -> str:
    """Asterisk's words: under ``message``, in a few places under ``error``, from a stranger anything."""
    try:
        fields = json.loads(content)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        return str(fields.get("message") or fields.get("error") or "no reason given")[:300]
    return content[:100].decode("utf-8", "replace") or "no reason given"


def _in_words(error: Exception) -> str:
    """aiohttp's text, or for those without one their name."""
    if isinstance(error, TimeoutError):
        return "no connection in time"
    return str(error) or type(error).__name__
