"""Who ended something. Names only."""

from enum import StrEnum


class Party(StrEnum):
    """Who ended a call, a conversation or a queue stay."""

    CALLER = "caller"
    AGENT = "agent"
    SYSTEM = "system"
