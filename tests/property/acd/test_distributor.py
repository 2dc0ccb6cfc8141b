"""The properties of the distributor: whatever happens in whatever order, the ledger has no objection.

Time is virtual. Ids are drawn from those the system issued, late and repeated ones included; policies, patience and
skills are drawn too.
"""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ConversationEnded,
    Device,
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
    Unanswered,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.offers import ImpossibleReport
from acd.policy import AgentProfile, Announcements, QueuePolicy
from tests.property.acd import objections
from tests.property.acd.ledger import Ledger
from tests.property.acd.profiles import chosen
from tests.support.desk import moment
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import Requirement, Threshold

QUEUES = [QueueName(name) for name in ("first", "second", "third")]
AGENTS = [AgentName(name) for name in ("anne", "bert", "carl", "dora")]
SKILLS = [SkillName(name) for name in ("french", "sql")]

policies = st.builds(
    QueuePolicy,
    name=st.sampled_from(QUEUES),
    ring_timeout_seconds=st.sampled_from([5.0, 7.3, 20.0]),
    connect_timeout_seconds=st.sampled_from([0.1, 5.0]),
    wrap_up_seconds=st.sampled_from([0.0, 0.7, 10.0, 30.0]),
    decline_rest_seconds=st.sampled_from([0.0, 3.3, 10.0]),
    failure_rest_seconds=st.sampled_from([0.0, 5.0]),
    announcements=st.builds(
        Announcements,
        on_entry=st.booleans(),
        on_change=st.sampled_from([True, True, False]),
        min_gap_seconds=st.sampled_from([0.0, 0.7, 15.0]),
    ),
)
profiles = st.builds(
    AgentProfile,
    name=st.sampled_from(AGENTS),
    queues=st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3).map(tuple),
    skills=st.lists(
        st.tuples(st.sampled_from(SKILLS), st.integers(0, 3)), max_size=2, unique_by=lambda held: held[0]
    ).map(tuple),
    unanswered_limit=st.integers(1, 3),
)
needs = st.one_of(
    st.just(Requirement()),
    st.lists(st.builds(Threshold, st.sampled_from(SKILLS), st.integers(0, 3)), min_size=1, max_size=2).map(
        lambda thresholds: Requirement(tuple(thresholds))
    ),
)
pauses = st.sampled_from([0.1, 0.6, 0.7, 1.0, 2.9, 5.0, 10.0, 37.3])
patiences = st.sampled_from([2.0, 5.0, 19.9, 20.0, 20.1, 40.0, 61.0, 3600.0])


class Floor(RuleBasedStateMachine):
    """A floor of agents, callers and phones, all of them whimsical, before one distributor."""

    def __init__(self) -> None:
        super().__init__()
        self.distributor = Distributor()
        self.ledger = Ledger()
        self.legs = objections.Legs()
        self.now = moment(0.1)
        self.log: list[tuple[Command | None, Instant, Decision]] = []
        self.entries: list[EntryId] = []
        self.hang_ups: dict[EntryId, float] = {}

    def tell(self, command: Command) -> Decision:
        late = objections.expected_of_late(self.ledger, command)
        decision = self.distributor.receive(command, self.now)
        assert late is None or decision == late
        self.note(command, decision, late=late is not None)
        return decision

    def handle(self) -> None:
        self.note(None, self.distributor.handle_deadline(self.now), late=False)

    def note(self, command: Command | None, decision: Decision, *, late: bool) -> None:
        self.log.append((command, self.now, decision))
        handled = command is None
        self.ledger.take(command, self.now, decision)
        if not late:
            self.legs.take(command, self.ledger, decision)
        following = self.distributor.next_deadline()
        objections.check_effects_match_events(decision)
        refused = command is not None and isinstance(command, CallerEntered) and command.queue not in QUEUES
        if not refused:
            objections.check_callers_are_returned_or_released(self.ledger, decision)
        objections.check_nobody_waits_for_nothing(self.ledger)
        objections.check_the_not_responding_are_paused(self.ledger, decision.events)
        objections.check_everybody_knows_their_position(self.ledger, self.now, by_deadline=handled)
        objections.check_no_deadline_is_forgotten(self.ledger, self.now, following, handled=handled)

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        for queue in QUEUES:
            self.tell(ConfigureQueue(named(data.draw(policies), queue)))
        for agent in AGENTS[: data.draw(st.integers(2, 4))]:
            profile = data.draw(profiles)
            self.tell(ConfigureAgent(AgentProfile(agent, profile.queues, profile.skills, profile.unanswered_limit)))
            self.tell(LogInAgent(agent))
            self.tell(DeviceReported(agent, Device.FREE))

    @rule(data=st.data(), queue=st.sampled_from(QUEUES), requirement=needs, priority=st.sampled_from([0, 0, 0, 2, -1]))
    def enter(self, data: st.DataObject, queue: QueueName, requirement: Requirement, priority: int) -> None:
        entry = EntryId(f"e{99 - len(self.entries)}")
        self.entries.append(entry)
        self.hang_ups[entry] = self.now.monotonic + data.draw(patiences)
        self.tell(CallerEntered(entry, ContactId(f"c-{entry}"), queue, requirement, priority))

    @rule(profile=profiles, data=st.data())
    def ask_the_impossible(self, profile: AgentProfile, data: st.DataObject) -> None:
        """To enter twice, to enter a queue that is not there, to be assigned to one, to be somebody nobody knows."""
        entries = [*self.ledger.stays, EntryId("lost")]
        entry = data.draw(st.sampled_from(entries))
        asked: list[Command] = [
            CallerEntered(entry, ContactId(f"c-{entry}"), QueueName("nowhere") if entry == "lost" else QUEUES[0]),
            ConfigureAgent(AgentProfile(profile.name, (*profile.queues, QueueName("nowhere")))),
            LogInAgent(AgentName("ghost")),
            DeviceReported(AgentName("ghost"), Device.FREE),
        ]
        command = data.draw(st.sampled_from(asked))
        refused = self.tell(command)
        assert len(refused.effects) == (command == asked[0] and entry == "lost")

    @rule(data=st.data())
    @precondition(lambda self: self.entries)
    def leave(self, data: st.DataObject) -> None:
        self.tell(CallerLeft(data.draw(st.sampled_from(self.entries))))

    @rule(data=st.data(), seconds=pauses)
    @precondition(lambda self: any(ring.phase != "over" for ring in self.ledger.rings.values()))
    def go_on(self, data: st.DataObject, seconds: float) -> None:
        """The next thing that can happen to a running offer happens, after a moment."""
        offers = [offer for offer, ring in self.ledger.rings.items() if ring.phase != "over"]
        offer = data.draw(st.sampled_from(offers))
        if data.draw(st.booleans()):
            self.let_pass(seconds)
        kinds = objections.STEPS[self.ledger.rings[offer].phase]
        if kinds:
            self.tell(report(data, data.draw(st.sampled_from(kinds)), offer))

    @rule(data=st.data(), steps=st.sampled_from([3, 2, 1, 3]))
    @precondition(lambda self: any(ring.phase != "over" for ring in self.ledger.rings.values()))
    def go_well(self, data: st.DataObject, steps: int) -> None:
        """A call goes on its best way, so many steps far: answered, joined, talked out."""
        offers = [offer for offer, ring in self.ledger.rings.items() if ring.phase != "over"]
        offer = data.draw(st.sampled_from(offers))
        for _ in range(steps):
            phase = self.ledger.rings[offer].phase
            if phase != "over":
                self.tell(report(data, BEST[phase], offer))
                self.let_pass(data.draw(st.sampled_from([0.0, 0.05, 0.0, 3.0])))

    @rule(data=st.data())
    @precondition(lambda self: self.ledger.rings)
    def repeat(self, data: st.DataObject) -> None:
        """Any report about any offer ever made; what cannot have happened raises and changes nothing."""
        offer = data.draw(st.sampled_from(list(self.ledger.rings)))
        told = report(data, data.draw(st.sampled_from(list(KINDS))), offer)
        if type(told) in objections.LATER[self.ledger.rings[offer].phase]:
            following = self.distributor.next_deadline()
            with pytest.raises(ImpossibleReport):
                self.distributor.receive(told, self.now)
            assert self.distributor.next_deadline() == following
        else:
            self.tell(told)

    @rule(agent=st.sampled_from(AGENTS), data=st.data())
    def ask(self, agent: AgentName, data: st.DataObject) -> None:
        """Mostly to be back at work, where somebody is away."""
        back: list[Command] = [LogInAgent(agent), ResumeAgent(agent), EndWrapUp(agent)]
        away: list[Command] = [LogOutAgent(agent), PauseAgent(agent, "tea")]
        granted = [request for request in back if not self.ledger.refuses(request)]
        self.tell(data.draw(st.sampled_from([*granted * 5, *back, *away])))

    @rule(agent=st.sampled_from(AGENTS), device=st.sampled_from([Device.FREE, *Device, Device.FREE]))
    def use_phone(self, agent: AgentName, device: Device) -> None:
        self.tell(DeviceReported(agent, device))

    @rule(policy=policies)
    def change_queue(self, policy: QueuePolicy) -> None:
        self.tell(ConfigureQueue(policy))

    @rule(profile=profiles)
    def change_agent(self, profile: AgentProfile) -> None:
        self.tell(ConfigureAgent(profile))

    @rule(seconds=pauses)
    def wait(self, seconds: float) -> None:
        self.let_pass(seconds)

    @rule()
    @precondition(lambda self: self.distributor.next_deadline() is not None)
    def wait_for_the_deadline(self) -> None:
        deadline = self.distributor.next_deadline()
        assert deadline is not None
        self.let_pass(max(deadline.since(self.now), 0.0))

    @rule(seconds=pauses, step=st.sampled_from([-7200.0, 0.0, 3600.0]))
    def oversleep(self, seconds: float, step: float) -> None:
        """The desk was late, and the wall clock was set: commands come before deadlines that have passed."""
        self.now = Instant(self.now.monotonic + seconds, self.now.unix + seconds + step)

    def let_pass(self, seconds: float) -> None:
        """Deadlines and impatient callers, each at their time; a deadline handled is gone, or this would never end."""
        then = self.now.plus(seconds)
        while (due := self.first_due(then)) is not None:
            self.now = max(self.now, due[0])
            if due[1] is None:
                self.handle()
            else:
                del self.hang_ups[due[1]]
                self.tell(CallerLeft(due[1]))
        self.now = max(self.now, then)

    def first_due(self, then: Instant) -> tuple[Instant, EntryId | None] | None:
        due: list[tuple[Instant, EntryId | None]] = [
            (self.now.plus(at - self.now.monotonic), entry)
            for entry, at in self.hang_ups.items()
            if entry in self.ledger.stays
        ]
        deadline = self.distributor.next_deadline()
        if deadline is not None:
            due.append((deadline, None))
        earliest = min(due, key=lambda each: each[0].monotonic, default=None)
        return earliest if earliest is not None and earliest[0] <= then else None

    def teardown(self) -> None:
        """The same log gives the same decisions; and when everybody went home, nothing is left."""
        again = Distributor()
        for command, now, decision in self.log:
            assert decision == (again.handle_deadline(now) if command is None else again.receive(command, now))
        self.let_pass(0.0)
        for entry in list(self.ledger.stays):
            self.tell(CallerLeft(entry))
        for offer, ring in list(self.ledger.rings.items()):
            if ring.phase == "talking":
                self.tell(ConversationEnded(offer, Party.SYSTEM))
        self.let_pass(1000.0)
        state = self.distributor.state
        assert (state.entries, state.offers, len(state.timers)) == ({}, {}, 0)
        assert sorted(self.ledger.ended) == sorted(self.entries)


BEST: dict[str, type[OfferReport]] = {
    "made": OfferAnswered,
    "ringing": OfferAnswered,
    "joining": LegsJoined,
    "talking": ConversationEnded,
}
KINDS: tuple[type[OfferReport], ...] = (
    OfferRang,
    OfferAnswered,
    OfferFailed,
    LegsJoined,
    JoinFailed,
    ConversationEnded,
)


def named(policy: QueuePolicy, name: QueueName) -> QueuePolicy:
    """The policy, for this queue."""
    return QueuePolicy(
        name,
        policy.line,
        policy.ring_timeout_seconds,
        policy.connect_timeout_seconds,
        policy.wrap_up_seconds,
        policy.decline_rest_seconds,
        policy.failure_rest_seconds,
        policy.announcements,
    )


def report(data: st.DataObject, kind: type[OfferReport], offer: OfferId) -> OfferReport:
    """A report of this kind, its details drawn."""
    if kind is OfferFailed:
        return OfferFailed(offer, data.draw(st.sampled_from(Unanswered)), HangUpCause.REJECTED)
    if kind is ConversationEnded:
        return ConversationEnded(offer, data.draw(st.sampled_from(Party)))
    plain: dict[type[OfferReport], OfferReport] = {
        OfferRang: OfferRang(offer),
        OfferAnswered: OfferAnswered(offer),
        LegsJoined: LegsJoined(offer),
        JoinFailed: JoinFailed(offer),
    }
    return plain[kind]


TestFloor = Floor.TestCase
TestFloor.settings = chosen()
