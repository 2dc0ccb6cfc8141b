"""Asterisk killed and started again under a running service, as after a crash. Judges nothing."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator

from asterisk.process import AsteriskProcess
from service.settings import service_account
from tests.support.scenario import Helpdesk

_END_SECONDS = 10.0


async def kill_asterisk(desk: Helpdesk) -> None:
    """Ends this machine's Asterisk without a word; returns when it is gone."""
    handle = os.pidfd_open(int((desk.asterisk.settings.run / "asterisk.pid").read_text(encoding="ascii")))
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        async with asyncio.timeout(_END_SECONDS):
            await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


@contextlib.asynccontextmanager
async def asterisk_again(desk: Helpdesk) -> AsyncIterator[None]:
    """A new Asterisk on the same folder, after the first was killed; until the context is left."""
    # The first one's keeper holds the lock as long as the machine lasts, and knows that it ended.
    (desk.asterisk.settings.state_folder / "asterisk.lock").unlink()
    async with AsteriskProcess(desk.asterisk.installation, desk.asterisk.settings, service_account()):
        yield
