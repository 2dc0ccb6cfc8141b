"""An agent as two small machines, presence (the person's choice) and activity (the calls' doing), beside the phone.

The tables are the machines; what follows from a change is the distributor's matter.
"""

from dataclasses import dataclass, field
from enum import Enum

from acd.commands import AgentRequest, Device, EndWrapUp, LogInAgent, LogOutAgent, PauseAgent, ResumeAgent
from acd.policy import AgentProfile
from vocabulary.ids import AgentName, ContactId, OfferId, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party

NOT_RESPONDING = "not responding"
"""The reason of the one pause that the system sets."""


class Presence(Enum):
    LOGGED_OUT = "logged out"
    AVAILABLE = "available"
    PAUSED = "paused"


class Activity(Enum):
    IDLE = "idle"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPPING_UP = "wrapping up"


PRESENCE: dict[Presence, dict[type[AgentRequest], Presence]] = {
    Presence.LOGGED_OUT: {LogInAgent: Presence.AVAILABLE},
    Presence.AVAILABLE: {LogOutAgent: Presence.LOGGED_OUT, PauseAgent: Presence.PAUSED},
    Presence.PAUSED: {
        LogOutAgent: Presence.LOGGED_OUT,
        PauseAgent: Presence.PAUSED,
        ResumeAgent: Presence.AVAILABLE,
    },
}

REFUSED: dict[Presence, dict[type[AgentRequest], str]] = {
    Presence.LOGGED_OUT: {
        LogOutAgent: "is not logged in",
        PauseAgent: "is not logged in",
        ResumeAgent: "is not logged in",
    },
    Presence.AVAILABLE: {LogInAgent: "is already logged in", ResumeAgent: "is not paused"},
    Presence.PAUSED: {LogInAgent: "is already logged in (and paused: resume instead)"},
}

ENDS_WRAP_UP: dict[Activity, bool] = {
    Activity.IDLE: False,
    Activity.OFFERED: False,
    Activity.TALKING: False,
    Activity.WRAPPING_UP: True,
}
"""Where ``EndWrapUp`` does something; elsewhere it is refused."""


class Happening(Enum):
    """What calls do to an agent."""

    OFFER_MADE = "offer made"
    OFFER_OVER = "offer over"
    LEGS_JOINED = "legs joined"
    WRAP_UP_OWED = "conversation over, wrap-up owed"
    CONVERSATION_OVER = "conversation over"
    WRAP_UP_OVER = "wrap-up over"


ACTIVITY: dict[Activity, dict[Happening, Activity]] = {
    Activity.IDLE: {Happening.OFFER_MADE: Activity.OFFERED},
    Activity.OFFERED: {Happening.OFFER_OVER: Activity.IDLE, Happening.LEGS_JOINED: Activity.TALKING},
    Activity.TALKING: {
        Happening.WRAP_UP_OWED: Activity.WRAPPING_UP,
        Happening.CONVERSATION_OVER: Activity.IDLE,
    },
    Activity.WRAPPING_UP: {Happening.WRAP_UP_OVER: Activity.IDLE},
}
"""A pair that is not here would put an agent in two places: it raises ``KeyError``, being a mistake of ours."""


@dataclass(slots=True)
class Agent:
    """One agent. The distributor alone changes it."""

    profile: AgentProfile
    presence: Presence = Presence.LOGGED_OUT
    activity: Activity = Activity.IDLE
    device: Device = Device.UNREACHABLE
    pause_reason: str = ""
    paused_by: Party = Party.AGENT
    resting: bool = False
    unanswered: int = 0
    offer: OfferId | None = None
    wrapping_up: tuple[ContactId, Instant] | None = None
    proficiencies: dict[SkillName, int] = field(default_factory=dict)

    @property
    def name(self) -> AgentName:
        return self.profile.name

    @property
    def ready(self) -> bool:
        """Available, idle, the phone free, and no rest owed after a decline or a failure."""
        return (
            self.presence is Presence.AVAILABLE
            and self.activity is Activity.IDLE
            and self.device is Device.FREE
            and not self.resting
        )

    def happen(self, happening: Happening) -> None:
        """Move the activity as the table says."""
        self.activity = ACTIVITY[self.activity][happening]

    def refusal(self, request: AgentRequest) -> str | None:
        """Why this request cannot be carried out now, for the person who asked; None when it can."""
        if isinstance(request, EndWrapUp):
            return None if ENDS_WRAP_UP[self.activity] else "is not wrapping up"
        return REFUSED[self.presence].get(type(request))
