"""SIPp as a phone or a trunk caller: scenarios written for one call, run to their end. Knows no software of ours."""

import asyncio
import contextlib
from pathlib import Path

_LIMIT_SECONDS = 30.0

_HEADERS = """\
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{user}@[local_ip]>;tag=[pid]SIPp[call_number]
To: <sip:{to}@[remote_ip]>{tag}
Call-ID: [call_id]
CSeq: {cseq}
Contact: <sip:{user}@[local_ip]:[local_port]>
Max-Forwards: 70
"""


class SippFailed(AssertionError):
    """SIPp saw another course of events than its scenario."""


async def run(
    scenario: str,
    folder: Path,
    local_ip: str,
    remote_port: int,
    auth: tuple[str, str] | None = None,
    transport: str = "u1",
) -> str:
    """Runs the scenario once; returns the messages SIPp sent and received. Raises ``SippFailed``.

    :param transport: in SIPp's words: ``u1`` is UDP, ``t1`` TCP, ``l1`` TLS.
    """
    file = folder / "scenario.xml"
    file.write_text(f'<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="one">\n{scenario}</scenario>\n')
    log = folder / "messages.log"
    log.unlink(missing_ok=True)
    words = ["-sf", str(file), "-m", "1", "-i", local_ip, "-nostdin", "-trace_msg", "-message_file", str(log)]
    words += ["-t", transport, "-message_overwrite", "true", "-timeout", "25", "-timeout_error"]
    if auth:
        words += ["-au", auth[0], "-ap", auth[1]]
    process = await asyncio.create_subprocess_exec(
        "sipp",
        *words,
        f"127.0.0.1:{remote_port}",
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        code = await asyncio.wait_for(process.wait(), _LIMIT_SECONDS)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    messages = log.read_text(errors="replace") if log.exists() else ""
    if code != 0:
        raise SippFailed(f"sipp ended with {code}:\n{messages[-3000:]}")
    return messages


def register(user: str, last: int) -> str:
    """A registration, challenged once, whose second request is answered with the status ``last``."""
    contact = "Expires: 60\nContent-Length: 0\n\n"
    first = _HEADERS.format(user=user, to=user, tag="", cseq="1 REGISTER")
    second = _HEADERS.format(user=user, to=user, tag="", cseq="2 REGISTER")
    line = "REGISTER sip:[remote_ip] SIP/2.0\n"
    return (
        f"<send><![CDATA[\n{line}{first}{contact}]]></send>\n"
        '<recv response="100" optional="true"/>\n<recv response="401" auth="true"/>\n'
        f"<send><![CDATA[\n{line}{second}[authentication]\n{contact}]]></send>\n"
        f'<recv response="100" optional="true"/>\n<recv response="{last}"/>\n'
    )


def invite(user: str, to: str) -> str:
    """An INVITE with an offer of G.711 µ-law."""
    head = _HEADERS.format(user=user, to=to, tag="", cseq="1 INVITE")
    return (
        f'<send retrans="500"><![CDATA[\nINVITE sip:{to}@[remote_ip]:[remote_port] SIP/2.0\n{head}'
        "Content-Type: application/sdp\nContent-Length: [len]\n\n"
        "v=0\no=user1 1 1 IN IP[local_ip_type] [local_ip]\ns=-\nc=IN IP[media_ip_type] [media_ip]\nt=0 0\n"
        "m=audio [media_port] RTP/AVP 0\na=rtpmap:0 PCMU/8000\n]]></send>\n"
    )


def answered_until_bye(user: str, to: str, challenged: bool = False) -> str:
    """A call that is answered, after a challenge or at once, and then ended by the other side."""
    line, tag = f"ACK sip:{to}@[remote_ip]:[remote_port] SIP/2.0\n", "[peer_tag_param]"
    begun, number = _begun(user, to, challenged)
    ack = _HEADERS.format(user=user, to=to, tag=tag, cseq=f"{number} ACK")
    return begun + (
        '<recv response="100" optional="true"/>\n<recv response="180" optional="true"/>\n<recv response="200"/>\n'
        f"<send><![CDATA[\n{line}{ack}Content-Length: 0\n\n]]></send>\n"
        '<recv request="BYE"/>\n'
        "<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\n"
        "Content-Length: 0\n\n]]></send>\n"
    )


def refused(user: str, to: str, status: int, challenged: bool = False) -> str:
    """A call that is refused with this status, after a challenge or at once."""
    line = f"ACK sip:{to}@[remote_ip]:[remote_port] SIP/2.0\n"
    begun, number = _begun(user, to, challenged)
    ack = _HEADERS.format(user=user, to=to, tag="[peer_tag_param]", cseq=f"{number} ACK")
    return begun + (
        f'<recv response="100" optional="true"/>\n<recv response="{status}"/>\n'
        f"<send><![CDATA[\n{line}{ack}Content-Length: 0\n\n]]></send>\n"
    )


def _begun(user: str, to: str, challenged: bool) -> tuple[str, int]:
    """An INVITE, sent again with an answer to the challenge, and the number of the last one."""
    if not challenged:
        return invite(user, to), 1
    refusal = _HEADERS.format(user=user, to=to, tag="[peer_tag_param]", cseq="1 ACK")
    again = invite(user, to).replace("CSeq: 1 ", "CSeq: 2 ").replace("Max-F", "[authentication]\nMax-F")
    return (
        f'{invite(user, to)}<recv response="100" optional="true"/>\n<recv response="401" auth="true"/>\n'
        f"<send><![CDATA[\nACK sip:{to}@[remote_ip]:[remote_port] SIP/2.0\n{refusal}Content-Length: 0\n\n]]></send>\n"
        f"{again}"
    ), 2
