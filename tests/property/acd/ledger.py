"""A second opinion on the distributor: keeps the facts in the plainest way, and objects. Shares no index and no table.

It is told every command with its decision, applies the events one after the other, and asserts at each what must hold.
"""

from dataclasses import replace
from typing import assert_never

from acd.commands import (
    CallerEntered,
    ChangePriority,
    ChangeRequirement,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    DeviceReported,
    OfferAnswered,
    RequestCallback,
    RequestWrapUp,
    RestCallback,
    RetireAgent,
)
from acd.decision import Decision
from acd.effects import LeaveQueue
from acd.events import (
    AgentDeviceChanged,
    AgentFellSilent,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentOccupied,
    AgentPaused,
    AgentRested,
    AgentResumed,
    AgentSignedIn,
    AgentSignedOut,
    AgentVacated,
    CallbackRegistered,
    CallbackTried,
    CallConnected,
    CallerCameBack,
    ComfortPlayed,
    ConnectionFailed,
    ConsultOver,
    ContactHandedOn,
    ContactJoined,
    ContactTakenUp,
    ConversationCompleted,
    DispositionGiven,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    EstimateJudged,
    Event,
    HandLowered,
    HandRaised,
    LegsBridged,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    PriorityChanged,
    QueueClosed,
    QueueOpened,
    RequestRefused,
    ReturnedToHead,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from tests.property.acd import hands
from tests.property.acd.calling import Calling
from tests.property.acd.doors import Doors
from tests.property.acd.facts import Callback, Facts, Person
from tests.property.acd.offering import Offering
from tests.property.acd.passing import Passing
from tests.property.acd.refusals import expected_of_late, refuses
from tests.property.acd.staff import Staff
from tests.property.acd.stepping import Stepping
from tests.property.acd.telling import Telling
from vocabulary.instant import Instant


class Ledger:
    """The facts, and the objections."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.staff = Staff(self.facts)
        self.doors = Doors(self.facts)
        self.passing = Passing(self.facts)
        self.telling = Telling(self.facts)
        self.stepping = Stepping(self.facts)
        self.offering = Offering(self.facts, self.staff)
        self.calling = Calling(self.facts, self.staff, self.offering)

    def take(self, command: Command | None, now: Instant, decision: Decision, *, on_time: bool) -> None:
        """Apply one verb: a command, or (None) the deadlines that are due.

        ``on_time``: no deadline was overdue when the command came.
        """
        facts = self.facts
        facts.command, facts.now, facts.silently, facts.parted = command, now, False, None
        if on_time or command is None:
            facts.sure_at = now
        if command is not None and expected_of_late(facts, command) is not None:
            assert decision == expected_of_late(facts, command)
            self._forget_silently(command)
            return
        if command is not None and refuses(facts, command):
            assert [type(event) for event in decision.events] == [RequestRefused]
            return
        self._begin(command, now)
        self.staff.note_idle(now)
        for event in decision.events:
            self.staff.expect(event)
            hands.owe(facts, event)
            self._apply(event)
            self.staff.note_idle(now)
        self.staff.expect(None)
        self.stepping.nothing_is_left_open()
        self.doors.nothing_is_left_open()
        self.passing.nothing_is_left_open()
        hands.check(facts, decision)
        if isinstance(command, RequestCallback) and facts.stay_of(command.contact) is None:
            facts.contacts.pop(command.contact, None)

    # --- what a command changes without an event ---------------------------------------------------------------------

    def _begin(self, command: Command | None, now: Instant) -> None:
        facts = self.facts
        match command:
            case None:
                self._let_time_pass(now)
            case ConfigureQueue(policy):
                facts.policies[policy.name] = policy
            case ConfigureAgent(profile):
                person = facts.people.setdefault(profile.name, Person(profile, len(facts.people)))
                person.profile, person.retired = profile, False
                person.signed_out = [queue for queue in person.signed_out if queue in profile.queues]
            case RetireAgent(name):
                person = facts.people[name]
                person.profile, person.retired = replace(person.profile, assignments=()), True
                person.signed_out = []
            case DeviceReported(name, device):
                facts.people[name].device = device
            case OfferAnswered():
                self.calling.answered(command)
            case RequestWrapUp(name):
                self.staff.requested_wrap_up(facts.people[name])
            case CallerEntered():
                self.doors.entering(command)
            case RequestCallback():
                self.doors.requesting(command)
            case RestCallback(entry, seconds):
                callback = facts.stays[entry].callback
                assert callback is not None
                callback.close(seconds, now)
            case ChangeRequirement(contact, requirement):
                facts.contacts[contact].needs = requirement
                stay = facts.stay_of(contact)
                assert stay is not None
                self.stepping.changed(stay, requirement)
            case ChangePriority():
                self._reorder(command)
            case _:
                pass

    def _reorder(self, command: ChangePriority) -> None:
        stay = self.facts.stay_of(command.contact)
        assert stay is not None
        self.facts.contacts[command.contact].priority = stay.priority = command.priority
        stay.credit += command.boost_seconds

    def _let_time_pass(self, now: Instant) -> None:
        for person in self.facts.people.values():
            if person.rest_until is not None and person.rest_until <= now:
                person.rest_until = None
        for stay in self.facts.stays.values():
            while stay.grows_at is not None and stay.grows_at <= now:
                self.facts.silently = True
                width = self.facts.policies[stay.queue].ring_width
                stay.width += width.grow_by
                stay.grows_at = now.plus(width.grow_after_seconds)
            callback = stay.callback
            if callback is not None and callback.rests_until is not None and callback.rests_until <= now:
                self.facts.silently = True
                callback.rests_until = None

    # --- events ------------------------------------------------------------------------------------------------------

    def _apply(self, event: Event) -> None:
        facts = self.facts
        match event:
            case AgentDeviceChanged(name, device):
                assert facts.people[name].device is device
            case AgentLoggedIn() | AgentLoggedOut() | AgentPaused() | AgentResumed():
                self.staff.presence(event)
            case AgentRested():
                self.staff.rested(event)
            case WrapUpBegan():
                self.staff.wrap_up_began(event)
            case WrapUpEnded():
                self.staff.wrap_up_ended(event)
            case QueueOpened(queue):
                facts.closed = [each for each in facts.closed if each != queue]
            case QueueClosed(queue):
                facts.closed = [*facts.closed, queue]
            case RequestRefused():
                raise AssertionError(f"refused, though it could be done: {event.reason}")
            case StepOpened():
                self.stepping.opened(event)
            case PriorityChanged(entry, _, priority, boost_seconds):
                assert facts.command == ChangePriority(facts.stays[entry].contact, priority, boost_seconds)
            case PositionAnnounced():
                self.telling.told_place(event)
            case ComfortPlayed():
                self.telling.comforted(event)
            case EstimateJudged():
                self.telling.judged(event)
            case EntryQueued() | EntryEnded() | CallerCameBack() | ContactHandedOn() | ReturnedToHead():
                self._apply_at_a_door(event)
            case OfferMade() | OfferRinging() | OfferEnded():
                self.offering.apply(event)
            case CallbackRegistered():
                self._registered(event)
            case CallConnected() | LegsBridged() | ConnectionFailed() | ConversationCompleted() | CallbackTried():
                self.calling.apply(event)
            case (
                AgentOccupied() | AgentVacated() | AgentSignedIn() | AgentSignedOut() | HandRaised() | HandLowered()
                | ContactTakenUp() | ContactJoined() | ConsultOver() | AgentFellSilent() | DispositionGiven()
            ):  # fmt: skip
                self.passing.apply(event)
            case _:
                assert_never(event)

    def _apply_at_a_door(
        self, event: EntryQueued | EntryEnded | CallerCameBack | ContactHandedOn | ReturnedToHead
    ) -> None:
        match event:
            case CallerCameBack():
                self.doors.came_back(event)
            case ContactHandedOn():
                self.doors.handed_on(event)
            case ReturnedToHead():
                self.doors.returned_to_head(event)
            case EntryQueued():
                stay = self.doors.queued(event)
                self.facts.stays[event.entry] = stay
                self.telling.entered(stay, event.position)
                self.stepping.entered(stay)
            case EntryEnded() if event.entry in self.facts.stays:
                self.calling.stay_over(event, self.doors)
            case EntryEnded():
                self.doors.refused(event)
                self.facts.ended.append(event.entry)
            case _:
                assert_never(event)

    def _registered(self, event: CallbackRegistered) -> None:
        """A place is kept without the caller."""
        stay = self.facts.stays[event.entry]
        caller = self.doors.number_left(stay)
        assert event == CallbackRegistered(stay.entry, stay.contact, stay.queue, caller)
        assert self.facts.callback_to(caller, stay.queue) is None, "two callbacks to one number"
        expires_after = self.facts.policies[stay.queue].callback.expires_after_seconds
        stay.callback = Callback(caller, self.facts.now.plus(expires_after))
        if isinstance(self.facts.command, RequestCallback) and self.facts.command.rest_seconds:
            stay.callback.close(self.facts.command.rest_seconds, self.facts.now)
        self.facts.owed.append(LeaveQueue(stay.contact, stay.entry, EntryEnd.CALLBACK.value))

    def _forget_silently(self, command: Command) -> None:
        """A contact that is in no queue and in no conversation is forgotten without a word."""
        if isinstance(command, ContactOver) and self.facts.stay_of(command.contact) is None:
            self.facts.contacts.pop(command.contact, None)
