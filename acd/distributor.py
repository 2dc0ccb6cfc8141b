"""The distributor: one command and an instant in, one decision out. Holds the state of one routing domain; never waits.

Every verb ends by making all offers that can be made and by telling waiting callers what changed for them.
"""

from typing import assert_never

from acd.announcing import Announcing
from acd.callbacks import Callbacks
from acd.callers import Callers
from acd.commands import (
    AgentRequest,
    AgentSilent,
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    CallerReached,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ConversationEnded,
    DeviceReported,
    EndWrapUp,
    EscalateContact,
    GiveDisposition,
    JoinContacts,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    OccupyAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
    OpenQueue,
    PartFromAgent,
    PauseAgent,
    PullContact,
    RaiseHand,
    RequestCallback,
    RequestWrapUp,
    RestCallback,
    ResumeAgent,
    RetireAgent,
    RetireQueue,
    ReturnContact,
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from acd.conversations import Conversations
from acd.decision import Decision
from acd.effects import Release, ReleaseAgent
from acd.elsewhere import Elsewhere
from acd.estimating import Estimating
from acd.events import OfferEnd, OfferRinging
from acd.fatigue import Fatigue
from acd.handing import Handing
from acd.handing_over import HandingOver
from acd.matching import Matching
from acd.offers import Offer, OfferState
from acd.people import People
from acd.relaxation import Relaxation
from acd.signals import Signals
from acd.state import State
from acd.stays import Stays
from acd.wake import (
    AnnouncementDue,
    CallbackDue,
    CallbackOver,
    DelayOver,
    JoinOverdue,
    RestOver,
    RingOver,
    StepOver,
    WaitOver,
    Wake,
    WidthGrows,
    WrapUpOver,
)
from acd.witness import Witness
from vocabulary.causes import HangUpCause
from vocabulary.chance import Chance, SeededChance
from vocabulary.ids import QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Distributor:
    """Who gets which caller. Same commands at the same instants and the same chance, same decisions, always.

    ``witness`` sees the state in which each offer is made, to explain it.
    """

    def __init__(self, *, chance: Chance | None = None, witness: Witness | None = None) -> None:
        state = self._state = State(chance or SeededChance(0))
        estimating = Estimating(state)
        self._estimating = estimating
        self._announcing = Announcing(state, estimating)
        self._matching = Matching(state, self._announcing, witness)
        self._relaxation = Relaxation(state, self._matching)
        self._stays = Stays(state, self._matching, self._relaxation, self._announcing, estimating)
        self._fatigue = Fatigue(state, self._matching)
        self._conversations = Conversations(state, self._matching, self._stays, self._fatigue, estimating)
        self._callbacks = Callbacks(state, self._matching, self._stays, self._announcing)
        handing = Handing(state, self._matching, self._stays, self._conversations)
        self._callers = Callers(state, self._matching, self._stays, self._conversations, self._callbacks, handing)
        self._handing_over = HandingOver(state, self._matching, self._stays, self._conversations)
        self._people = People(state, self._matching, self._stays, self._conversations)
        self._elsewhere = Elsewhere(state, self._matching, self._conversations, self._people)
        self._signals = Signals(state, self._people)

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

    def estimated_wait(self, queue: QueueName, now: Instant) -> float | None:
        """The bound in seconds for somebody who came to this queue now; None where no honest one is known."""
        return self._estimating.for_somebody_new(queue, now) if queue in self._state.rooms.queues else None

    def _conclude(self, now: Instant) -> Decision:
        self._people.settle(now)
        self._matching.make_offers(now)
        self._stays.begin_estimates(now)
        self._announcing.announce(now)
        return self._state.take_decision()

    def _take(self, command: Command, now: Instant) -> None:
        match command:
            case OfferRang() | OfferAnswered() | OfferFailed() | LegsJoined() | JoinFailed() | ConversationEnded():
                self._take_report(command, now)
            case CallerReached() | CallerNotReached():
                self._take_report(command, now)
            case CallerEntered():
                self._callers.enter(command, now)
            case RequestCallback():
                self._callers.request_callback(command, now)
            case RestCallback(entry, seconds):
                self._callbacks.rest(entry, seconds, now)
            case CallerLeft(entry, cut):
                self._callers.leave(entry, now, cut=cut)
            case CallerPressedKey(entry, key):
                self._callers.press(entry, key, now)
            case ContactOver(contact):
                self._callers.over(contact, now)
            case ChangeRequirement() | ChangePriority() | EscalateContact() | ReturnContact() | PullContact():
                self._callers.change(command, now)
            case ConfigureQueue(policy):
                self._people.configure_queue(policy, now)
            case OpenQueue(queue):
                self._people.open_queue(queue, is_open=True)
            case CloseQueue(queue):
                self._people.open_queue(queue, is_open=False)
            case ConfigureAgent(profile):
                self._people.configure(profile, now)
            case RetireQueue(queue):
                self._people.retire_queue(queue)
            case RetireAgent(name):
                self._people.retire(name, now)
            case DeviceReported(name, device):
                self._people.note_device(name, device, now)
            case LogInAgent() | LogOutAgent() | PauseAgent() | ResumeAgent() | EndWrapUp() | RequestWrapUp():
                self._take_request(command, now)
            case SignInToQueue() | SignOutOfQueue():
                self._people.sign(command, now)
            case OccupyAgent() | VacateAgent():
                self._elsewhere.take(command, now)
            case PartFromAgent() | TakeUpContact() | JoinContacts() | ReturnToHead() | AgentSilent():
                self._handing_over.take(command, now)
            case GiveDisposition() | RaiseHand() | LowerHand():
                self._signals.take(command)
            case _:
                assert_never(command)

    def _take_request(self, request: AgentRequest, now: Instant) -> None:
        agent = self._people.granted(request)
        if agent is None:
            return
        match request:
            case EndWrapUp():
                self._conversations.end_wrap_up(agent, now)
            case RequestWrapUp():
                self._conversations.request_wrap_up(agent, now)
            case _:
                self._people.change_presence(agent, request, now)

    # --- what is heard of offers -------------------------------------------------------------------------------------

    def _take_report(self, report: OfferReport, now: Instant) -> None:
        offer = self._state.offers.get(report.offer)
        if offer is None:
            if isinstance(report, OfferAnswered):
                self._state.want(ReleaseAgent(report.offer, Release.TOO_LATE))
            return
        was_reaching = offer.state is OfferState.REACHING
        if not offer.follow(report):
            return
        match report:
            case OfferRang():
                self._state.tell(OfferRinging(offer.id, offer.contact))
            case OfferAnswered():
                self._conversations.answered(offer, now)
            case OfferFailed(_, kind, cause):
                self._failed(offer, OfferEnd.of(kind), cause, now)
            case CallerReached():
                self._callbacks.reached(offer, now)
                self._conversations.reached(offer, now)
            case CallerNotReached(_, cause):
                self._callbacks.not_reached(offer, cause, now)
            case LegsJoined():
                self._conversations.join(offer, now)
            case JoinFailed() if was_reaching:
                self._callbacks.agent_lost(offer, now)
            case JoinFailed():
                self._conversations.undo_and_wait(offer, now)
            case ConversationEnded(_, Party.AGENT, lost=True) if self._state.policy_of(offer).keeps_lost:
                self._handing_over.lost(offer, now)
            case ConversationEnded(_, ended_by, cut):
                self._conversations.complete(offer, ended_by, now, cut=cut)
            case _:
                assert_never(report)

    def _failed(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        """Declined, or the phone could not be rung: the agent rests, the caller keeps the place and skips them."""
        policy, agent = self._state.policy_of(offer), self._state.agents[offer.agent]
        seconds = policy.decline_rest_seconds if end is OfferEnd.DECLINED else policy.failure_rest_seconds
        self._matching.rest(agent, seconds, now)
        self._missed(offer, end, cause, now)

    def _missed(self, offer: Offer, end: OfferEnd, cause: HangUpCause, now: Instant) -> None:
        entry, agent = self._state.entries[offer.entry], self._state.agents[offer.agent]
        entry.tried[offer.agent] = None
        self._matching.end_offer(offer, end, cause, now)
        if self._fatigue.missed(agent, end, now):
            self._people.note_queues(agent)
        self._stays.wait_again(entry, now)

    # --- deadlines ---------------------------------------------------------------------------------------------------

    def _wake(self, wake: Wake, now: Instant) -> None:
        entries, agents = self._state.entries, self._state.agents
        match wake:
            case RingOver(offer_id):
                self._ring_over(self._state.offers[offer_id], now)
            case JoinOverdue(offer_id):
                self._join_overdue(self._state.offers[offer_id], now)
            case RestOver(name):
                agents[name].resting = False
                self._matching.review(agents[name], now)
            case WrapUpOver(name):
                self._conversations.end_wrap_up(agents[name], now)
            case AnnouncementDue(entry_id):
                self._announcing.look(entries[entry_id])
            case StepOver(entry_id):
                self._relaxation.expire(entries[entry_id], now)
                self._stays.leave_if_due(entries[entry_id], now)
            case DelayOver(entry_id):
                # May be left of a queue whose last agent with a delay was reassigned, and whose caller has gone since.
                if entry_id in entries:
                    self._matching.list(entries[entry_id], now)
            case WidthGrows(entry_id):
                self._matching.widen(entries[entry_id], now)
            case WaitOver(entry_id):
                entries[entry_id].overdue = True
                self._stays.leave_if_due(entries[entry_id], now)
            case CallbackDue(entry_id):
                self._callbacks.due(entries[entry_id], now)
            case CallbackOver(entry_id):
                self._callbacks.over(entries[entry_id], now)
            case _:
                assert_never(wake)

    def _ring_over(self, offer: Offer, now: Instant) -> None:
        """Nobody answered. A phone that never rang could not be: its agent has missed nothing."""
        if offer.state is OfferState.MADE:
            self._failed(offer, OfferEnd.UNREACHABLE, HangUpCause.NO_RESPONSE, now)
        else:
            self._missed(offer, OfferEnd.EXPIRED, HangUpCause.NO_ANSWER, now)
        self._state.want(ReleaseAgent(offer.id, Release.NO_ANSWER))

    def _join_overdue(self, offer: Offer, now: Instant) -> None:
        if offer.state is OfferState.REACHING:
            self._callbacks.not_reached(offer, HangUpCause.NO_ANSWER, now)
            return
        self._state.want(ReleaseAgent(offer.id, Release.TOO_LATE))
        self._conversations.undo_and_wait(offer, now)
