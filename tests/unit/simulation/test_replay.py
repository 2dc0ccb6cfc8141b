"""Yesterday's commands against an edited document."""

from dataclasses import replace

import pytest

from acd.codec import Deadline, Logged
from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ConversationEnded,
    Device,
    DeviceReported,
    EscalateContact,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
)
from acd.distributor import Distributor
from acd.effects import ConnectLegs, RingAgent
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from simulation.observing import Yesterday
from simulation.replay import Fate, report, what_if
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party

ANNA, BEN = AgentName("anna"), AgentName("ben")
SUPPORT, EXPERTS = QueueName("support"), QueueName("experts")
RING_SECONDS = 4.0
QUEUE = QueuePolicy(SUPPORT, wrap_up_seconds=10.0, escalates_to=EXPERTS)
OTHER = QueuePolicy(EXPERTS, wrap_up_seconds=10.0)


def _agent(name: AgentName, *queues: QueueName) -> AgentProfile:
    return AgentProfile(name, tuple(map(Assignment, queues)))


class Day:
    """A day lived: commands go to a distributor, and its effects are carried out, as hands would; all is logged."""

    def __init__(self, talk_seconds: float = 60.0) -> None:
        self.log: list[tuple[Logged, Instant]] = []
        self._distributor = Distributor()
        self._talk_seconds = talk_seconds
        self._todo: list[tuple[float, int, Command]] = []
        self._number = 0
        self._escalated: list[ContactId] = []
        for command in (ConfigureQueue(QUEUE), ConfigureQueue(OTHER)):
            self.plan(0.0, command)

    def staff(self, profile: AgentProfile) -> None:
        for command in (ConfigureAgent(profile), LogInAgent(profile.name), DeviceReported(profile.name, Device.FREE)):
            self.plan(0.0, command)

    def call(self, contact: str, at: float, patience: float | None = None, *, escalated: bool = False) -> None:
        entry = EntryId(f"e-{contact}")
        self.plan(at, CallerEntered(entry, ContactId(contact), SUPPORT))
        if patience is not None:
            self.plan(at + patience, CallerLeft(entry))
        if escalated:
            self._escalated.append(ContactId(contact))

    def plan(self, at: float, command: Command) -> None:
        self._number += 1
        self._todo.append((at, self._number, command))

    def lived(self) -> list[tuple[Logged, Instant]]:
        """The log, beginning at an odd moment of the monotonic clock."""
        while self._todo or self._distributor.next_deadline() is not None:
            self._todo.sort(key=lambda planned: planned[:2])
            deadline = self._distributor.next_deadline()
            if deadline is not None and (not self._todo or deadline.monotonic <= 1000.0 + self._todo[0][0]):
                self.log.append((Deadline(), deadline))
                decision = self._distributor.handle_deadline(deadline)
                at = deadline.monotonic - 1000.0
            else:
                at, _, command = self._todo.pop(0)
                now = Instant(1000.0 + at, 0.0)
                self.log.append((command, now))
                decision = self._distributor.receive(command, now)
            for effect in decision.effects:
                self._carry_out(effect, at)
        return self.log

    def _carry_out(self, effect: object, at: float) -> None:
        match effect:
            case RingAgent(offer=offer, agent=agent):
                self.plan(at + 1.0, DeviceReported(agent, Device.IN_USE))
                self.plan(at + RING_SECONDS, OfferAnswered(offer))
            case ConnectLegs(contact=contact, offer=offer, agent=agent):
                over = at + self._talk_seconds
                self.plan(at, LegsJoined(offer))
                if contact in self._escalated:
                    self._escalated.remove(contact)
                    self.plan(over, EscalateContact(contact))
                else:
                    self.plan(over, ConversationEnded(offer, Party.CALLER))
                    self.plan(over, ContactOver(contact))
                self.plan(over + 0.5, DeviceReported(agent, Device.FREE))
            case _:
                pass


def _busy_day() -> Day:
    day = Day()
    day.staff(_agent(ANNA, SUPPORT))
    day.staff(_agent(BEN, EXPERTS))
    for number in range(12):
        day.call(f"c{number:02d}", 10.0 + 30.0 * number, patience=100.0 if number % 3 == 2 else None)
    return day


def test_what_callers_did_is_read_from_the_log() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    assert len(yesterday.callers) == 12
    assert yesterday.callers[0].talk_seconds == [60.0]
    assert {caller.patience_seconds for caller in yesterday.callers if caller.end == "abandoned"} == {100.0}
    assert yesterday.rings[ANNA][0] == pytest.approx(RING_SECONDS)


def test_under_the_same_document_every_caller_fares_as_they_did() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    found = what_if(yesterday, [QUEUE, OTHER], [_agent(ANNA, SUPPORT), _agent(BEN, EXPERTS)])
    assert found.changes() == []
    lived = [Fate(caller.end, caller.waited_seconds, caller.agent) for caller in yesterday.callers]
    for modelled, observed in zip(found.before, lived, strict=True):
        assert (modelled.end, modelled.agent) == (observed.end, observed.agent)
        assert modelled.waited_seconds == pytest.approx(observed.waited_seconds, abs=1.0)


def test_another_agent_for_the_queue_answers_callers_sooner_and_loses_none() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    found = report(what_if(yesterday, [QUEUE, OTHER], [_agent(ANNA, SUPPORT), _agent(BEN, SUPPORT, EXPERTS)]))
    before, after = found["queues"]["support"]["before"], found["queues"]["support"]["after"]
    assert after["mean_wait_seconds"] < before["mean_wait_seconds"]
    assert before["ends"]["abandoned"] > 0
    assert after["ends"] == {"answered": 12}
    assert found["changed"]["waited_shorter"] > 0
    assert found["changed"]["another_agent"] > 0


def test_an_agent_the_log_does_not_know_is_at_work_all_day() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    agents = [_agent(ANNA, SUPPORT), _agent(BEN, EXPERTS), _agent(AgentName("carl"), SUPPORT)]
    found = what_if(yesterday, [QUEUE, OTHER], agents)
    assert "carl" in {fate.agent for fate in found.after}


def test_a_contact_handed_on_is_handed_on_again() -> None:
    day = Day()
    day.staff(_agent(ANNA, SUPPORT))
    day.staff(_agent(BEN, EXPERTS))
    day.call("c1", 5.0, escalated=True)
    yesterday = Yesterday(day.lived(), seed=0)
    found = what_if(yesterday, [QUEUE, OTHER], [_agent(ANNA, SUPPORT), _agent(BEN, EXPERTS)])
    assert yesterday.callers[0].talk_seconds == [60.0, 60.0]
    assert found.after == found.before == [Fate("answered", 2 * RING_SECONDS, BEN)]


def test_a_queue_that_is_gone_from_the_document_takes_nobody_in() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    found = what_if(yesterday, [OTHER], [_agent(BEN, EXPERTS)])
    assert {fate.end for fate in found.after} == {"no such queue"}


def test_a_limit_on_waiting_sends_callers_on_as_the_document_says() -> None:
    yesterday = Yesterday(_busy_day().lived(), seed=0)
    limited = replace(QUEUE, ways_out=replace(QUEUE.ways_out, max_wait_seconds=30.0))
    found = what_if(yesterday, [limited, OTHER], [_agent(ANNA, SUPPORT), _agent(BEN, EXPERTS)])
    assert {"answered", "timed out"} == {fate.end for fate in found.after}
    assert max(fate.waited_seconds for fate in found.after) <= 30.0 + RING_SECONDS
