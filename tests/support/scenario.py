"""One whole Firstline for scenarios: PostgreSQL, Asterisk, the service, and telephones on both sides. Judges nothing.

The service speaks to Asterisk through a wire that a scenario may cut. All state lies in a folder of its own.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import WrapUpBegan
from acd.wake import RestOver, Wake
from api.client import ControlClient
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from cdr.events import ContactBegan
from cdr.record import ContactRecord
from dialplan.document import Document
from service.clock import now
from service.peers.agent_phone import AgentPhone
from service.peers.caller import Caller
from service.peers.race import racing_phone
from service.wiring import Home, Passwords, Service, running
from tests.support.lateness import watching_lateness
from tests.support.scenario_machine import Machine, machine
from tests.support.scenario_proxy import Wire, wire_to
from tests.support.scenario_watch import Watch, watching_asterisk, watching_database
from vocabulary.ids import AgentName, ContactId
from vocabulary.instant import Instant

SETTLED_SECONDS = 8.0
"""How long what a scenario began may take to end, after its last party hung up."""


@dataclass(slots=True)
class Helpdesk(Machine):
    """A machine with a running Firstline on it."""

    service: Service
    wire: Wire
    watch: Watch

    @property
    def control(self) -> ControlClient:
        return ControlClient(self.settings.control_socket)

    def clock(self) -> Instant:
        """This moment."""
        return now()

    @contextlib.asynccontextmanager
    async def phone(self, agent: str, *, rings_aloud: bool = True) -> AsyncIterator[AgentPhone]:
        """This agent's phone, registered and known to the service as free."""
        phone = self.agent_phone(agent, rings_aloud=rings_aloud)
        async with self._registered(phone):
            yield phone

    @contextlib.asynccontextmanager
    async def on_duty(self, agent: str, *, rings_aloud: bool = True) -> AsyncIterator[AgentPhone]:
        """This agent, phone registered and logged in; logged out at the end, if still logged in then."""
        async with self.phone(agent, rings_aloud=rings_aloud) as phone, self._logged_in(agent):
            yield phone

    @contextlib.asynccontextmanager
    async def racing(self, agent: str, answer_after_seconds: float, talk_seconds: float) -> AsyncIterator[AgentPhone]:
        """This agent on duty with a phone that answers, and then hangs up, by itself."""
        phone = racing_phone(
            self.phone_line(agent),
            target=self.target,
            now=now,
            log_folder=self.log_folder,
            answer_after_seconds=answer_after_seconds,
            talk_seconds=talk_seconds,
        )
        async with self._registered(phone), self._logged_in(agent):
            yield phone

    @contextlib.asynccontextmanager
    async def _registered(self, phone: AgentPhone) -> AsyncIterator[None]:
        async with phone:
            await self.device_is(phone.line.name, Device.FREE)
            yield

    @contextlib.asynccontextmanager
    async def _logged_in(self, agent: str) -> AsyncIterator[None]:
        await self.log_in(agent)
        try:
            yield
        finally:
            if self.service.desk.state.agents[AgentName(agent)].presence is not Presence.LOGGED_OUT:
                await self.log_out(agent)

    async def log_in(self, agent: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/login")

    async def log_out(self, agent: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/logout")

    async def pause(self, agent: str, reason: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/pause", {"reason": reason})

    async def agent(self, agent: str) -> dict[str, Any]:
        """This agent as the control socket shows them."""
        shown: list[dict[str, Any]] = await self.control.get("/v1/agents")
        return next(each for each in shown if each["name"] == agent)

    async def device_is(self, agent: str, device: Device) -> None:
        """Returns when the service knows that this agent's phone is so."""

        def there() -> bool | None:
            return self.service.desk.state.agents[AgentName(agent)].device is device or None

        await self.watch.until(there, f"{agent}'s phone {device}")

    async def contact_of(self, caller: Caller, *, nth: int = 1) -> ContactId:
        """The contact that this caller's call became; ``nth``: of the calls from this number."""
        number = caller.line.from_user

        def began() -> ContactId | None:
            contacts = self.contacts_from(number)
            return contacts[nth - 1] if len(contacts) >= nth else None

        return await self.watch.until(began, f"contact {nth} from {number}")

    def contacts_from(self, number: str) -> list[ContactId]:
        """The contacts from this caller number so far, in the order in which they began."""
        began = [told.fact for told in self.watch.told if isinstance(told.fact, ContactBegan)]
        return [fact.contact for fact in began if fact.caller_number == number]

    async def record(self, contact: ContactId) -> ContactRecord:
        """The contact's record as PostgreSQL has it, once nothing is to come any more."""

        def closed() -> bool | None:
            return contact not in self.service.ledger.open_contacts or None

        await self.watch.until(closed, f"the end of {contact}'s record")
        wrapped_up = bool(self.watch.facts(WrapUpBegan, contact))
        while True:
            count = self.watch.stored.count(contact)
            found = await self.service.contacts.get(contact)
            if found is not None and (found.wrap_up_seconds is not None or not wrapped_up):
                return found
            await self.watch.stored_again(contact, count)

    async def settled(self, seconds: float = SETTLED_SECONDS) -> None:
        """Returns when nothing is left of any call. Raises AssertionError, saying what is left, after ``seconds``."""
        left: Sequence[str] = ()
        try:
            async with asyncio.timeout(seconds):
                sessions = [task for task in asyncio.all_tasks() if task.get_name().startswith("c-")]
                if sessions:
                    left = [f"the session {task.get_name()}" for task in sessions]
                    await asyncio.wait(sessions)
                while True:
                    bell = self.watch.bell
                    left = await self._left()
                    if not left:
                        return
                    await bell.wait()
        except TimeoutError:
            raise AssertionError("left after the scenario: " + "; ".join(left)) from None

    async def _left(self) -> list[str]:
        state = self.service.desk.state
        rooms = [f"{BRIDGE_NAME_PREFIX}waiting:{queue}" for queue in self.document.queues]
        bridges = [bridge.name for bridge in await self.service.ari.bridges()]
        left = [f"the channel {channel.name}" for channel in await self.service.ari.channels()]
        left += [f"the bridge {name}" for name in bridges if name not in rooms]
        left += [f"no waiting room {name}" for name in rooms if bridges.count(name) != 1]
        for agent in state.agents.values():
            told = (agent.presence, agent.activity, agent.device, agent.offer)
            if told != (Presence.LOGGED_OUT, Activity.IDLE, Device.UNREACHABLE, None):
                left.append(f"{agent.name}: {told}")
        left += [f"the entry {entry}" for entry in state.entries]
        left += [f"the offer {offer}" for offer in state.offers]
        left += [f"the timer {wake}" for wake in state.timers._current if not _of_an_agent(wake)]
        left += [f"the session {session.contact}" for session in self.service.switchboard.sessions]
        left += [f"the open record {contact}" for contact in self.service.ledger.open_contacts]
        left += [f"the task {task.get_name()}" for task in asyncio.all_tasks() if task.get_name().startswith("c-")]
        return left


def _of_an_agent(wake: Wake) -> bool:
    """A rest may outlast the call it was earned in."""
    return isinstance(wake, RestOver)


@contextlib.asynccontextmanager
async def helpdesk(document: Document) -> AsyncIterator[Helpdesk]:
    """A whole Firstline on this document, until the context is left."""
    watch = Watch()
    async with contextlib.AsyncExitStack() as parts:
        around = await parts.enter_async_context(machine(document))
        port = around.settings.http_port
        wire = await parts.enter_async_context(wire_to(port))
        await parts.enter_async_context(watching_asterisk(watch, port, around.secrets.ari.get_secret_value()))
        pid_file = around.asterisk.settings.run / "asterisk.pid"
        await parts.enter_async_context(watching_lateness(port, around.secrets.ari.get_secret_value(), pid_file))
        through_wire = around.settings.model_copy(update={"http_port": wire.port})
        passwords = Passwords(around.secrets.ari, around.secrets.ami)
        home = Home(document.directory, around.asterisk)
        service = await parts.enter_async_context(
            running(around.document, through_wire, passwords, around.database_url, home, [watch.watcher])
        )
        await parts.enter_async_context(watching_database(watch, around.database_url))
        await service.ready()
        parts_of_machine = {each.name: getattr(around, each.name) for each in fields(around)}
        yield Helpdesk(**parts_of_machine, service=service, wire=wire, watch=watch)
