"""Where our Asterisk lives and which addresses and ports it takes. Values only; reads no environment."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

APPLICATION = "firstline"
LOOPBACK = "127.0.0.1"
"""ARI and AMI listen here and nowhere else: both can do anything with a call."""

TRUNK = "trunk"
VISITOR = "visitor"
RESERVED_NAMES = frozenset({TRUNK, VISITOR, "anonymous"})
"""Endpoints of ours: an agent of the same name would share a section with them."""

_PORTS = ("sip_port", "rtp_first", "rtp_last", "http_port", "ami_port", "agi_port", "sip_tls_port", "https_port")


class BadSetting(ValueError):
    """{setting}: {value!r} {why}"""

    def __init__(self, setting: str, value: object, why: str) -> None:
        super().__init__((BadSetting.__doc__ or "").format(setting=setting, value=value, why=why))


@dataclass(frozen=True, slots=True)
class ConfigSettings:
    """What the rendered configuration depends on besides the document.

    ``sip_address``: where phones and the trunk reach us. ``trunk_match``: an address or network; calls from there are
    the trunk's, without a password, and phones cannot register from there. 127.0.0.2 keeps the demo's caller apart
    from phones on 127.0.0.1. ``rtp_first``/``rtp_last``: UDP ports for audio, both included; a call takes two per leg.
    ``retry_seconds``: how long a call that finds the service away is kept with music before the apology (20 s: a
    restart of the service takes less than 5). ``leg_folder``: where MixMonitor writes the legs of a conversation.
    ``agi_port``: where the service, on loopback too, is asked whether a call may come in. ``sip_port``: UDP and TCP.
    ``sip_tls_port``, ``https_port``: for phones with TLS and in browsers; None: the one behind ``sip_port``, behind
    ``http_port``. ``tls_certificate``, ``tls_key``: PEM files; None: a certificate of our own is made, which phones
    cannot check.
    """

    state_folder: Path
    leg_folder: Path
    sip_address: str = LOOPBACK
    sip_port: int = 5060
    sip_tls_port: int | None = None
    https_port: int | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trunk_match: str = "127.0.0.2"
    rtp_first: int = 10_000
    rtp_last: int = 10_999
    http_port: int = 8088
    ami_port: int = 5038
    agi_port: int = 4573
    application: str = APPLICATION
    retry_seconds: int = 20

    def __post_init__(self) -> None:
        _check_address("sip_address", self.sip_address)
        _check_network("trunk_match", self.trunk_match)
        derived = {"sip_tls_port": self.tls_port, "https_port": self.wss_port}
        for name in _PORTS:
            port = derived.get(name) or getattr(self, name)
            if not 1024 <= port <= 65_535:
                raise BadSetting(name, port, "is not a port between 1024 and 65535")
        if self.tls_port == self.sip_port:
            raise BadSetting("sip_tls_port", self.tls_port, "is sip_port too, which TCP without TLS takes")
        if self.wss_port in {self.sip_port, self.tls_port, self.http_port, self.ami_port, self.agi_port}:
            raise BadSetting("https_port", self.wss_port, "is another setting's port too")
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise BadSetting("tls_key", self.tls_key, "goes with tls_certificate: both, or neither")
        if self.rtp_last - self.rtp_first < 3:
            raise BadSetting("rtp_last", self.rtp_last, "leaves no room for one call (four ports)")

    @property
    def tls_port(self) -> int:
        """Where phones with TLS reach us."""
        return self.sip_port + 1 if self.sip_tls_port is None else self.sip_tls_port

    @property
    def wss_port(self) -> int:
        """Where phones in browsers reach us."""
        return self.http_port + 1 if self.https_port is None else self.https_port

    @property
    def certificate(self) -> Path:
        """What we prove with who we are: the certificate given, or our own."""
        return self.tls_certificate or self.etc / "own.crt"

    @property
    def key(self) -> Path:
        return self.tls_key or self.etc / "own.key"

    @property
    def etc(self) -> Path:
        """The rendered files."""
        return self.state_folder / "etc"

    @property
    def run(self) -> Path:
        """Asterisk's pid file and control socket."""
        return self.state_folder / "run"

    @property
    def logs(self) -> Path:
        return self.state_folder / "log"

    @property
    def spool(self) -> Path:
        return self.state_folder / "spool"

    @property
    def keys(self) -> Path:
        return self.state_folder / "keys"

    @property
    def database(self) -> Path:
        """Asterisk's own small database: registered phones survive its restart in it."""
        return self.state_folder / "db"

    @property
    def data(self) -> Path:
        """Links to what the installation brings: sounds, music, documentation, descriptions of the API."""
        return self.state_folder / "data"

    @property
    def secrets_file(self) -> Path:
        return self.state_folder / "secrets.json"


def _check_address(setting: str, value: str) -> None:
    try:
        ip_address(value)
    except ValueError:
        raise BadSetting(setting, value, "is not an IP address") from None


def _check_network(setting: str, value: str) -> None:
    try:
        network = ip_network(value)
    except ValueError:
        raise BadSetting(setting, value, "is not an IP address or network") from None
    if ip_address(LOOPBACK) in network:
        raise BadSetting(setting, value, f"holds {LOOPBACK}, where this machine's own phones register from")
