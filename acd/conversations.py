"""From the answer to the end of wrap-up: connecting, joined, completed, or undone because the legs never met."""

from typing import assert_never

from acd.agents import Agent, Happening, Owed, Presence, WrappingUp
from acd.contacts import Cut
from acd.effects import CallBack, ConnectLegs, Release, ReleaseAgent, ReleaseCaller, ReturnToWaiting
from acd.estimating import Estimating
from acd.events import (
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    HandLowered,
    LegsBridged,
    OfferEnd,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.fatigue import Fatigue
from acd.matching import Matching
from acd.offers import Offer, OfferState
from acd.policy import WrapUp
from acd.queues import Entry
from acd.state import State
from acd.stays import Stays
from acd.wake import JoinOverdue, RingOver, WrapUpOver
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Conversations:
    """What happens to an offer once it was answered."""

    def __init__(
        self, state: State, matching: Matching, stays: Stays, fatigue: Fatigue, estimating: Estimating
    ) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._fatigue = fatigue
        self._estimating = estimating

    # --- the answer --------------------------------------------------------------------------------------------------

    def answered(self, offer: Offer, now: Instant) -> None:
        """The first agent to answer has won: the others' phones stop, and nobody blames them."""
        entry, agent = self._state.entries[offer.entry], self._state.agents[offer.agent]
        offer.answered_at = now
        agent.misses.clear()
        entry.joining = offer.id
        self._state.timers.cancel(RingOver(offer.id))
        self._matching.delist(entry)
        self._matching.end_ringing(entry, OfferEnd.LOST_RACE, Release.LOST_RACE, now)
        if offer.state is OfferState.REACHING:
            self._call_back(offer, entry, now)
        else:
            self._connect(offer, entry, now)

    def reached(self, offer: Offer, now: Instant) -> None:
        """The caller of a callback is there too."""
        self._connect(offer, self._state.entries[offer.entry], now)

    def _call_back(self, offer: Offer, entry: Entry, now: Instant) -> None:
        policy = self._state.policy_of(offer)
        seconds = policy.callback.answer_within_seconds
        self._state.timers.set(JoinOverdue(offer.id), now.plus(seconds + policy.connect_timeout_seconds))
        number = entry.placeholder.number if entry.placeholder is not None else ""
        self._state.want(CallBack(entry.contact, entry.id, offer.id, number, seconds))

    def _connect(self, offer: Offer, entry: Entry, now: Instant) -> None:
        self._state.timers.set(JoinOverdue(offer.id), now.plus(self._state.policy_of(offer).connect_timeout_seconds))
        answered_at, offer.connected_at = offer.answered_at or now, now
        wait_seconds, ring_seconds = now.since(entry.entered_at), offer.ring_seconds(answered_at)
        self._state.tell(CallConnected(offer.id, entry.id, entry.contact, offer.agent, wait_seconds, ring_seconds))
        self._state.want(ConnectLegs(entry.contact, entry.id, offer.id, offer.agent))

    # --- the join ----------------------------------------------------------------------------------------------------

    def join(self, offer: Offer, now: Instant) -> None:
        """The legs hear each other: the queue stay is over, answered at the moment of the answer."""
        entry, agent = self._state.entries[offer.entry], self._state.agents[offer.agent]
        # A boost may have come while the phone rang.
        offer.joined_at, offer.since = now, entry.order[1]
        self._state.timers.cancel(JoinOverdue(offer.id))
        agent.happen(Happening.LEGS_JOINED)
        self._matching.review(agent, now)
        agent.talks_since(offer.answered_at or now, offer.queue)
        self._state.tell(LegsBridged(offer.id, offer.contact))
        self._stays.end(entry, EntryEnd.ANSWERED, offer.connected_at or now)
        self._state.contacts[offer.contact].talks_to(agent.name, offer.id)

    def undo(self, offer: Offer, now: Instant) -> None:
        """Answered, but never joined."""
        self._state.timers.cancel(JoinOverdue(offer.id))
        self._matching.separate(offer, now)
        self._state.tell(ConnectionFailed(offer.id, offer.entry, offer.contact, offer.agent))

    def undo_and_wait(self, offer: Offer, now: Instant) -> None:
        """As ``undo``, with the caller still there: back to waiting, and the agent rests, lest a broken phone loop."""
        entry, agent = self._state.entries[offer.entry], self._state.agents[offer.agent]
        self._matching.rest(agent, self._state.policy_of(offer).failure_rest_seconds, now)
        entry.tried[agent.name] = None
        self.undo(offer, now)
        if entry.placeholder is None:
            self._state.want(ReturnToWaiting(entry.contact, entry.id))
        self._stays.wait_again(entry, now)

    # --- the end -----------------------------------------------------------------------------------------------------

    def complete(self, offer: Offer, ended_by: Party, now: Instant, *, cut: bool = False) -> None:
        """The conversation is over: release who is still there, begin the wrap-up."""
        self.part(offer, ended_by, now)
        contact = self._state.contacts[offer.contact]
        match ended_by:
            case Party.CALLER:
                self._state.want(ReleaseAgent(offer.id, Release.COMPLETED))
            case Party.AGENT:
                self._state.want(ReleaseCaller(offer.contact, offer.entry))
            case Party.SYSTEM:
                self._state.want(ReleaseAgent(offer.id, Release.COMPLETED))
                self._state.want(ReleaseCaller(offer.contact, offer.entry))
            case _:
                assert_never(ended_by)
        bonds = self._state.policy_of(offer).bonds
        if contact.caller and cut and bonds.return_within_seconds > 0:
            until = now.plus(bonds.return_within_seconds)
            kept = Cut(contact.id, contact.door, offer.queue, offer.since, offer.agent, until)
            self._state.memory.note_cut(contact.caller, kept, now)
        if ended_by is Party.CALLER:
            del self._state.contacts[contact.id]

    def part(self, offer: Offer, ended_by: Party, now: Instant, *, owes_wrap_up: bool = True) -> None:
        """The agent's side of an end: the talk is over, what is owed after it begins."""
        agent, contact = self._state.agents[offer.agent], self._state.contacts[offer.contact]
        talk_seconds = now.since(offer.joined_at or now)
        del self._state.offers[offer.id]
        agent.offer = contact.offer = None
        agent.last_contact = contact.id
        offer.state = OfferState.ENDED
        self._state.tell(
            ConversationCompleted(offer.id, offer.entry, offer.contact, agent.name, ended_by, talk_seconds)
        )
        bonds = self._state.policy_of(offer).bonds
        if contact.caller and bonds.prefer_last_agent_seconds > 0:
            until = now.plus(bonds.last_agent_within_seconds)
            self._state.memory.note_agent(contact.caller, agent.name, until, now)
        if owes_wrap_up:
            self._begin_wrap_up(agent, offer, now)
        else:
            agent.wants_wrap_up = False
            agent.happen(Happening.CONVERSATION_OVER)
            self._free(agent, now)
        if agent.hand_in == offer.id:
            agent.hand = agent.hand_in = None
            self._state.tell(HandLowered(agent.name))

    # --- wrap-up -----------------------------------------------------------------------------------------------------

    def _begin_wrap_up(self, agent: Agent, offer: Offer, now: Instant) -> None:
        policy = self._state.policy_of(offer)
        asked, agent.wants_wrap_up = agent.wants_wrap_up, False
        seconds: float | None = policy.wrap_up_seconds
        match policy.wrap_up:
            case WrapUp.TIMED | WrapUp.FIXED:
                owed = policy.wrap_up_seconds > 0
            case WrapUp.UNTIL_ENDED:
                # Whoever has gone home would wrap up for ever.
                owed, seconds = agent.presence is not Presence.LOGGED_OUT, None
            case WrapUp.OPTIONAL | WrapUp.ON_REQUEST:
                owed = asked and policy.wrap_up_seconds > 0
            case _:
                assert_never(policy.wrap_up)
        if owed:
            agent.happen(Happening.WRAP_UP_OWED)
            may_end = policy.wrap_up is not WrapUp.FIXED
            self._wrap_up(agent, WrappingUp(offer.contact, now, may_end), seconds, now)
            return
        if policy.wrap_up is WrapUp.OPTIONAL and policy.wrap_up_seconds > 0:
            agent.owed = Owed(offer.contact, policy.wrap_up_seconds)
        agent.happen(Happening.CONVERSATION_OVER)
        self._free(agent, now)

    def _wrap_up(self, agent: Agent, wrapping_up: WrappingUp, seconds: float | None, now: Instant) -> None:
        agent.wrapping_up = wrapping_up
        self._matching.review(agent, now)
        if seconds is not None:
            self._state.timers.set(WrapUpOver(agent.name), now.plus(seconds))
        self._state.tell(WrapUpBegan(agent.name, wrapping_up.contact, seconds))

    def request_wrap_up(self, agent: Agent, now: Instant) -> None:
        """After this conversation; or now, for the one just over."""
        if agent.owed is None:
            agent.wants_wrap_up = True
            return
        owed, agent.owed = agent.owed, None
        agent.happen(Happening.WRAP_UP_OWED)
        self._wrap_up(agent, WrappingUp(owed.contact, now, may_end=True), owed.seconds, now)

    def end_wrap_up(self, agent: Agent, now: Instant) -> None:
        """The wrap-up is over, by time or by the agent's word."""
        if agent.wrapping_up is None:
            return
        wrapping_up, agent.wrapping_up = agent.wrapping_up, None
        self._state.timers.cancel(WrapUpOver(agent.name))
        agent.happen(Happening.WRAP_UP_OVER)
        self._state.tell(WrapUpEnded(agent.name, wrapping_up.contact, now.since(wrapping_up.since)))
        self._free(agent, now)

    def _free(self, agent: Agent, now: Instant) -> None:
        """Whatever the agent was busy with is over."""
        since, queue = agent.busy_since, agent.busy_for
        agent.busy_since = agent.busy_for = None
        if since is not None and queue is not None:
            self._estimating.served(queue, now.since(since))
            self._fatigue.note(agent, since, now)
        self._matching.review(agent, now)
