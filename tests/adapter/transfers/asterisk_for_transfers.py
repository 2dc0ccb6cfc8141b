"""A real Asterisk on which telephones hold and transfer, with an application of ARI beside its dialplan.

On purpose not the configuration the service renders: what is tried here is Asterisk and the telephones.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.adapter.peers import asterisk_for_peers as plain

APPLICATION = "transfers"
PASSWORD = "for-this-test-alone"
CONTEXT = "transfers"
"""Where transfers of Alice and Bob lead: their TRANSFER_CONTEXT."""

_MODULES = """
    res_pjsip_refer res_pjsip_dialog_info_body_generator res_http_websocket res_websocket_client res_stasis
    res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop res_stasis_device_state res_ari
    res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_device_states
    res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings res_ari_sounds app_stasis bridge_softmix
    bridge_builtin_features pbx_config
"""

_DIALPLAN = """
[phones]
; an echo; keys that become the cause of the hang-up; colleagues; a phone nobody answers at; the application
exten => 300,1,Answer()
 same => n,Echo()
exten => 310,1,Answer()
 same => n,Read(KEYS,,2,,1,5)
 same => n,Hangup(${KEYS})
exten => 201,1,Dial(PJSIP/alice,30)
exten => 202,1,Dial(PJSIP/bob,30)
exten => 320,1,Ringing()
 same => n,Wait(30)
exten => 330,1,Busy()
exten => 800,1,Stasis(transfers,phone,${CHANNEL(endpoint)})
 same => n,Hangup()

[trunk](+)
exten => 210,1,Dial(PJSIP/alice&PJSIP/bob,30,c)
 same => n,Hangup()
exten => 800,1,Stasis(transfers,caller)
 same => n,Hangup()

[transfers]
exten => 300,1,Goto(phones,300,1)
exten => 700,1,Stasis(transfers,transferred,${EXTEN},${BLINDTRANSFER})
 same => n,Hangup()
"""


@dataclass(frozen=True, slots=True)
class AsteriskForTransfers:
    """A running Asterisk: where it takes SIP and ARI."""

    sip_port: int
    http_port: int
    folder: Path


@contextlib.asynccontextmanager
async def running(
    root: Path, folder: Path, sip_port: int, http_port: int, rtp_ports: tuple[int, int]
) -> AsyncIterator[AsteriskForTransfers]:
    """Asterisk from ``root``, configured and run in ``folder``, until the block is left."""
    files = dict(plain.configuration(root, folder, sip_port, rtp_ports))
    files["modules.conf"] += "".join(f"load = {name}.so\n" for name in _MODULES.split())
    files["extensions.conf"] += _DIALPLAN
    files["pjsip.conf"] = _with_phones(files["pjsip.conf"])
    files["stasis.conf"] = "[taskpool]\nminimum_size = 5\n"
    files["http.conf"] = f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = {http_port}\n"
    files["ari.conf"] = f"[general]\nenabled = yes\n[firstline]\ntype = user\npassword = {PASSWORD}\n"
    plain.prepare(root, folder, files)
    process = await asyncio.create_subprocess_exec(
        *plain.command_line(root, folder), "-f", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    said: list[bytes] = []
    try:
        async with asyncio.timeout(plain.STARTING_SECONDS):
            while said[-1:] != [b""] and not any(b"Asterisk Ready" in line for line in said[-1:]):
                said.append(await process.stdout.readline())
        if said[-1] == b"":
            raise RuntimeError("Asterisk did not start: " + b"".join(said[-20:]).decode(errors="replace"))
        # Somebody must read on: a full pipe would stop Asterisk at its next line.
        reading = asyncio.create_task(process.stdout.read())
        yield AsteriskForTransfers(sip_port, http_port, folder)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
    await reading


def _with_phones(text: str) -> str:
    """The trunk may not transfer; the phones may, to one context, wherever they dialled from."""
    own = f"context = phones\nset_var = TRANSFER_CONTEXT={CONTEXT}\n"
    head, *phones = text.split("[alice]\ntype = endpoint\n")
    body = "[alice]\ntype = endpoint\n" + "".join(phones)
    head = head.replace("direct_media = no\n", "direct_media = no\nallow_transfer = no\n")
    return head + body.replace("context = trunk\n", own)
