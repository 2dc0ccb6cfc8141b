"""One AMI connection on panoramisk, with its holes closed. Never reconnects: a new connection is a new link.

What it closes: line breaks in values send actions of a caller's choice; nothing has a time limit; unanswered actions
are sent again after a reconnect; letters cut in two by a packet are lost; secrets reach the log when writing fails.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any, Final, Self

import panoramisk
from panoramisk.ami_protocol import AMIProtocol

from asterisk.ami.errors import AmiGone, AmiRefused, AmiUnreachable, AmiUnsafe
from asterisk.ami.settings import AmiSettings

_LONGEST_LINE: Final = 1000
"""Asterisk refuses lines of 1,025 bytes and more (manager.c), and its refusal is easily lost."""
_LONGEST_MESSAGE: Final = 4 * 1024 * 1024
_BLANK_LINE: Final = b"\r\n\r\n"
_UNSAFE: Final = re.compile(r"[\r\n\x00]")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ENDED: Final = "No such channel"


class _WholeMessages(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """Decodes bytes only up to a blank line, so that no letter is cut in two."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.factory is None:
            # Over before panoramisk's manager had heard of it, which it does not expect.
            self.closed = True
        else:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._kept += data
        end = self._kept.rfind(_BLANK_LINE)
        if end >= 0:
            whole = bytes(self._kept[: end + len(_BLANK_LINE)])
            del self._kept[: len(whole)]
            # panoramisk would drop bytes that are not UTF-8 without a word.
            super().data_received(whole.decode("utf-8", "backslashreplace").encode())
        elif len(self._kept) > _LONGEST_MESSAGE:
            self.transport.abort()


class _OneConnection(panoramisk.Manager):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's bookkeeping of actions, without its reconnecting."""

    lost: asyncio.Future[str]

    def connection_lost(self, exc: object) -> None:
        if not self.lost.done():
            self.lost.set_result(str(exc) if isinstance(exc, Exception) else "Asterisk closed the connection")


class AmiLink:
    """A logged-in connection until :attr:`lost` is done; after that every action raises at once."""

    def __init__(self, settings: AmiSettings, connection: _OneConnection, lost: asyncio.Future[str]) -> None:
        self._settings = settings
        self._connection = connection
        self._waiting: set[asyncio.Future[Any]] = set()
        self.lost = lost
        lost.add_done_callback(self._fail_all)

    @classmethod
    async def open(cls, settings: AmiSettings) -> Self:
        """Connects and logs in.

        :raises AmiUnreachable: nobody answers there.
        :raises AmiRefused: the secret or our address is not the one in manager.conf.
        """
        loop = asyncio.get_running_loop()
        connection = _OneConnection(loop=loop, protocol_factory=_WholeMessages, log=_nowhere(), encoding="utf8")
        connection.lost = loop.create_future()
        made = loop.create_future()
        try:
            async with asyncio.timeout(settings.action_timeout_seconds):
                made.set_result(await loop.create_connection(_WholeMessages, settings.host, settings.port))
        except OSError as error:
            reason = str(error) or "no connection in time"
            raise AmiUnreachable(address=settings.address, action="connecting", reason=reason) from error
        connection.connection_made(made)
        connection.pinger.cancel()
        if connection.protocol.closed:
            connection.connection_lost(None)
        link = cls(settings, connection, connection.lost)
        try:
            await link._log_in()
        except BaseException:
            link.abort()
            raise
        return link

    async def action(self, name: str, fields: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """Sends one action once and returns its answer, then the events of the list where it has one.

        :raises AmiUnsafe: a name or value could be read as more than itself; nothing was sent.
        :raises AmiUnreachable: no answer in time; it may have been carried out.
        """
        lines = {"Action": name, **fields}
        for key, value in lines.items():
            _check(name, key, value)
        if self.lost.done():
            raise self._unreachable(name, self.lost.result())
        sent = panoramisk.actions.Action(lines)
        answer = self._connection.send_action(sent)
        self._waiting.add(answer)
        try:
            async with asyncio.timeout(self._settings.action_timeout_seconds):
                messages = await answer
        except TimeoutError as error:
            limit = f"nothing within {self._settings.action_timeout_seconds:g} s (ami.action_timeout_seconds)"
            raise self._unreachable(name, limit) from error
        except _LinkLost as error:
            raise self._unreachable(name, str(error)) from error
        finally:
            self._waiting.discard(answer)
            self._connection.protocol.responses.pop(sent.id, None)
        return _successful(name, messages)

    def abort(self) -> None:
        """Ends the connection without waiting for the other side."""
        protocol = self._connection.protocol
        # So that closing does not queue unanswered actions for a connection that will not come.
        protocol.responses.clear()
        protocol.closed = True
        protocol.transport.abort()
        self._connection.connection_lost(None)

    async def _log_in(self) -> None:
        secret = self._settings.secret.get_secret_value()
        fields = {"Username": self._settings.user, "Secret": secret, "Events": "off"}
        try:
            await self.action("Login", fields)
        except AmiRefused as error:
            mend = "Check ami.user and ami.secret against manager.conf."
            raise AmiRefused(action="Login", message=error.message, mend=mend) from error

    def _fail_all(self, lost: asyncio.Future[str]) -> None:
        for answer in self._waiting:
            if not answer.done():
                answer.set_exception(_LinkLost(lost.result()))

    def _unreachable(self, name: str, reason: str) -> AmiUnreachable:
        return AmiUnreachable(address=self._settings.address, action=name, reason=reason)


class _LinkLost(Exception):
    """The connection ended while an answer was awaited."""


def _check(action: str, name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise AmiUnsafe(action=repr(action), where=f"the name {name!r}", reason="is not a plain word")
    if _UNSAFE.search(value):
        raise AmiUnsafe(action=repr(action), where=name, reason="holds a line break or NUL")
    try:
        length = len(value.encode())
    except UnicodeEncodeError as error:
        raise AmiUnsafe(action=repr(action), where=name, reason="holds half a letter") from error
    if length > _LONGEST_LINE:
        raise AmiUnsafe(action=repr(action), where=name, reason=f"is longer than {_LONGEST_LINE} bytes")


def _successful(name: str, messages: Any) -> list[Mapping[str, Any]]:
    """panoramisk answers with one message, or with a list where Asterisk sent a list."""
    answers: list[Mapping[str, Any]] = messages if isinstance(messages, list) else [messages]
    if answers[0].get("Response") not in ("Success", "Goodbye", "Follows"):
        message = str(answers[0].get("Message", "no reason given"))
        if message == _ENDED:
            raise AmiGone(action=name)
        raise AmiRefused(action=name, message=message)
    return answers


def _nowhere() -> logging.Logger:
    """A log that drops everything: panoramisk writes whole actions, secrets included, into its own."""
    log = logging.getLogger("panoramisk.manager")
    log.disabled = True
    return log
