"""Files that are watched: whatever is saved is taken over, what is refused is told in the log, and watching goes on."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.reload import NotReloaded
from service.reload_watch import AUTHOR, watch

NOTICED_SECONDS = 2.0


class Service:
    """Notes what it is asked to take over, and refuses what says so."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.asked: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def reload(self, author: str, message: str) -> None:
        del message
        text = (self.directory / "main.yaml").read_text()
        self.asked.put_nowait((author, text))
        if text == "broken":
            raise NotReloaded("it has problems", ["main.yaml:1:1: broken"])
        if text == "large":
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path)
    (tmp_path / "main.yaml").write_text("first")
    watching = asyncio.create_task(watch(service))
    yield service
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def _saved(service: Service, text: str) -> tuple[str, str]:
    """Save until it is noticed: the watch may not have begun yet."""
    while True:
        (service.directory / "main.yaml").write_text(text)
        with suppress(TimeoutError):
            return await asyncio.wait_for(service.asked.get(), NOTICED_SECONDS)


async def test_what_is_saved_is_taken_over(watched: Service) -> None:
    assert await _saved(watched, "second") == (AUTHOR, "second")


async def test_after_a_refusal_that_the_log_tells_the_mended_file_is_taken_over(watched: Service) -> None:
    with capture_logs() as logs:
        assert await _saved(watched, "broken") == (AUTHOR, "broken")
        while (noticed := await _saved(watched, "mended"))[1] != "mended":
            pass
    assert noticed == (AUTHOR, "mended")
    assert next(entry["problems"] for entry in logs) == ("main.yaml:1:1: broken",)


async def test_a_disk_that_takes_no_more_is_told_in_the_log_and_watching_goes_on(watched: Service) -> None:
    with capture_logs() as logs:
        assert await _saved(watched, "large") == (AUTHOR, "large")
        while (noticed := await _saved(watched, "small"))[1] != "small":
            pass
    assert noticed == (AUTHOR, "small")
    assert "No space left" in next(entry["why"] for entry in logs)
