"""From the answer to the end of wrap-up: connecting, joined, completed, or undone because the legs never met."""

from typing import assert_never

from acd.agents import Agent, Happening
from acd.effects import ConnectLegs, Release, ReleaseAgent, ReleaseCaller, ReturnToWaiting
from acd.events import (
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    LegsBridged,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.matching import Matching
from acd.offers import Offer
from acd.state import State
from acd.wake import JoinOverdue, RingOver, WrapUpOver
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Conversations:
    """What happens to an offer once it was answered."""

    def __init__(self, state: State, matching: Matching) -> None:
        self._state = state
        self._matching = matching

    def connect(self, offer: Offer, now: Instant) -> None:
        """The agent answered in time: join the legs, by a deadline."""
        entry = self._state.entries[offer.entry]
        offer.answered_at = now
        self._state.agents[offer.agent].unanswered = 0
        self._state.timers.cancel(RingOver(offer.id))
        self._state.timers.set(JoinOverdue(offer.id), now.plus(self._state.policy_of(offer).connect_timeout_seconds))
        wait_seconds, ring_seconds = now.since(entry.entered_at), offer.ring_seconds(now)
        self._state.tell(CallConnected(offer.id, entry.id, entry.contact, offer.agent, wait_seconds, ring_seconds))
        self._state.want(ConnectLegs(entry.contact, entry.id, offer.id, offer.agent))

    def join(self, offer: Offer, now: Instant) -> None:
        """The legs hear each other: the queue stay is over, answered at the moment of the answer."""
        offer.joined_at = now
        self._state.timers.cancel(JoinOverdue(offer.id))
        self._state.agents[offer.agent].happen(Happening.LEGS_JOINED)
        self._state.tell(LegsBridged(offer.id, offer.contact))
        self._matching.end_entry(self._state.entries[offer.entry], EntryEnd.ANSWERED, offer.answered_at or now)

    def undo(self, offer: Offer) -> None:
        """Answered, but never joined."""
        self._state.timers.cancel(JoinOverdue(offer.id))
        self._matching.separate(offer)
        self._state.tell(ConnectionFailed(offer.id, offer.entry, offer.contact, offer.agent))

    def undo_and_wait(self, offer: Offer, now: Instant) -> None:
        """As ``undo``, with the caller still there: back to waiting, and the agent rests, lest a broken phone loop."""
        entry = self._state.entries[offer.entry]
        agent = self._state.agents[offer.agent]
        self._matching.rest(agent, self._state.policy_of(offer).failure_rest_seconds, now)
        entry.tried[agent.name] = None
        self.undo(offer)
        self._state.want(ReturnToWaiting(entry.contact, entry.id))
        self._matching.wait_again(entry)

    def complete(self, offer: Offer, ended_by: Party, now: Instant) -> None:
        """The conversation is over: release who is still there, begin the wrap-up."""
        agent = self._state.agents[offer.agent]
        talk_seconds = now.since(offer.joined_at or now)
        del self._state.offers[offer.id]
        agent.offer = None
        self._state.tell(
            ConversationCompleted(offer.id, offer.entry, offer.contact, agent.name, ended_by, talk_seconds)
        )
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
        self._begin_wrap_up(agent, offer, now)

    def _begin_wrap_up(self, agent: Agent, offer: Offer, now: Instant) -> None:
        seconds = self._state.policy_of(offer).wrap_up_seconds
        if seconds <= 0:
            agent.happen(Happening.CONVERSATION_OVER)
            self._matching.review(agent)
            return
        agent.happen(Happening.WRAP_UP_OWED)
        agent.wrapping_up = (offer.contact, now)
        self._state.timers.set(WrapUpOver(agent.name), now.plus(seconds))
        self._state.tell(WrapUpBegan(agent.name, offer.contact, seconds))

    def end_wrap_up(self, agent: Agent, now: Instant) -> None:
        """The wrap-up is over, by time or by the agent's word."""
        if agent.wrapping_up is None:
            return
        contact, since = agent.wrapping_up
        agent.wrapping_up = None
        self._state.timers.cancel(WrapUpOver(agent.name))
        agent.happen(Happening.WRAP_UP_OVER)
        self._state.tell(WrapUpEnded(agent.name, contact, now.since(since)))
        self._matching.review(agent)
