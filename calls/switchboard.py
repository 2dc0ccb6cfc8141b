"""Between one Asterisk and the sessions: every event to its session, every effect to its contact, phones to the desk.

Reads and hands on; never awaits while events wait. After a gap it compares, and lets the differences in as reports.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from acd.commands import Device, DeviceReported
from acd.effects import Effect
from asterisk.ari import events as ari
from asterisk.ari.client import AriClient
from calls.caller_leg import CallerLeg
from calls.letting_in import CallInProgress
from calls.messages import LegsSeen, Message
from calls.own_flows import NO_SUCH_NUMBER, with_own
from calls.reconcile import in_application, missed_callers, stray_bridges, stray_legs
from calls.session import ContactSession
from calls.surroundings import Speech, Surroundings
from dialplan.arrivals import arrival_of
from dialplan.document import Document
from ivr.interpreter import Dialogue
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, BridgeId, ContactId, FlowName, LegId
from vocabulary.instant import Instant

ENDPOINT_PREFIX = "PJSIP/"
OUR_LEGS = ("a-", "o-")
"""How the ids of legs begin that sessions ask for: to agents, and to numbers outside."""

DEVICE_OF_STATE = {
    "NOT_INUSE": Device.FREE,
    "UNAVAILABLE": Device.UNREACHABLE,
    "INVALID": Device.UNREACHABLE,
    "UNKNOWN": Device.UNREACHABLE,
}
"""Asterisk's device states; every other one is a phone in use."""

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
    ) -> None:
        self._ari = ari_client
        self._clock = clock
        self._document = document
        self._world = with_own(document.world)
        self._speech_of = speech_of
        self._speech = speech_of(document)
        self._date_shift_seconds = 0.0
        self._new_id = new_id
        self._around: Surroundings | None = None
        self._by_leg: dict[LegId, Callable[[Message], None]] = {}
        self._sessions: dict[ContactId, ContactSession] = {}
        self._tasks: dict[ContactId, asyncio.Task[None]] = {}
        self._entered_with: dict[ContactId, Document] = {}
        self._heard_devices: dict[str, None] = {}
        self._closing = False

    def open(self, around: Surroundings) -> None:
        """Take calls from now on."""
        self._around = around

    def use(self, document: Document) -> None:
        """Take calls under this document from now on. Whoever is here already keeps the one they entered with."""
        self._document = document
        self._world = with_own(document.world)
        self._speech = self._speech_of(document)

    def date_calls(self, at: datetime | None) -> None:
        """Let calls that begin from now on believe that it is this moment; None: the present. For trying a document."""
        self._date_shift_seconds = 0.0 if at is None else at.timestamp() - self._clock().unix

    @property
    def document(self) -> Document:
        """The document of calls to come."""
        return self._document

    @property
    def callers(self) -> Mapping[LegId, CallInProgress]:
        """Who is in, by leg."""
        callers = (session.caller for session in self._sessions.values())
        return {caller.leg: CallInProgress(caller.number_dialled, caller.caller_number) for caller in callers}

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in use: of calls to come, and of the contacts in progress."""
        return (self._document, *self._entered_with.values())

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

    def carry_out(self, contact: ContactId, effect: Effect) -> None:
        """Put the effect into the contact's tray; a contact that is over has nothing left to do."""
        session = self._sessions.get(contact)
        if session is not None:
            self._deliver(session.hear, effect)
        elif self._around is not None and (hear := self._around.deferrals.hears(contact)) is not None:
            self._deliver(hear, effect)

    def hear(self, event: ari.Event) -> None:
        """Hand an event on to whom it concerns."""
        match event:
            case ari.StasisStart(args=("caller", number, *flow), channel=channel) if channel.id not in self._by_leg:
                self._begin(channel, number, FlowName(flow[0]) if flow else None)
            case ari.DeviceStateChanged(device_state):
                self._heard_devices[device_state.name] = None
                self._report_device(device_state)
            case _:
                leg = _leg_of(event)
                hear = self._by_leg.get(leg) if leg is not None else None
                if hear is not None:
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

    def _begin(self, channel: ari.Channel, number: str, flow: FlowName | None = None) -> None:
        """``flow``: where admission sends them instead of the flow of the number."""
        if self._around is None or self._closing:
            return
        contact = ContactId(self._new_id("c"))
        caller = CallerLeg(channel.id, number, channel.caller.number, channel.caller.name)
        clock = self._clock_of_new_calls()
        around = replace(self._around, document=self._document, speech=self._speech, clock=clock)
        session = ContactSession(contact, caller, self._dialogue(contact, caller, flow), around)
        self.adopt(channel.id, session.hear)
        self._sessions[contact] = session
        self._entered_with[contact] = self._document
        task = asyncio.create_task(session.run(), name=contact)
        self._tasks[contact] = task
        task.add_done_callback(lambda _: self._ended(contact))

    def _clock_of_new_calls(self) -> Callable[[], Instant]:
        clock, shift_seconds = self._clock, self._date_shift_seconds
        if not shift_seconds:
            return clock

        def shifted() -> Instant:
            now = clock()
            return Instant(now.monotonic, now.unix + shift_seconds)

        return shifted

    def _dialogue(self, contact: ContactId, caller: CallerLeg, flow: FlowName | None) -> Dialogue:
        dialled = self._document.numbers.get(caller.number_dialled)
        name = flow if flow in self._world.flows else dialled.flow if dialled is not None else None
        arrival = arrival_of(self._document, caller.number_dialled, caller.caller_number, caller.caller_name)
        begins = self._world.flows[name] if name is not None else NO_SUCH_NUMBER
        return Dialogue(begins, f"{contact}-p", self._world, arrival)

    def _ended(self, contact: ContactId) -> None:
        del self._sessions[contact]
        del self._tasks[contact]
        del self._entered_with[contact]

    def _report_device(self, device_state: ari.DeviceState) -> None:
        agent = AgentName(device_state.name.removeprefix(ENDPOINT_PREFIX))
        if self._around is None or agent not in self._document.agents:
            return
        device = DEVICE_OF_STATE.get(device_state.state, Device.IN_USE)
        try:
            self._around.desk.submit_at_once(DeviceReported(agent, device))
        except asyncio.QueueFull:
            log.critical("switchboard.desk_stuck", agent=agent, device=device)

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
            for hear in self._around.deferrals.listeners:
                self._deliver(hear, LegsSeen(states, asked_at, restarted))
        await self._take_in(missed_callers(channels, self._ari.settings.application, self._by_leg))
        for leg in stray_legs(channels, self._ari.settings.application, self._by_leg):
            if leg.startswith(OUR_LEGS):
                await self._ari.hang_up(leg)
        for bridge in stray_bridges(await self._ari.bridges(), self._bridges_in_use()):
            await self._ari.destroy_bridge(bridge)
        await self.look_at_devices(self._document.agents)

    async def look_at_devices(self, agents: Iterable[AgentName]) -> None:
        """Report what the phones of these agents can do now.

        :raises AriError: Asterisk could not be asked.
        """
        for agent in agents:
            await self._look_at_device(f"{ENDPOINT_PREFIX}{agent}")

    def _bridges_in_use(self) -> tuple[BridgeId, ...]:
        rooms = self._around.waiting_rooms.bridges if self._around is not None else ()
        deferred = self._around.deferrals.bridges if self._around is not None else ()
        return (*rooms, *deferred, *(session.bridge for session in self.sessions if session.bridge is not None))

    async def _look_at_device(self, name: str) -> None:
        self._heard_devices.pop(name, None)
        seen = await self._ari.device_state(name)
        if name not in self._heard_devices:
            self._report_device(seen)

    async def _take_in(self, missed: Sequence[tuple[ari.Channel, str]]) -> None:
        """Begin sessions for callers whose arrival was told to a connection that was dead: nobody tells it again."""
        for channel, number in missed:
            log.warning("switchboard.missed_caller_taken_in", leg=channel.id)
            self._begin(channel, number)
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


def _leg_of(event: ari.Event) -> LegId | None:
    match event:
        case ari.PlaybackStarted(playback) | ari.PlaybackFinished(playback):
            kind, _, target = playback.target_uri.partition(":")
            return LegId(target) if kind == "channel" else None
        case ari.Dial(peer=peer):
            return peer.id
        case ari.RecordingFinished(recording) | ari.RecordingFailed(recording):
            kind, _, target = recording.target_uri.partition(":")
            return LegId(target) if kind == "channel" else None
        case ari.BridgeDestroyed() | ari.DeviceStateChanged() | ari.ContactStatusChange() | ari.ApplicationReplaced():
            return None
        case _:
            return event.channel.id if event.channel is not None else None
