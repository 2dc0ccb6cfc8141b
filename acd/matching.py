"""Callers and agents find each other here: being listed, being offered, coming apart again.

Work-conserving by construction: whoever becomes free, caller or agent, is looked at once at the end of the same verb.
"""

from acd.agents import LULLS, Agent, Happening
from acd.announcing import Announcing
from acd.effects import Release, ReleaseAgent, RingAgent
from acd.events import OfferEnd, OfferEnded, OfferMade
from acd.offers import Offer
from acd.policy import Selection
from acd.queues import Entry, MatchClass, QueueRoom
from acd.selection import Choice, choose, lowest_rank
from acd.state import State
from acd.wake import DelayOver, RestOver, RingOver, WidthGrows
from acd.why import ByHand, Standing, Why
from acd.witness import Witness
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, OfferId
from vocabulary.instant import Instant


class Matching:
    """Keeps the indexes true and makes every offer that can be made."""

    def __init__(self, state: State, announcing: Announcing, witness: Witness | None) -> None:
        self._state = state
        self._announcing = announcing
        self._witness = witness
        self._freed_entries: dict[EntryId, None] = {}
        self._freed_agents: dict[AgentName, None] = {}

    # --- callers -----------------------------------------------------------------------------------------------------

    def list(self, entry: Entry, now: Instant) -> None:
        """The entry wants an agent (or another): it is looked at before this verb ends."""
        if not self._wants_more(entry):
            return
        self._state.room_of(entry).enlist(entry)
        self._freed_entries[entry.id] = None
        if not entry.offers:
            self._announcing.look(entry)
        self._await_delay(entry, now)

    def delist(self, entry: Entry) -> None:
        """The entry wants no agent any more, for whatever reason."""
        room = self._state.room_of(entry)
        room.delist(entry)
        self._freed_entries.pop(entry.id, None)
        if room.delays:
            self._state.timers.cancel(DelayOver(entry.id))

    def relist(self, entry: Entry, now: Instant) -> None:
        """How many phones may ring, or which queue rules hold, changed."""
        if self._wants_more(entry):
            self.list(entry, now)
        else:
            self.delist(entry)

    def widen(self, entry: Entry, now: Instant) -> None:
        """More phones may ring for this caller from now on."""
        width = self._state.room_of(entry).policy.ring_width
        entry.width += width.grow_by
        self._state.timers.set(WidthGrows(entry.id), now.plus(width.grow_after_seconds))
        self.list(entry, now)

    def _wants_more(self, entry: Entry) -> bool:
        if entry.joining is not None or (entry.placeholder is not None and entry.placeholder.resting):
            return False
        if not entry.offers:
            return True
        if entry.placeholder is not None or entry.pulled:
            return False
        match self._state.room_of(entry).policy.selection:
            case Selection.RING_ALL:
                return True
            case Selection.RING_SEVERAL:
                return len(entry.offers) < entry.width
            case _:
                return False

    def _await_delay(self, entry: Entry, now: Instant) -> None:
        room = self._state.room_of(entry)
        armed = self._state.timers.at(DelayOver(entry.id))
        if armed is not None and armed <= now:
            return
        for delay in room.delays:
            due = entry.order[1] + delay
            if due > now.monotonic:
                self._state.timers.set(DelayOver(entry.id), Instant(due, now.unix + (due - now.monotonic)))
                return

    # --- agents ------------------------------------------------------------------------------------------------------

    def review(self, agent: Agent, now: Instant) -> None:
        """Something about the agent changed: keep the indexes true, and look for a caller if they just became ready."""
        before, number, ready_at = agent.placed, agent.idle_number, agent.ready_at
        if self._state.rooms.update(agent):
            agent.ready_at = now
            self._freed_agents[agent.name] = None
            if agent.was_elsewhere:
                self._idle_as_before(agent, number, ready_at)
        elif agent.placed is not Standing.READY:
            self._freed_agents.pop(agent.name, None)
        if agent.placed in LULLS:
            agent.since_ready = agent.since_ready or before is Standing.READY
            agent.was_elsewhere = agent.since_ready and (agent.was_elsewhere or agent.placed is Standing.ELSEWHERE)
        else:
            agent.since_ready = agent.was_elsewhere = False

    def _idle_as_before(self, agent: Agent, idle_number: int, ready_at: Instant | None) -> None:
        """Ready again, as if they had never been anything else."""
        agent.idle_number, agent.ready_at = idle_number, ready_at
        for seat in self._state.rooms.seats(agent.name):
            seat.room.sort(seat.assignment)

    def reassign(self, agent: Agent, now: Instant) -> None:
        """The agent's queues or skills changed: callers who could not be theirs before may be now."""
        self._state.rooms.assign(agent)
        self.review(agent, now)
        for seat in self._state.rooms.seats(agent.name):
            if seat.assignment.delay_seconds and seat.room.listed:
                waiting = (self._state.entries[order[2]] for order in seat.room.order)
                for entry in waiting:
                    if entry.listed:
                        self._await_delay(entry, now)
        if agent.placed is Standing.READY:
            self._freed_agents[agent.name] = None

    def rest(self, agent: Agent, seconds: float, now: Instant) -> None:
        """Offer this agent nothing for so long."""
        if seconds > 0:
            agent.resting = True
            self._state.timers.set(RestOver(agent.name), now.plus(seconds))

    # --- together ----------------------------------------------------------------------------------------------------

    def make_offers(self, now: Instant) -> None:
        """Make every offer that can be made: the lowest rank first, then the first caller, then the queue's rule.

        Before this verb no ready agent could serve any waiting caller, so each new pair has a side that was freed now:
        the callers to look at are the freed ones and the first of each class that a freed agent serves.
        """
        if not self._freed_entries and not self._freed_agents:
            return
        while (entry := self._first_candidate(now)) is not None:
            match, room = entry.match, self._state.room_of(entry)
            choice = choose(entry, room, self._state.chance, now)
            if choice is None or match is None:
                self._freed_entries.pop(entry.id, None)
                continue
            if choice.started_anew:
                # Everybody who is ready now was tried: begin again, so that nobody waits behind an absent expert.
                entry.tried.clear()
            self._offer(entry, match, room, choice, now)
        self._freed_entries.clear()
        self._freed_agents.clear()

    def pull(self, entry: Entry, agent: Agent, now: Instant) -> None:
        """Offer the entry to this agent, who is ready, out of turn; nobody else's phone rings on for it."""
        self.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        room = self._state.room_of(entry)
        if entry.match is not None:
            entry.pulled = True
            seat = room.agents.get(agent.name)
            choice = Choice(agent, seat.rank if seat is not None else 0, started_anew=False, by_hand=ByHand.PULLED)
            self._offer(entry, entry.match, room, choice, now)

    def _first_candidate(self, now: Instant) -> Entry | None:
        first: Entry | None = None
        first_rank = 0
        entries = list(self._freed_entries)
        for name in self._freed_agents:
            for seat in self._state.rooms.seats(name):
                if seat.room.listed:
                    heads = (match.first_waiting(seat.assignment.delay_seconds, now) for match in seat.classes)
                    entries.extend(head[2] for head in heads if head is not None)
        for entry_id in entries:
            entry = self._state.entries[entry_id]
            rank = lowest_rank(entry, self._state.room_of(entry), now)
            if rank is None:
                self._freed_entries.pop(entry_id, None)
            elif first is None or (rank, entry.order) < (first_rank, first.order):
                first, first_rank = entry, rank
        return first

    def _offer(self, entry: Entry, match: MatchClass, room: QueueRoom, choice: Choice, now: Instant) -> None:
        agent, policy = choice.agent, room.policy
        if self._witness is not None:
            self._witness.offering(self._state, entry, agent, choice, now)
        why = self._why(entry, match, room, choice, now)
        self._announcing.forget(entry)
        entry.offers_made += 1
        if choice.by_hand is None:
            room.turn = agent.number
        offer = Offer(
            OfferId(f"{entry.id}-{entry.offers_made}"), entry.id, entry.contact, entry.queue, agent.name, now,
            entry.order[1], entry.placeholder is not None,
        )  # fmt: skip
        self._state.offers[offer.id] = offer
        self._note_width(entry, policy.selection, room, now)
        entry.offers[offer.id] = None
        entry.fresh = False
        agent.offer, agent.owed = offer.id, None
        if agent.ready_at != now:
            agent.in_a_row = 0
        agent.happen(Happening.OFFER_MADE)
        self.review(agent, now)
        if not self._wants_more(entry):
            self.delist(entry)
        seconds = policy.ring_timeout_seconds
        self._state.timers.set(RingOver(offer.id), now.plus(seconds))
        self._state.tell(OfferMade(offer.id, entry.id, entry.contact, agent.name, why))
        self._state.want(RingAgent(entry.contact, entry.id, offer.id, agent.name, seconds))

    def _note_width(self, entry: Entry, selection: Selection, room: QueueRoom, now: Instant) -> None:
        if selection is Selection.RING_SEVERAL and not entry.width:
            width = room.policy.ring_width
            entry.width = width.start
            self._state.timers.set(WidthGrows(entry.id), now.plus(width.grow_after_seconds))

    def _why(self, entry: Entry, match: MatchClass, room: QueueRoom, choice: Choice, now: Instant) -> Why:
        chosen, able = choice.agent.name, match.able.keys()
        ready = sum(len(bucket.keys() & able) for bucket in room.ready.values())
        seen = tried = 0
        for _, buckets in room.by_rank(entry.order, now):
            for bucket in buckets:
                seen += len(bucket.keys() & able) - (chosen in bucket and chosen in able)
                tried += sum(name in bucket and name in able and name != chosen for name in entry.tried)
        standings, others = room.standings, ready - (chosen in able)
        unable = standings[Standing.READY] - ready - (chosen in room.agents and chosen not in able)
        return Why(
            choice.by_hand or room.policy.selection, choice.rank, entry.step + 1, entry.order, choice.started_anew,
            (*standings[: Standing.READY], others, unable, others - seen, tried),
        )  # fmt: skip

    # --- apart -------------------------------------------------------------------------------------------------------

    def end_offer(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        """An offer is over unanswered: caller and agent are apart again."""
        self._state.timers.cancel(RingOver(offer.id))
        agent = self._state.agents[offer.agent]
        agent.ended[end] = agent.ended.get(end, 0) + 1
        self.separate(offer, now)
        ended = OfferEnded(offer.id, offer.entry, offer.contact, offer.agent, end, cause, offer.ring_seconds(now))
        self._state.tell(ended)

    def end_ringing(self, entry: Entry, end: OfferEnd, release: Release, now: Instant) -> None:
        """Every offer of this entry that still rings is over, through nobody's fault."""
        for offer_id in list(entry.offers):
            offer = self._state.offers[offer_id]
            if offer.rings:
                self.withdraw(offer, end, release, now)

    def withdraw(self, offer: Offer, end: OfferEnd, release: Release, now: Instant) -> None:
        """A ringing phone is let go, through no fault of its agent, who is as long idle as if it had not rung."""
        agent, elsewhere = self._state.agents[offer.agent], end is OfferEnd.LOST_RACE
        idle_number, ready_at = agent.idle_number, agent.ready_at
        self.end_offer(offer, end, HangUpCause.ANSWERED_ELSEWHERE if elsewhere else HangUpCause.NORMAL, now)
        self._state.want(ReleaseAgent(offer.id, release))
        if agent.placed is Standing.READY:
            self._idle_as_before(agent, idle_number, ready_at)

    def separate(self, offer: Offer, now: Instant) -> None:
        """Forget an offer that led to no conversation: its entry no longer has it, its agent is idle."""
        del self._state.offers[offer.id]
        entry = self._state.entries[offer.entry]
        entry.offers.pop(offer.id, None)
        if entry.joining == offer.id:
            entry.joining = None
        if not entry.offers:
            entry.pulled = False
        if not entry.offers and entry.width:
            entry.width = 0
            self._state.timers.cancel(WidthGrows(entry.id))
        agent = self._state.agents[offer.agent]
        agent.offer = None
        agent.happen(Happening.OFFER_OVER)
        self.review(agent, now)
