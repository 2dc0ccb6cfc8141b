"""What an admin may tune about queues. Values only: every field has its unit in its name and a default."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from vocabulary.ids import FlowName, QueueName


class Line(IntEnum):
    """A tier of support: distribution and simple questions, the concrete work, the hard cases."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


class Selection(StrEnum):
    """Whom of several able agents a caller is offered to. Of several ranks the lowest always comes first.

    ``RING_ALL`` rings everybody who could serve the caller, of every rank.
    """

    LONGEST_IDLE = "longest idle"
    MOST_PROFICIENT = "most proficient"
    ROUND_ROBIN = "round robin"
    FEWEST_CONTACTS = "fewest contacts"
    RANDOM = "random"
    LINEAR = "linear"
    RING_ALL = "ring all"
    RING_SEVERAL = "ring several"


@dataclass(frozen=True, slots=True)
class RingWidth:
    """Of ``RING_SEVERAL``: how many phones ring at once, and by how many more after each further so many seconds."""

    start: int = 2
    grow_by: int = 1
    grow_after_seconds: float = 10.0


class WrapUp(StrEnum):
    """What an agent owes after a conversation.

    ``TIMED``: so many seconds, or until the agent says they are done. ``FIXED``: so many seconds, no earlier.
    ``UNTIL_ENDED``: until the agent says so. ``OPTIONAL``: nothing, but whoever asks, during the conversation or while
    idle after it, gets the time. ``ON_REQUEST``: as optional, but it must be asked for during the conversation.
    """

    TIMED = "timed"
    FIXED = "fixed"
    UNTIL_ENDED = "until ended"
    OPTIONAL = "optional"
    ON_REQUEST = "on request"


@dataclass(frozen=True, slots=True)
class Estimates:
    """The estimated wait. Spoken only while its 80 % bound holds for about 80 % of callers: an honesty gate.

    The hit rate (share of judged callers whose wait was within the bound) of the last ``window`` judged estimates of
    the queue must lie between the two shares, and at least ``judged_at_least`` must have been judged.
    """

    spoken: bool = True
    least_hit_rate: float = 0.7
    most_hit_rate: float = 0.95
    judged_at_least: int = 30
    window: int = 100


@dataclass(frozen=True, slots=True)
class Comfort:
    """Messages between the announcements of the position: how many there are, how often, in order or at random."""

    messages: int = 0
    every_seconds: float = 60.0
    at_random: bool = False


@dataclass(frozen=True, slots=True)
class Announcements:
    """When a waiting caller is told their position and the estimated wait.

    ``min_gap_seconds`` runs from the start of one announcement, of any kind, to the start of the next. 15 s is
    app_queue's default and keeps a fast-moving queue from talking without pause. ``every_seconds``: repeated although
    nothing changed, because people stay when they are told at intervals; None: never. ``limit``: whoever stands behind
    this place hears "more than". ``only_improved``: never a place that is not better than the last one heard.
    """

    on_entry: bool = True
    on_change: bool = True
    every_seconds: float | None = 60.0
    min_gap_seconds: float = 15.0
    limit: int | None = None
    only_improved: bool = False
    estimates: Estimates = field(default_factory=Estimates)
    comfort: Comfort = field(default_factory=Comfort)


@dataclass(frozen=True, slots=True)
class GoOn:
    """The caller's flow goes on behind its enqueue step."""


@dataclass(frozen=True, slots=True)
class ToFlow:
    """The caller is taken to the beginning of another flow (a voicemail, for example)."""

    flow: FlowName


@dataclass(frozen=True, slots=True)
class ToQueue:
    """Another queue of ours; with the time waited so far, or at the end of it."""

    queue: QueueName
    keeps_time: bool = True


@dataclass(frozen=True, slots=True)
class ToCallback:
    """The caller hangs up, keeps the place, and is called back. Only for a key."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Nothing changes: the place is kept. Only for a key."""


Destination = GoOn | ToFlow | ToQueue
KeyDestination = GoOn | ToFlow | ToQueue | ToCallback | Stay


class Staffing(StrEnum):
    """What must be so of at least one agent who could serve the caller by any of the caller's steps."""

    NONE = "none"
    LOGGED_IN = "logged in"
    AT_WORK = "at work"
    """Logged in, not paused, the phone reachable."""


@dataclass(frozen=True, slots=True)
class WaysOut:
    """When a caller does not wait, or waits no longer, and where they go then. Nobody is ever told a busy tone.

    ``max_wait_seconds`` None: for ever. ``max_waiting`` None: any number; a callback's place counts as one who waits.
    ``to_join``, ``to_stay``: without such an agent nobody may join, or whoever waits leaves.
    """

    max_wait_seconds: float | None = None
    after_max_wait: Destination = field(default_factory=GoOn)
    max_waiting: int | None = None
    when_full: Destination = field(default_factory=GoOn)
    to_join: Staffing = Staffing.NONE
    to_stay: Staffing = Staffing.NONE
    when_no_agents: Destination = field(default_factory=GoOn)
    when_closed: Destination = field(default_factory=GoOn)
    closing_sends_away: bool = False
    keys: tuple[tuple[str, KeyDestination], ...] = ()

    def behind(self, key: str) -> KeyDestination | None:
        """Where a key leads while waiting; None where it means nothing."""
        return dict(self.keys).get(key)


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """A callback: how often it is tried, how long apart, and when it is given up. Only reached callers are joined."""

    attempts: int = 3
    retry_after_seconds: float = 300.0
    expires_after_seconds: float = 4 * 3600.0
    answer_within_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Bonds:
    """Whom a contact is given to again, and what is done for whoever was sent to and fro, or was cut.

    ``prefer_previous_seconds``: on coming back into a queue, the agents who had the contact are preferred for so long.
    ``prefer_last_agent_seconds``: whoever talked last to this caller number, within ``last_agent_within_seconds``, is
    preferred for so long; 0: never. ``bounce_boost_seconds``: added to the waiting of a contact that returns to a
    queue it had left. ``return_within_seconds``: a caller whose call was cut gets the place, or the agent, back.
    """

    prefer_previous_seconds: float = 20.0
    prefer_last_agent_seconds: float = 0.0
    last_agent_within_seconds: float = 86_400.0
    bounce_boost_seconds: float = 300.0
    return_within_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How one queue serves its callers.

    ``ring_timeout_seconds``: an offer not answered by then expires (20 s: four to five rings).
    ``connect_timeout_seconds``: an answered offer whose legs are not reported joined by then is undone.
    ``wrap_up``, ``wrap_up_seconds``: owed by the agent after each conversation from this queue.
    ``decline_rest_seconds``, ``failure_rest_seconds``: an agent who declined, or whose phone could not be rung, is not
    offered anything for so long; without it a phone that rejects at once would be rung in a tight loop.
    ``escalates_to``: where a contact goes that is handed to the next line without saying where.
    ``keeps_lost``: a caller whose agent's phone is lost waits again, at the head; else their flow goes on.
    ``requeue_silent``: so does one whose agent cannot be heard.
    ``target_share`` of callers within ``target_seconds``: the service level this queue is measured by (80/20).
    """

    name: QueueName
    line: Line = Line.FIRST
    selection: Selection = Selection.LONGEST_IDLE
    ring_width: RingWidth = field(default_factory=RingWidth)
    ring_timeout_seconds: float = 20.0
    connect_timeout_seconds: float = 5.0
    wrap_up: WrapUp = WrapUp.TIMED
    wrap_up_seconds: float = 10.0
    decline_rest_seconds: float = 10.0
    failure_rest_seconds: float = 5.0
    announcements: Announcements = field(default_factory=Announcements)
    ways_out: WaysOut = field(default_factory=WaysOut)
    callback: CallbackPolicy = field(default_factory=CallbackPolicy)
    bonds: Bonds = field(default_factory=Bonds)
    escalates_to: QueueName | None = None
    target_share: float = 0.8
    target_seconds: float = 20.0
    keeps_lost: bool = True
    requeue_silent: bool = False
