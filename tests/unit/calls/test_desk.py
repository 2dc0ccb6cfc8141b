"""The desk decides one thing after the other, on time, and sends each effect to whom it concerns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    LogInAgent,
    OfferAnswered,
)
from acd.effects import Effect, Release, ReleaseAgent, RingAgent
from acd.events import Event, OfferEnded, RequestRefused
from acd.policy import Announcements, QueuePolicy
from acd.profile import AgentProfile, Assignment
from calls.desk import Desk
from service import clock
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant

ALICE, QUEUE = AgentName("alice"), QueueName("support")


@dataclass
class Kept:
    """What the desk told, for the test to look at: hands, ledger and command log in one."""

    effects: list[tuple[ContactId, Effect]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    deadlines: list[Instant] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def carry_out(self, contact: ContactId, effect: Effect) -> None:
        self.effects.append((contact, effect))
        self.told.set()

    def note(self, events: Sequence[Event], _: Instant) -> None:
        self.events.extend(events)
        self.told.set()

    def append(self, command: Command, at: Instant) -> None:
        assert at <= clock.now()
        self.commands.append(command)

    def append_deadline(self, at: Instant) -> None:
        self.deadlines.append(at)

    async def until(self, kind: type[Event]) -> None:
        async with asyncio.timeout(5):
            while not any(isinstance(event, kind) for event in self.events):
                self.told.clear()
                await self.told.wait()


@pytest.fixture
async def kept() -> Kept:
    return Kept()


@pytest.fixture
async def desk(kept: Kept) -> AsyncIterator[Desk]:
    desk = Desk(clock.now, kept, kept.note, kept)
    running = asyncio.create_task(desk.run())
    quick = QueuePolicy(QUEUE, ring_timeout_seconds=0.05, announcements=Announcements(on_entry=False))
    for command in (ConfigureQueue(quick), ConfigureAgent(AgentProfile(ALICE, (Assignment(QUEUE),)))):
        await desk.ask(command)
    yield desk
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def ring(desk: Desk) -> None:
    await desk.ask(LogInAgent(ALICE))
    await desk.ask(DeviceReported(ALICE, Device.FREE))
    await desk.ask(CallerEntered(EntryId("e"), ContactId("c"), QUEUE))


async def test_whoever_asks_is_told_the_decision(desk: Desk) -> None:
    decision = await desk.ask(LogInAgent(AgentName("nobody")))
    assert decision.events == (RequestRefused("nobody", "no agent named nobody"),)


async def test_an_effect_goes_to_its_contact(desk: Desk, kept: Kept) -> None:
    await ring(desk)
    [(contact, effect)] = kept.effects
    assert contact == "c"
    assert isinstance(effect, RingAgent)


async def test_a_release_goes_to_the_contact_its_offer_was_made_for_and_only_once(desk: Desk, kept: Kept) -> None:
    await ring(desk)
    await desk.ask(CallerLeft(EntryId("e")))
    await desk.ask(OfferAnswered(OfferId("e-1")))
    assert kept.effects[1:] == [(ContactId("c"), ReleaseAgent(OfferId("e-1"), Release.CALLER_GONE))]


async def test_a_deadline_is_handled_when_it_comes_though_nobody_says_anything(desk: Desk, kept: Kept) -> None:
    await ring(desk)
    await kept.until(OfferEnded)
    assert kept.deadlines


async def test_every_command_is_in_the_log_before_its_decision_is_told(desk: Desk, kept: Kept) -> None:
    await ring(desk)
    assert kept.commands[-1] == CallerEntered(EntryId("e"), ContactId("c"), QUEUE)
