"""Waiting for the next thing, or for the time. The one place where a deadline meets the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from vocabulary.instant import Instant

Item = TypeVar("Item")


async def take(tray: asyncio.Queue[Item], deadline: Instant | None, clock: Callable[[], Instant]) -> Item | None:
    """The next item, or None once the deadline has come. Without a deadline it waits for as long as it takes."""
    seconds = None if deadline is None else max(0.0, deadline.since(clock()))
    try:
        async with asyncio.timeout(seconds):
            return await tray.get()
    except TimeoutError:
        return None
