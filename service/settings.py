"""Settings: folders, addresses, ports. Defaults, then the environment; each error names its variable."""

import os
import pwd
import stat
import tempfile
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from asterisk.config import ConfigSettings
from asterisk.config.settings import BadSetting

ACCOUNT = "firstline"
"""Whom Asterisk and PostgreSQL run as when we are root. `make setup` makes it."""


class SettingsInvalid(Exception):
    """setting {variable}: {why}"""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__((SettingsInvalid.__doc__ or "").format(variable=variable, why=why))


class AccountMissing(Exception):
    """no system user named firstline, which PostgreSQL and Asterisk run as when started by root; run `make setup`"""


S3 = "s3://"


def _home(system: str, variable: str, user: str) -> Path:
    if os.geteuid() == 0:
        return Path(system) / "firstline"
    return Path(os.environ.get(variable) or Path.home() / user) / "firstline"


class Settings(BaseSettings):
    """Everything an admin may set outside the dialplan document.

    ``cache``: what can be made again (Asterisk unpacked). ``state``: what cannot (secrets, records not yet written,
    the embedded database). ``recordings``: where finished recordings are kept, a folder or ``s3://bucket/prefix``; by
    default a folder below ``state``. ``recordings_least_free_mb``: with less room on the disk nothing is recorded any
    more, and an alarm tells. ``recordings_recipient``: an age public key (``age1…``) by which they are sealed;
    ``recordings_identity``: a file with the key that opens them, where this machine may.
    ``speech_command``: what speaks texts; ``{voice}`` and ``{words_per_minute}`` stand for whole arguments, the text
    comes on its standard input, a wav is expected on its standard output. ``agi_port``: where Asterisk asks us whether
    a call may come in. ``sip_port``: UDP and TCP; ``sip_tls_port``, ``https_port``: for phones with TLS and in
    browsers, by default the ports behind ``sip_port`` and ``http_port``. ``tls_certificate``, ``tls_key``: PEM files
    for both; without them one of our own is made, which phones cannot check. ``database_url``: also read from
    ``DATABASE_URL``; without it the embedded server is started.
    """

    model_config = SettingsConfigDict(env_prefix="FIRSTLINE_", frozen=True, extra="ignore")

    cache: Path = Field(default_factory=lambda: _home("/var/cache", "XDG_CACHE_HOME", ".cache"))
    state: Path = Field(default_factory=lambda: _home("/var/lib", "XDG_STATE_HOME", ".local/state"))
    recordings: str | None = None
    recordings_least_free_mb: int = Field(500, ge=0)
    recordings_recipient: str | None = None
    recordings_identity: Path | None = None
    s3_endpoint: str | None = None
    s3_region: str = "us-east-1"
    s3_access_key: str | None = None
    s3_secret_key: SecretStr | None = None
    database_url: SecretStr | None = None
    asterisk_host: str = "127.0.0.1"
    sip_address: str = "127.0.0.1"
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
    speech_command: str = "espeak-ng -v {voice} -s {words_per_minute} --stdin --stdout"
    ari_password: SecretStr | None = None
    ami_secret: SecretStr | None = None

    @classmethod
    def read(cls) -> Self:
        """The settings in force.

        :raises SettingsInvalid: a variable holds what it cannot.
        """
        try:
            settings = cls()
            settings.asterisk()
            if settings.http_port == settings.ami_port:
                raise BadSetting("ami_port", settings.ami_port, "is FIRSTLINE_HTTP_PORT too")
            if settings.agi_port in {settings.http_port, settings.ami_port}:
                raise BadSetting("agi_port", settings.agi_port, "is another setting's port too")
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise SettingsInvalid(f"FIRSTLINE_{str(first['loc'][0]).upper()}", first["msg"]) from None
        except BadSetting as error:
            setting, _, why = str(error).partition(":")
            raise SettingsInvalid(f"FIRSTLINE_{setting.upper()}", why.strip()) from None
        return settings

    @field_validator("cache", "state", "recordings_identity", "tls_certificate", "tls_key")
    @classmethod
    def _from_the_root(cls, folder: Path | None) -> Path | None:
        return None if folder is None else folder.absolute()

    @field_validator("recordings")
    @classmethod
    def _place(cls, place: str | None) -> str | None:
        return place if place is None or place.startswith(S3) else str(Path(place).absolute())

    def prepare(self, account: pwd.struct_passwd | None) -> None:
        """Make the folders that must be writable. ``account``: whom Asterisk and PostgreSQL run as, if not ourselves.

        :raises SettingsInvalid: one of them is not, or the account cannot get into the state folder.
        """
        for parent in self.state.parents if account is not None else ():
            if parent.exists() and not parent.stat().st_mode & stat.S_IXOTH:
                why = f"user {ACCOUNT} cannot get through {parent}; choose a folder outside it"
                raise SettingsInvalid("FIRSTLINE_STATE", why)
        places = [("FIRSTLINE_STATE", self.state)]
        if not self.recordings_place.startswith(S3):
            places.append(("FIRSTLINE_RECORDINGS", Path(self.recordings_place)))
        for variable, folder in places:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                raise SettingsInvalid(variable, f"{folder} cannot be written to ({error.strerror})") from None

    def asterisk(self) -> ConfigSettings:
        """What Asterisk's configuration is rendered from. Raises ``BadSetting``."""
        return ConfigSettings(
            state_folder=self.state / "asterisk",
            leg_folder=self.legs,
            sip_address=self.sip_address,
            sip_port=self.sip_port,
            sip_tls_port=self.sip_tls_port,
            https_port=self.https_port,
            tls_certificate=self.tls_certificate,
            tls_key=self.tls_key,
            trunk_match=self.trunk_match,
            rtp_first=self.rtp_first,
            rtp_last=self.rtp_last,
            http_port=self.http_port,
            ami_port=self.ami_port,
            agi_port=self.agi_port,
        )

    @property
    def local_sip_address(self) -> str:
        """Where this machine's own phones reach Asterisk."""
        return "127.0.0.1" if self.sip_address == "0.0.0.0" else self.sip_address

    @property
    def legs(self) -> Path:
        """Where Asterisk writes the legs of conversations in progress."""
        return self.state / "asterisk" / "spool" / "legs"

    @property
    def recordings_place(self) -> str:
        """Where finished recordings are kept: a folder's path, or the address of a bucket."""
        return self.recordings or str(self.state / "recordings")

    @property
    def outbox(self) -> Path:
        """Recordings that are finished and not kept yet."""
        return self.state / "outbox"

    @property
    def quarantine(self) -> Path:
        """Files that cannot be believed, for a person to look at."""
        return self.state / "quarantine"

    @property
    def hearing(self) -> Path:
        """Where Asterisk finds a recording that somebody hears on a phone."""
        return self.state / "asterisk" / "hearing"

    @property
    def logs(self) -> Path:
        """Where the command logs are."""
        return self.state / "log"

    @property
    def taken_messages(self) -> Path:
        """Where Asterisk records what callers leave."""
        return self.state / "asterisk" / "spool" / "recording"

    @property
    def owed(self) -> Path:
        """Callbacks promised and messages not heard yet."""
        return self.state / "owed"

    @property
    def spool(self) -> Path:
        return self.state / "spool"

    @property
    def control_socket(self) -> Path:
        return self.state / "run" / "control.sock"

    @property
    def database(self) -> str | None:
        """The database's address, if one was given."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return os.environ.get("DATABASE_URL") or None


def service_account() -> pwd.struct_passwd | None:
    """Whom Asterisk and PostgreSQL are to run as: nobody else unless we are root.

    :raises AccountMissing: we are root and there is no such user.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise AccountMissing(AccountMissing.__doc__ or "") from None
