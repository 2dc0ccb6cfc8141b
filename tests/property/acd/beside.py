"""What the machine does beside the queues: agents busy elsewhere, contacts handed over by name, hands, dispositions.

Mostly what can be done now; sometimes what cannot.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from acd.commands import (
    AgentSilent,
    Command,
    GiveDisposition,
    JoinContacts,
    LowerHand,
    Occupation,
    OccupyAgent,
    PartFromAgent,
    PullContact,
    RaiseHand,
    RequestCallback,
    RestCallback,
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from tests.property.acd import drawing
from tests.property.acd.drawing import AGENTS, CALLERS, NOWHERE, QUEUES
from tests.property.acd.floor import Floor
from tests.property.acd.refusals import refuses
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, TaskId


class Beside(Floor):
    """Everybody is handed to everybody."""

    @property
    def talks(self) -> dict[ContactId, OfferId]:
        """Who is in conversation, under which offer."""
        return {contact: known.talk for contact, known in self.facts.contacts.items() if known.talk is not None}

    @property
    def tasks(self) -> list[tuple[AgentName, TaskId]]:
        return [(name, task) for name, person in self.facts.people.items() for task in person.tasks]

    def one_of(self, data: st.DataObject, asked: list[Command]) -> None:
        """One of these, more often one that can be carried out."""
        granted = [command for command in asked if not refuses(self.facts, command)]
        kinds = list(dict.fromkeys(type(command) for command in granted))
        if not kinds or data.draw(st.sampled_from([False, False, False, True])):
            self.tell(data.draw(st.sampled_from(asked)))
            return
        kind = data.draw(st.sampled_from(kinds))
        self.tell(data.draw(st.sampled_from([command for command in granted if type(command) is kind])))

    @rule(data=st.data(), queue=st.sampled_from(QUEUES), caller=st.sampled_from(CALLERS))
    def leave_a_number(self, data: st.DataObject, queue: QueueName, caller: str) -> None:
        """Somebody who is not there wants to be called back, or has left a message."""
        entry = EntryId(f"e{99 - len(self.entries)}")
        contact = ContactId(f"c-{entry}")
        needs, priority = data.draw(drawing.requirements), data.draw(drawing.priorities)
        credit, always = data.draw(st.sampled_from([0.0, 71.3])), data.draw(st.booleans())
        rest = data.draw(st.sampled_from([0.0, 0.0, 41.9]))
        command = RequestCallback(entry, contact, queue, caller, needs, priority, credit, always, rest)
        if not refuses(self.facts, command):
            self.entries.append(entry)
            self.callers.append(contact)
            self.hang_ups[contact] = self.now.monotonic + data.draw(drawing.patiences)
        self.tell(command)

    @rule(data=st.data(), seconds=st.sampled_from([0.0, 3.7, 18.1, 100.3]))
    @precondition(lambda self: self.entries)
    def close_for_callbacks(self, data: st.DataObject, seconds: float) -> None:
        """Nobody may be called for a while; or somebody who is here, or is not called at all."""
        places = [entry for entry, stay in self.facts.stays.items() if stay.callback is not None]
        self.tell(RestCallback(data.draw(st.sampled_from([*places * 3, *self.entries])), seconds))

    @rule(data=st.data(), agent=st.sampled_from(AGENTS), what=st.sampled_from(Occupation))
    def be_elsewhere(self, data: st.DataObject, agent: AgentName, what: Occupation) -> None:
        """A task begins, or is over; or one that was over, or never began."""
        self.numbers += 1
        begun: list[Command] = [VacateAgent(name, task) for name, task in self.tasks]
        begins: Command = OccupyAgent(agent, TaskId(f"t{self.numbers}"), what)
        again: list[Command] = [OccupyAgent(agent, task, what) for _, task in self.tasks]
        late: Command = VacateAgent(
            data.draw(st.sampled_from([*AGENTS, AgentName("ghost")])), TaskId(f"t{self.numbers // 2}")
        )
        self.tell(data.draw(st.sampled_from([begins, begins, *again[:1], late, *begun * 3])))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.rings)
    def part(self, data: st.DataObject) -> None:
        """A conversation is parted, or found silent; or one that is over."""
        offer = data.draw(st.sampled_from([*self.talks.values()] * 3 + [*self.facts.rings]))
        reports: list[Command] = [PartFromAgent(offer), AgentSilent(offer), AgentSilent(offer)]
        self.tell(data.draw(st.sampled_from(reports)))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.contacts)
    def hand_over(self, data: st.DataObject) -> None:
        """Somebody is put back, taken up, or joined with whom another talks with."""
        self.numbers += 1
        new = OfferId(f"u{self.numbers}")
        contacts = list(dict.fromkeys([*self.talks, *self.facts.contacts, *self.callers[-1:]]))
        asked: list[Command] = [ReturnToHead(contact, "x") for contact in contacts]
        asked += [TakeUpContact(contact, *task, new) for contact in contacts for task in self.tasks]
        asked += [JoinContacts(contact, consult) for contact in contacts for consult in self.talks]
        asked += [TakeUpContact(contacts[0], AGENTS[0], TaskId("never begun"), new)]
        self.one_of(data, asked)

    @rule(data=st.data(), agent=st.sampled_from(AGENTS), what=st.sampled_from(Occupation))
    @precondition(lambda self: self.talks)
    def go_over(self, data: st.DataObject, agent: AgentName, what: Occupation) -> None:
        """A conversation becomes another contact's, or another agent's who is asked for it."""
        self.numbers += 1
        contact = data.draw(st.sampled_from(list(self.talks)))
        if len(self.talks) > 1:
            self.tell(JoinContacts(contact, next(other for other in self.talks if other != contact)))
            return
        task = TaskId(f"t{self.numbers}")
        self.tell(OccupyAgent(agent, task, what))
        self.tell(TakeUpContact(contact, agent, task, OfferId(f"u{self.numbers}")))

    @rule(data=st.data(), agent=st.sampled_from(AGENTS))
    def say(self, data: st.DataObject, agent: AgentName) -> None:
        """Something else an agent may say."""
        waiting = dict.fromkeys(stay.contact for stay in self.facts.stays.values())
        ready = [name for name, person in self.facts.people.items() if person.ready]
        said: list[Command] = [PullContact(contact, name) for contact in waiting for name in [agent, *ready]]
        said += [SignOutOfQueue(agent, queue) for queue in QUEUES]
        said += [SignInToQueue(agent, queue) for queue in [*QUEUES, NOWHERE]]
        said += [GiveDisposition(agent, "sold"), RaiseHand(agent, "help"), LowerHand(agent)]
        self.one_of(data, said)
