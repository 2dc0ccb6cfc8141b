"""An agent as two small machines, presence (the person's choice) and activity (the calls' doing), beside the phone.

The tables are the machines; what follows from a change is the distributor's matter.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from acd.commands import (
    AgentRequest,
    Device,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    Occupation,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
)
from acd.events import OfferEnd
from acd.profile import AgentProfile, Assignment
from acd.why import Standing
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, SkillName, TaskId
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Presence(Enum):
    LOGGED_OUT = "logged out"
    AVAILABLE = "available"
    PAUSED = "paused"


class Activity(Enum):
    IDLE = "idle"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPPING_UP = "wrapping up"
    ELSEWHERE = "elsewhere"


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


class Happening(Enum):
    """What calls do to an agent."""

    OFFER_MADE = "offer made"
    OFFER_OVER = "offer over"
    LEGS_JOINED = "legs joined"
    WRAP_UP_OWED = "conversation over, wrap-up owed"
    CONVERSATION_OVER = "conversation over"
    WRAP_UP_OVER = "wrap-up over"
    TASK_BEGUN = "task begun"
    TASKS_OVER = "last task over"
    TOOK_CONTACT_UP = "contact taken up"


ACTIVITY: dict[Activity, dict[Happening, Activity]] = {
    Activity.IDLE: {
        Happening.OFFER_MADE: Activity.OFFERED,
        Happening.WRAP_UP_OWED: Activity.WRAPPING_UP,
        Happening.TASK_BEGUN: Activity.ELSEWHERE,
    },
    Activity.OFFERED: {Happening.OFFER_OVER: Activity.IDLE, Happening.LEGS_JOINED: Activity.TALKING},
    Activity.TALKING: {
        Happening.WRAP_UP_OWED: Activity.WRAPPING_UP,
        Happening.CONVERSATION_OVER: Activity.IDLE,
    },
    Activity.WRAPPING_UP: {Happening.WRAP_UP_OVER: Activity.IDLE},
    Activity.ELSEWHERE: {Happening.TASKS_OVER: Activity.IDLE, Happening.TOOK_CONTACT_UP: Activity.TALKING},
}
"""A pair that is not here would put an agent in two places: it raises ``KeyError``, being a mistake of ours."""


STANDING_OF: dict[Activity, Standing] = {
    Activity.IDLE: Standing.READY,
    Activity.OFFERED: Standing.OFFERED,
    Activity.TALKING: Standing.TALKING,
    Activity.WRAPPING_UP: Standing.WRAPPING_UP,
    Activity.ELSEWHERE: Standing.ELSEWHERE,
}

LULLS = frozenset({Standing.IN_USE, Standing.ELSEWHERE})
"""Standings in which somebody who was ready may be for a call of their own, and keeps the place among the idle."""


@dataclass(frozen=True, slots=True)
class WrappingUp:
    """Whose conversation is being wrapped up, since when, and whether the agent may end it early."""

    contact: ContactId
    since: Instant
    may_end: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """What the agent may still ask for after a conversation of a queue where wrap-up is optional."""

    contact: ContactId
    seconds: float


@dataclass(slots=True)
class Agent:
    """One agent. The distributor alone changes it.

    ``number``: order of being configured. ``placed``: the standing the indexes know. ``idle_number``: grows with every
    agent who becomes ready, so the smallest is idle longest. ``misses``: offers missed in a row, by kind; ``ended``:
    all offers not answered since the login, by end. ``contacts``: conversations since the login. ``in_a_row``:
    conversations without an idle moment between. ``busy``: the agent's busy times, where a micro-pause asks for them.
    ``retired``: no document has them any more; kept because decisions of the past name them.

    ``assigned``: every queue of the document; ``profile`` holds those served now, without the ones ``signed_out`` of.
    ``tasks``: what keeps them elsewhere. ``since_ready``: nothing but calls of their own since they were ready last.
    ``was_elsewhere``: one of those was a task. ``hand``: the note of a raised hand; None while it is down. ``hand_in``:
    the conversation it was raised in. ``last_contact``: whom they talked with last since the login.
    """

    profile: AgentProfile
    number: int = 0
    presence: Presence = Presence.LOGGED_OUT
    activity: Activity = Activity.IDLE
    device: Device = Device.UNREACHABLE
    placed: Standing = Standing.LOGGED_OUT
    idle_number: int = 0
    ready_at: Instant | None = None
    pause_reason: str = ""
    paused_by: Party = Party.AGENT
    resting: bool = False
    misses: dict[OfferEnd, int] = field(default_factory=dict)
    ended: dict[OfferEnd, int] = field(default_factory=dict)
    contacts: int = 0
    in_a_row: int = 0
    busy: deque[tuple[Instant, Instant]] = field(default_factory=deque)
    offer: OfferId | None = None
    busy_since: Instant | None = None
    busy_for: QueueName | None = None
    wants_wrap_up: bool = False
    wrapping_up: WrappingUp | None = None
    owed: Owed | None = None
    proficiencies: dict[SkillName, int] = field(default_factory=dict)
    retired: bool = False
    assigned: tuple[Assignment, ...] = ()
    signed_out: dict[QueueName, None] = field(default_factory=dict)
    tasks: dict[TaskId, Occupation] = field(default_factory=dict)
    since_ready: bool = False
    was_elsewhere: bool = False
    hand: str | None = None
    hand_in: OfferId | None = None
    last_contact: ContactId | None = None

    @property
    def name(self) -> AgentName:
        return self.profile.name

    @property
    def ready(self) -> bool:
        """Available, idle, the phone free, and no rest owed after a decline or a failure."""
        return self.standing() is Standing.READY

    @property
    def unanswered(self) -> int:
        """Offers left unanswered in a row."""
        return self.misses.get(OfferEnd.EXPIRED, 0)

    def standing(self) -> Standing:
        """The first thing that keeps the agent from being offered a caller, or ``READY``."""
        if self.presence is not Presence.AVAILABLE:
            return Standing.LOGGED_OUT if self.presence is Presence.LOGGED_OUT else Standing.PAUSED
        if self.device is not Device.FREE and self.activity is Activity.IDLE:
            return Standing.UNREACHABLE if self.device is Device.UNREACHABLE else Standing.IN_USE
        if self.activity is Activity.IDLE and self.resting:
            return Standing.RESTING
        return STANDING_OF[self.activity]

    def happen(self, happening: Happening) -> None:
        """Move the activity as the table says."""
        self.activity = ACTIVITY[self.activity][happening]

    def talks_since(self, since: Instant, queue: QueueName) -> None:
        """Another conversation, of this queue: busy from then on."""
        self.contacts += 1
        self.in_a_row += 1
        self.busy_since, self.busy_for = since, queue

    def refusal(self, request: AgentRequest) -> str | None:
        """Why this request cannot be carried out now, for the person who asked; None when it can."""
        match request:
            case EndWrapUp():
                if self.wrapping_up is None:
                    return "is not wrapping up"
                return None if self.wrapping_up.may_end else "has to wrap up until the time is over"
            case RequestWrapUp():
                asks_in_time = self.activity is Activity.TALKING or (
                    self.activity is Activity.IDLE and self.owed is not None
                )
                return None if asks_in_time else "has no conversation to wrap up"
            case _:
                return REFUSED[self.presence].get(type(request))
