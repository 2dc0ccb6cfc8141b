"""Free UDP ports, for peers and for what they talk to. Reserves nothing: bind soon."""

import contextlib
import socket

from service.peers.failures import NoFreePort


def free_udp_ports(count: int, address: str = "127.0.0.1", first: int = 20000, last: int = 29999) -> list[int]:
    """``count`` different UDP ports that can be bound on ``address`` now, all even (RTP's custom), lowest first.

    The odd port above each is free too. Raises NoFreePort.
    """
    found: list[int] = []
    for port in range(first + first % 2, last, 2):
        if len(found) == count:
            break
        if _is_free(address, port) and _is_free(address, port + 1):
            found.append(port)
    if len(found) < count:
        raise NoFreePort(count=count, first=first, last=last, address=address)
    return found


def _is_free(address: str, port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
