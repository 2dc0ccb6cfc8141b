"""The servers that a test's look-ups and scripts reach when it runs live: they answer as the test says, in order."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from asterisk.agi import protocol
from dialplan.trials import AnswerSpec, ScriptSpec, TrialSpec
from service.trials.elsewhere import LOOPBACK

_FAILING = "EXEC Hangup"
"""An application that returns -1 ends the script as failed (res_agi.c, ``agi_handle_command``); the call goes on."""


class Servers:
    """``http_port``, ``agi_port``: where they listen on loopback."""

    def __init__(self) -> None:
        self.http_port = 0
        self.agi_port = 0
        self._answers: Iterator[AnswerSpec | str] = iter(())
        self._scripts: Iterator[ScriptSpec | str] = iter(())

    def use(self, trial: TrialSpec) -> None:
        """Answer from now on as this test says."""
        self._answers, self._scripts = iter(trial.look_ups), iter(trial.scripts)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """The next answer; where there is none, or it is to fail, the connection is cut."""
        answer = next(self._answers, "fails")
        if isinstance(answer, AnswerSpec):
            body = json.dumps(answer.answer)
            return web.Response(status=answer.status, text=body, content_type="application/json")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def run_script(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do what the next script does: set variables, or fail."""
        script = next(self._scripts, "fails")
        commands = [_FAILING]
        if isinstance(script, ScriptSpec):
            commands = [protocol.set_variable(name, value) for name, value in script.values.items()]
        # Asterisk may have gone with its caller.
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\n\n")
            for command in commands:
                writer.write(f"{command}\n".encode())
                await reader.readuntil(b"\n")
        writer.close()


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Both, until the context is left."""
    found = Servers()
    web_server = web.Server(found.answer)
    runner = web.ServerRunner(web_server)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, 0)
        await site.start()
        found.http_port = runner.addresses[0][1]
        agi = await asyncio.start_server(found.run_script, LOOPBACK, 0)
        async with agi:
            found.agi_port = agi.sockets[0].getsockname()[1]
            yield found
    finally:
        await runner.cleanup()
