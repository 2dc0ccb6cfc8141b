"""The files that hardly vary: where things are, who may ask, how much is logged. Knows no phone and no call."""

import hashlib
import resource
from collections.abc import Mapping

from asterisk.config.keys import Secrets
from asterisk.config.settings import APPLICATION, LOOPBACK, ConfigSettings
from asterisk.config.syntax import Section, section
from asterisk.installation import AsteriskInstallation
from vocabulary.ids import MediaUri

Music = Mapping[str, tuple[MediaUri, ...]]
"""By class, what is played one after the other: ``sound:/a/path`` without an ending."""
_MOST_FILES = 200_000
_ONLY_LOOPBACK = (("deny", "0.0.0.0/0.0.0.0"), ("deny", "::/0"), ("permit", f"{LOOPBACK}/255.255.255.255"))
USER = APPLICATION
"""Our name at ARI and AMI."""


def files(
    settings: ConfigSettings, secrets: Secrets, installation: AsteriskInstallation, music: Music | None = None
) -> dict[str, list[Section]]:
    """File name to sections, for all files that do not depend on the document, or on its music alone."""
    return {
        "asterisk.conf": _asterisk(settings, installation),
        "logger.conf": _logger(),
        "stasis.conf": _stasis(),
        "http.conf": _http(settings),
        "ari.conf": _ari(secrets),
        "manager.conf": _manager(settings, secrets),
        "rtp.conf": _rtp(settings),
        "musiconhold.conf": _music(settings, music or {}),
        "cdr.conf": [section("general", ("enable", "no"))],
        "cel.conf": [section("general", ("enable", "no"))],
        **_NEARLY_EMPTY,
    }


_NEARLY_EMPTY: dict[str, list[Section]] = {
    "acl.conf": [],
    "ccss.conf": [section("general", ("cc_max_requests", "0"))],
    "cli.conf": [],
    "cli_aliases.conf": [],
    "cli_permissions.conf": [],
    "codecs.conf": [],
    "dnsmgr.conf": [section("general", ("enable", "no"))],
    "dsp.conf": [],
    "enum.conf": [],
    "extconfig.conf": [section("settings")],
    "features.conf": [section("general"), section("featuremap"), section("applicationmap")],
    "pjproject.conf": [],
    "sorcery.conf": [],
    "udptl.conf": [section("general")],
    "websocket_client.conf": [],
}
"""Asterisk asks for these and says so in its log when they are missing."""


def _asterisk(settings: ConfigSettings, installation: AsteriskInstallation) -> list[Section]:
    directories = {
        "astetcdir": settings.etc,
        "astmoddir": installation.modules,
        "astvarlibdir": settings.data,
        "astdbdir": settings.database,
        "astkeydir": settings.data,
        "astdatadir": settings.data,
        "astagidir": settings.data / "agi-bin",
        "astspooldir": settings.spool,
        "astrundir": settings.run,
        "astlogdir": settings.logs,
        "astcachedir": settings.state_folder / "cache",
    }
    return [
        section("directories", *((name, str(path)) for name, path in directories.items())),
        section(
            "options",
            ("entityid", _entity_id(settings)),
            ("defaultlanguage", "en"),
            ("documentation_language", "en_US"),
            ("transmit_silence", "yes"),
            # Keys shorter than the default of 80 ms are played out over again by Asterisk, which then takes the next
            # ones twice or not at all; telephones send 40 ms (ITU-T Q.24).
            ("mindtmfduration", "40"),
            ("maxfiles", str(_file_limit())),
            ("live_dangerously", "no"),
            ("disable_remote_console_shell", "yes"),
            ("hideconnect", "yes"),
            ("nocolor", "yes"),
        ),
        section("files", ("astctlpermissions", "0600")),
    ]


def _entity_id(settings: ConfigSettings) -> str:
    # A locally administered MAC address (second bit of the first octet): machines without Ethernet have none to take.
    digest = hashlib.sha256(str(settings.state_folder).encode()).hexdigest()
    return ":".join(["02", *(digest[at : at + 2] for at in range(0, 10, 2))])


def _file_limit() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)


def _logger() -> list[Section]:
    return [
        section("general", ("dateformat", "%F %T.%3q"), ("use_callids", "yes"), ("appendhostname", "no")),
        section(
            "logfiles",
            ("console", "warning,error,verbose"),
            ("messages.log", "notice,warning,error"),
            ("security.log", "security"),
        ),
    ]


def _stasis() -> list[Section]:
    return [
        section(
            "taskpool",
            ("minimum_size", "10"),
            ("initial_size", "10"),
            ("idle_timeout_sec", "20"),
            ("max_size", "200"),
        )
    ]


def _http(settings: ConfigSettings) -> list[Section]:
    return [
        section(
            "general",
            ("enabled", "yes"),
            ("bindaddr", LOOPBACK),
            ("bindport", str(settings.http_port)),
            ("sessionlimit", "1000"),
            ("session_inactivity", "30000"),
            # Longer than our client keeps an idle connection, so that the client is always the one to close it.
            ("session_keep_alive", "65000"),
            ("enable_static", "no"),
            ("enable_status", "no"),
            # For phones in browsers: they come to /ws. The rest is for this machine alone.
            ("tlsenable", "yes"),
            ("tlsbindaddr", f"{_in_brackets(settings.sip_address)}:{settings.wss_port}"),
            ("tlscertfile", str(settings.certificate)),
            ("tlsprivatekey", str(settings.key)),
            ("tlsdisablev1", "yes"),
            ("tlsdisablev11", "yes"),
        ),
        section("/ari", ("type", "restriction"), *_ONLY_LOOPBACK),
    ]


def _in_brackets(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _ari(secrets: Secrets) -> list[Section]:
    return [
        section(
            "general",
            ("enabled", "yes"),
            ("pretty", "no"),
            # The default of 100 ms closes the connection when our process is merely slow.
            ("websocket_write_timeout", "3000"),
        ),
        section(
            USER,
            ("type", "user"),
            ("password", secrets.ari.get_secret_value()),
            # Every request is checked: crypt(3) would cost more than the request.
            ("password_format", "plain"),
            ("read_only", "no"),
            *_ONLY_LOOPBACK,
        ),
    ]


def _manager(settings: ConfigSettings, secrets: Secrets) -> list[Section]:
    return [
        section(
            "general",
            ("enabled", "yes"),
            ("webenabled", "no"),
            ("bindaddr", LOOPBACK),
            ("port", str(settings.ami_port)),
            ("displayconnects", "no"),
            ("authtimeout", "5"),
        ),
        section(
            USER,
            ("secret", secrets.ami.get_secret_value()),
            *_ONLY_LOOPBACK,
            ("writetimeout", "3000"),
            # Neither originate nor command nor config: those rights can write files and run programs.
            ("read", "system,call"),
            ("write", "system,call,reporting"),
        ),
    ]


def _rtp(settings: ConfigSettings) -> list[Section]:
    return [
        section(
            "general",
            ("rtpstart", str(settings.rtp_first)),
            ("rtpend", str(settings.rtp_last)),
            ("strictrtp", "yes"),
            # Browsers need it; the endpoints of all other phones leave it out.
            ("icesupport", "yes"),
        )
    ]


def _music(settings: ConfigSettings, music: Music) -> list[Section]:
    own = section("default", ("mode", "files"), ("directory", str(settings.data / "moh")), ("sort", "random"))
    return [
        section("general", ("cachertclasses", "no")),
        *(() if "default" in music else (own,)),
        *(
            section(name, ("mode", "playlist"), *(("entry", uri.removeprefix("sound:")) for uri in files))
            for name, files in music.items()
        ),
    ]
