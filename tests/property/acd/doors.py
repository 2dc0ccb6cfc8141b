"""Objections to how contacts come to queues and leave them: who is let in, where others are sent, with what credit."""

from typing import assert_never

from acd.commands import (
    CallerEntered,
    CallerLeft,
    CallerPressedKey,
    ContactOver,
    EscalateContact,
    RequestCallback,
    ReturnContact,
)
from acd.effects import LeaveQueue, MoveToQueue, StopCallingBack
from acd.events import CallerCameBack, ContactHandedOn, EntryEnd, EntryEnded, EntryQueued, ReturnedToHead
from acd.policy import Destination, KeyDestination, ToCallback, ToFlow, ToQueue
from tests.property.acd import rules
from tests.property.acd.arriving import Arriving, refusal, stay_of
from tests.property.acd.facts import Facts, Known, Stay
from tests.property.acd.whereabouts import hand_on_target, talker_of, whereabouts
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName

SELDOM = 1e-6
"""Two sums of the same seconds differ by less."""


class Doors:
    """Told of every event about a door; objects when it is not the one to be expected."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._arriving: Arriving | None = None
        self._joined: EntryId | None = None
        self._back: list[tuple[EntryId | None, ContactId, ContactId, AgentName | None]] = []

    def nothing_is_left_open(self) -> None:
        assert self._arriving is None, "somebody was sent to a queue and never came"
        assert self._back == []

    # --- coming ------------------------------------------------------------------------------------------------------

    def entering(self, command: CallerEntered) -> None:
        """A caller comes from outside, perhaps to the place of an earlier call."""
        facts = self._facts
        contact = facts.contacts.setdefault(command.contact, Known(command.contact, command.caller, command.queue))
        contact.caller = command.caller or contact.caller
        contact.needs, contact.priority = command.requirement, command.priority
        arriving = Arriving(contact, command.queue, command.entry)
        if contact.caller:
            self._prefer_last_agent(arriving)
            self._take_up_cut(arriving)
        self._expect(arriving)

    def requesting(self, command: RequestCallback) -> None:
        """A place is asked for by somebody who is not there."""
        contact = self._facts.contacts[command.contact] = Known(command.contact, "", command.queue)
        contact.needs, contact.priority = command.requirement, command.priority
        self._expect(
            Arriving(
                contact,
                command.queue,
                command.entry,
                credit=command.credit_seconds,
                admitted=command.always_admitted,
            )
        )

    def _expect(self, arriving: Arriving) -> None:
        """At the door a callback of theirs may be waiting: they take its place."""
        self._arriving = arriving
        contact = arriving.contact
        stay = self._facts.callback_to(contact.caller, arriving.queue)
        if stay is not None:
            arriving.admitted = True
            arriving.credit = max(arriving.credit, self._facts.now.monotonic - stay.order[1])
            contact.priority = max(contact.priority, stay.priority)
            self._joined = stay.entry
            self._come_back(arriving, stay.contact, None)

    def _prefer_last_agent(self, arriving: Arriving) -> None:
        bonds = self._facts.policies[arriving.queue].bonds
        agent, until = self._facts.last_agents.get(arriving.contact.caller, (None, self._facts.now))
        if agent is not None and self._facts.now <= until and bonds.prefer_last_agent_seconds > 0:
            arriving.preferred, arriving.prefer_seconds = [agent], bonds.prefer_last_agent_seconds

    def _take_up_cut(self, arriving: Arriving) -> None:
        cut = self._facts.cuts.get(arriving.contact.caller)
        if cut is None or arriving.queue not in {cut.queue, cut.door}:
            return
        del self._facts.cuts[arriving.contact.caller]
        if self._facts.now > cut.until:
            return
        bonds = self._facts.policies[arriving.queue].bonds
        arriving.admitted, arriving.taken_on = True, cut.queue != arriving.queue
        arriving.queue, arriving.credit = cut.queue, self._facts.now.monotonic - cut.since
        arriving.prefer_seconds = max(arriving.prefer_seconds, bonds.prefer_previous_seconds)
        if cut.agent is not None:
            arriving.preferred = [cut.agent]
        self._come_back(arriving, cut.contact, cut.agent)

    def _come_back(self, arriving: Arriving, earlier: ContactId, agent: AgentName | None) -> None:
        self._back.append((arriving.entry, arriving.contact.contact, earlier, agent))

    def came_back(self, event: CallerCameBack) -> None:
        entry, contact, earlier, agent = self._back.pop(0)
        assert (event.contact, event.earlier, event.agent) == (contact, earlier, agent)
        assert entry in {None, event.entry}

    def handed_on(self, event: ContactHandedOn) -> None:
        """Escalated or returned: always let in, ahead if it bounced, the agents it knows asked first."""
        facts, request = self._facts, self._facts.command
        assert isinstance(request, EscalateContact | ReturnContact)
        contact = facts.contacts[request.contact]
        source, talker = whereabouts(facts, contact)[0], talker_of(facts, contact)
        target = hand_on_target(facts, request)
        assert target is not None
        policy = facts.policies[target]
        back = isinstance(request, ReturnContact)
        assert event == ContactHandedOn(contact.contact, source, target, policy.line, back, talker, request.note)
        here = [name for name, person in facts.people.items() if target in person.queues]
        arriving = Arriving(
            contact,
            target,
            credit=policy.bonds.bounce_boost_seconds if target in contact.queues else 0.0,
            preferred=[name for name in reversed(contact.agents) if name != talker and name in here],
            prefer_seconds=policy.bonds.prefer_previous_seconds,
            not_first=[talker] if talker is not None else [],
            admitted=True,
        )
        self._expect(arriving)

    def returned_to_head(self, event: ReturnedToHead) -> None:
        """Back in the last queue, closed or not; whoever was parted from them is not asked first."""
        facts = self._facts
        contact = facts.contacts[event.contact]
        assert contact.last is not None
        assert event.queue == contact.queues[-1]
        assert event.agent == facts.parted
        not_first = [event.agent] if event.agent is not None else []
        credit = facts.now.monotonic - contact.last.order[1]
        self._expect(
            Arriving(contact, event.queue, credit=credit, not_first=not_first, admitted=True, to_the_head=True)
        )

    # --- the door ----------------------------------------------------------------------------------------------------

    def queued(self, event: EntryQueued) -> Stay:
        """Somebody was let in."""
        arriving, self._arriving = self._arriving, None
        assert arriving is not None, "nobody was expected"
        assert self._back == []
        assert (event.contact, event.queue) == (arriving.contact.contact, arriving.queue)
        assert arriving.entry in {None, event.entry}
        assert event.entry not in self._facts.stays
        assert event.entry not in self._facts.ended
        stay = stay_of(self._facts, arriving, event.entry)
        assert refusal(self._facts, arriving, stay) is None, "let in though there was a reason not to"
        self._check_place(event, arriving)
        assert event.line is self._facts.policies[event.queue].line
        stay.credit, stay.priority, stay.not_first = event.credit_seconds, event.priority, arriving.not_first
        arriving.contact.queues.append(event.queue)
        if arriving.moved:
            self._facts.owed.append(MoveToQueue(event.contact, event.entry, event.queue))
        return stay

    def _check_place(self, event: EntryQueued, arriving: Arriving) -> None:
        if arriving.to_the_head:
            assert event.position == 1, "somebody stands before them"
            assert event.credit_seconds >= arriving.credit - SELDOM
            assert event.priority >= arriving.contact.priority
        else:
            assert abs(event.credit_seconds - arriving.credit) < SELDOM
            assert event.priority == arriving.contact.priority

    def refused(self, event: EntryEnded) -> None:
        """Somebody was not let in, and is told where to go instead."""
        arriving, self._arriving = self._arriving, None
        assert arriving is not None
        assert (event.contact, event.queue) == (arriving.contact.contact, arriving.queue)
        assert arriving.entry in {None, event.entry}
        assert (event.position, event.wait_seconds) == (0, 0.0)
        stay = stay_of(self._facts, arriving, event.entry)
        assert event.end is refusal(self._facts, arriving, stay)
        ways = self._facts.policies[event.queue].ways_out
        places = {EntryEnd.CLOSED: ways.when_closed, EntryEnd.FULL: ways.when_full}
        place = places.get(event.end, ways.when_no_agents)
        self._send(event, arriving.contact, place, arriving.credit, [*arriving.visited, event.queue])

    # --- going -------------------------------------------------------------------------------------------------------

    def left(self, event: EntryEnded, stay: Stay) -> None:
        """A stay is over that was not answered: for a reason there was, and to where the policy says."""
        facts = self._facts
        policy, contact = facts.policies[stay.queue], facts.contacts[stay.contact]
        waited = facts.now.monotonic - stay.order[1]
        match event.end:
            case EntryEnd.ABANDONED:
                self._check_caller_gone(stay)
            case EntryEnd.TIMED_OUT:
                limit = policy.ways_out.max_wait_seconds
                assert limit is not None
                assert stay.limit_from.plus(limit) <= facts.now
                self._send(event, contact, policy.ways_out.after_max_wait, waited, [stay.queue])
            case EntryEnd.LEFT_BY_KEY:
                self._send(event, contact, self.place_behind_key(stay), waited, [stay.queue])
            case EntryEnd.AGENTS_LEFT:
                assert not rules.is_staffed(facts, stay, stay.step, policy.ways_out.to_stay)
                self._send(event, contact, policy.ways_out.when_no_agents, waited, [stay.queue])
            case EntryEnd.SENT_AWAY:
                assert stay.queue in facts.closed
                assert policy.ways_out.closing_sends_away
                self._send(event, contact, policy.ways_out.when_closed, waited, [stay.queue])
            case EntryEnd.HANDED_ON:
                assert self._arriving is not None
                assert event.to == self._arriving.queue
            case EntryEnd.CALLBACK_JOINED if stay.callback is None:
                self._check_second_callback(stay)
                self._facts.owed.append(LeaveQueue(stay.contact, stay.entry, EntryEnd.CALLBACK.value))
            case EntryEnd.CALLBACK_JOINED:
                assert self._joined == stay.entry
                self._joined = None
                assert self._arriving is not None
                if self._arriving.contact.contact != stay.contact:
                    self._facts.owed.append(StopCallingBack(stay.contact, stay.entry))
            case EntryEnd.CALLBACK_FAILED:
                assert stay.callback is not None
                given_up = stay.callback.attempts >= policy.callback.attempts
                assert given_up or stay.callback.expires_at <= facts.now
                facts.owed.append(StopCallingBack(stay.contact, stay.entry))
            case EntryEnd.ANSWERED | EntryEnd.FULL | EntryEnd.CLOSED | EntryEnd.NO_AGENTS | EntryEnd.CALLBACK:
                raise AssertionError(f"a waiting caller's stay ended as {event.end}")
            case _:
                assert_never(event.end)

    def _check_caller_gone(self, stay: Stay) -> None:
        command = self._facts.command
        assert isinstance(command, CallerLeft | ContactOver)
        gone = command.entry == stay.entry if isinstance(command, CallerLeft) else command.contact == stay.contact
        assert gone
        assert stay.callback is None

    def _check_second_callback(self, stay: Stay) -> None:
        """Asked for by somebody who is to be called back already: one to a number and queue."""
        assert self._facts.callback_to(self.number_left(stay), stay.queue) is not None

    def number_left(self, stay: Stay) -> str:
        """At which somebody wants to be called back: their own, behind a key; or the one they asked for."""
        if isinstance(self._facts.command, RequestCallback):
            assert self._facts.command.contact == stay.contact
            return self._facts.command.number
        assert self.place_behind_key(stay) == ToCallback()
        return self._facts.contacts[stay.contact].caller

    def place_behind_key(self, stay: Stay) -> KeyDestination:
        command = self._facts.command
        assert isinstance(command, CallerPressedKey)
        assert command.entry == stay.entry
        places = [place for key, place in self._facts.policies[stay.queue].ways_out.keys if key == command.key]
        return places[-1]

    def _send(
        self,
        event: EntryEnded,
        contact: Known,
        place: Destination | KeyDestination,
        waited: float,
        visited: list[QueueName],
    ) -> None:
        """Where they go now: to a queue that has not sent them on in this verb, or out."""
        onward = place.queue if isinstance(place, ToQueue) and place.queue not in visited else None
        assert event.to == onward
        if onward is None:
            flow = place.flow if isinstance(place, ToFlow) else None
            self._facts.owed.append(LeaveQueue(contact.contact, event.entry, event.end.value, flow))
            return
        keeps = isinstance(place, ToQueue) and place.keeps_time
        self._expect(Arriving(contact, onward, credit=waited if keeps else 0.0, visited=visited))
