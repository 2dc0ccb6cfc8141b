"""Fetching a recording from the running service over its local socket. Writes no file; says what it must add up to."""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from api.client import ControlClient, Refused, ServiceNotRunning
from api.recordings import CHECKSUM

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A recording as it came. ``sha256``: what the service says of it, hex. ``name``: what it would be called."""

    content: bytes
    sha256: str
    name: str


class RecordingClient(ControlClient):
    """One service, and patience: an hour of sound out of a store far away takes its time."""

    async def fetch(self, route: str, body: Mapping[str, object]) -> Fetched:
        """The recording that POST answers with.

        :raises ServiceNotRunning: nobody answers, or the answer broke off.
        :raises Refused: the service says why not.
        """
        connector = aiohttp.UnixConnector(str(self._path))
        timeout = aiohttp.ClientTimeout(total=self._deadline_seconds)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            try:
                async with session.post(f"http://firstline{route}", json=dict(body)) as response:
                    if response.content_type == _JSON:
                        raise Refused(str((await response.json()).get("refused")), status=response.status)
                    if response.status != 200 or CHECKSUM not in response.headers:
                        raise Refused(f"the service answered {response.status}", status=response.status)
                    told = response.content_disposition
                    name = "" if told is None else told.filename or ""
                    return Fetched(await response.read(), response.headers[CHECKSUM], name)
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError):
                raise ServiceNotRunning(self._path) from None
