"""Work that a signal ends in good order: everything it opened is closed on the way out. Starts nothing of its own."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

INTERRUPTED = 130
"""Ended by a signal before it was done, as shells say it."""


def run_until_told(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run; SIGINT and SIGTERM cancel it, so that everything it opened is closed on the way out.

    Only the first counts: a second one must not cut the closing short, which is bounded in time anyway.
    """

    async def run_cancellable() -> int:
        task = asyncio.ensure_future(work())

        def stop() -> None:
            if not task.cancelling():
                task.cancel()

        loop = asyncio.get_running_loop()
        for order in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(order, stop)
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED

    return asyncio.run(run_cancellable())
