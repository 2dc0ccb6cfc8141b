"""The properties of the distributor: whatever happens in whatever order, the ledger has no objection.

Ids are drawn from those the system issued, late and repeated ones included; policies, patience and skills too.
"""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from acd.commands import (
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    Device,
    DeviceReported,
    EndWrapUp,
    EscalateContact,
    LogInAgent,
    LogOutAgent,
    OpenQueue,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
    RetireAgent,
    ReturnContact,
)
from acd.effects import ReleaseCaller
from acd.offers import ImpossibleReport
from acd.policy import KeyDestination, ToCallback
from acd.profile import AgentProfile, Assignment
from tests.property.acd import drawing
from tests.property.acd.beside import Beside
from tests.property.acd.drawing import AGENTS, CALLERS, NOWHERE, QUEUES
from tests.property.acd.facts import Stay
from tests.property.acd.floor import BEST, KINDS, report
from tests.property.acd.profiles import chosen
from tests.property.acd.refusals import LATER, STEPS, refuses
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement


class Whimsical(Beside):
    """Everybody does everything, at any time."""

    policies = drawing.policies
    profiles = drawing.profiles

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        for queue in QUEUES:
            self.tell(ConfigureQueue(replace(data.draw(self.policies), name=queue)))
        for agent in AGENTS[: data.draw(st.integers(2, 4))]:
            self.tell(ConfigureAgent(replace(data.draw(self.profiles), name=agent)))
            self.tell(LogInAgent(agent))
            self.tell(DeviceReported(agent, Device.FREE))

    # --- callers -----------------------------------------------------------------------------------------------------

    @rule(data=st.data(), number=st.integers(1, 3))
    def enter(self, data: st.DataObject, number: int) -> None:
        """New callers, or some whose flow leads to a queue again."""
        for _ in range(number):
            self.come(data, data.draw(st.sampled_from(QUEUES)), data.draw(st.sampled_from(CALLERS)))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.cuts)
    def call_again(self, data: st.DataObject) -> None:
        """Somebody whose call was cut calls again, and comes in by the door they know."""
        caller, cut = data.draw(st.sampled_from(list(self.facts.cuts.items())))
        self.come(data, data.draw(st.sampled_from([cut.door, cut.queue])), caller)

    @rule(data=st.data(), caller=st.sampled_from(CALLERS[1:]))
    def ask_to_be_called(self, data: st.DataObject, caller: str) -> None:
        """A caller who hangs up at once and keeps the place, where that is offered."""
        offering = [name for name in QUEUES if ToCallback() in dict(self.keys_of(name)).values()]
        self.come(data, data.draw(st.sampled_from(offering or QUEUES)), caller)
        stay = self.facts.stay_of(self.callers[-1])
        if stay is not None:
            self.press_any(data, stay)

    def come(self, data: st.DataObject, queue: QueueName, caller: str) -> None:
        entry = EntryId(f"e{99 - len(self.entries)}")
        free = [
            contact
            for contact, known in self.facts.contacts.items()
            if known.talk is None and self.facts.stay_of(contact) is None
        ]
        contact = data.draw(st.sampled_from([ContactId(f"c-{entry}"), *free]))
        self.entries.append(entry)
        self.callers.append(contact)
        self.hang_ups[contact] = self.now.monotonic + data.draw(drawing.patiences)
        requirement, priority = data.draw(drawing.requirements), data.draw(drawing.priorities)
        self.tell(CallerEntered(entry, contact, queue, requirement, priority, caller))

    @rule(data=st.data(), cut=st.booleans())
    @precondition(lambda self: self.entries)
    def leave(self, data: st.DataObject, cut: bool) -> None:
        """Somebody who waits hangs up, or did long ago; or a whole contact is over."""
        here = list(self.facts.stays)
        gone: list[Command] = [
            CallerLeft(data.draw(st.sampled_from(here or self.entries)), cut),
            CallerLeft(data.draw(st.sampled_from([*self.facts.ended, *self.entries])), cut),
            ContactOver(data.draw(st.sampled_from(self.callers))),
        ]
        self.tell(data.draw(st.sampled_from(gone)))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.stays)
    def press(self, data: st.DataObject) -> None:
        self.press_any(data, data.draw(st.sampled_from(list(self.facts.stays.values()))))

    def press_any(self, data: st.DataObject, stay: Stay) -> None:
        """Mostly a key that leads somewhere."""
        keys = [key for key, _ in self.keys_of(stay.queue)]
        self.tell(CallerPressedKey(stay.entry, data.draw(st.sampled_from([*keys, "0"]))))

    def keys_of(self, queue: QueueName) -> tuple[tuple[str, KeyDestination], ...]:
        return self.facts.policies[queue].ways_out.keys

    @rule(data=st.data(), requirement=drawing.requirements, priority=drawing.priorities, boost=drawing.boosts)
    @precondition(lambda self: self.callers)
    def change(self, data: st.DataObject, requirement: Requirement, priority: int, boost: float) -> None:
        contact = data.draw(st.sampled_from([stay.contact for stay in self.facts.stays.values()] or self.callers))
        changes: list[Command] = [ChangeRequirement(contact, requirement), ChangePriority(contact, priority, boost)]
        self.tell(data.draw(st.sampled_from(changes)))

    @rule(data=st.data(), queue=st.sampled_from([None, *QUEUES]))
    @precondition(lambda self: any(known.talk is not None for known in self.facts.contacts.values()))
    def hand_on_who_talks(self, data: st.DataObject, queue: QueueName | None) -> None:
        self.hand_on(data, queue)

    @rule(data=st.data(), queue=st.sampled_from([None, *QUEUES, NOWHERE]))
    @precondition(lambda self: self.callers)
    def hand_on_anybody(self, data: st.DataObject, queue: QueueName | None) -> None:
        self.hand_on(data, queue)

    def hand_on(self, data: st.DataObject, queue: QueueName | None) -> None:
        """Somebody who talks, or waits, or did, is escalated or returned."""
        talking = [contact for contact, known in self.facts.contacts.items() if known.talk is not None]
        contact = data.draw(st.sampled_from(talking or self.callers))
        steps: list[Command] = [EscalateContact(contact, queue, "x"), ReturnContact(contact), ReturnContact(contact)]
        self.tell(data.draw(st.sampled_from(steps)))

    # --- offers ------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), seconds=drawing.pauses)
    @precondition(lambda self: self.running())
    def go_on(self, data: st.DataObject, seconds: float) -> None:
        """The next thing that can happen to a running offer happens, after a moment."""
        offer = data.draw(st.sampled_from(self.running()))
        if data.draw(st.booleans()):
            self.let_pass(seconds)
        kinds = STEPS[self.facts.rings[offer].phase]
        if kinds:
            self.tell(report(data, data.draw(st.sampled_from(kinds)), offer))

    @rule(data=st.data(), steps=st.sampled_from([2, 3, 1, 2]))
    @precondition(lambda self: self.running())
    def go_well(self, data: st.DataObject, steps: int) -> None:
        """A call goes on its best way, so many steps far: answered, joined, talked out."""
        offer = data.draw(st.sampled_from(self.running()))
        for _ in range(steps):
            phase = self.facts.rings[offer].phase
            if phase != "over":
                self.tell(report(data, BEST[phase], offer))
                self.let_pass(data.draw(st.sampled_from([0.0, 0.05, 0.0, 3.0])))

    @rule(data=st.data())
    @precondition(lambda self: self.running())
    def meet(self, data: st.DataObject) -> None:
        """A phone that rings is answered, and the two talk; whoever is called back is not always at home."""
        for _ in range(data.draw(st.integers(1, 3))):
            if self.running():
                self.meet_one(data)

    def meet_one(self, data: st.DataObject) -> None:
        offer = data.draw(st.sampled_from(self.running()))
        at_home = data.draw(st.booleans())
        while (phase := self.facts.rings[offer].phase) not in {"talking", "over"}:
            away = phase == "reaching" and not at_home
            self.tell(report(data, CallerNotReached if away else BEST[phase], offer))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.rings)
    def repeat(self, data: st.DataObject) -> None:
        """Any report about any offer ever made; what cannot have happened raises and changes nothing."""
        offer = data.draw(st.sampled_from(list(self.facts.rings)))
        told = report(data, data.draw(st.sampled_from(list(KINDS))), offer)
        if type(told) in LATER[self.facts.rings[offer].phase]:
            following = self.distributor.next_deadline()
            with pytest.raises(ImpossibleReport):
                self.distributor.receive(told, self.now)
            assert self.distributor.next_deadline() == following
        else:
            self.tell(told)

    # --- agents and queues -------------------------------------------------------------------------------------------

    @rule(agent=st.sampled_from(AGENTS), data=st.data())
    def ask(self, agent: AgentName, data: st.DataObject) -> None:
        """Mostly to be back at work, where somebody is away."""
        back: list[Command] = [LogInAgent(agent), ResumeAgent(agent), EndWrapUp(agent), RequestWrapUp(agent)]
        away: list[Command] = [LogOutAgent(agent), PauseAgent(agent, "tea")]
        free = DeviceReported(agent, Device.FREE)
        phone = data.draw(st.sampled_from(Device))
        granted = [request for request in [*back, free] if not refuses(self.facts, request)]
        self.tell(data.draw(st.sampled_from([*granted * 3, *back, *away, DeviceReported(agent, phone)])))

    @rule(data=st.data(), what=st.sampled_from(["agent", "queue", "open", "open", "close", "impossible", "retire"]))
    def reconfigure(self, data: st.DataObject, what: str) -> None:
        queue = data.draw(st.sampled_from(self.facts.closed or QUEUES))
        match what:
            case "agent":
                self.tell(ConfigureAgent(data.draw(self.profiles)))
            case "queue":
                self.tell(ConfigureQueue(data.draw(self.policies)))
            case "retire":
                self.retire(data)
            case "impossible":
                self.ask_the_impossible(data)
            case _:
                self.tell(OpenQueue(queue) if what == "open" else CloseQueue(queue))

    def retire(self, data: st.DataObject) -> None:
        """The document loses an agent, and often has them again at once."""
        agent = data.draw(st.sampled_from(AGENTS))
        self.tell(RetireAgent(agent))
        if data.draw(st.sampled_from([True, True, False])):
            self.tell(ConfigureAgent(replace(data.draw(self.profiles), name=agent)))
            self.tell(LogInAgent(agent))

    def ask_the_impossible(self, data: st.DataObject) -> None:
        """To enter twice, to enter a queue that is not there, to be assigned to one, to be somebody nobody knows."""
        entry = data.draw(st.sampled_from([*self.facts.stays, EntryId("lost")]))
        asked: list[Command] = [
            CallerEntered(entry, ContactId(f"c-{entry}"), NOWHERE if entry == "lost" else QUEUES[0]),
            ConfigureAgent(AgentProfile(AGENTS[0], (Assignment(QUEUES[0]), Assignment(NOWHERE)))),
            LogInAgent(AgentName("ghost")),
            DeviceReported(AgentName("ghost"), Device.FREE),
            CloseQueue(NOWHERE),
            ChangePriority(ContactId("nobody"), 1),
        ]
        command = data.draw(st.sampled_from(asked))
        refused = self.tell(command)
        released = (ReleaseCaller(ContactId("c-lost"), EntryId("lost")),)
        assert refused.effects == (released if command == asked[0] and entry == "lost" else ())

    # --- time --------------------------------------------------------------------------------------------------------

    @rule(seconds=drawing.pauses)
    def wait(self, seconds: float) -> None:
        self.let_pass(seconds)

    @rule()
    @precondition(lambda self: self.distributor.next_deadline() is not None)
    def wait_for_the_deadline(self) -> None:
        deadline = self.distributor.next_deadline()
        assert deadline is not None
        self.let_pass(max(deadline.since(self.now), 0.0))

    @rule(seconds=drawing.pauses, step=st.sampled_from([-7200.0, 0.0, 3600.0]))
    def oversleep(self, seconds: float, step: float) -> None:
        """The desk was late, and the wall clock was set: commands come before deadlines that have passed."""
        self.now = Instant(self.now.monotonic + seconds, self.now.unix + seconds + step)

    def go_home(self) -> None:
        for contact in dict.fromkeys(self.callers):
            self.tell(ContactOver(contact))
        self.let_pass(1000.0)


class Calm(Whimsical):
    """The same, where queues are open to all and everybody serves them: more callers get further."""

    policies = drawing.calm_policies
    profiles = drawing.calm_profiles


TestWhimsical = Whimsical.TestCase
TestWhimsical.settings = chosen()
TestCalm = Calm.TestCase
TestCalm.settings = chosen()
