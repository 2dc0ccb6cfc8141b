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
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from tests.property.acd.drawing import AGENTS, NOWHERE, QUEUES
from tests.property.acd.floor import Floor
from tests.property.acd.refusals import refuses
from vocabulary.ids import AgentName, ContactId, OfferId, TaskId


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
        self.tell(data.draw(st.sampled_from([*granted * 3, *asked])))

    @rule(data=st.data(), agent=st.sampled_from(AGENTS), what=st.sampled_from(Occupation))
    def occupy(self, data: st.DataObject, agent: AgentName, what: Occupation) -> None:
        self.numbers += 1
        begun = [task for name, task in self.tasks if name == agent]
        task = data.draw(st.sampled_from([TaskId(f"t{self.numbers}")] * 3 + begun))
        self.tell(OccupyAgent(agent, task, what))

    @rule(data=st.data())
    @precondition(lambda self: self.tasks)
    def vacate(self, data: st.DataObject) -> None:
        agent, task = data.draw(st.sampled_from(self.tasks))
        if data.draw(st.sampled_from([True, True, True, False])):
            self.tell(VacateAgent(agent, task))
        else:
            self.tell(VacateAgent(data.draw(st.sampled_from([*AGENTS, AgentName("ghost")])), task))

    @rule(data=st.data())
    @precondition(lambda self: self.facts.rings)
    def part(self, data: st.DataObject) -> None:
        """A conversation is parted, or found silent; or one that is over."""
        offer = data.draw(st.sampled_from([*self.talks.values()] * 3 + [*self.facts.rings]))
        reports: list[Command] = [PartFromAgent(offer), AgentSilent(offer), AgentSilent(offer)]
        self.tell(data.draw(st.sampled_from(reports)))

    @rule(data=st.data())
    @precondition(lambda self: self.callers)
    def put_back(self, data: st.DataObject) -> None:
        contacts = list(dict.fromkeys([*self.callers[-3:], *self.talks]))
        self.one_of(data, [ReturnToHead(contact, "x") for contact in contacts])

    @rule(data=st.data())
    @precondition(lambda self: self.callers and self.tasks)
    def take_up(self, data: st.DataObject) -> None:
        self.numbers += 1
        agent, task = data.draw(st.sampled_from(self.tasks))
        new = OfferId(f"u{self.numbers}")
        contacts = list(dict.fromkeys(self.callers))
        asked: list[Command] = [TakeUpContact(contact, agent, task, new) for contact in contacts[-4:]]
        asked.append(TakeUpContact(contacts[-1], agent, TaskId("never begun"), new))
        self.one_of(data, asked)

    @rule(data=st.data())
    @precondition(lambda self: len(self.talks) > 0)
    def join(self, data: st.DataObject) -> None:
        consult = data.draw(st.sampled_from(list(self.talks)))
        contacts = dict.fromkeys([*self.facts.contacts, *self.callers[-2:]])
        self.one_of(data, [JoinContacts(contact, consult) for contact in contacts])

    @rule(data=st.data(), agent=st.sampled_from(AGENTS))
    @precondition(lambda self: self.facts.stays)
    def pull(self, data: st.DataObject, agent: AgentName) -> None:
        contacts = dict.fromkeys(stay.contact for stay in self.facts.stays.values())
        ready = [name for name, person in self.facts.people.items() if person.ready]
        agents = [agent, *ready]
        self.one_of(data, [PullContact(contact, name) for contact in contacts for name in agents])

    @rule(data=st.data(), agent=st.sampled_from(AGENTS))
    def say(self, data: st.DataObject, agent: AgentName) -> None:
        """Something else an agent may say."""
        self.one_of(
            data,
            [
                *(SignOutOfQueue(agent, each) for each in QUEUES),
                *(SignInToQueue(agent, each) for each in [*QUEUES, NOWHERE]),
                GiveDisposition(agent, "sold"),
                RaiseHand(agent, "help"),
                LowerHand(agent),
            ],
        )
