"""Agents and queues as people set them: presence, phones, profiles, policies, open and closed."""

from collections.abc import Iterable
from dataclasses import replace

from acd import agents as machines
from acd.agents import Agent, Presence
from acd.commands import (
    AgentRequest,
    Device,
    LogInAgent,
    LogOutAgent,
    PauseAgent,
    ResumeAgent,
    SignInToQueue,
    SignOutOfQueue,
)
from acd.conversations import Conversations
from acd.effects import Release
from acd.events import (
    AgentDeviceChanged,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    AgentSignedIn,
    AgentSignedOut,
    HandLowered,
    OfferEnd,
    QueueClosed,
    QueueOpened,
    RequestRefused,
)
from acd.matching import Matching
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from acd.queues import QueueRoom
from acd.state import State
from acd.stays import Stays
from acd.wake import WrapUpOver
from acd.why import Standing
from vocabulary.ids import AgentName, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party


class People:
    """Carries out what people ask, and sees who is affected."""

    def __init__(self, state: State, matching: Matching, stays: Stays, conversations: Conversations) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._conversations = conversations
        self._changed: dict[QueueName, None] = {}
        self._emptying: dict[QueueName, None] = {}

    def settle(self, now: Instant) -> None:
        """At the end of a verb: queues in which it changed who is at work look at everybody who waits in them."""
        while self._changed:
            changed, self._changed = self._changed, {}
            for queue in changed:
                self._stays.reconsider(self._state.rooms.queues[queue], now)
            self._clear_out(now)
        self._clear_out(now)

    def _clear_out(self, now: Instant) -> None:
        """Retired queues in which nobody waits any more have no agents any more."""
        for queue in [queue for queue in self._emptying if not self._state.rooms.queues[queue].order]:
            del self._emptying[queue]
            for agent in self._state.agents.values():
                if queue in [seat.queue for seat in agent.assigned]:
                    self._take_out(agent, queue, now)

    # --- queues ------------------------------------------------------------------------------------------------------

    def configure_queue(self, policy: QueuePolicy, now: Instant) -> None:
        """Begin a queue, or change its policy, for those who wait too."""
        room = self._state.rooms.configure(policy)
        if room.retired:
            room.retired, room.open = False, True
            self._emptying.pop(policy.name, None)
        self._stays.reconfigured(room, now)
        self._note(room)

    def open_queue(self, queue: QueueName, *, is_open: bool) -> None:
        """Open or close a queue; a repeat changes nothing and is answered all the same."""
        room = self._room(queue)
        if room is not None:
            room.open = is_open
            self._state.tell(QueueOpened(queue) if is_open else QueueClosed(queue))
            self._note(room)

    def retire_queue(self, queue: QueueName) -> None:
        """Close a queue for good; its agents are taken out of it as soon as nobody waits there."""
        room = self._room(queue)
        if room is not None:
            self.open_queue(queue, is_open=False)
            room.retired = True
            self._emptying[queue] = None

    def _room(self, queue: QueueName) -> QueueRoom | None:
        room = self._state.rooms.queues.get(queue)
        if room is None or room.retired:
            self._state.tell(RequestRefused(queue, f"no queue named {queue}"))
            return None
        return room

    # --- agents ------------------------------------------------------------------------------------------------------

    def configure(self, profile: AgentProfile, now: Instant) -> None:
        """Make an agent known, or give a known one another profile; a queue that is emptying keeps them."""
        rooms = self._state.rooms.queues
        unknown = [queue for queue in profile.queues if queue not in rooms or rooms[queue].retired]
        if unknown:
            self._state.tell(RequestRefused(profile.name, f"no queue named {unknown[0]}"))
            return
        agent = self._state.agents.get(profile.name)
        kept: tuple[Assignment, ...] = ()
        if agent is None:
            agent = self._state.agents[profile.name] = Agent(profile, number=len(self._state.agents))
        else:
            self.note_queues(agent)
            kept = tuple(seat for seat in agent.assigned if seat.queue in self._emptying)
        agent.retired = False
        agent.profile = profile
        agent.proficiencies = dict(profile.skills)
        self._assign(agent, (*profile.assignments, *kept), now)
        self.note_queues(agent)

    def _assign(self, agent: Agent, assigned: tuple[Assignment, ...], now: Instant) -> None:
        """These queues are the agent's; they serve them but for those they signed out of."""
        agent.assigned = assigned
        theirs = {seat.queue for seat in assigned}
        agent.signed_out = {queue: None for queue in agent.signed_out if queue in theirs}
        served = tuple(seat for seat in assigned if seat.queue not in agent.signed_out)
        if served != agent.profile.assignments:
            agent.profile = replace(agent.profile, assignments=served)
        self._matching.reassign(agent, now)

    def retire(self, name: AgentName, now: Instant) -> None:
        """Log an agent out for good and take them out of every queue; a conversation goes on."""
        agent = self.known(name)
        if agent is None:
            return
        if agent.presence is not Presence.LOGGED_OUT:
            self.change_presence(agent, LogOutAgent(name), now)
        agent.retired = True
        self._assign(agent, (), now)

    def _take_out(self, agent: Agent, queue: QueueName, now: Instant) -> None:
        self._assign(agent, tuple(seat for seat in agent.assigned if seat.queue != queue), now)

    def sign(self, request: SignInToQueue | SignOutOfQueue, now: Instant) -> None:
        """The agent serves one of their queues no more, or again."""
        agent, queue = self.known(request.agent), request.queue
        if agent is None:
            return
        goes = isinstance(request, SignOutOfQueue)
        if queue not in [seat.queue for seat in agent.assigned]:
            self.refuse(agent, f"does not serve {queue}")
        elif goes is (queue in agent.signed_out):
            self.refuse(agent, f"is signed {'out of' if goes else 'in to'} {queue} already")
        elif goes:
            self._sign_out(agent, queue, now)
        else:
            self._sign_in(agent, [queue], now)

    def _sign_out(self, agent: Agent, queue: QueueName, now: Instant) -> None:
        self.note_queues(agent)
        agent.signed_out[queue] = None
        self._state.tell(AgentSignedOut(agent.name, queue))
        offer = self._state.offer_of(agent)
        if offer is not None and offer.queue == queue and offer.rings:
            self.withdraw_from(agent, now)
        self._assign(agent, agent.assigned, now)

    def _sign_in(self, agent: Agent, queues: Iterable[QueueName], now: Instant) -> None:
        for queue in list(queues):
            del agent.signed_out[queue]
            self._state.tell(AgentSignedIn(agent.name, queue))
        self._assign(agent, agent.assigned, now)
        self.note_queues(agent)

    def note_device(self, name: AgentName, device: Device, now: Instant) -> None:
        """What the agent's phone can do changed."""
        agent = self.known(name)
        if agent is not None and agent.device is not device:
            agent.device = device
            self._state.tell(AgentDeviceChanged(name, device))
            before = agent.placed
            self._matching.review(agent, now)
            if (before < Standing.IN_USE) is not (agent.placed < Standing.IN_USE):
                self.note_queues(agent)

    def granted(self, request: AgentRequest) -> Agent | None:
        """The agent this request is for, if it can be carried out; None, and the refusal told, if not."""
        agent = self.known(request.agent)
        refusal = agent.refusal(request) if agent is not None else None
        if agent is not None and refusal is not None:
            self.refuse(agent, refusal)
            return None
        return agent

    def refuse(self, agent: Agent, reason: str) -> None:
        """Tell whoever asked something of this agent why it cannot be."""
        self._state.tell(RequestRefused(agent.name, f"{agent.name} {reason}"))

    def change_presence(
        self, agent: Agent, request: LogInAgent | LogOutAgent | PauseAgent | ResumeAgent, now: Instant
    ) -> None:
        """The agent comes, goes, pauses, or is back."""
        match request:
            case LogInAgent():
                agent.misses.clear()
                agent.ended.clear()
                agent.contacts, agent.last_contact = 0, None
                self._state.tell(AgentLoggedIn(agent.name))
                self._sign_in(agent, agent.signed_out, now)
            case LogOutAgent():
                self._state.tell(AgentLoggedOut(agent.name))
                self._lower_hand(agent)
            case PauseAgent(_, reason):
                agent.pause_reason, agent.paused_by = reason, Party.AGENT
                self._state.tell(AgentPaused(agent.name, reason, Party.AGENT))
            case ResumeAgent():
                agent.misses.clear()
                self._state.tell(AgentResumed(agent.name))
        agent.presence = machines.PRESENCE[agent.presence][type(request)]
        agent.owed = None
        self._withdraw_if_not_wanted(agent, now)
        if isinstance(request, LogOutAgent) and self._state.timers.at(WrapUpOver(agent.name)) is None:
            # A wrap-up without a limit would still be there tomorrow.
            self._conversations.end_wrap_up(agent, now)
        self._matching.review(agent, now)
        self.note_queues(agent)

    def _withdraw_if_not_wanted(self, agent: Agent, now: Instant) -> None:
        """A phone still ringing for somebody who just said they are away would only make the caller wait."""
        if agent.presence is not Presence.AVAILABLE:
            self.withdraw_from(agent, now)

    def withdraw_from(self, agent: Agent, now: Instant) -> None:
        """The agent is not rung any more, through nobody's fault; their caller waits on, and others are asked first."""
        offer = self._state.offer_of(agent)
        if offer is None or not offer.rings:
            return
        entry = self._state.entries[offer.entry]
        entry.tried[agent.name] = None
        self._matching.withdraw(offer, OfferEnd.WITHDRAWN, Release.AGENT_AWAY, now)
        self._stays.wait_again(entry, now)

    def _lower_hand(self, agent: Agent) -> None:
        """A hand raised in a conversation stays up until it is over."""
        if agent.hand is not None and agent.hand_in is None:
            agent.hand = None
            self._state.tell(HandLowered(agent.name))

    def known(self, name: AgentName) -> Agent | None:
        """The agent of this name; None, and the refusal told, where no document has them."""
        agent = self._state.agents.get(name)
        if agent is None or agent.retired:
            self._state.tell(RequestRefused(name, f"no agent named {name}"))
            return None
        return agent

    def note_queues(self, agent: Agent) -> None:
        """It changed who is at work in this agent's queues: whoever waits there is looked at before the verb ends."""
        for queue in agent.profile.queues:
            self._note(self._state.rooms.queues[queue])

    def _note(self, room: QueueRoom) -> None:
        if room.order:
            self._changed[room.policy.name] = None
