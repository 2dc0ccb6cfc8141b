"""The real distributor in virtual time: a heap of happenings, and hands that do at once what it wants done.

Answers, joins and hang-ups are reported back as Asterisk would. Decides nothing of its own, draws no callers, counts
nothing: a watcher is told. Waits are measured by this clock and held against the distributor's own events.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Any, Protocol

from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ContactRequest,
    ConversationEnded,
    Device,
    DeviceReported,
    EndWrapUp,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
    ResumeAgent,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.effects import ConnectLegs, LeaveQueue, MoveToQueue, RingAgent
from acd.events import AgentPaused, CallConnected, EntryEnd, EntryEnded, EstimateJudged, WrapUpBegan, WrapUpEnded
from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from simulation.draws import Duration, Fixed, drawn
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import Requirement

CLOCKS_AGREE_SECONDS = 1e-6
AT_ONCE = Fixed(0.0)


class ClocksDisagree(Exception):
    """the wait by the simulation's clock is not the wait the distributor told: a mistake of ours"""

    def __init__(self, entry: EntryId, measured: float, told: float) -> None:
        super().__init__(f"{entry}: measured {measured} s, told {told} s")


@dataclass(slots=True)
class Caller:
    """Somebody about to call. ``service_seconds``: of their first conversation, their second, …; the last repeats.

    ``patience_seconds`` None: for ever. ``batch``: which one they are counted in; below 0: none. ``entry``: the id of
    the first stay, where it must be known. ``handed_on``: what agents ask for instead of ending the first talks.
    ``wrap_up_seconds``: as observed. ``waited_seconds``, ``ended_as``: noted by the watcher, over all stays.
    """

    contact: ContactId
    queue: QueueName
    service_seconds: tuple[float, ...]
    patience_seconds: float | None = None
    requirement: Requirement = Requirement()
    priority: int = 0
    number: str = ""
    batch: int = -1
    entry: EntryId | None = None
    handed_on: tuple[ContactRequest, ...] = ()
    wrap_up_seconds: float | None = None
    conversations: int = 0
    waited_seconds: float = 0.0
    ended_as: int | None = None
    stay: "Stay | None" = None


@dataclass(slots=True)
class Stay:
    """One caller's stay in one queue. ``ahead``, ``last_wait_seconds``: noted by the watcher for its estimates."""

    entry: EntryId
    caller: Caller
    queue: QueueName
    at: float
    rung_at_once: bool = False
    no_place: bool = False
    connected_at: float | None = None
    agent: AgentName | None = None
    ahead: int = 0
    last_wait_seconds: float | None = None


class Watcher(Protocol):
    """Who is told what happened on the floor; ``at`` in seconds of virtual time."""

    def entered(self, stay: Stay) -> None:
        """A stay begins."""

    def connected(self, stay: Stay, waited_seconds: float) -> None:
        """The stay ends with an agent."""

    def left(self, stay: Stay, end: EntryEnd, waited_seconds: float) -> None:
        """The stay ends without one; for want of a place it is ``FULL``."""

    def judged(self, stay: Stay, judged: EstimateJudged) -> None:
        """What had been estimated for an answered caller, and what it came to."""

    def was_busy(self, agent: AgentName, since: float, until: float) -> None:
        """An agent was in a conversation and its wrap-up."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The floor before anybody calls. Whoever has no entry in ``answers`` answers at once."""

    policies: Sequence[QueuePolicy]
    profiles: Sequence[AgentProfile]
    answers: Mapping[AgentName, Duration] = field(default_factory=dict)
    waiting_places: int | None = None


class Engine:
    """One floor, from empty on. ``decisions`` counts what the distributor was asked."""

    def __init__(self, staff: Staff, watcher: Watcher, chance: Random, seed: int) -> None:
        self.decisions = 0
        self.now = Instant(0.0, 0.0)
        self._staff = staff
        self._watcher = watcher
        self._chance = chance
        self._distributor = Distributor(chance=SeededChance(seed))
        self._heap: list[tuple[float, int, Callable[[Any], None], Any]] = []
        self._number = 0
        self._waiting = 0
        self._at_once: deque[Command] = deque()
        self._callers: dict[ContactId, Caller] = {}
        self._stays: dict[EntryId, Stay] = {}
        self._busy_since: dict[AgentName, float] = {}
        self._wrapping_up: set[AgentName] = set()
        self._owed_seconds = {policy.name: policy.wrap_up_seconds for policy in staff.policies}
        self._ending: Stay | None = None
        self._reactions: dict[type, Callable[[Any], None]] = {
            AgentPaused: self._paused,
            CallConnected: self._connected,
            EntryEnded: self._ended,
            EstimateJudged: self._judged,
            WrapUpBegan: self._wrap_up_began,
            WrapUpEnded: self._wrap_up_ended,
            RingAgent: self._ring,
            ConnectLegs: self._connect,
            MoveToQueue: self._move,
            LeaveQueue: self._leave,
        }

    def open(self, *, everybody_at_work: bool = True) -> None:
        """Configure queues and agents, and, unless told otherwise, log everybody in with a free phone."""
        for policy in self._staff.policies:
            self.tell(ConfigureQueue(policy))
        for profile in self._staff.profiles:
            self.tell(ConfigureAgent(profile))
            if everybody_at_work:
                self.tell(LogInAgent(profile.name))
                self.tell(DeviceReported(profile.name, Device.FREE))

    def later(self, at: float, act: Callable[[Any], None], what: object) -> None:
        """Have ``act(what)`` done at this second; of several at the same one the first asked for comes first."""
        self._number += 1
        heappush(self._heap, (at, self._number, act, what))

    def run(self, going: Callable[[], bool]) -> None:
        """Let everything happen in order of time until nothing is left to happen, or ``going`` says no."""
        heap, distributor = self._heap, self._distributor
        while going():
            deadline = distributor.next_deadline()
            if deadline is not None and (deadline.monotonic <= heap[0][0] if heap else self._waiting):
                self.now = deadline
                self._take(distributor.handle_deadline(deadline))
                self._catch_up()
            elif heap:
                at, _, act, what = heappop(heap)
                self.now = Instant(at, at)
                act(what)
            else:
                return

    def tell(self, command: Command) -> None:
        """Hand one command to the distributor now, and do at once all that comes of it."""
        self._receive(command)
        self._catch_up()

    def enter(self, caller: Caller) -> None:
        """The caller joins their queue now; where every shared place is taken and nobody is free, they are blocked."""
        entry = caller.entry or EntryId(f"{caller.contact}-1")
        self._callers[caller.contact] = caller
        stay = self._begin(entry, caller, caller.queue)
        self._receive(
            CallerEntered(entry, caller.contact, caller.queue, caller.requirement, caller.priority, caller.number)
        )
        places = self._staff.waiting_places
        if places is not None and self._waiting > places and caller.stay is stay and not stay.rung_at_once:
            stay.no_place = True
            self._hang_up_waiting(stay)
        self._catch_up()
        if caller.patience_seconds is not None and caller.stay is not None and caller.stay.connected_at is None:
            self.later(self.now.monotonic + caller.patience_seconds, self._lose_patience, caller)

    # --- the distributor ---------------------------------------------------------------------------------------------

    def _receive(self, command: Command) -> None:
        self._take(self._distributor.receive(command, self.now))

    def _catch_up(self) -> None:
        while self._at_once:
            self._receive(self._at_once.popleft())

    def _take(self, decision: Decision) -> None:
        self.decisions += 1
        reactions = self._reactions
        for told in decision.events:
            react = reactions.get(type(told))
            if react is not None:
                react(told)
        for wanted in decision.effects:
            react = reactions.get(type(wanted))
            if react is not None:
                react(wanted)

    # --- callers -----------------------------------------------------------------------------------------------------

    def _begin(self, entry: EntryId, caller: Caller, queue: QueueName) -> Stay:
        stay = caller.stay = self._stays[entry] = Stay(entry, caller, queue, self.now.monotonic)
        self._waiting += 1
        self._watcher.entered(stay)
        return stay

    def _lose_patience(self, caller: Caller) -> None:
        if caller.stay is not None and caller.stay.connected_at is None:
            self._hang_up_waiting(caller.stay)
            self._catch_up()

    def _hang_up_waiting(self, stay: Stay) -> None:
        self._receive(CallerLeft(stay.entry))
        self._receive(ContactOver(stay.caller.contact))
        self._callers.pop(stay.caller.contact, None)

    def _ended(self, ended: EntryEnded) -> None:
        if ended.end is EntryEnd.ANSWERED:
            return
        # A caller refused at the door of a further queue has no stay there yet.
        stay = self._stays.get(ended.entry) or self._begin(ended.entry, self._callers[ended.contact], ended.queue)
        waited = self._checked(stay, ended.wait_seconds)
        del self._stays[ended.entry]
        stay.caller.stay = None
        self._waiting -= 1
        self._watcher.left(stay, EntryEnd.FULL if stay.no_place else ended.end, waited)

    def _judged(self, judged: EstimateJudged) -> None:
        self._watcher.judged(self._stays[judged.entry], judged)

    def _move(self, move: MoveToQueue) -> None:
        self._begin(move.entry, self._callers[move.contact], move.queue)

    def _leave(self, leave: LeaveQueue) -> None:
        if self._callers.pop(leave.contact, None) is not None:
            self._at_once.append(ContactOver(leave.contact))

    def _checked(self, stay: Stay, told_seconds: float) -> float:
        waited = self.now.monotonic - stay.at
        if abs(waited - told_seconds) > CLOCKS_AGREE_SECONDS:
            raise ClocksDisagree(stay.entry, waited, told_seconds)
        return waited

    # --- agents ------------------------------------------------------------------------------------------------------

    def _ring(self, ring: RingAgent) -> None:
        stay = self._stays[ring.entry]
        stay.rung_at_once = stay.rung_at_once or stay.at == self.now.monotonic
        answer = self._staff.answers.get(ring.agent)
        seconds = 0.0 if answer is None or answer == AT_ONCE else drawn(answer, self._chance)
        if seconds == 0.0:
            self._at_once.append(OfferAnswered(ring.offer))
        elif seconds < ring.ring_timeout_seconds:
            self.later(self.now.monotonic + seconds, self.tell, OfferAnswered(ring.offer))

    def _paused(self, paused: AgentPaused) -> None:
        """Whom the system paused as not responding is back at once: here nobody has gone away."""
        if paused.by is Party.SYSTEM:
            self._at_once.append(ResumeAgent(paused.agent))

    def _connected(self, connected: CallConnected) -> None:
        stay = self._stays[connected.entry]
        waited = self._checked(stay, connected.wait_seconds)
        stay.connected_at, stay.agent = self.now.monotonic, connected.agent
        self._waiting -= 1
        self._busy_since[connected.agent] = self.now.monotonic
        self._watcher.connected(stay, waited)

    def _connect(self, connect: ConnectLegs) -> None:
        stay = self._stays[connect.entry]
        caller = stay.caller
        seconds = caller.service_seconds[min(caller.conversations, len(caller.service_seconds) - 1)]
        self._at_once.append(LegsJoined(connect.offer))
        self.later(self.now.monotonic + seconds, self._end_conversation, (stay, connect.offer))

    def _end_conversation(self, what: tuple[Stay, OfferId]) -> None:
        stay, offer = what
        caller = stay.caller
        caller.conversations += 1
        caller.stay = None
        self._ending = self._stays.pop(stay.entry)
        if caller.conversations <= len(caller.handed_on):
            self._receive(caller.handed_on[caller.conversations - 1])
        # After a hand-over this is late and means nothing; where that was refused, the caller hangs up.
        self._receive(ConversationEnded(offer, Party.CALLER))
        self._forget_unless_waiting(caller)
        if stay.agent is not None and stay.agent not in self._wrapping_up:
            self._free(stay.agent)
        self._catch_up()

    def _forget_unless_waiting(self, caller: Caller) -> None:
        if caller.stay is None and self._callers.pop(caller.contact, None) is not None:
            self._receive(ContactOver(caller.contact))

    def _wrap_up_began(self, began: WrapUpBegan) -> None:
        """Wrap-up that the distributor times ends by itself, unless this agent was observed to be done earlier."""
        self._wrapping_up.add(began.agent)
        seconds = self._ending.caller.wrap_up_seconds if self._ending is not None else None
        if began.wrap_up_seconds is None and seconds is None and self._ending is not None:
            seconds = self._owed_seconds[self._ending.queue]
        if seconds is not None and (began.wrap_up_seconds is None or seconds < began.wrap_up_seconds):
            self.later(self.now.monotonic + seconds, self.tell, EndWrapUp(began.agent))

    def _wrap_up_ended(self, ended: WrapUpEnded) -> None:
        self._wrapping_up.discard(ended.agent)
        self._free(ended.agent)

    def _free(self, agent: AgentName) -> None:
        since = self._busy_since.pop(agent, None)
        if since is not None:
            self._watcher.was_busy(agent, since, self.now.monotonic)

    def close(self) -> None:
        """Tell of the conversations still running: the floor is looked at no longer."""
        for agent in list(self._busy_since):
            self._free(agent)
