"""Between one Asterisk and the sessions: every event to its session, every effect to its contact, phones to the desk.

Reads and hands on; never awaits while events wait. After a gap it compares, and lets the differences in as reports.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog

from acd.commands import Command
from acd.effects import Effect
from asterisk.ari import events as ari
from asterisk.ari.client import AriClient
from calls.asked import asked, handed_over
from calls.asks import Answer, CallAsk
from calls.beginnings import Beginnings, NewContact
from calls.device_states import device_in
from calls.legs_concerned import legs_concerned
from calls.letting_in import CallInProgress
from calls.messages import AudioLost, LegsSeen, Message
from calls.others import HandedOver
from calls.phone_desk import PhoneDesk
from calls.phones import Phones
from calls.reconcile import in_application, missed, stand_ins, stray_bridges, stray_legs
from calls.scene import Scene, SceneBoard, SceneWatcher
from calls.session import ContactSession
from calls.surroundings import Speech, Surroundings
from dialplan.document import Document
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, BridgeId, ContactId, DeviceName, LegId, QueueName
from vocabulary.instant import Instant

ENDPOINT_PREFIX = "PJSIP/"
OUR_LEGS = ("a-", "o-", "s-", "x-")
"""How the ids of legs begin that we ask for: to agents, to whom they call, to phones that shall listen; their ears."""

log = structlog.get_logger(__name__)


class Switchboard:
    """All sessions of one Asterisk. Also the desk's hands."""

    def __init__(
        self,
        ari_client: AriClient,
        document: Document,
        new_id: Callable[[str], str],
        clock: Callable[[], Instant],
        speech_of: Callable[[Document], Speech],
        phones: Phones,
    ) -> None:
        self._ari = ari_client
        self._phones = phones
        self._phone_desk: PhoneDesk | None = None
        self._contacts: dict[ContactId, Callable[[Message], None]] = {}
        self._overhearing: list[Callable[[ari.Event], None]] = []
        self.scenes = SceneBoard()
        self._clock = clock
        self._beginnings = Beginnings(document, new_id, clock, speech_of)
        self._around: Surroundings | None = None
        self._by_leg: dict[LegId, Callable[[Message], None]] = {}
        self._sessions: dict[ContactId, ContactSession] = {}
        self._tasks: dict[ContactId, asyncio.Task[None]] = {}
        self._entered_with: dict[ContactId, Document] = {}
        self._heard_devices: dict[str, None] = {}
        self._closing = False

    def open(self, around: Surroundings, phone_desk: PhoneDesk) -> None:
        """Take calls from now on."""
        self._around, self._phone_desk = around, phone_desk

    def use(self, document: Document) -> None:
        """Take calls under this document from now on. Whoever is here already keeps the one they entered with."""
        self._beginnings.use(document)

    def date_calls(self, at: datetime | None) -> None:
        """Let calls that begin from now on believe that it is this moment; None: the present. For trying a document."""
        self._beginnings.date_calls(at)

    @property
    def document(self) -> Document:
        """The document of calls to come."""
        return self._beginnings.document

    @property
    def phones(self) -> Phones:
        """Who has which phones, and what each can do."""
        return self._phones

    @property
    def callers(self) -> Mapping[LegId, CallInProgress]:
        """Who is in, by leg."""
        callers = (session.caller for session in self._sessions.values())
        return {caller.leg: CallInProgress(caller.number_dialled, caller.caller_number) for caller in callers}

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in use: of calls to come, and of the contacts in progress."""
        return (self.document, *self._entered_with.values())

    @property
    def sessions(self) -> tuple[ContactSession, ...]:
        """The contacts in progress."""
        return tuple(self._sessions.values())

    def adopt(self, leg: LegId, hear: Callable[[Message], None]) -> None:
        """Events of this leg go there from now on."""
        self._by_leg[leg] = hear

    def disown(self, leg: LegId) -> None:
        """Events of this leg mean nothing any more."""
        self._by_leg.pop(leg, None)

    def adopt_contact(self, contact: ContactId, hear: Callable[[Message], None]) -> None:
        """What the desk wants of this contact, which has no session of its own, goes there from now on."""
        self._contacts[contact] = hear

    def disown_contact(self, contact: ContactId) -> None:
        """What the desk wants of this contact means nothing any more."""
        self._contacts.pop(contact, None)

    def carry_out(self, contact: ContactId, effect: Effect) -> None:
        """Put the effect into the contact's tray; a contact that is over has nothing left to do."""
        session = self._sessions.get(contact)
        if session is not None:
            self._deliver(session.hear, effect)
        elif contact in self._contacts:
            self._deliver(self._contacts[contact], effect)
        elif self._around is not None and (hear := self._around.deferrals.hears(contact)) is not None:
            self._deliver(hear, effect)

    def overheard_by(self, hear: Callable[[ari.Event], None]) -> None:
        """Tell this one of every event from now on. Must neither wait nor raise."""
        self._overhearing.append(hear)

    def hear(self, event: ari.Event) -> None:
        """Hand an event on to whom it concerns."""
        for overhearing in self._overhearing:
            overhearing(event)
        match event:
            case ari.StasisStart(args=("caller", number, *further), channel=channel) if channel.id not in self._by_leg:
                self._begin(channel, number, further)
            case ari.StasisStart(args=("phone", device, dialled), channel=channel) if channel.id not in self._by_leg:
                self._begin_phone(channel, device, dialled)
            case ari.DeviceStateChanged(device_state):
                self._heard_devices[device_state.name] = None
                self._report_device(device_state)
            case _:
                # One session may have two of the legs an event is about: it is told once.
                heard_by = (self._by_leg.get(leg) for leg in legs_concerned(event))
                for hear in dict.fromkeys(hear for hear in heard_by if hear is not None):
                    self._deliver(hear, event)

    def _deliver(self, hear: Callable[[Message], None], message: Message) -> None:
        try:
            hear(message)
        except asyncio.QueueFull:
            # The session no longer takes anything: it is ended, and its finally closes the call.
            for contact, session in self._sessions.items():
                if session.hear == hear and not self._tasks[contact].cancelling():
                    log.critical("switchboard.session_stuck", contact=contact)
                    self._tasks[contact].cancel()
            if self._around is not None:
                self._around.deferrals.end(hear)
            if self._phone_desk is not None:
                self._phone_desk.end(hear)

    def _begin(self, channel: ari.Channel, number: str, further: Sequence[str]) -> None:
        self._start(self._beginnings.dialled(channel, number, further))

    def _begin_phone(self, channel: ari.Channel, device: str, dialled: str = "") -> None:
        if self._phone_desk is not None:
            self._phone_desk.begin(channel, DeviceName(device), dialled)

    def begin_in_queue(self, channel: ari.Channel, queue: QueueName) -> None:
        """A phone of ours calls a queue: a contact of its own, without a menu."""
        self._start(self._beginnings.to_queue(channel, queue))

    def _start(self, new: NewContact) -> None:
        if self._around is None or self._closing:
            return
        contact, caller = new.contact, new.caller
        session = ContactSession(contact, caller, new.dialogue, self.around_new_calls())
        self.adopt(caller.leg, session.hear)
        self._sessions[contact] = session
        self._entered_with[contact] = self.document
        task = asyncio.create_task(session.run(), name=contact)
        self._tasks[contact] = task
        task.add_done_callback(lambda _: self._ended(contact))

    def around_new_calls(self) -> Surroundings:
        """What a call that begins now has around it. Raises RuntimeError: no calls are taken yet."""
        if self._around is None:
            raise RuntimeError("the switchboard is not open")
        return self._beginnings.surroundings(self._around)

    def _ended(self, contact: ContactId) -> None:
        del self._sessions[contact]
        del self._tasks[contact]
        del self._entered_with[contact]
        self.scenes.end(contact)

    def _report_device(self, device_state: ari.DeviceState) -> None:
        device = DeviceName(device_state.name.removeprefix(ENDPOINT_PREFIX))
        self.tell_desk(self._phones.report(device, device_in(device_state.state)))

    def tell_desk(self, commands: Iterable[Command]) -> None:
        """Hand in what follows from something that happened."""
        for command in commands:
            try:
                if self._around is not None:
                    self._around.desk.submit_at_once(command)
            except asyncio.QueueFull:
                log.critical("switchboard.desk_stuck", command=repr(command))

    # --- what goes on, and what is asked of it -----------------------------------------------------------------------

    def scene(self, contact: ContactId) -> Scene | None:
        """How the contact is now; None: it is over, or never was."""
        return self.scenes.get(contact)

    def watch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Tell this watcher of every change of this contact."""
        self.scenes.watch(contact, watcher)

    def unwatch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Tell it no more."""
        self.scenes.unwatch(contact, watcher)

    def contact_of(self, agent: AgentName) -> ContactId | None:
        """Whom this agent talks with."""
        state = self._around.desk.state if self._around is not None else None
        known = state.agents.get(agent) if state is not None else None
        offer = state.offers.get(known.offer) if state is not None and known is not None and known.offer else None
        return offer.contact if offer is not None and offer.joined_at is not None else None

    async def ask(self, contact: ContactId, ask: CallAsk, by: AgentName | None) -> Answer:
        """Ask something of a conversation. ``by``: the agent who does."""
        hear, task = self._hear_of(contact), self._task_of(contact)
        if hear is None or task is None:
            return Answer("there is no such call any more")
        return await asked(partial(self._deliver, hear), task, ask, by)

    def _hear_of(self, contact: ContactId) -> Callable[[Message], None] | None:
        if (session := self._sessions.get(contact)) is not None:
            return session.hear
        return self._around.deferrals.hears(contact) if self._around is not None else None

    def _task_of(self, contact: ContactId) -> "asyncio.Task[None] | None":
        task = self._tasks.get(contact)
        return task if task is not None or self._around is None else self._around.deferrals.task_of(contact)

    async def hand_over(self, leg: LegId, contact: ContactId) -> HandedOver:
        """Ask the call of this leg for what it reached: that is this contact's from now on."""
        hear, heir = self._by_leg.get(leg), self._hear_of(contact)
        if hear is None or heir is None or hear == heir:
            return HandedOver()
        return await handed_over(partial(self._deliver, hear), contact, heir)

    def lose(self, contact: ContactId, leg: LegId) -> None:
        """No audio comes from this leg of the contact any more."""
        hear = self._hear_of(contact)
        if hear is not None:
            self._deliver(hear, AudioLost(leg))

    # --- before the first event, and after a gap ---------------------------------------------------------------------

    async def clear_away(self) -> None:
        """End what an earlier process left behind: before our application is connected, everything in it is stray.

        :raises AriError: Asterisk could not be asked.
        """
        channels = await self._ari.channels()
        for leg in stray_legs(channels, self._ari.settings.application, ()):
            log.warning("switchboard.stray_leg_ended", leg=leg)
            await self._ari.hang_up(leg, HangUpCause.FAILURE)
        for bridge in stray_bridges(await self._ari.bridges(), ()):
            await self._ari.destroy_bridge(bridge)

    async def catch_up(self, *, restarted: bool) -> None:
        """Read what Asterisk has now, and let in what was missed, as the reports it would have been.

        Events go on arriving meanwhile, and are newer than any answer: what was heard since asking is believed.

        :raises AriError: Asterisk could not be asked.
        """
        sessions, asked_at = self.sessions, self._clock()
        channels = await self._ari.channels()
        states = {channel.id: channel.state for channel in channels}
        for session in sessions:
            self._deliver(session.hear, LegsSeen(states, asked_at, restarted))
        if self._around is not None:
            for hear in (*self._around.deferrals.listeners, *self._listeners):
                self._deliver(hear, LegsSeen(states, asked_at, restarted))
        application = self._ari.settings.application
        await self._take_in(missed(channels, application, self._by_leg, "caller"))
        for channel, (device, *dialled) in missed(channels, application, self._by_leg, "phone"):
            self._begin_phone(channel, device, *dialled)
        strays = (leg for leg in stray_legs(channels, application, self._by_leg) if leg.startswith(OUR_LEGS))
        for leg in (*strays, *stand_ins(channels, application)):
            await self._ari.hang_up(leg)
        for bridge in stray_bridges(await self._ari.bridges(), self._bridges_in_use()):
            await self._ari.destroy_bridge(bridge)
        await self.look_at_devices(self._phones.devices)

    @property
    def _listeners(self) -> tuple[Callable[[Message], None], ...]:
        return self._phone_desk.listeners if self._phone_desk is not None else ()

    async def look_at_devices(self, devices: Iterable[DeviceName]) -> None:
        """Report what these phones can do now. Raises AriError."""
        for device in devices:
            name = f"{ENDPOINT_PREFIX}{device}"
            self._heard_devices.pop(name, None)
            seen = await self._ari.device_state(name)
            if name not in self._heard_devices and not self._phones.doubts(device, device_in(seen.state)):
                self._report_device(seen)

    def _bridges_in_use(self) -> tuple[BridgeId, ...]:
        rooms = self._around.waiting_rooms.bridges if self._around is not None else ()
        deferred = self._around.deferrals.bridges if self._around is not None else ()
        phones = self._phone_desk.bridges if self._phone_desk is not None else ()
        return (*rooms, *deferred, *phones, *(bridge for session in self.sessions for bridge in session.bridges))

    async def _take_in(self, missed: Sequence[tuple[ari.Channel, tuple[str, ...]]]) -> None:
        """Begin sessions for callers whose arrival was told to a connection that was dead: nobody tells it again."""
        for channel, (number, *further) in missed:
            log.warning("switchboard.missed_caller_taken_in", leg=channel.id)
            self._begin(channel, number, further)
        if missed:
            # Whoever hung up before the session could hear of it is not among these.
            asked_at = self._clock()
            here = in_application(await self._ari.channels(), self._ari.settings.application)
            states = {channel.id: channel.state for channel in here}
            for channel, _ in missed:
                if (hear := self._by_leg.get(channel.id)) is not None:
                    self._deliver(hear, LegsSeen(states, asked_at))

    async def close(self) -> None:
        """Take no more calls, end all there are, and wait until they are closed."""
        self._closing = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
