"""A desk, a door and a control socket without Asterisk: what stands behind the door notes what it is asked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from acd.commands import (
    CallerEntered,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
)
from acd.effects import Effect, RingAgent
from acd.events import Event
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from api.client import ControlClient
from api.control import Control, control_server
from asterisk.ari.client import AriClient
from asterisk.ari.settings import AriSettings
from calls.asks import Answer, CallAsk, SupervisorAsk, ToAgent, ToNumber
from calls.desk import Desk
from calls.door import Door
from calls.link import AsteriskLink
from calls.permissions import Person, person_called
from calls.phones import Phones
from calls.scene import Scene
from calls.switchboard import Switchboard
from calls.waiting_rooms import WaitingRooms
from dialplan.document import Agent, Document, Queue
from dialplan.sections.devices import PhoneSpec
from dialplan.sections.outcomes import DispositionSpec
from dialplan.sections.people import PauseReasonSpec, SupervisorSpec, TeamSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.flow import Flow
from ivr.world import World
from service import clock
from service.ids import id_maker
from service.settings import Settings
from service.speech import speech_maker
from storage.contacts import ContactRepository
from storage.engine import engine_for
from vocabulary.ids import AgentName, ContactId, DeviceName, EntryId, FlowName, LegId, OfferId, QueueName
from vocabulary.instant import Instant

BOB, CAROL = AgentName("bob"), AgentName("carol")
SUPPORT, SALES = QueueName("support"), QueueName("sales")
CONTACT, UNKNOWN = ContactId("c-1"), ContactId("c-9")
DESK_PHONE = DeviceName("desk-1")


def _agent(name: AgentName, number: str) -> Agent:
    return Agent(AgentProfile(name, (Assignment(SUPPORT),)), name.title(), number)


DOCUMENT = Document(
    "v",
    {},
    World(flows={FlowName("feedback"): Flow(FlowName("feedback"), ())}),
    {SUPPORT: Queue(QueuePolicy(SUPPORT), number="400"), SALES: Queue(QueuePolicy(SALES))},
    {BOB: _agent(BOB, "201"), CAROL: _agent(CAROL, "202")},
    phones={DESK_PHONE: PhoneSpec()},
    teams={"first": TeamSpec.model_validate({"name": "First", "agents": ["bob"]})},
    supervisors={
        "tess": SupervisorSpec.model_validate({"name": "T", "device": "290", "teams": ["first"], "may": ["monitor"]})
    },
    pause_reasons={"lunch": PauseReasonSpec()},
    dispositions={"solved": DispositionSpec(name="Solved")},
    trunks={
        "ours": TrunkSpec.model_validate(
            {"address": "127.0.0.3", "may_call_out": ["agents"], "calls_to": ["+1202555*"], "country": "US"}
        )
    },
)
"""Two agents, one of whom is led by tess, who may monitor."""


def person(name: str) -> Person:
    """Somebody of the document."""
    found = person_called(DOCUMENT, name)
    assert found is not None
    return found


@dataclass
class Behind:
    """Everything behind the door but the desk and the phones: notes what it is asked, answers as it was told to."""

    scenes: dict[ContactId, Scene] = field(default_factory=dict)
    talking: dict[AgentName, ContactId] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    answer: Answer = Answer()
    commands: list[Command] = field(default_factory=list)
    rung: list[OfferId] = field(default_factory=list)

    def scene(self, contact: ContactId) -> Scene | None:
        return self.scenes.get(contact)

    def contact_of(self, agent: AgentName) -> ContactId | None:
        return self.talking.get(agent)

    async def ask(self, who: str, ask: CallAsk | SupervisorAsk, by: AgentName | None = None) -> Answer:
        self.asked.append((who, ask, by))
        return self.answer

    async def dial_out(self, agent: AgentName, target: ToAgent | ToNumber) -> Answer:
        self.asked.append((agent, target))
        return self.answer

    def carry_out(self, _: ContactId, effect: Effect) -> None:
        if isinstance(effect, RingAgent):
            self.rung.append(effect.offer)

    def note(self, events: Sequence[Event], at: Instant) -> None:
        assert at <= clock.now(), events

    def append(self, command: Command, at: Instant) -> None:
        assert at <= clock.now()
        self.commands.append(command)

    def append_deadline(self, at: Instant) -> None:
        assert at <= clock.now()


async def waits(desk: Desk) -> None:
    """The contact waits in support."""
    await desk.ask(CallerEntered(EntryId("e-1"), CONTACT, SUPPORT))


async def talks(desk: Desk, behind: Behind, agent: AgentName = BOB) -> None:
    """This agent talks with the contact."""
    for command in (LogInAgent(agent), DeviceReported(agent, Device.FREE)):
        await desk.ask(command)
    await waits(desk)
    for report in (OfferAnswered(behind.rung[-1]), LegsJoined(behind.rung[-1])):
        await desk.ask(report)
    behind.scenes[CONTACT] = Scene(CONTACT, LegId("l"), agent, LegId("a-1"), behind.rung[-1], SUPPORT)
    behind.talking[agent] = CONTACT


@contextlib.asynccontextmanager
async def desk_of_document(behind: Behind) -> AsyncIterator[Desk]:
    """A desk with the queues and agents of the document, nobody logged in."""
    desk = Desk(clock.now, behind, behind.note, behind)
    running = asyncio.create_task(desk.run())
    for queue in DOCUMENT.queues.values():
        await desk.ask(ConfigureQueue(queue.policy))
    for agent in DOCUMENT.agents.values():
        await desk.ask(ConfigureAgent(agent.profile))
    behind.commands.clear()
    try:
        yield desk
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def phones_of_document() -> Phones:
    """The phones, nothing heard of any yet."""
    phones = Phones()
    phones.use(DOCUMENT)
    return phones


def door_to(desk: Desk, behind: Behind, document: Document = DOCUMENT) -> Door:
    """A door to this desk and what stands beside it."""
    return Door(lambda: document, desk, behind, behind, behind, phones_of_document())


@contextlib.asynccontextmanager
async def control_socket(state: Path, desk: Desk, behind: Behind) -> AsyncIterator[ControlClient]:
    """The local socket of a service with this desk, in this state folder."""
    ari = AriClient(AriSettings(base_url="http://127.0.0.1:9", password=SecretStr("unused")))
    phones, new_id = phones_of_document(), id_maker(clock.now)
    switchboard = Switchboard(ari, DOCUMENT, new_id, clock.now, partial(speech_maker, Settings.read()), phones)
    link = AsteriskLink(ari, switchboard, WaitingRooms(ari, {}, new_id), phones, lambda: 0.5)
    engine = engine_for("postgresql://nobody@127.0.0.1:9/nothing")
    control = Control(desk, switchboard, link, ContactRepository(engine), (), door_to(desk, behind))
    async with control_server(state / "run" / "control.sock", control):
        yield ControlClient(state / "run" / "control.sock")
    await engine.dispose()
