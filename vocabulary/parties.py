"""Who is on a leg, and who ended something. Names only."""

from enum import StrEnum


class LegRole(StrEnum):
    """The part a leg plays in a contact."""

    CALLER = "caller"
    AGENT = "agent"
    CONSULT = "consult"
    SUPERVISOR = "supervisor"


class Party(StrEnum):
    """Who ended a call, a conversation or a queue stay."""

    CALLER = "caller"
    AGENT = "agent"
    SYSTEM = "system"
