"""Somebody's FastAGI scripts: one sets a variable, one sends the call elsewhere. Knows no Firstline."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Scripts:
    """The scripts run so far, by name, each with the environment Asterisk told it; and which were told to end."""

    run: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    async def began(self, name: str, seconds: float = 5.0) -> dict[str, str]:
        """The environment of the first run of this script, now or later. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                for script, environment in self.run:
                    if script == name:
                        return environment
                self.bell.clear()
                await self.bell.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One run."""
        try:
            environment = await _environment(reader)
            name = environment.get("agi_network_script", "")
            self.run.append((name, environment))
            self.bell.set()
            if name == "good":
                writer.write(b'SET VARIABLE TIER "gold"\n')
                await writer.drain()
                await reader.readline()
            elif name == "astray":
                for word, value in (("CONTEXT", "enter"), ("EXTENSION", "s"), ("PRIORITY", "1")):
                    writer.write(f"SET {word} {value}\n".encode())
                    await writer.drain()
                    await reader.readline()
            else:
                # Reads until Asterisk closes, and says nothing.
                await reader.read()
        finally:
            writer.close()


async def _environment(reader: asyncio.StreamReader) -> dict[str, str]:
    told = {}
    while line := (await reader.readline()).decode("utf-8", "replace").strip():
        name, _, value = line.partition(": ")
        told[name] = value
    return told


@contextlib.asynccontextmanager
async def scripts_at(port: int) -> AsyncIterator[Scripts]:
    """The scripts, on loopback, for as long as the context lasts."""
    scripts = Scripts()
    server = await asyncio.start_server(scripts.serve, "127.0.0.1", port)
    try:
        yield scripts
    finally:
        server.close()
        await server.wait_closed()
