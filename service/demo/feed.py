"""The facts of the running service, brought to whoever performs in another thread. Keeps what was told, in order."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from calls.ledger import Fact
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

Kind = TypeVar("Kind")

WAIT_SECONDS = 30.0


class NeverHappened(Exception):
    """the demo waited {seconds:.0f} s for {what}, which did not come"""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__((NeverHappened.__doc__ or "").format(what=what, seconds=seconds))


class Feed:
    """Made in the loop that listens; told from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._facts: list[tuple[Fact, Instant]] = []
        self._told = asyncio.Event()

    def watch(self, _: ContactId | None, fact: Fact, at: Instant) -> None:
        """A watcher of the ledger's."""
        # Whoever performed may be gone, and their loop with them: then nobody is left to be told.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._keep, fact, at)

    async def first(
        self, kind: type[Kind], wanted: Callable[[Kind], bool] = lambda _: True, seconds: float = WAIT_SECONDS
    ) -> tuple[Kind, Instant]:
        """The first fact of this kind that is wanted, as soon as there is one, and when it came about.

        :raises NeverHappened: after ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for fact, at in self._facts:
                        if isinstance(fact, kind) and wanted(fact):
                            return fact, at
                    await self._told.wait()
        except TimeoutError:
            raise NeverHappened(kind.__name__, seconds) from None

    def _keep(self, fact: Fact, at: Instant) -> None:
        self._facts.append((fact, at))
        self._told.set()
        self._told = asyncio.Event()
