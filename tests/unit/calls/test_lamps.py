"""What lamps show, and that Asterisk is told what changed, the latest only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from acd.agents import Activity, Agent, Presence
from acd.commands import (
    CallerEntered,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    PauseAgent,
    RetireAgent,
    RetireQueue,
)
from acd.distributor import Distributor
from acd.events import AgentLoggedIn
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from acd.state import State
from asterisk.ari.errors import AriError, AriRefused, AriUnreachable
from asterisk.ari.measures import LampState
from calls.lamps import Lamps, lamps
from tests.unit.calls.audio_world import turn
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.instant import Instant

ALICE, QUEUE = AgentName("alice"), QueueName("support")
NOW = Instant(0.0, 0.0)
CALLER = CallerEntered(EntryId("c-1-q1"), ContactId("c-1"), QUEUE)


class Floor:
    """A distributor with one queue and one agent, told one thing after the other."""

    def __init__(self) -> None:
        self.distributor = Distributor()
        self.tell(ConfigureQueue(QueuePolicy(name=QUEUE)), ConfigureAgent(AgentProfile(ALICE, (Assignment(QUEUE),))))

    def tell(self, *commands: Command) -> None:
        for command in commands:
            self.distributor.receive(command, NOW)

    def talk(self) -> None:
        """A caller comes and is answered."""
        self.tell(CALLER)
        assert self.alice.offer is not None
        self.tell(OfferAnswered(self.alice.offer), LegsJoined(self.alice.offer))

    @property
    def alice(self) -> Agent:
        return self.distributor.state.agents[ALICE]

    @property
    def lamps(self) -> tuple[LampState, LampState]:
        """Alice's and the queue's."""
        shown = lamps(self.distributor.state)
        return shown["Stasis:agent-alice"], shown["Stasis:queue-support"]


@pytest.fixture
def floor() -> Floor:
    return Floor()


@pytest.fixture
def on_duty(floor: Floor) -> Floor:
    floor.tell(DeviceReported(ALICE, Device.FREE), LogInAgent(ALICE))
    return floor


def test_an_agent_who_is_not_at_work_is_unavailable_and_an_empty_queue_is_dark(floor: Floor) -> None:
    assert floor.lamps == ("UNAVAILABLE", "NOT_INUSE")


def test_an_agent_who_is_ready_is_not_in_use(on_duty: Floor) -> None:
    assert on_duty.lamps == ("NOT_INUSE", "NOT_INUSE")


def test_an_agent_whose_phone_is_gone_is_unavailable(on_duty: Floor) -> None:
    on_duty.tell(DeviceReported(ALICE, Device.UNREACHABLE))
    assert on_duty.lamps[0] == "UNAVAILABLE"


def test_an_agent_in_a_call_of_their_own_is_in_use(on_duty: Floor) -> None:
    on_duty.tell(DeviceReported(ALICE, Device.IN_USE))
    assert on_duty.lamps[0] == "INUSE"


def test_a_pause_is_shown_as_on_hold(on_duty: Floor) -> None:
    on_duty.tell(PauseAgent(ALICE, "lunch"))
    assert on_duty.lamps[0] == "ONHOLD"


def test_an_offer_makes_both_ring(on_duty: Floor) -> None:
    on_duty.tell(CALLER)
    assert on_duty.lamps == ("RINGING", "RINGING")


def test_whoever_talks_is_in_use(on_duty: Floor) -> None:
    on_duty.talk()
    assert on_duty.alice.activity is Activity.TALKING
    assert on_duty.lamps[0] == "INUSE"


def test_whoever_leaves_in_the_middle_of_a_talk_is_still_in_it(on_duty: Floor) -> None:
    on_duty.talk()
    on_duty.tell(LogOutAgent(ALICE))
    assert on_duty.alice.presence is Presence.LOGGED_OUT
    assert on_duty.lamps[0] == "INUSE"


def test_a_queue_where_somebody_waits_for_agents_at_work_rings(on_duty: Floor) -> None:
    on_duty.tell(DeviceReported(ALICE, Device.IN_USE), CALLER)
    assert on_duty.lamps[1] == "RINGING"


def test_a_queue_where_somebody_waits_for_nobody_is_busy(floor: Floor) -> None:
    floor.tell(CALLER)
    assert floor.lamps[1] == "BUSY"


def test_agents_on_a_pause_serve_nobody(on_duty: Floor) -> None:
    on_duty.tell(PauseAgent(ALICE, "lunch"), CALLER)
    assert on_duty.lamps[1] == "BUSY"


def test_what_no_document_has_any_more_is_unavailable(on_duty: Floor) -> None:
    on_duty.tell(RetireAgent(ALICE), RetireQueue(QUEUE))
    assert on_duty.lamps == ("UNAVAILABLE", "UNAVAILABLE")


class Board:
    """What Asterisk was told, and what it answers."""

    def __init__(self) -> None:
        self.put: list[tuple[str, LampState]] = []
        self.fails: dict[str, AriError] = {}
        self.out = 0
        self._news = asyncio.Event()

    async def take(self, device: str, lamp: LampState) -> None:
        self.out += 1
        assert self.out == 1
        await turn()
        self.out -= 1
        self.put.append((device, lamp))
        self._news.set()
        self._news = asyncio.Event()
        if device in self.fails:
            raise self.fails[device]

    async def shows(self, device: str, lamp: LampState) -> None:
        async with asyncio.timeout(5):
            while (device, lamp) not in self.put:
                await self._news.wait()


@asynccontextmanager
async def running(floor: Floor, board: Board) -> AsyncIterator[Lamps]:
    async with keeping(Lamps(board.take, lambda: floor.distributor.state)) as keeper:
        yield keeper


@asynccontextmanager
async def keeping(keeper: Lamps) -> AsyncIterator[Lamps]:
    task = asyncio.create_task(keeper.run())
    keeper.begin_anew()
    try:
        yield keeper
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def ring(keeper: Lamps) -> None:
    keeper.watcher(None, AgentLoggedIn(ALICE), NOW)


async def test_at_the_start_every_lamp_is_told(floor: Floor) -> None:
    board = Board()
    async with running(floor, board):
        await board.shows("Stasis:queue-support", "NOT_INUSE")
    assert board.put == [("Stasis:agent-alice", "UNAVAILABLE"), ("Stasis:queue-support", "NOT_INUSE")]


async def test_only_what_changed_is_told_and_only_its_latest_state(floor: Floor) -> None:
    board = Board()
    async with running(floor, board) as keeper:
        await board.shows("Stasis:queue-support", "NOT_INUSE")
        floor.tell(DeviceReported(ALICE, Device.FREE), LogInAgent(ALICE), PauseAgent(ALICE, "lunch"))
        for _ in range(100):
            ring(keeper)
        await board.shows("Stasis:agent-alice", "ONHOLD")
    assert board.put[2:] == [("Stasis:agent-alice", "ONHOLD")]


async def test_after_a_reconnect_every_lamp_is_told_again(floor: Floor) -> None:
    board = Board()
    async with running(floor, board) as keeper:
        await board.shows("Stasis:queue-support", "NOT_INUSE")
        board.put.clear()
        keeper.begin_anew()
        await board.shows("Stasis:queue-support", "NOT_INUSE")
    assert len(board.put) == 2


async def test_what_asterisk_did_not_hear_is_told_again(floor: Floor) -> None:
    board = Board()
    board.fails["Stasis:agent-alice"] = AriUnreachable(base_url="http://nowhere", asked="PUT", reason="gone")
    async with running(floor, board) as keeper:
        await board.shows("Stasis:agent-alice", "UNAVAILABLE")
        board.fails.clear()
        ring(keeper)
        await board.shows("Stasis:queue-support", "NOT_INUSE")
    assert board.put.count(("Stasis:agent-alice", "UNAVAILABLE")) == 2


async def test_a_lamp_that_is_refused_keeps_none_of_the_others_dark(floor: Floor) -> None:
    board = Board()
    board.fails["Stasis:agent-alice"] = AriRefused(asked="PUT", status=409, message="no")
    async with running(floor, board):
        await board.shows("Stasis:queue-support", "NOT_INUSE")
    assert board.put.count(("Stasis:agent-alice", "UNAVAILABLE")) == 1


async def test_a_mistake_of_ours_puts_no_lamp_out_for_good(floor: Floor) -> None:
    board = Board()
    mistakes = [ZeroDivisionError()]

    def state() -> State:
        if mistakes:
            ring(keeper)
            raise mistakes.pop()
        return floor.distributor.state

    keeper = Lamps(board.take, state)
    async with keeping(keeper):
        ring(keeper)
        await board.shows("Stasis:queue-support", "NOT_INUSE")
    assert mistakes == []


async def test_at_the_end_every_lamp_that_shines_goes_out(on_duty: Floor) -> None:
    board = Board()
    async with running(on_duty, board) as keeper:
        await board.shows("Stasis:queue-support", "NOT_INUSE")
        board.put.clear()
        await keeper.put_out()
    assert board.put == [("Stasis:agent-alice", "UNAVAILABLE"), ("Stasis:queue-support", "UNAVAILABLE")]
