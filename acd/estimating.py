"""Estimates for callers who wait, from the state: who is ahead, who could serve them, and when further agents may.

Judges each against what came of it, and holds back what does not hold. Tells nobody anything by itself; offers nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence

from acd.agents import Agent
from acd.estimate import Estimate, departures_needed, waiting
from acd.events import EstimateJudged
from acd.experience import Experience
from acd.queues import Entry
from acd.state import State
from acd.teams import Kind, Team, Teams, rivals
from acd.wake import StepOver, WrapUpOver
from acd.why import Standing
from vocabulary.ids import ContactId, EntryId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement

OPENINGS_AT_MOST = 6
"""Further agents coming into question (by a step or a delay) are reckoned with so many times for one estimate."""
_NOBODY = EntryId("~")
"""Behind every real entry of the same moment."""


class Estimating:
    """Estimates, verdicts and the honesty gate. A queue gets its experience when there is something to learn."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._teams = Teams(state)
        self._experiences: dict[QueueName, Experience] = {}
        self._just_made: tuple[EntryId, Instant] | None = None

    def begins_to_wait(self, entry: Entry, now: Instant) -> None:
        """Nobody could be offered to this caller at once: estimate, silently, what is judged at the answer."""
        if not self._state.room_of(entry).policy.announcements.estimates.spoken:
            return
        entry.estimate = self._estimate(entry, now, learns=True)
        self._just_made = (entry.id, now)

    def estimate(self, entry: Entry, now: Instant) -> Estimate | None:
        """For an announcement, in seconds from now; None when nobody able is at work in any step still ahead.

        The bound never rises above the one last spoken, unless fewer agents are at work since.
        """
        # What is announced on entry was estimated a moment before, in the same verb.
        just_made, self._just_made = self._just_made, None
        estimate = entry.estimate if just_made == (entry.id, now) else self._estimate(entry, now)
        if estimate is None or not self.may_speak(entry):
            return estimate
        at_work = max(team.count for _, team in self._openings(entry, now))
        told, entry.agents_when_told = entry.agents_when_told, at_work
        if entry.spoken_bound is not None and told is not None and at_work >= told:
            return estimate.at_most(entry.spoken_bound)
        return estimate

    def for_somebody_new(self, queue: QueueName, now: Instant) -> float | None:
        """The bound, in seconds, for a caller who came to this queue now and needed nothing special; changes nothing.

        None while the queue's estimates may not be spoken, and where none can be made.
        """
        room = self._state.rooms.queues[queue]
        policy = room.policy.announcements.estimates
        if not policy.spoken or not self._experience(queue).holds(policy):
            return None
        if not room.order and room.standings[Standing.READY]:
            return 0.0
        entry = Entry(_NOBODY, ContactId(""), queue, Requirement(), 0, now)
        entry.reorder()
        estimate = self._estimate(entry, now)
        return estimate.bound_seconds if estimate is not None else None

    def may_speak(self, entry: Entry) -> bool:
        """Whether estimates of this queue have held as often as its policy wants, and may be spoken at all."""
        policy = self._state.room_of(entry).policy.announcements.estimates
        return policy.spoken and self._experience(entry.queue).holds(policy)

    def answered(self, entry: Entry, waited_seconds: float) -> None:
        """The caller waits no longer: judge the first estimate. A callback's waiting teaches nothing about patience."""
        experience = self._experience(entry.queue)
        offer = self._state.offers.get(entry.joining) if entry.joining is not None else None
        if offer is not None and offer.answered_at is not None:
            experience.rang(offer.ring_seconds(offer.answered_at))
        if offer is not None and offer.to_callback:
            return
        experience.waited(waited_seconds, gave_up=False)
        estimate = entry.estimate
        if estimate is None:
            return
        window = self._state.room_of(entry).policy.announcements.estimates.window
        experience.judge(estimate, waited_seconds, window)
        self._state.tell(
            EstimateJudged(
                entry.id,
                entry.contact,
                entry.queue,
                estimate.median_seconds,
                estimate.bound_seconds,
                waited_seconds,
            )
        )

    def abandoned(self, entry: Entry, waited_seconds: float) -> None:
        """The caller gave up; whoever was gone the moment they came teaches nothing about patience."""
        if waited_seconds > 0.0:
            self._experience(entry.queue).waited(waited_seconds, gave_up=True)

    def served(self, queue: QueueName, busy_seconds: float) -> None:
        """An agent is free again after a conversation of this queue, wrap-up included."""
        self._experience(queue).served(busy_seconds)

    def _experience(self, queue: QueueName) -> Experience:
        experience = self._experiences.get(queue)
        if experience is None:
            experience = self._experiences[queue] = Experience()
        return experience

    # --- when and by whom --------------------------------------------------------------------------------------------

    def _openings(self, entry: Entry, now: Instant) -> list[tuple[float, Team]]:
        """In how many seconds who may serve this caller: the active step, those still to open, delays still to end.

        When the active step was opened is not kept: it is reckoned from the entry's beginning, as if none before it had
        been skipped, which is exact as long as none was. A step that nobody at work could meet is taken to be skipped.
        """
        room, since_order = self._state.room_of(entry), now.monotonic - entry.order[1]
        openings: list[tuple[float, Team]] = []
        opens_in, number, steps = 0.0, entry.step, entry.requirement.steps
        while True:
            team = self._teams.team(room, entry.requirement.expression(number))
            delays = dict.fromkeys(max(opens_in, delay - since_order if delay else 0.0) for delay in team.delays)
            openings.extend((seconds, team) for seconds in delays)
            expiry = steps[number].expires_after_seconds if number < len(steps) else None
            if expiry is None or len(openings) >= OPENINGS_AT_MOST:
                return openings
            if number == entry.step:
                expires_at = self._state.timers.at(StepOver(entry.id))
                opens_in = max(0.0, expires_at.since(now)) if expires_at is not None else expiry
            elif team.kinds:
                opens_in += expiry
            number += 1

    def _estimate(self, entry: Entry, now: Instant, *, learns: bool = False) -> Estimate | None:
        experience = self._experience(entry.queue)
        soonest: Estimate | None = None
        for opens_in, team in self._openings(entry, now):
            if soonest is not None and opens_in >= soonest.bound_seconds:
                continue
            by_them = self._by_team(entry, team, opens_in, now, learns=learns)
            if by_them is not None:
                by_them = experience.corrected(by_them).not_before(opens_in)
                soonest = by_them if soonest is None else soonest.or_sooner(by_them)
        return soonest.later_by(experience.ring_seconds) if soonest is not None else None

    def _by_team(self, entry: Entry, team: Team, opens_in: float, now: Instant, *, learns: bool) -> Estimate | None:
        """The wait for this team alone, were it able from now on. ``learns``: what its agents have left is typical."""
        kinds = team.serving(now.monotonic - entry.order[1] + opens_in)
        if not kinds:
            return None
        experience = self._experience(entry.queue)
        cycle_seconds = experience.service_seconds + experience.ring_seconds
        agents = team.count if len(kinds) == len(team.kinds) else sum(kind.count for kind in kinds)
        remaining = [] if team.is_sampled else self._remaining(entry, kinds, cycle_seconds, now)
        needed = departures_needed(self._ahead(entry, team, kinds), remaining, experience.typical_remaining)
        if opens_in > 0.0:
            needed -= sum(kind.idle for kind in kinds)
        elif learns and remaining:
            experience.saw_remaining(sum(remaining) / len(remaining))
        return waiting(needed, agents / cycle_seconds, experience.leave_rate)

    def _ahead(self, entry: Entry, team: Team, kinds: Sequence[Kind]) -> float:
        """Callers who come before this one, each counted by the share of their agents who are of this team.

        Where all agents who would serve the caller serve somebody else first, all of those count, whoever came first.
        """
        equals = rivals(team.kinds, first=False)
        ahead = sum(bisect_left(rival.match.waiting, entry.order) * rival.share for rival in equals)
        if kinds[0].is_claimed:
            ahead += sum(len(rival.match.waiting) * rival.share for rival in rivals(kinds, first=True))
        return ahead

    # --- what is left of the services under way ----------------------------------------------------------------------

    def _remaining(self, entry: Entry, kinds: Sequence[Kind], cycle_seconds: float, now: Instant) -> list[float]:
        """Of each agent, what is left until they are free, in cycles."""
        typical = self._experience(entry.queue).typical_remaining
        remaining = []
        for kind in kinds:
            for agent in kind.agents:
                left_seconds = self._left_seconds(agent, now)
                remaining.append(typical if left_seconds is None else left_seconds / cycle_seconds)
        return remaining

    def _left_seconds(self, agent: Agent, now: Instant) -> float | None:
        """Until this agent is expected to be free; None when nothing is known about it."""
        since, queue = agent.busy_since, agent.busy_for
        if since is not None and queue is not None:
            ends_at = self._state.timers.at(WrapUpOver(agent.name)) if agent.wrapping_up is not None else None
            if ends_at is not None:
                return max(0.0, ends_at.since(now))
            return self._experience(queue).remaining_seconds(now.monotonic - since.monotonic)
        offer = self._state.offer_of(agent)
        if offer is None:
            return None
        theirs = self._experience(offer.queue)
        return theirs.ring_seconds + theirs.service_seconds
