"""Misses and fatigue: who is paused for not answering, and who rests for having talked too much. A fair guard."""

from acd.agents import Agent, Presence
from acd.events import AgentPaused, AgentRested, OfferEnd
from acd.matching import Matching
from acd.state import State
from vocabulary.instant import Instant
from vocabulary.parties import Party

PAUSE_REASON: dict[OfferEnd, str] = {
    OfferEnd.EXPIRED: "not responding",
    OfferEnd.DECLINED: "declining",
    OfferEnd.UNREACHABLE: "unreachable",
}
"""The reasons of the pauses that the system sets, by the kind of miss. The other ends are nobody's fault."""


class Fatigue:
    """Counts what agents miss and how long they are busy, and acts where their policy says so."""

    def __init__(self, state: State, matching: Matching) -> None:
        self._state = state
        self._matching = matching

    def missed(self, agent: Agent, kind: OfferEnd, now: Instant) -> bool:
        """One more offer missed in this way; whether the system therefore pauses the agent, who was available."""
        agent.misses[kind] = misses = agent.misses.get(kind, 0) + 1
        limit = {
            OfferEnd.EXPIRED: agent.profile.unanswered_limit,
            OfferEnd.DECLINED: agent.profile.declined_limit,
            OfferEnd.UNREACHABLE: agent.profile.unreachable_limit,
        }[kind]
        if limit is None or misses < limit or agent.presence is not Presence.AVAILABLE:
            return False
        agent.presence = Presence.PAUSED
        agent.pause_reason, agent.paused_by = PAUSE_REASON[kind], Party.SYSTEM
        self._state.tell(AgentPaused(agent.name, agent.pause_reason, Party.SYSTEM))
        self._matching.review(agent, now)
        return True

    def note(self, agent: Agent, since: Instant, now: Instant) -> None:
        """The agent was busy from then to now; they rest if it was too much, and nobody waits for them."""
        policy = agent.profile.micro_pause
        if policy is None:
            return
        agent.busy.append((since, now))
        begin = now.plus(-policy.over_seconds)
        while agent.busy and agent.busy[0][1] <= begin:
            agent.busy.popleft()
        busy_seconds = sum(until.since(max(begin, since)) for since, until in agent.busy)
        too_long = busy_seconds > policy.busy_share * policy.over_seconds
        too_many = 0 < policy.contacts_in_a_row <= agent.in_a_row
        if agent.presence is not Presence.AVAILABLE or policy.rest_seconds <= 0:
            return
        if (too_long or too_many) and not self._state.rooms.somebody_waits_for(agent.name):
            agent.in_a_row = 0
            self._matching.rest(agent, policy.rest_seconds, now)
            self._state.tell(AgentRested(agent.name, policy.rest_seconds))
