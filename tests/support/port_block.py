"""A thousand ports of this test run's own, below those that the system gives away, so that runs beside it never meet.

Ports that the system picks (bind to 0) may be given to somebody's outgoing connection before they are listened on.
"""

import contextlib
import fcntl
import functools
import itertools
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

FIRST_BLOCK = 10_000
BLOCK_PORTS = 1_000
BLOCKS = 8


class NoFreeBlock(Exception):
    """Eight test runs are at work on this machine already."""


@dataclass(frozen=True, slots=True)
class PortBlock:
    """The ports of one test run. ``udp`` for telephones and their audio, ``outside`` for the world outside."""

    first: int
    lock: TextIO
    tcp: Iterator[int]

    @property
    def udp(self) -> tuple[int, int]:
        """The first and the last UDP port for Asterisk and telephones."""
        return self.first, self.first + 699

    @property
    def outside(self) -> tuple[int, int]:
        """The first and the last UDP port for telephones of the world outside."""
        return self.first + 900, self.first + BLOCK_PORTS - 1


@functools.cache
def port_block() -> PortBlock:
    """This process's block, held until the process ends. Raises NoFreeBlock."""
    for number in range(BLOCKS):
        lock = (Path(tempfile.gettempdir()) / f"firstline-test-ports-{number}.lock").open("a")
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            first = FIRST_BLOCK + BLOCK_PORTS * number
            return PortBlock(first, lock, itertools.cycle(range(first + 700, first + 900)))
        lock.close()
    raise NoFreeBlock


def free_tcp_ports(count: int) -> list[int]:
    """Different TCP ports of loopback that are free now and that only this run may take."""
    found: list[int] = []
    for port in itertools.islice(port_block().tcp, 200):
        if len(found) == count:
            break
        with contextlib.closing(socket.socket()) as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            found.append(port)
    assert len(found) == count, f"fewer than {count} TCP ports of the block at {port_block().first} are free"
    return found
