"""Callers and agents find each other here: entering, being offered, waiting again.

Work-conserving by construction: whoever becomes free, caller or agent, is looked at once at the end of the same verb.
"""

from acd.agents import Agent, Happening
from acd.announcing import Announcing
from acd.commands import CallerEntered
from acd.effects import ReleaseCaller, RingAgent
from acd.events import EntryEnd, EntryEnded, EntryQueued, OfferEnd, OfferEnded, OfferMade, RequestRefused
from acd.offers import Offer
from acd.queues import Entry, MatchClass
from acd.state import State
from acd.wake import RestOver, RingOver
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, OfferId
from vocabulary.instant import Instant


class Matching:
    """Keeps the indexes true and makes every offer that can be made."""

    def __init__(self, state: State, announcing: Announcing) -> None:
        self._state = state
        self._announcing = announcing
        self._freed_entries: dict[EntryId, None] = {}
        self._freed_agents: dict[AgentName, None] = {}

    def enter(self, command: CallerEntered, now: Instant) -> None:
        """A caller joins a queue, behind everybody of the same or a higher priority."""
        if command.entry in self._state.entries:
            self._state.tell(RequestRefused(command.entry, f"{command.entry} is in a queue already"))
            return
        room = self._state.rooms.queues.get(command.queue)
        if room is None:
            self._state.tell(RequestRefused(command.entry, f"no queue named {command.queue}"))
            self._state.want(ReleaseCaller(command.contact, command.entry))
            return
        entry = Entry(command.entry, command.contact, command.queue, command.requirement, command.priority, now)
        self._state.entries[entry.id] = entry
        room.add(entry)
        position = room.position(entry)
        entry.said_position = None if room.policy.announcements.on_entry else position
        self._announcing.moved(entry.queue, position)
        queued = EntryQueued(entry.id, entry.contact, entry.queue, room.policy.line, entry.priority, position)
        self._state.tell(queued)
        self.wait_again(entry)

    def end_entry(self, entry: Entry, end: EntryEnd, at: Instant) -> None:
        """The queue stay is over at this instant; everybody behind moves up."""
        room = self._state.rooms.queues[entry.queue]
        position = room.position(entry)
        self._class_of(entry).delist(entry)
        self._freed_entries.pop(entry.id, None)
        self._announcing.forget(entry)
        self._announcing.moved(entry.queue, room.remove(entry))
        del self._state.entries[entry.id]
        wait_seconds = at.since(entry.entered_at)
        self._state.tell(EntryEnded(entry.id, entry.contact, entry.queue, end, position, wait_seconds))

    def wait_again(self, entry: Entry) -> None:
        """The entry has no offer: it is listed as waiting and looked at before this verb ends."""
        self._class_of(entry).enlist(entry)
        self._freed_entries[entry.id] = None
        self._announcing.look(entry)

    def review(self, agent: Agent) -> None:
        """Something about the agent changed: keep the indexes true, and look for a caller if they just became ready."""
        rooms = self._state.rooms
        if not agent.ready:
            rooms.unready(agent.name)
            self._freed_agents.pop(agent.name, None)
        elif not rooms.is_ready(agent.name):
            rooms.ready(agent.name)
            self._freed_agents[agent.name] = None

    def reassign(self, agent: Agent) -> None:
        """The agent's queues or skills changed: callers who could not be theirs before may be now."""
        self._state.rooms.assign(agent)
        self.review(agent)
        if agent.ready:
            self._freed_agents[agent.name] = None

    def rest(self, agent: Agent, seconds: float, now: Instant) -> None:
        """Offer this agent nothing for so long."""
        if seconds > 0:
            agent.resting = True
            self._state.timers.set(RestOver(agent.name), now.plus(seconds))

    def make_offers(self, now: Instant) -> None:
        """Make every offer that can be made, first callers first.

        Before this verb no ready agent could serve any waiting caller, so each new pair has a side that was freed now:
        the callers to look at are the freed ones and the first of each class that a freed agent serves.
        """
        while (entry := self._first_candidate()) is not None:
            self._freed_entries.pop(entry.id, None)
            agent = self._longest_idle_agent(entry)
            if agent is not None:
                self._offer(entry, agent, now)
        self._freed_agents.clear()

    def _first_candidate(self) -> Entry | None:
        keys = [self._state.entries[entry_id].order for entry_id in self._freed_entries]
        for name in self._freed_agents:
            keys.extend(match.waiting[0] for match in self._state.rooms.classes_for(name) if match.waiting)
        return self._state.entries[min(keys)[2]] if keys else None

    def _longest_idle_agent(self, entry: Entry) -> Agent | None:
        match = self._class_of(entry)
        name = match.longest_idle(entry.tried)
        if name is None and match.ready:
            # Everybody who is ready now was tried: begin again, so that nobody waits behind an absent expert.
            entry.tried.clear()
            name = match.longest_idle(entry.tried)
        return self._state.agents[name] if name is not None else None

    def _offer(self, entry: Entry, agent: Agent, now: Instant) -> None:
        self._class_of(entry).delist(entry)
        self._announcing.forget(entry)
        entry.offers_made += 1
        offer_id = OfferId(f"{entry.id}-{entry.offers_made}")
        offer = Offer(offer_id, entry.id, entry.contact, entry.queue, agent.name, now)
        self._state.offers[offer.id] = offer
        entry.offer = agent.offer = offer.id
        agent.happen(Happening.OFFER_MADE)
        self.review(agent)
        seconds = self._state.policy_of(offer).ring_timeout_seconds
        self._state.timers.set(RingOver(offer.id), now.plus(seconds))
        self._state.tell(OfferMade(offer.id, entry.id, entry.contact, agent.name))
        self._state.want(RingAgent(entry.contact, entry.id, offer.id, agent.name, seconds))

    def end_offer(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        """An offer is over unanswered: caller and agent are apart again."""
        self._state.timers.cancel(RingOver(offer.id))
        self.separate(offer)
        ended = OfferEnded(offer.id, offer.entry, offer.contact, offer.agent, end, cause, offer.ring_seconds(now))
        self._state.tell(ended)

    def separate(self, offer: Offer) -> None:
        """Forget an offer that led to no conversation: its entry has none, its agent is idle."""
        del self._state.offers[offer.id]
        self._state.entries[offer.entry].offer = None
        agent = self._state.agents[offer.agent]
        agent.offer = None
        agent.happen(Happening.OFFER_OVER)
        self.review(agent)

    def _class_of(self, entry: Entry) -> MatchClass:
        return self._state.rooms.match_class(entry, self._state.agents)
