"""The servers that a test's look-ups and scripts reach when it runs live: they answer as the test says, in order."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from asterisk.agi import protocol
from dialplan.trials import AnswerSpec, ScriptSpec, TrialSpec
from service.trials.elsewhere import LOOPBACK


class Servers:
    """``http_port``, ``agi_port``: where they listen on loopback."""

    def __init__(self) -> None:
        self.http_port = 0
        self.agi_port = 0
        self._answers: Iterator[AnswerSpec | str] = iter(())
        self._scripts: Iterator[ScriptSpec | str] = iter(())
        self._script: ScriptSpec | str = "fails"
        self._listening: asyncio.Server | None = None
        self._failing = False

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

    def begin_script(self) -> None:
        """A script is about to be asked for. Where it is to fail, nobody listens: Asterisk counts no other end of a
        connection as a failure."""
        self._script = next(self._scripts, "fails")
        self._failing = self._script == "fails"
        if self._script == "fails" and self._listening is not None:
            self._listening.close()
            self._listening = None

    def end_script(self) -> None:
        """The script asked for last is over; only then may somebody listen again."""
        self._failing = False

    async def listen(self) -> None:
        """Take connections of scripts, on the same port as before."""
        if self._listening is None and not self._failing:
            self._listening = await asyncio.start_server(self._run_script, LOOPBACK, self.agi_port)
            self.agi_port = self._listening.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Take no more of them."""
        if self._listening is not None:
            self._listening.close()

    async def _run_script(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        values = self._script.values if isinstance(self._script, ScriptSpec) else {}
        # Asterisk may have gone with its caller.
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\n\n")
            for name, value in values.items():
                writer.write(f"{protocol.set_variable(name, value)}\n".encode())
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
        await found.listen()
        yield found
    finally:
        found.close()
        await runner.cleanup()
