"""A contact, a listener and as much of an Asterisk as a listener needs, all in memory. Judges nothing.

The Asterisk keeps legs, bridges and who is in which, refuses what the real one refuses, and tells of legs that come
and go only when it is asked to: events arrive as late as a test wants them.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from acd.commands import Command
from asterisk.ari.errors import AriGone, AriUnreachable
from asterisk.ari.events import (
    CallerID,
    Channel,
    ChannelDtmfReceived,
    DialplanCEP,
    Playback,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from calls.asks import Answer, CallAsk, TakeOver
from calls.listening import Listening, ModeAsked
from calls.listening_means import Means
from calls.messages import LegsSeen
from calls.scene import Scene, SceneWatcher
from cdr.events import ContactFact, ListeningMode
from vocabulary.ids import AgentName, BridgeId, ContactId, LegId, ListeningId, MediaUri, OfferId, PlaybackId, QueueName
from vocabulary.instant import Instant

CONTACT = ContactId("c-1")
CALLER = LegId("caller")
ALEX, BEA = LegId("a-alex"), LegId("a-bea")
SUPERVISOR = LegId("s-1")
OWN = BridgeId("l-n-1-1")
TALK, NEXT_TALK = BridgeId("b-alex"), BridgeId("b-bea")

WAITS = Scene(CONTACT, CALLER, queue=QueueName("first"))
TALKS = Scene(CONTACT, CALLER, AgentName("alex"), ALEX, OfferId("o-1"), QueueName("first"), TALK)
HELD_BY_PHONE = replace(TALKS, held=True)
HELD = Scene(CONTACT, CALLER, AgentName("alex"), ALEX, OfferId("o-1"), QueueName("first"), held=True)
TALKS_NEXT = Scene(CONTACT, CALLER, AgentName("bea"), BEA, OfferId("o-2"), QueueName("next"), NEXT_TALK)
PRIVATE = Scene(CONTACT, CALLER, AgentName("alex"), ALEX, OfferId("o-1"), QueueName("first"), TALK, private=True)


def channel(leg: LegId) -> Channel:
    """A leg as events show it."""
    nobody = CallerID("", "")
    return Channel(leg, leg, "Up", nobody, nobody, DialplanCEP("", "", "Stasis", ""), datetime.fromtimestamp(0, tz=UTC))


@dataclass(slots=True)
class Asterisk:
    """Legs, the bridges they are in, and which of them snoop on which.

    ``away``: nothing reaches it. ``mute``: everything does, but its answers are lost.
    """

    legs: set[LegId] = field(default_factory=lambda: {CALLER, ALEX, BEA, SUPERVISOR})
    bridges: dict[BridgeId, list[LegId]] = field(
        default_factory=lambda: {TALK: [ALEX, CALLER], NEXT_TALK: [BEA, CALLER]}
    )
    snoops: dict[LegId, tuple[LegId, bool]] = field(default_factory=dict)
    untold: list[StasisStart | StasisEnd] = field(default_factory=list)
    played: list[MediaUri] = field(default_factory=list)
    last_playback: PlaybackId = PlaybackId("")
    away: bool = False
    mute: bool = False
    most_snoops_together: int = 0

    async def answer(self, leg: LegId) -> None:
        self._look(leg)

    async def create_bridge(self, bridge: BridgeId, kind: str, name: str) -> None:
        self._look()
        assert bridge not in self.bridges, "a bridge id is never used twice"
        assert kind == "mixing"
        assert name.startswith("firstline:listening:n-"), "a bridge by another name is nobody's after a restart"
        self.bridges[bridge] = []
        self._answer()

    async def destroy_bridge(self, bridge: BridgeId) -> None:
        self._look()
        self.bridges.pop(bridge, None)

    async def let_in(self, bridge: BridgeId, leg: LegId) -> None:
        self._look(leg)
        if bridge not in self.bridges:
            raise AriGone(asked="addChannel", status=404, message="Bridge not found")
        for members in self.bridges.values():
            if leg in members:
                members.remove(leg)
        self.bridges[bridge].append(leg)
        together = sum(member in self.snoops for member in self.bridges[bridge])
        self.most_snoops_together = max(self.most_snoops_together, together)
        self._answer()

    async def remove_from_bridge(self, bridge: BridgeId, legs: Sequence[LegId]) -> None:
        self._look()
        if bridge in self.bridges:
            self.bridges[bridge] = [member for member in self.bridges[bridge] if member not in legs]
        self._answer()

    async def snoop(self, leg: LegId, snoop: LegId, args: Sequence[str], *, whispers: bool) -> None:
        self._look(leg)
        assert snoop not in self.snoops
        self.legs.add(snoop)
        self.snoops[snoop] = (leg, whispers)
        self.untold.append(StasisStart(tuple(args), channel(snoop)))
        self._answer()

    async def hang_up(self, leg: LegId) -> None:
        self._look()
        self.end(leg)
        self._answer()

    async def play(self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri]) -> None:
        self._look(leg)
        self.last_playback = playback
        self.played += media

    def end(self, leg: LegId) -> None:
        """A leg ends, and whatever snoops on it."""
        if leg not in self.legs:
            return
        self.legs.discard(leg)
        for members in self.bridges.values():
            if leg in members:
                members.remove(leg)
        if leg in self.snoops:
            del self.snoops[leg]
            self.untold.append(StasisEnd(channel(leg)))
        for snoop in [snoop for snoop, (target, _) in self.snoops.items() if target == leg]:
            self.end(snoop)

    def _look(self, leg: LegId | None = None) -> None:
        if self.away:
            raise AriUnreachable(base_url="", asked="", reason="the wire is cut")
        if leg is not None and leg not in self.legs:
            raise AriGone(asked="", status=404, message="Channel not found")

    def _answer(self) -> None:
        if self.mute:
            raise AriUnreachable(base_url="", asked="", reason="the answer was lost")

    # --- who hears whom ----------------------------------------------------------------------------------------------

    @property
    def listening_bridges(self) -> list[BridgeId]:
        """Those of the listener."""
        return [bridge for bridge in self.bridges if bridge.startswith("l-")]

    @property
    def heard_by_supervisor(self) -> set[LegId]:
        """The legs whose talk the supervisor hears: those snooped on, or those they are together with."""
        legs: set[LegId] = set()
        for members in self.bridges.values():
            if SUPERVISOR in members:
                legs |= {self.snoops[member][0] if member in self.snoops else member for member in members}
        return legs - {SUPERVISOR}

    @property
    def hear_supervisor(self) -> set[LegId]:
        """The legs that hear what the supervisor says."""
        legs: set[LegId] = set()
        for members in self.bridges.values():
            if SUPERVISOR in members:
                snoops = [self.snoops[member] for member in members if member in self.snoops]
                legs |= {target for target, whispers in snoops if whispers}
                legs |= {member for member in members if member not in self.snoops}
        return legs - {SUPERVISOR}


@dataclass(slots=True)
class Stage:
    """The contact, its one listener, and what came of it. ``forbidden``: modes the supervisor may not use."""

    asterisk: Asterisk = field(default_factory=Asterisk)
    now_is: Instant = Instant(100.0, 1_000.0)
    present: Scene | None = TALKS
    forbidden: set[ListeningMode] = field(default_factory=set)
    full: str = ""
    agent: AgentName | None = None
    take_over: Answer = field(default_factory=Answer)
    tray: "asyncio.Queue[object]" = field(default_factory=asyncio.Queue)
    watchers: list[SceneWatcher] = field(default_factory=list)
    adopted: set[LegId] = field(default_factory=set)
    facts: list[ContactFact] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    asked: list[CallAsk] = field(default_factory=list)
    entered: list[Listening] = field(default_factory=list)
    lost: list[Exception] = field(default_factory=list)

    def listening(self, mode: ListeningMode = ListeningMode.MONITOR) -> Listening:
        """A supervisor's phone is about to listen to the contact."""
        means = Means(
            ListeningId("n-1"),
            "sue",
            self.agent,
            self.asterisk,
            self,
            self,
            lambda wanted, _: "you may not" if wanted in self.forbidden else "",
            lambda leg, _: self.adopted.add(leg),
            self.adopted.discard,
            lambda _, fact: self.facts.append(fact),
            self._submit,
            lambda: self.now_is,
        )
        return Listening(CONTACT if self.present is not None else None, mode, SUPERVISOR, self.tray.put_nowait, means)

    # --- what is around the listening --------------------------------------------------------------------------------

    def scene(self, contact: ContactId) -> Scene | None:
        return self.present if contact == CONTACT else None

    def contact_of(self, agent: AgentName) -> ContactId | None:
        return CONTACT if self.present is not None and self.present.agent == agent else None

    def watch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        assert contact == CONTACT
        self.watchers.append(watcher)

    def unwatch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        assert contact == CONTACT
        self.watchers.remove(watcher)

    async def ask(self, contact: ContactId, ask: CallAsk, by: AgentName | None) -> Answer:
        assert isinstance(ask, TakeOver)
        assert (contact, by) == (CONTACT, None)
        talks = (self.asterisk.bridges[TALK], self.asterisk.bridges[NEXT_TALK])
        assert any(SUPERVISOR in members for members in talks), "the caller would be alone"
        self.asked.append(ask)
        return self.take_over

    def enter(self, listening: Listening) -> str:
        if not self.full:
            self.entered.append(listening)
        return self.full

    def leave(self, listening: Listening) -> None:
        self.entered = [each for each in self.entered if each is not listening]

    async def _submit(self, command: Command) -> None:
        self.commands.append(command)

    # --- what happens ------------------------------------------------------------------------------------------------

    def becomes(self, scene: Scene | None) -> None:
        """The contact is so from now on."""
        self.present = scene
        for watcher in tuple(self.watchers):
            watcher(scene)

    def press(self, key: str, leg: LegId = SUPERVISOR) -> None:
        self.tray.put_nowait(ChannelDtmfReceived(key, 100, channel(leg)))

    def sound_is_over(self) -> None:
        """Whatever was played last has been heard."""
        self.tray.put_nowait(PlaybackFinished(Playback(self.asterisk.last_playback, "", "", "done")))

    def wishes(self, mode: ListeningMode | None) -> "asyncio.Future[Answer]":
        """By command."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.tray.put_nowait(ModeAsked(mode, answer))
        return answer

    def legs_are_seen(self) -> None:
        """The link is back, and what there is was asked for just now."""
        self.asterisk.untold.clear()
        self.later(0.001)
        self.tray.put_nowait(LegsSeen(dict.fromkeys(self.asterisk.legs, "Up"), self.now_is))

    def later(self, seconds: float) -> None:
        self.now_is = self.now_is.plus(seconds)

    async def turn(self, turn: Awaitable[None]) -> None:
        """As a phone session gives turns: what Asterisk refuses is no failure of the listening."""
        try:
            await turn
        except (AriGone, AriUnreachable) as error:
            self.lost.append(error)

    async def tell_events(self) -> None:
        """Asterisk's events arrive."""
        events, self.asterisk.untold = self.asterisk.untold, []
        for event in events:
            if event.channel.id in self.adopted:
                self.tray.put_nowait(event)

    async def handle(self, listening: Listening) -> None:
        """What lies in the tray."""
        while not self.tray.empty() and not listening.over:
            await self.turn(listening.take(self.tray.get_nowait()))  # type: ignore[arg-type]

    async def settle(self, listening: Listening) -> None:
        """Everything that is to come of what happened has come, save for what waits for a deadline."""
        while not listening.over and (self.asterisk.untold or not self.tray.empty()):
            await self.tell_events()
            await self.handle(listening)

    async def rest(self, listening: Listening) -> None:
        """Nothing is to come any more, deadlines included. Raises AssertionError if it never comes to that."""
        for _ in range(20):
            await self.settle(listening)
            deadline = listening.next_deadline()
            if deadline is None or listening.over:
                return
            self.now_is = max(self.now_is, deadline)
            await self.turn(listening.handle_deadline(self.now_is))
        raise AssertionError("it never comes to rest")

    async def begins(self, mode: ListeningMode = ListeningMode.MONITOR) -> Listening:
        """A listening that has come to rest."""
        listening = self.listening(mode)
        await self.turn(listening.begin())
        await self.settle(listening)
        return listening
