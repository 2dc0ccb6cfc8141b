"""Who may begin to listen, by command: one contact at a time, five to a contact, each with permission and a phone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from acd.commands import Command, Occupation, OccupyAgent, VacateAgent
from calls.asks import Answer, CallAsk, Listen, StopListening, SwitchMode
from calls.listening import Listening
from calls.listening_means import Hear
from calls.listenings import MOST_PER_CONTACT, Listenings
from calls.phone_session import BehaviourMaker
from calls.scene import Scene, SceneWatcher
from cdr.events import ContactFact, ListeningMode
from dialplan.document import Document
from dialplan.loader import load
from tests.unit.calls.listening_stage import CONTACT, TALKS, Asterisk
from vocabulary.ids import AgentName, ContactId, DeviceName, LegId, TaskId
from vocabulary.instant import Instant

MONITOR, BARGE = ListeningMode.MONITOR, ListeningMode.BARGE
ALEX = AgentName("alex")

DOCUMENT = """\
numbers: {"100": first, "101": next}
flows: {first: [enqueue: first], next: [enqueue: next]}
queues: {first: {}, next: {}}
agents: {alex: {name: Alex, queues: [first]}, cleo: {name: Cleo, queues: [next]}}
supervisors:
  sue: {name: Sue, device: "290", queues: [first], may: [monitor, whisper, barge, take_over]}
  tom: {name: Tom, device: "291", queues: [first], may: [monitor]}
  uma: {name: Uma, device: "292", queues: [next], may: [monitor]}
  cleo: {name: Cleo, agent: cleo, queues: [first], may: [monitor]}
"""


@dataclass(slots=True)
class Office:
    """A contact in progress, supervisors, their phones, and what was rung."""

    document: Document
    ari: Asterisk = field(default_factory=Asterisk)
    present: Scene | None = TALKS
    rung: list[tuple[DeviceName, BehaviourMaker, str]] = field(default_factory=list)
    facts: list[ContactFact] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    ids: int = 0
    listenings: Listenings = field(init=False)

    def __post_init__(self) -> None:
        for number in range(MOST_PER_CONTACT + 1):
            self.ari.legs.add(LegId(f"s-{number}"))
        self.listenings = Listenings(self, self, self._new_id, lambda: self.document, self._phone_of)
        self.listenings.ring_with(self._ring)

    # --- what is around listenings -----------------------------------------------------------------------------------

    @property
    def desk(self) -> "Office":
        return self

    @property
    def ledger(self) -> "Office":
        return self

    @property
    def clock(self) -> Callable[[], Instant]:
        return lambda: Instant(100.0, 1_000.0)

    @property
    def adopt(self) -> Callable[[LegId, Hear], None]:
        return lambda _leg, _hear: None

    @property
    def disown(self) -> Callable[[LegId], None]:
        return lambda _leg: None

    async def submit(self, command: Command) -> None:
        self.commands.append(command)

    def note(self, contact: ContactId, facts: tuple[ContactFact, ...], at: Instant) -> None:
        assert (contact, at) == (CONTACT, self.clock())
        self.facts += facts

    def scene(self, contact: ContactId) -> Scene | None:
        return self.present if contact == CONTACT else None

    def contact_of(self, agent: AgentName) -> ContactId | None:
        return CONTACT if agent == ALEX and self.present is not None else None

    def watch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Nothing changes here."""

    def unwatch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Nothing changes here."""

    async def ask(self, contact: ContactId, ask: CallAsk, by: AgentName | None) -> Answer:
        return Answer(f"nobody asks {ask} of {contact} for {by}")

    def _new_id(self, kind: str) -> str:
        self.ids += 1
        return f"{kind}-{self.ids}"

    def _phone_of(self, supervisor: str) -> DeviceName | None:
        spec = self.document.supervisors[supervisor]
        return None if spec.device is None else DeviceName(spec.device)

    async def _ring(self, device: DeviceName, make: BehaviourMaker, shown: str) -> Answer:
        self.rung.append((device, make, shown))
        return Answer()

    async def let_in(self, supervisor: str, number: int = 0) -> Listening:
        """This supervisor's phone is on the line, whoever asked for it."""
        listening = self.listenings.behaviour(
            supervisor, MONITOR, LegId(f"s-{number}"), lambda _: None, contact=CONTACT
        )
        await listening.begin()
        return listening


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "plan.yaml").write_text(DOCUMENT)
    return Office(load(tmp_path))


async def test_the_phone_is_rung_and_shows_what_it_is_about(office: Office) -> None:
    answer = await office.listenings.ask("sue", Listen(BARGE, agent=ALEX))

    assert answer.granted
    [(device, _, shown)] = office.rung
    assert (device, shown) == ("290", "barge alex")


async def test_once_the_phone_is_answered_the_supervisor_listens(office: Office) -> None:
    await office.listenings.ask("sue", Listen(MONITOR, contact=CONTACT))
    [(_, make, _)] = office.rung
    behaviour = make(LegId("s-0"), lambda _: None)
    await behaviour.begin()

    assert office.listenings.listeners(CONTACT) == ("sue",)
    await behaviour.close()
    assert office.listenings.listeners(CONTACT) == ()


@pytest.mark.parametrize(
    ("supervisor", "ask", "why"),
    [
        ("sue", Listen(MONITOR, agent=AgentName("cleo")), "talks with nobody"),
        ("sue", Listen(MONITOR, contact=ContactId("c-9")), "no such contact"),
        ("sue", Listen(ListeningMode.TAKE_OVER, agent=ALEX), "listen first"),
        ("tom", Listen(BARGE, agent=ALEX), "no permission to barge"),
        ("uma", Listen(MONITOR, agent=ALEX), "not a conversation of yours"),
        ("cleo", Listen(MONITOR, agent=ALEX), "no phone"),
        ("sue", SwitchMode(BARGE), "not listening"),
        ("sue", StopListening(), "not listening"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason_and_no_phone_rings(
    office: Office, supervisor: str, ask: Listen | SwitchMode | StopListening, why: str
) -> None:
    answer = await office.listenings.ask(supervisor, ask)

    assert why in answer.refused
    assert not office.rung


async def test_a_supervisor_listens_to_one_contact_at_a_time(office: Office) -> None:
    await office.let_in("sue")

    assert "already" in (await office.listenings.ask("sue", Listen(MONITOR, agent=ALEX))).refused


async def test_five_may_listen_to_one_contact_and_no_sixth_not_even_one_who_was_rung_before(office: Office) -> None:
    spec = office.document.supervisors["tom"]
    names = [f"tom{number}" for number in range(MOST_PER_CONTACT)]
    supervisors = {**office.document.supervisors, **dict.fromkeys(names, spec)}
    office.document = replace(office.document, supervisors=supervisors)
    rung_before = await office.listenings.ask("sue", Listen(MONITOR, agent=ALEX))
    for number, name in enumerate(names):
        await office.let_in(name, number)
    late = await office.let_in("sue", MOST_PER_CONTACT)

    assert rung_before.granted
    assert office.listenings.listeners(CONTACT) == tuple(names)
    assert late.next_deadline() is not None
    assert "5 listen" in (await office.listenings.ask("tom", Listen(MONITOR, agent=ALEX))).refused


async def test_a_supervisor_who_is_an_agent_is_occupied_meanwhile_under_that_name(office: Office) -> None:
    listening = await office.let_in("cleo")
    await listening.close()

    cleo, task = AgentName("cleo"), TaskId("n-1")
    assert office.commands == [OccupyAgent(cleo, task, Occupation.SUPERVISING), VacateAgent(cleo, task)]
