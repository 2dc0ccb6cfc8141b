"""Where ARI is and how long to wait for it. All tunables of the client and the stream; reads no environment."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from yarl import URL


def _plain_address(text: str) -> str:
    """An address without a password in it: it is shown in errors and logs."""
    url = URL(text)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("write it as http://host:port")
    if url.user is not None or url.password is not None:
        raise ValueError("the user and the password have settings of their own")
    return text.rstrip("/")


class AriSettings(BaseModel):
    """One Asterisk's ARI. Durations in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Annotated[str, AfterValidator(_plain_address)] = "http://127.0.0.1:8088"
    user: str = Field(default="firstline", min_length=1)
    password: SecretStr
    application: str = Field(default="firstline", pattern=r"^[A-Za-z0-9_-]{1,70}$")
    request_timeout_seconds: float = Field(default=10, gt=0)
    """From asking to the whole answer, the wait for a free connection included."""
    pool: int = Field(default=32, ge=1, le=500)
    """Connections kept to one Asterisk; a request that waits there for a channel holds one."""
    keep_alive_seconds: float = Field(default=30, gt=0)
    """How long an idle connection is kept. Must stay well below the server's session_keep_alive (65 s)."""
    heartbeat_seconds: float = Field(default=3, gt=0, le=3.3)
    """A silent drop is noticed after 1.5 times this, which must not exceed 5 s."""
    first_retry_seconds: float = Field(default=0.1, gt=0)
    longest_retry_seconds: float = Field(default=2, gt=0)
    refused_retry_seconds: float = Field(default=10, gt=0)
    """Between tries while Asterisk refuses us: somebody must mend a setting first."""
    longest_message_bytes: int = Field(default=4 * 1024 * 1024, ge=65536)
