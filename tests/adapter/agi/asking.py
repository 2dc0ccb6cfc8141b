"""Asterisk's side of AGI, by hand: asks a server one question and answers its commands. For tests only."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_SET = re.compile(r'SET VARIABLE (\w+) "(.*)"')


@dataclass(slots=True)
class Asked:
    """What the server did: the variables it set, and all its commands."""

    variables: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)


def opening(script: str, *arguments: str, **environment: str) -> bytes:
    """What Asterisk says first."""
    known = {"network": "yes", "network_script": script, "uniqueid": "leg-1", "callerid": "+4930123"} | environment
    known |= {f"arg_{number}": argument for number, argument in enumerate(arguments, 1)}
    return "".join(f"agi_{name}: {value}\n" for name, value in known.items()).encode() + b"\n"


async def ask(port: int, said: bytes, replies: Sequence[bytes] = ()) -> Asked:
    """Says this, answers each command (``200 result=1`` once the replies are used up) until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked, left = Asked(), list(replies)
    try:
        async with asyncio.timeout(8):
            writer.write(said)
            while line := await reader.readline():
                command = line.decode().removesuffix("\n")
                asked.commands.append(command)
                if found := _SET.fullmatch(command):
                    asked.variables[found[1]] = found[2]
                writer.write(left.pop(0) if left else b"200 result=1\n")
    except ConnectionError:
        pass
    finally:
        writer.close()
    return asked
