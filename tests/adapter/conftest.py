"""A real Asterisk for the adapter tests, on loopback and free ports, in a folder of its own.

Refuses to skip: where no Asterisk is unpacked, every test that asks for one fails and says what to do. Its
configuration is the smallest that the contracts need, on purpose not the one the service renders.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

_UNUSED = (
    "app_adsiprog",
    "app_agent_pool",
    "app_alarmreceiver",
    "app_festival",
    "app_jack",
    "app_minivm",
    "app_sla",
    "app_sms",
    "app_speech_utils",
    "app_voicemail",
    "cdr_",
    "cel_",
    "chan_audiosocket",
    "chan_console",
    "chan_iax2",
    "chan_motif",
    "chan_unistim",
    "chan_websocket",
    "pbx_ael",
    "pbx_dundi",
    "pbx_lua",
    "pbx_realtime",
    "res_adsi",
    "res_aeap",
    "res_ael",
    "res_audiosocket",
    "res_calendar",
    "res_config_",
    "res_fax",
    "res_geolocation",
    "res_hep",
    "res_http_media",
    "res_odbc",
    "res_parking",
    "res_phoneprov",
    "res_pjsip_config_wizard",
    "res_pjsip_geolocation",
    "res_pjsip_phoneprov",
    "res_pjsip_publish",
    "res_pjsip_stir",
    "res_pjsip_transport_websocket",
    "res_prometheus",
    "res_resolver",
    "res_smdi",
    "res_snmp",
    "res_speech_",
    "res_stasis_test",
    "res_statsd",
    "res_stir",
    "res_stun",
    "res_xmpp",
    "res_cdrel",
    "func_odbc",
    "app_externalivr",
    "res_realtime",
    "res_timing_pthread",
    "app_confbridge",
    "app_audiosocket",
    "app_amd",
    "app_followme",
    "app_getcpeid",
    "app_page",
    "app_queue",
    "res_clialiases",
    "res_pjsip_notify",
)


@dataclass(frozen=True, slots=True)
class RunningAsterisk:
    """One Asterisk that is up: where it listens, with which secrets, and its console."""

    root: Path
    folder: Path
    command: tuple[str, ...]
    http_port: int
    ami_port: int
    sip_port: int
    ari_password: str
    ami_secret: str

    @property
    def base_url(self) -> str:
        """Where ARI answers."""
        return f"http://127.0.0.1:{self.http_port}"

    def console(self, line: str) -> str:
        """What the remote console prints for this line."""
        ran = subprocess.run([*self.command, "-rx", line], capture_output=True, text=True, timeout=20, check=False)
        return ran.stdout


def asterisk_root() -> Path:
    """The folder with an unpacked Asterisk 22; fails the test, with what to do, where there is none."""
    at_home = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache" / "firstline"
    root = Path(os.environ.get("FIRSTLINE_CACHE") or at_home) / "asterisk-22"
    if not (root / "usr/sbin/asterisk").exists():
        pytest.fail(f"No Asterisk in {root}. Run 'make setup', or set FIRSTLINE_CACHE to the folder that holds it.")
    return root


@pytest.fixture(scope="session")
def rest_api() -> Path:
    """Asterisk's own descriptions of its REST operations and events."""
    return asterisk_root() / "usr/share/asterisk/rest-api"


@pytest.fixture(scope="session")
def asterisk_for_adapters() -> Iterator[RunningAsterisk]:
    """An Asterisk with ARI, AMI and PJSIP on loopback, ended with the test session."""
    root = asterisk_root()
    # A unix socket's path must stay under 107 bytes, which pytest's own folders may not.
    folder = Path(tempfile.mkdtemp(prefix="fl-adapter-"))
    http_port, ami_port, sip_port = _free_ports(3)
    running = RunningAsterisk(
        root=root,
        folder=folder,
        command=_command(root, folder),
        http_port=http_port,
        ami_port=ami_port,
        sip_port=sip_port,
        ari_password=secrets.token_hex(12),
        ami_secret=secrets.token_hex(12),
    )
    _write_configuration(running)
    with subprocess.Popen(
        [*running.command, "-f"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        # Somebody must read on: a full pipe would stop Asterisk at its next line.
        rest = threading.Thread(target=process.stdout.read)
        try:
            _wait_until_ready(process.stdout)
            rest.start()
            yield running
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
            if rest.ident is not None:
                rest.join()
    shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(stdout: IO[str]) -> None:
    said: list[str] = []
    for line in stdout:
        said.append(line)
        if "Asterisk Ready." in line:
            return
    pytest.fail("Asterisk ended while starting:\n" + "".join(said[-30:]))


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _command(root: Path, folder: Path) -> tuple[str, ...]:
    """Asterisk under its own loader and libraries, so that nothing of it need be installed."""
    [libraries] = (root / "usr/lib").glob("*-linux-gnu")
    [loader] = [*(root / "usr/lib64").glob("ld-linux*"), *(root / "usr/lib").glob("ld-linux*.so.*")][:1]
    search = f"{libraries}:{root / 'lib' / libraries.name}:{libraries / 'asterisk'}"
    asterisk = root / "usr/sbin/asterisk"
    return (str(loader), "--library-path", search, str(asterisk), "-C", str(folder / "etc/asterisk.conf"))


def _write_configuration(running: RunningAsterisk) -> None:
    root, folder = running.root, running.folder
    for name in ("etc", "data/sounds", "lib/keys", "db", "spool/monitor", "spool/recording", "run", "log"):
        (folder / name).mkdir(parents=True)
    shared = root / "usr/share/asterisk"
    for name in ("documentation", "moh", "rest-api", "keys"):
        (folder / "data" / name).symlink_to(shared / name)
    [voice] = [real for real in sorted((shared / "sounds").iterdir()) if real.is_dir() and not real.is_symlink()][:1]
    (folder / "data/sounds/en").symlink_to(voice)
    (folder / "etc/indications.conf").symlink_to(root / "etc/asterisk/indications.conf")
    [modules] = (root / "usr/lib").glob("*-linux-gnu/asterisk/modules")
    without = sorted(one.name for one in modules.iterdir() if one.name.startswith(tuple(_UNUSED)))
    for name, text in _files(running, modules, without).items():
        (folder / "etc" / name).write_text(text, encoding="utf-8")


def _files(running: RunningAsterisk, modules: Path, without: list[str]) -> dict[str, str]:
    at = running.folder
    return {
        "asterisk.conf": f"""[directories]
astetcdir = {at}/etc
astmoddir = {modules}
astvarlibdir = {at}/lib
astdbdir = {at}/db
astkeydir = {at}/lib
astdatadir = {at}/data
astspooldir = {at}/spool
astrundir = {at}/run
astlogdir = {at}/log
[options]
channel_storage_backend = cpp_map_name_id
transmit_silence = yes
""",
        "modules.conf": "[modules]\nautoload = yes\n" + "".join(f"noload = {name}\n" for name in without),
        "logger.conf": "[general]\n[logfiles]\nconsole = error\nmessages = notice,warning,error,verbose(3)\n",
        "stasis.conf": "[taskpool]\nminimum_size = 5\ninitial_size = 5\nmax_size = 50\n[declined_message_types]\n",
        "http.conf": f"""[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = {running.http_port}
sessionlimit = 200
session_keep_alive = 65000
enablestatic = no
""",
        "ari.conf": f"""[general]
enabled = yes
pretty = no
websocket_write_timeout = 3000
[firstline]
type = user
password = {running.ari_password}
password_format = plain
""",
        "manager.conf": f"""[general]
enabled = yes
bindaddr = 127.0.0.1
port = {running.ami_port}
[firstline]
secret = {running.ami_secret}
read = call,system,user
write = system,call,command,reporting,user
""",
        "musiconhold.conf": "[default]\nmode = files\ndirectory = moh\n",
        "rtp.conf": "[general]\nrtpstart = 18020\nrtpend = 18098\n",
        "pjsip.conf": f"""[loopback]
type = transport
protocol = udp
bind = 127.0.0.1:{running.sip_port}
[global]
type = global
taskprocessor_overload_trigger = pjsip_only
[anonymous]
type = endpoint
context = callers
disallow = all
allow = alaw,ulaw
direct_media = no
[alice]
type = endpoint
context = nowhere
disallow = all
allow = alaw
aors = alice
direct_media = no
[bob]
type = endpoint
context = nowhere
disallow = all
allow = alaw
aors = bob
[bob]
type = aor
max_contacts = 1
remove_existing = yes
[carol]
type = endpoint
context = nowhere
disallow = all
allow = alaw
aors = carol
[carol]
type = aor
max_contacts = 1
[alice]
type = aor
max_contacts = 1
contact = sip:alice@127.0.0.1:{running.sip_port}
""",
        "extensions.conf": """[callers]
exten => _X.,1,Stasis(firstline,in,${EXTEN})
 same => n,Hangup()
[far]
exten => milliwatt,1,Answer()
 same => n,Milliwatt()
exten => silent,1,Answer()
 same => n,Wait(60)
exten => ring,1,Ringing()
 same => n,Wait(60)
exten => keys,1,Answer()
 same => n,SendDTMF(12#)
 same => n,Wait(60)
""",
    }
