"""Where AMI is and how long to wait for it. Reads no environment."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class AmiSettings(BaseModel):
    """One Asterisk's manager interface. Durations in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=5038, ge=1, le=65535)
    user: str = Field(default="firstline", min_length=1)
    secret: SecretStr
    action_timeout_seconds: float = Field(default=5, gt=0)
    ping_interval_seconds: float = Field(default=5, gt=0)
    """A link that is dead without a word is noticed after this and the action timeout at the latest."""
    first_retry_seconds: float = Field(default=0.1, gt=0)
    longest_retry_seconds: float = Field(default=2, gt=0)
    refused_retry_seconds: float = Field(default=10, gt=0)
    """Between tries while the secret is refused: somebody must mend it first."""

    @property
    def address(self) -> str:
        """As shown to people."""
        return f"{self.host}:{self.port}"
