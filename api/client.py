"""Asking the running service over its local socket, for the command line and for tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

DEADLINE_SECONDS = 10.0
RELOAD_DEADLINE_SECONDS = 60.0
"""To check and load a document may take 30 s, and another change may be under way."""


class ServiceNotRunning(Exception):
    """no Firstline answers on {path}; start one with `firstline serve` or `make run`"""

    def __init__(self, path: Path) -> None:
        super().__init__((ServiceNotRunning.__doc__ or "").format(path=path))


class Refused(Exception):
    """{reason}"""

    def __init__(self, reason: str, problems: Sequence[str] = (), status: int = 0) -> None:
        super().__init__((Refused.__doc__ or "").format(reason=reason))
        self.problems = tuple(problems)
        self.status = status


class ControlClient:
    """One service. Each call opens its own connection: people type, and tests are few."""

    def __init__(self, path: Path, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._path = path
        self._deadline_seconds = deadline_seconds

    async def get(self, route: str) -> Any:
        """The answer to GET, as plain data.

        :raises ServiceNotRunning: nobody answers.
        :raises Refused: the service says why not.
        """
        return await self._ask("GET", route, None)

    async def post(self, route: str, body: Mapping[str, object] | None = None) -> Any:
        """The answer to POST. Raises as ``get``."""
        return await self._ask("POST", route, dict(body or {}))

    async def _ask(self, method: str, route: str, body: Mapping[str, object] | None) -> Any:
        connector = aiohttp.UnixConnector(str(self._path))
        timeout = aiohttp.ClientTimeout(total=self._deadline_seconds)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            try:
                async with session.request(method, f"http://firstline{route}", json=body) as response:
                    if response.content_type != "application/json":
                        why = f"the service answered {response.status} {response.reason}"
                        raise Refused(why, status=response.status)
                    status, answer = response.status, await response.json()
            except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, TimeoutError):
                raise ServiceNotRunning(self._path) from None
        if status >= 400:
            raise Refused(str(answer.get("refused", status)), answer.get("problems", ()), status)
        return answer
