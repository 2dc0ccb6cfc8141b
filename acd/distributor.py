"""The distributor: one command and an instant in, one decision out. Holds the state of one routing domain; never waits.

Every verb ends by making all offers that can be made and by telling waiting callers what changed for them.
"""

from typing import assert_never

from acd import agents as people
from acd.agents import Agent
from acd.announcing import Announcing
from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ConversationEnded,
    DeviceReported,
    EndWrapUp,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
    PauseAgent,
    ResumeAgent,
)
from acd.conversations import Conversations
from acd.decision import Decision
from acd.effects import Release, ReleaseAgent
from acd.events import (
    AgentDeviceChanged,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    EntryEnd,
    OfferEnd,
    OfferRinging,
    RequestRefused,
)
from acd.matching import Matching
from acd.offers import Offer, OfferState
from acd.queues import Entry
from acd.state import State
from acd.wake import AnnouncementDue, JoinOverdue, RestOver, RingOver, Wake, WrapUpOver
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Distributor:
    """Who gets which caller. Same commands at the same instants, same decisions, always."""

    def __init__(self) -> None:
        self._state = State()
        self._announcing = Announcing(self._state)
        self._matching = Matching(self._state, self._announcing)
        self._conversations = Conversations(self._state, self._matching)

    def receive(self, command: Command, now: Instant) -> Decision:
        """Take one command.

        A request that cannot be carried out is answered by ``RequestRefused``; a late report changes nothing.

        :raises ImpossibleReport: when the hands report what cannot have happened.
        """
        self._take(command, now)
        return self._conclude(now)

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` wants to be called next; None when nothing is timed."""
        return self._state.timers.next()

    def handle_deadline(self, now: Instant) -> Decision:
        """Let everything happen whose time has come; a deadline handled is gone."""
        for wake in self._state.timers.due(now):
            self._wake(wake, now)
        return self._conclude(now)

    @property
    def state(self) -> State:
        """For reading only: what lists and screens are made from."""
        return self._state

    def _conclude(self, now: Instant) -> Decision:
        self._matching.make_offers(now)
        self._announcing.announce(now)
        return self._state.take_decision()

    def _take(self, command: Command, now: Instant) -> None:
        match command:
            case ConfigureQueue(policy):
                self._state.rooms.configure(policy)
                self._announcing.moved(policy.name, 0)
            case ConfigureAgent():
                self._configure(command)
            case LogInAgent() | LogOutAgent() | PauseAgent() | ResumeAgent() | EndWrapUp():
                self._take_request(command, now)
            case DeviceReported(name, device):
                agent = self._agent(name)
                if agent is not None and agent.device is not device:
                    agent.device = device
                    self._state.tell(AgentDeviceChanged(name, device))
                    self._matching.review(agent)
            case CallerEntered():
                self._matching.enter(command, now)
            case CallerLeft(entry_id):
                entry = self._state.entries.get(entry_id)
                if entry is not None:
                    self._caller_left(entry, now)
            case OfferRang() | OfferAnswered() | OfferFailed() | LegsJoined() | JoinFailed() | ConversationEnded():
                self._take_report(command, now)
            case _:
                assert_never(command)

    def _configure(self, command: ConfigureAgent) -> None:
        profile = command.profile
        unknown = [queue for queue in profile.queues if queue not in self._state.rooms.queues]
        if unknown:
            self._state.tell(RequestRefused(profile.name, f"no queue named {unknown[0]}"))
            return
        agent = self._state.agents.setdefault(profile.name, Agent(profile))
        agent.profile = profile
        agent.proficiencies = dict(profile.skills)
        self._matching.reassign(agent)

    def _agent(self, name: AgentName) -> Agent | None:
        agent = self._state.agents.get(name)
        if agent is None:
            self._state.tell(RequestRefused(name, f"no agent named {name}"))
        return agent

    def _take_request(
        self, request: LogInAgent | LogOutAgent | PauseAgent | ResumeAgent | EndWrapUp, now: Instant
    ) -> None:
        agent = self._agent(request.agent)
        if agent is None:
            return
        refusal = agent.refusal(request)
        if refusal is not None:
            self._state.tell(RequestRefused(agent.name, f"{agent.name} {refusal}"))
            return
        match request:
            case LogInAgent():
                agent.unanswered = 0
                self._state.tell(AgentLoggedIn(agent.name))
            case LogOutAgent():
                self._state.tell(AgentLoggedOut(agent.name))
            case PauseAgent(_, reason):
                self._note_pause(agent, reason, Party.AGENT)
            case ResumeAgent():
                agent.unanswered = 0
                self._state.tell(AgentResumed(agent.name))
            case EndWrapUp():
                self._conversations.end_wrap_up(agent, now)
                return
            case _:
                assert_never(request)
        agent.presence = people.PRESENCE[agent.presence][type(request)]
        self._withdraw_if_not_wanted(agent, now)
        self._matching.review(agent)

    def _note_pause(self, agent: Agent, reason: str, by: Party) -> None:
        agent.pause_reason, agent.paused_by = reason, by
        self._state.tell(AgentPaused(agent.name, reason, by))

    def _withdraw_if_not_wanted(self, agent: Agent, now: Instant) -> None:
        """A phone still ringing for somebody who just said they are away would only make the caller wait."""
        offer = self._state.offer_of(agent)
        if offer is None or agent.presence is people.Presence.AVAILABLE:
            return
        if offer.state in {OfferState.MADE, OfferState.RINGING}:
            self._unanswered(offer, OfferEnd.WITHDRAWN, HangUpCause.NORMAL, now)
            self._state.want(ReleaseAgent(offer.id, Release.AGENT_AWAY))

    def _caller_left(self, entry: Entry, now: Instant) -> None:
        offer = self._state.offers.get(entry.offer) if entry.offer is not None else None
        if offer is not None:
            if offer.state is OfferState.JOINING:
                self._conversations.undo(offer)
            else:
                self._matching.end_offer(offer, OfferEnd.WITHDRAWN, HangUpCause.NORMAL, now)
            self._state.want(ReleaseAgent(offer.id, Release.CALLER_GONE))
        self._matching.end_entry(entry, EntryEnd.ABANDONED, now)

    def _take_report(self, report: OfferReport, now: Instant) -> None:
        offer = self._state.offers.get(report.offer)
        if offer is None:
            if isinstance(report, OfferAnswered):
                self._state.want(ReleaseAgent(report.offer, Release.TOO_LATE))
            return
        if not offer.follow(report):
            return
        match report:
            case OfferRang():
                self._state.tell(OfferRinging(offer.id, offer.contact))
            case OfferAnswered():
                self._conversations.connect(offer, now)
            case OfferFailed(_, kind, cause):
                self._failed(offer, OfferEnd.of(kind), cause, now)
            case LegsJoined():
                self._conversations.join(offer, now)
            case JoinFailed():
                self._conversations.undo_and_wait(offer, now)
            case ConversationEnded(_, ended_by):
                self._conversations.complete(offer, ended_by, now)
            case _:
                assert_never(report)

    def _failed(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        policy = self._state.policy_of(offer)
        seconds = policy.decline_rest_seconds if end is OfferEnd.DECLINED else policy.failure_rest_seconds
        self._matching.rest(self._state.agents[offer.agent], seconds, now)
        self._unanswered(offer, end, cause, now)

    def _unanswered(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        """The offer is over without an answer: the caller keeps the place, and skips this agent for a while."""
        entry = self._state.entries[offer.entry]
        entry.tried[offer.agent] = None
        self._matching.end_offer(offer, end, cause, now)
        self._matching.wait_again(entry)

    def _wake(self, wake: Wake, now: Instant) -> None:
        match wake:
            case RingOver(offer_id):
                self._ring_no_answer(self._state.offers[offer_id], now)
            case JoinOverdue(offer_id):
                offer = self._state.offers[offer_id]
                self._state.want(ReleaseAgent(offer.id, Release.TOO_LATE))
                self._conversations.undo_and_wait(offer, now)
            case RestOver(name):
                self._state.agents[name].resting = False
                self._matching.review(self._state.agents[name])
            case WrapUpOver(name):
                self._conversations.end_wrap_up(self._state.agents[name], now)
            case AnnouncementDue(entry_id):
                self._announcing.look(self._state.entries[entry_id])
            case _:
                assert_never(wake)

    def _ring_no_answer(self, offer: Offer, now: Instant) -> None:
        agent = self._state.agents[offer.agent]
        agent.unanswered += 1
        self._unanswered(offer, OfferEnd.EXPIRED, HangUpCause.NO_ANSWER, now)
        self._state.want(ReleaseAgent(offer.id, Release.NO_ANSWER))
        if agent.unanswered >= agent.profile.unanswered_limit and agent.presence is people.Presence.AVAILABLE:
            agent.presence = people.Presence.PAUSED
            self._note_pause(agent, people.NOT_RESPONDING, Party.SYSTEM)
            self._matching.review(agent)
