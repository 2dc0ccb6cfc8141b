"""SIP messages as SIPp logs them: reads the log as it grows, and the session descriptions in it. Sends nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

STEERING_HEADER = "X-Firstline-Steering"
"""Marks the requests we steer SIPp with: they are no part of the call."""

_ENTRY = re.compile(
    rb"^-{20,} (\d{4}-\d\d-\d\d)[ \t](\d\d:\d\d:\d\d\.\d{6})\n"
    rb"UDP message (sent|received) [\[(](\d+)(?:\] bytes|\ bytes\)) ?:\n\n",
    re.MULTILINE,
)


class Direction(StrEnum):
    """Which way a message went, seen from the peer."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class SipMessage:
    """One SIP message of SIPp's own log, ``at_unix`` by SIPp's own clock (Unix seconds, microseconds resolved)."""

    direction: Direction
    at_unix: float
    raw: bytes

    @property
    def start_line(self) -> str:
        """The first line, without its end."""
        return self.raw.split(b"\n", 1)[0].strip().decode("utf-8", "surrogateescape")

    @property
    def method(self) -> str | None:
        """The request's method; ``None`` for a response."""
        first = self.start_line.split(" ", 1)[0]
        return None if first.startswith("SIP/2.0") else first

    @property
    def status(self) -> int | None:
        """The response's status code; ``None`` for a request."""
        words = self.start_line.split(" ", 2)
        return int(words[1]) if words[0] == "SIP/2.0" and len(words) > 1 else None

    @property
    def answers(self) -> str | None:
        """The method a response answers, from its CSeq; ``None`` for a request."""
        return self.header("CSeq").rsplit(" ", 1)[-1] if self.status is not None else None

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.header("Call-ID")

    @property
    def body(self) -> bytes:
        """What follows the headers."""
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def steers(self) -> bool:
        """Whether this is one of our own requests that steer SIPp."""
        return bool(self.header(STEERING_HEADER))

    def header(self, name: str) -> str:
        """The value of the first header with this name, or the empty text. Odd bytes come as lone surrogates."""
        wanted = name.lower().encode()
        for line in self.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
            found, _, value = line.partition(b":")
            if found.strip().lower() == wanted:
                return value.strip().decode("utf-8", "surrogateescape")
        return ""

    def is_a(self, wanted: str, to: str | None = None) -> bool:
        """Whether this is the request ``wanted``, or the response with that status (to the method ``to``, if given).

        A status may end in ``xx`` for its whole class.
        """
        if self.status is None:
            return self.method == wanted
        fits = str(self.status) == wanted or (wanted.endswith("xx") and str(self.status)[0] == wanted[0])
        return fits and to in (None, self.answers)

    def __str__(self) -> str:
        when = datetime.fromtimestamp(self.at_unix, UTC).strftime("%H:%M:%S.%f")
        answered = f" to {self.answers}" if self.answers else ""
        return f"{when} {self.direction} {self.start_line!a}{answered}"


@dataclass(frozen=True, slots=True)
class AudioAddress:
    """Where the other side listens for audio (RFC 8866), and the payload type it gave key presses (RFC 4733)."""

    address: str
    port: int
    keys_payload_type: int | None


def audio_address(message: SipMessage) -> AudioAddress | None:
    """The address in a message's session description; ``None`` where it holds none, or a port of zero."""
    text = message.body.decode("utf-8", "replace")
    media = re.search(r"^m=audio (\d+) ", text, re.MULTILINE)
    connection = re.search(r"^c=IN IP4 ([\d.]+)", text, re.MULTILINE)
    if not media or not connection or media.group(1) == "0":
        return None
    keys = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", text, re.MULTILINE | re.IGNORECASE)
    return AudioAddress(connection.group(1), int(media.group(1)), int(keys.group(1)) if keys else None)


class LogReader:
    """Cuts SIPp's message log into messages as it arrives, whatever the size of the pieces. Owns what is incomplete."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[SipMessage]:
        """The messages that this piece of the log completes."""
        self._rest += piece
        while (entry := _ENTRY.search(self._rest)) is not None:
            end = entry.end() + int(entry.group(4))
            if len(self._rest) < end:
                return
            day, time = entry.group(1).decode(), entry.group(2).decode()
            at = datetime.fromisoformat(f"{day} {time}+00:00").timestamp()
            yield SipMessage(Direction(entry.group(3).decode()), at, self._rest[entry.end() : end])
            self._rest = self._rest[end:]
