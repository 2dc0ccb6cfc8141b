"""A call cut by the network: a BYE to both ends that no person sent, with the cause that a gateway gives.

SIPp cannot say why it hangs up, so the BYEs go out beside it, in its dialog. Judges nothing.
"""

import asyncio
import socket

from service.peers.caller import Caller
from service.peers.sip import Direction, SipMessage
from vocabulary.causes import HangUpCause
from vocabulary.instant import Instant

_ANSWER_SECONDS = 5.0


async def cut(caller: Caller, target: tuple[str, int], cause: HangUpCause) -> Instant:
    """End this caller's answered call as a network would; when Asterisk was told. Raises TimeoutError without a 200."""
    accepted = _first(caller, Direction.RECEIVED, "200")
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as network:
        network.setblocking(False)
        network.bind((caller.line.address, 0))
        theirs, ours = accepted.header("From"), accepted.header("To")
        at = caller.audio.now()
        await loop.sock_sendto(network, _bye(network, accepted, theirs, ours, target, cause), target)
        async with asyncio.timeout(_ANSWER_SECONDS):
            answer = await loop.sock_recv(network, 4096)
        assert answer.startswith(b"SIP/2.0 200"), answer
        there = (caller.line.address, caller.line.port)
        await loop.sock_sendto(network, _bye(network, accepted, ours, theirs, there, cause), there)
    await caller.ended()
    return at


def _bye(
    network: socket.socket, accepted: SipMessage, sender: str, receiver: str, to: tuple[str, int], cause: HangUpCause
) -> bytes:
    address, port = network.getsockname()
    lines = [
        f"BYE sip:{to[0]}:{to[1]} SIP/2.0",
        f"Via: SIP/2.0/UDP {address}:{port};rport;branch=z9hG4bK-cut-{port}-{to[1]}",
        f"From: {sender}",
        f"To: {receiver}",
        f"Call-ID: {accepted.call_id}",
        "CSeq: 2 BYE",
        "Max-Forwards: 70",
        f'Reason: Q.850;cause={int(cause)};text="cut"',
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _first(caller: Caller, direction: Direction, wanted: str) -> SipMessage:
    return next(each for each in caller.messages if each.direction is direction and each.is_a(wanted))
