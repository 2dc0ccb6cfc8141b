"""A real Asterisk with the smallest configuration the telephone peers can be tried against. Knows nothing of Firstline.

A trunk matched by 127.0.0.2, agents ``alice`` and ``bob`` with passwords of their own, and an extension for every
kind of call the peers can take part in. Runs Asterisk through its own loader from the cache folder, as any user.
"""

import asyncio
import contextlib
import os
import platform
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

STARTING_SECONDS = 30.0
STOPPING_SECONDS = 10.0

MODULES = """
    res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_rtp_asterisk res_musiconhold
    res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar
    res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_user
    res_pjsip_endpoint_identifier_ip res_pjsip_acl res_pjsip_nat res_pjsip_caller_id res_pjsip_rfc3326
    res_pjsip_dtmf_info res_pjsip_logger res_pjsip_pubsub chan_pjsip codec_ulaw codec_resample format_wav
    format_pcm bridge_simple bridge_native_rtp bridge_holding app_dial app_playback app_stack app_echo app_read
    app_verbose pbx_config func_channel func_callerid
"""

DIALPLAN = """
[trunk]
; menu: a prompt that a key interrupts, then another one
exten => 100,1,Answer()
 same => n,Read(KEY,queue-thankyou,1,,1,5)
 same => n,Playback(queue-thereare&digits/2&queue-callswaiting)
 same => n,MusicOnHold()
exten => 101,1,Answer()
 same => n,MusicOnHold()
exten => 200,1,Dial(PJSIP/alice,30)
 same => n,Hangup()
exten => 300,1,Answer()
 same => n,Echo()
exten => 486,1,Busy()
"""

PASSWORDS = {name: f"{name}-keeps-a-secret" for name in ("alice", "bob")}

PJSIP = """
[global]
type = global
endpoint_identifier_order = ip,username

[loopback]
type = transport
protocol = udp
bind = 127.0.0.1:{sip_port}

[trunk]
type = endpoint
context = trunk
disallow = all
allow = ulaw
direct_media = no

[trunk]
type = identify
endpoint = trunk
match = 127.0.0.2
"""

PHONE = """
[{name}]
type = endpoint
context = trunk
disallow = all
allow = ulaw
direct_media = no
auth = {name}
aors = {name}

[{name}]
type = auth
auth_type = digest
username = {name}
password = {name}-keeps-a-secret

[{name}]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = 2
"""


@dataclass(frozen=True, slots=True)
class AsteriskForPeers:
    """A running Asterisk: where it takes SIP, and how to ask its console."""

    sip_port: int
    command: tuple[str, ...]
    folder: Path

    async def console(self, line: str) -> str:
        """What Asterisk's console answers to this line."""
        process = await asyncio.create_subprocess_exec(
            *self.command, "-rx", line, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        answer, _ = await process.communicate()
        return answer.decode()


def installed() -> Path:
    """The root folder of the unpacked Asterisk, in the cache folder."""
    if "FIRSTLINE_CACHE" in os.environ:
        cache = Path(os.environ["FIRSTLINE_CACHE"])
    else:
        cache = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache" / "firstline"
    return cache / "asterisk-22"


@contextlib.asynccontextmanager
async def running(
    root: Path, folder: Path, sip_port: int, rtp_ports: tuple[int, int]
) -> AsyncIterator[AsteriskForPeers]:
    """Asterisk from ``root``, configured and run in ``folder``, until the block is left."""
    prepare(root, folder, configuration(root, folder, sip_port, rtp_ports))
    command = command_line(root, folder)
    process = await asyncio.create_subprocess_exec(
        *command, "-f", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=folder
    )
    said: list[str] = []
    ready = asyncio.Event()
    reader = asyncio.create_task(_read(process, said, ready))
    try:
        async with asyncio.timeout(STARTING_SECONDS):
            await ready.wait()
        if process.returncode is not None:
            raise RuntimeError("Asterisk did not start: " + "".join(said[-20:]))
        yield AsteriskForPeers(sip_port, command, folder)
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await reader


async def _read(process: asyncio.subprocess.Process, said: list[str], ready: asyncio.Event) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        said.append(line.decode(errors="replace"))
        if "Asterisk Ready" in said[-1]:
            ready.set()
    await process.wait()
    ready.set()


def command_line(root: Path, folder: Path) -> tuple[str, ...]:
    """Asterisk's own loader and libraries, so that nothing of it has to be installed."""
    machine = platform.machine()
    libraries = root / "usr" / "lib" / f"{machine}-linux-gnu"
    loader = next(path for path in sorted(root.glob("lib*/ld-linux*.so*")) + sorted(libraries.glob("ld-linux*.so*")))
    path = ":".join(map(str, (libraries, root / "lib" / f"{machine}-linux-gnu", libraries / "asterisk")))
    asterisk = root / "usr" / "sbin" / "asterisk"
    return (str(loader), "--library-path", path, str(asterisk), "-C", str(folder / "etc" / "asterisk.conf"))


def prepare(root: Path, folder: Path, files: Mapping[str, str]) -> None:
    """The folders Asterisk writes to, links to the data it only reads, and its configuration files."""
    share = root / "usr" / "share" / "asterisk"
    for name in ("etc", "lib/keys", "db", "spool/monitor", "spool/recording", "run", "log", "data/sounds"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    links = {"documentation": "documentation", "moh": "moh", "keys": "keys", "sounds/en": "sounds/en_US_f_Allison"}
    for name, target in links.items():
        (folder / "data" / name).symlink_to(share / target)
    for name, text in files.items():
        (folder / "etc" / name).write_text(text)


def configuration(root: Path, folder: Path, sip_port: int, rtp_ports: tuple[int, int]) -> Mapping[str, str]:
    """Every configuration file, by name."""
    modules = next((root / "usr" / "lib").glob("*/asterisk/modules"))
    folders = {
        "astetcdir": "etc", "astvarlibdir": "lib", "astdbdir": "db", "astkeydir": "lib", "astdatadir": "data",
        "astspooldir": "spool", "astrundir": "run", "astlogdir": "log",
    }  # fmt: skip
    return {
        "asterisk.conf": f"[directories]\nastmoddir = {modules}\n"
        + "".join(f"{name} = {folder / place}\n" for name, place in folders.items())
        + "[options]\nverbose = 3\n",
        "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {name}.so\n" for name in MODULES.split()),
        "logger.conf": "[logfiles]\nconsole => warning,error,verbose\nfull.log => notice,warning,error,verbose\n",
        "rtp.conf": f"[general]\nrtpstart = {rtp_ports[0]}\nrtpend = {rtp_ports[1]}\nicesupport = no\n",
        "musiconhold.conf": f"[default]\nmode = files\ndirectory = {folder / 'data' / 'moh'}\n",
        "pjsip.conf": PJSIP.format(sip_port=sip_port) + "".join(PHONE.format(name=name) for name in PASSWORDS),
        "extensions.conf": DIALPLAN,
    }
