"""The shape of a queue, flat, its keys named as in the distributor's policy; and that policy. Resolves no name."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from acd.policy import (
    Announcements,
    Bonds,
    CallbackPolicy,
    Comfort,
    Estimates,
    Line,
    QueuePolicy,
    RingWidth,
    Selection,
    Staffing,
    WaysOut,
    WrapUp,
)
from dialplan.schema import Name, Number, Prompt, Prompts, Spec, Written
from dialplan.sections.music import USUAL
from dialplan.ways import GO_ON, Keys, Way, destination, key_destination
from ivr.templates import filled, variables_in
from vocabulary.ids import QueueName

DEFAULT_MAX_WAIT_SECONDS = 80.0
"""Two minutes are the limit as a caller perceives them, and a perceived minute is about 40 s by the clock."""

_TOLD_SECONDS = 15.0
"""How much longer a connection may take where the agent is told something first."""

SelectionWord = Literal[
    "longest_idle",
    "most_proficient",
    "round_robin",
    "fewest_contacts",
    "random",
    "linear",
    "ring_all",
    "ring_several",
]
StaffingWord = Literal["none", "logged_in", "at_work"]
LONGEST_SHOWN = 64
"""Characters of what a phone shows: more of them no display has room for."""
_SHOWN = frozenset({"queue", "name", "number"})


def _checked_shown(shown: str) -> str:
    if len(shown) > LONGEST_SHOWN or not shown.isprintable() or not shown.strip():
        raise ValueError(f"what a phone shows is at most {LONGEST_SHOWN} printable characters")
    named = set(variables_in(shown))
    if not named <= _SHOWN or set("{}") & set(filled(shown, dict.fromkeys(named, ""))):
        raise ValueError("what a phone shows may hold {queue}, {name} and {number}, and no other braces")
    return shown


def _never(value: object) -> object:
    if value is None:
        raise ValueError("is empty; write seconds, or never")
    return None if value == "never" else value


class RingWidthSpec(Spec):
    """How many phones ring at once, and by how many more after each further so many seconds."""

    start: int = Field(2, ge=1, le=50)
    """Phones that ring at first."""
    grow_by: int = Field(1, ge=0, le=50)
    """So many more …"""
    grow_after_seconds: float = Field(10.0, ge=1, le=300)
    """… after each further so many seconds."""


class EstimatesSpec(Spec):
    """The estimated wait, and when it is good enough to be spoken."""

    spoken: bool = True
    """Whether the estimated wait is told with the position, as long as estimates held well enough."""
    least_hit_rate: float = Field(0.7, ge=0, le=1)
    """It is told only while at least this share of the last estimates held …"""
    most_hit_rate: float = Field(0.95, ge=0, le=1)
    """… and at most this one: more means that it is far too careful."""
    judged_at_least: int = Field(30, ge=1, le=10_000)
    """It is told only once so many estimates were judged."""
    window: int = Field(100, ge=1, le=10_000)
    """Estimates that are looked at, the last ones."""


class ComfortSpec(Spec):
    """Messages between the announcements of the position."""

    prompts: Annotated[Prompts, Field(min_length=1)]
    """The messages."""
    every_seconds: float = Field(60.0, ge=5, le=3600)
    """Seconds from one to the next."""
    at_random: bool = False
    """Whether they come in any order instead of the one written."""


class AnnouncementsSpec(Spec):
    """When a waiting caller is told their position and the estimated wait, and what is said between."""

    on_entry: bool = True
    """Whether the position is told on entering."""
    on_change: bool = True
    """Whether it is told when it changes."""
    every_seconds: Annotated[
        Annotated[float, Field(ge=5, le=3600)] | None,
        BeforeValidator(_never, json_schema_input_type=Annotated[float, Field(ge=5, le=3600)] | Literal["never"]),
    ] = 60.0
    """Seconds after which it is told again although nothing changed, or ``never``."""
    min_gap_seconds: float = Field(15.0, ge=1, le=600)
    """Seconds at least from the start of one announcement, of any kind, to the next."""
    limit: Annotated[Annotated[int, Field(ge=1, le=1000)] | None, Written] = None
    """Whoever stands behind this place hears "more than"; not written, everybody hears their place."""
    only_improved: bool = False
    """Whether a place worse than the last one heard is never told."""
    estimates: EstimatesSpec = EstimatesSpec()
    """The estimated wait, and when it is good enough to be told."""
    comfort: Annotated[ComfortSpec | None, Written] = None
    """Messages between; not written, none."""

    @property
    def ever(self) -> bool:
        """Whether the position is ever spoken."""
        return self.on_entry or self.on_change or self.every_seconds is not None

    def announcements(self) -> Announcements:
        comfort = self.comfort
        return Announcements(
            on_entry=self.on_entry,
            on_change=self.on_change,
            every_seconds=self.every_seconds,
            min_gap_seconds=self.min_gap_seconds,
            limit=self.limit,
            only_improved=self.only_improved,
            estimates=Estimates(**self.estimates.model_dump()),
            comfort=Comfort(len(comfort.prompts), comfort.every_seconds, comfort.at_random) if comfort else Comfort(),
        )


class CallingBackSpec(Spec):
    """How the queue keeps its promises to call back: the agent's phone rings first, then the caller's."""

    attempts: int = Field(3, ge=1, le=20)
    """Times the caller is called who does not answer; an agent who does not answer is no attempt."""
    retry_after_seconds: float = Field(300.0, ge=1, le=259_200)
    """Seconds from one attempt to the next …"""
    expires_after_seconds: float = Field(14_400.0, ge=1, le=604_800)
    """… and from the promise to giving it up. Hours in which nobody may be called do not count."""
    answer_within_seconds: float = Field(30.0, ge=1, le=300)
    """So long the caller's phone rings."""
    hours: Annotated[Name | None, Written] = None
    """The hours in which callers may be called; not written, at any time an agent is there."""

    def policy(self) -> CallbackPolicy:
        return CallbackPolicy(**self.model_dump(exclude={"hours"}))


class QueueSpec(Spec):
    """A queue: its line, what its callers hear, who is rung, how long anything takes and where callers may go."""

    line: Literal["first", "second", "third"] = "first"
    """The tier of support."""
    number: Annotated[Number | None, Written] = None
    """The number at which colleagues reach it, and to which they transfer; not written, none."""
    while_waiting: Literal["music", "ring_tone"] = "music"
    """What waiting callers hear between announcements."""
    music: Name = USUAL
    """The class of music; ``default`` is Asterisk's own."""
    selection: SelectionWord = "longest_idle"
    """Whom of several able agents a caller is offered to."""
    ring_width: Annotated[RingWidthSpec | None, Written] = None
    """Of ``ring_several``: how many phones ring at once."""
    ring_timeout_seconds: float = Field(20.0, ge=1, le=300)
    """An offer not answered by then is over, and the next agent is rung."""
    connect_timeout_seconds: float = Field(5.0, ge=1, le=30)
    """An answered call not joined by then goes back to the queue."""
    shown: Annotated[str, AfterValidator(_checked_shown)] = "{name}"
    """What the agent's phone shows of its callers: a text with ``{queue}``, ``{name}`` and ``{number}``."""
    tell_agent: Annotated[Prompt | None, Written] = None
    """What an agent who answered hears before the caller is joined; not written, nothing."""
    zip_tone: bool = False
    """Whether a short tone tells the agent that the caller is there."""
    transfer_failed: Literal["agent", "head"] = "agent"
    """Where a caller goes whom nobody took from a transfer: back to whoever transferred them, or to the head."""
    lost_agent: Literal["head", "end"] = "head"
    """What becomes of a caller whose agent's phone dies: the head of the queue, or the end of the call."""
    silent_agent: Literal["tell", "head"] = "tell"
    """What becomes of a caller whose agent sends no sound for 5 s after the answer: supervisors are told of it, or the
    caller goes to the head of the queue too."""
    wrap_up: Literal["timed", "fixed", "until_ended", "optional", "on_request"] = "timed"
    """What an agent owes after a conversation."""
    wrap_up_seconds: float = Field(10.0, ge=0, le=3600)
    """For how long."""
    decline_rest_seconds: float = Field(10.0, ge=1, le=600)
    """Rest after an agent declined."""
    failure_rest_seconds: float = Field(5.0, ge=1, le=600)
    """Rest after a phone could not be rung."""
    announcements: AnnouncementsSpec = AnnouncementsSpec()
    """What a waiting caller is told."""
    max_wait_seconds: Annotated[Annotated[float, Field(ge=1, le=86_400)] | None, Written] = None
    """The longest wait; not written, for ever, but 80 where ``after_max_wait`` is written."""
    after_max_wait: Way = GO_ON
    """Where callers go who waited for so long."""
    max_waiting: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Written] = None
    """The most callers waiting; not written, any number. One who can be served at once is let in all the same."""
    when_full: Way = GO_ON
    """Where the next one goes."""
    to_join: Annotated[StaffingWord | None, Written] = None
    """Without an agent in this condition who could serve the caller, nobody joins; not written, as ``to_stay``."""
    to_stay: StaffingWord = "none"
    """Without one, whoever waits leaves; asks for no more than ``to_join``."""
    when_no_agents: Way = GO_ON
    """Where they go."""
    when_closed: Way = GO_ON
    """Where callers of a closed queue go."""
    closing_sends_away: bool = False
    """Closing sends those who wait there too, instead of still serving them."""
    keys: Keys = Field(default_factory=dict)
    """Where a key pressed while waiting leads: ``stay``, ``callback`` or a way out."""
    callback: CallingBackSpec = CallingBackSpec()
    """How callers are called back to whom a ``callback`` step promised it."""
    escalates_to: Annotated[Name | None, Written] = None
    """The queue to which a contact goes that is handed to the next line without saying where; not written, nowhere."""
    target_share: float = Field(0.8, gt=0, le=1)
    """The service level it is measured by: this share of its callers answered …"""
    target_seconds: float = Field(20.0, ge=1, le=3600)
    """… within so many seconds."""
    prefer_previous_seconds: float = Field(20.0, ge=0, le=3600)
    """On coming back into the queue, the agents who had the contact are asked first for so long."""
    prefer_last_agent_seconds: float = Field(0.0, ge=0, le=3600)
    """Whoever talked last to this caller's number is asked first for so long; 0 is never …"""
    last_agent_within_seconds: float = Field(86_400.0, ge=60, le=2_592_000)
    """… if that was within so long."""
    bounce_boost_seconds: float = Field(300.0, ge=0, le=86_400)
    """Waiting added for a contact that returns to a queue it had left."""
    return_within_seconds: float = Field(300.0, ge=0, le=3600)
    """A caller whose call was cut, and who calls again within so long, gets the place or the agent back."""

    @property
    def tells_first(self) -> bool:
        """Whether the agent hears something before the caller is joined."""
        return self.zip_tone or self.tell_agent is not None

    @property
    def longest_wait_seconds(self) -> float | None:
        """Seconds after which the caller is led elsewhere; None: they wait for ever."""
        if self.max_wait_seconds is None and "after_max_wait" in self.model_fields_set:
            return DEFAULT_MAX_WAIT_SECONDS
        return self.max_wait_seconds

    @property
    def joining(self) -> StaffingWord:
        """What must be so to join: not written, whatever must be so to stay."""
        return self.to_stay if self.to_join is None else self.to_join

    def policy(self, name: str) -> QueuePolicy:
        """How the queue of this name serves its callers."""
        return QueuePolicy(
            name=QueueName(name),
            line=Line[self.line.upper()],
            selection=Selection[self.selection.upper()],
            ring_width=RingWidth(**self.ring_width.model_dump()) if self.ring_width else RingWidth(),
            ring_timeout_seconds=self.ring_timeout_seconds,
            connect_timeout_seconds=self.connect_timeout_seconds + (_TOLD_SECONDS if self.tells_first else 0.0),
            wrap_up=WrapUp[self.wrap_up.upper()],
            wrap_up_seconds=self.wrap_up_seconds,
            decline_rest_seconds=self.decline_rest_seconds,
            failure_rest_seconds=self.failure_rest_seconds,
            announcements=self.announcements.announcements(),
            ways_out=self._ways_out(),
            callback=self.callback.policy(),
            bonds=Bonds(
                prefer_previous_seconds=self.prefer_previous_seconds,
                prefer_last_agent_seconds=self.prefer_last_agent_seconds,
                last_agent_within_seconds=self.last_agent_within_seconds,
                bounce_boost_seconds=self.bounce_boost_seconds,
                return_within_seconds=self.return_within_seconds,
            ),
            escalates_to=None if self.escalates_to is None else QueueName(self.escalates_to),
            target_share=self.target_share,
            target_seconds=self.target_seconds,
            keeps_lost=self.lost_agent == "head",
            requeue_silent=self.silent_agent == "head",
        )

    def _ways_out(self) -> WaysOut:
        return WaysOut(
            max_wait_seconds=self.longest_wait_seconds,
            after_max_wait=destination(self.after_max_wait),
            max_waiting=self.max_waiting,
            when_full=destination(self.when_full),
            to_join=Staffing[self.joining.upper()],
            to_stay=Staffing[self.to_stay.upper()],
            when_no_agents=destination(self.when_no_agents),
            when_closed=destination(self.when_closed),
            closing_sends_away=self.closing_sends_away,
            keys=tuple((key, key_destination(way)) for key, way in self.keys.items()),
        )
