"""Transfers to somebody who cannot be reached: the caller goes back to the agent, or to the head, as the queue says."""

import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from acd.agents import Activity
from acd.commands import Device
from api.client import Refused
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears, registered
from vocabulary.ids import AgentName

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Around = Callable[[ErrandsDesk], contextlib.AbstractAsyncContextManager[None]]

MISHAP_SECONDS = 40.0
"""What Asterisk may take to find, with nothing to say to it, that a phone is gone."""

POLICIES = (("600", "sales"), ("601", "orders"))
"""Numbers, and their queues: back to the agent, or to the head."""


@contextlib.asynccontextmanager
async def nobody(_: ErrandsDesk) -> AsyncIterator[None]:
    """The colleague's phone is not registered."""
    yield


@contextlib.asynccontextmanager
async def dead(desk: ErrandsDesk) -> AsyncIterator[None]:
    """The colleague's phone lost power a moment ago, and Asterisk does not know it yet."""
    async with registered(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
        eve.die()
        yield
        await desk.watch.until(lambda: _gone(desk), "eve's phone unreachable", MISHAP_SECONDS)


@contextlib.asynccontextmanager
async def in_a_talk(desk: ErrandsDesk) -> AsyncIterator[None]:
    """The colleague talks with a caller of their own."""
    async with at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve, desk.caller("603") as another:
        call = await eve.came()
        await call.answer()
        await hears(another.audio, COLLEAGUE_TONE_HZ)
        yield
        await another.hang_up()
        await call.ended()


@contextlib.asynccontextmanager
async def closed(desk: ErrandsDesk) -> AsyncIterator[None]:
    """The colleague's queue is closed."""
    await desk.control.post("/v1/queues/experts/close")
    try:
        yield
    finally:
        await desk.control.post("/v1/queues/experts/open")


def _gone(desk: ErrandsDesk) -> bool | None:
    return desk.service.desk.state.agents[AgentName("eve")].device is Device.UNREACHABLE or None


CASES = (
    pytest.param(nobody, "75", "eve", "eve cannot be reached by phone", id="unregistered"),
    pytest.param(in_a_talk, "75", "eve", "eve is talking", id="talking"),
    pytest.param(closed, "42", "42", "there is nobody", id="closed"),
)


@pytest.mark.parametrize(("number", "queue"), POLICIES)
@pytest.mark.parametrize(("around", "dialled", "target", "why"), CASES)
async def test_a_phone_transfers_to_somebody_who_cannot_even_be_rung(
    desk: ErrandsDesk, around: Around, dialled: str, target: str, why: str, number: str, queue: str
) -> None:
    async with at_desk(desk, "ann") as ann, around(desk), desk.caller(number) as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer(dialled)
        await call.hang_up()
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    check_record(record, *_back(queue, target, why))


def _back(queue: str, target: str, why: str) -> list[str]:
    goes_to = "ann" if queue == "sales" else "the head of the queue"
    waited = [] if queue == "sales" else ["queue orders: answered", "  ann: answered (normal)"]
    flagged = (
        [] if queue == "sales" else [f"flag returned to the head nobody: {target} could not be reached by a transfer"]
    )
    return [
        "in: answered, ended by caller (normal)",
        f"menu {queue}: handed to queue",
        f"queue {queue}: answered",
        "  ann: answered (normal)",
        f"agent ann of {queue}: transferred",
        f"on the way to {target}: not reached: {why}",
        *waited,
        f"agent ann of {queue}: ended by caller",
        f"handed to {target} by ann (blind): {why}, goes to {goes_to}",
        *flagged,
        "recording complete",
        "recording complete",
    ]


@pytest.mark.parametrize(("number", "queue"), POLICIES)
@pytest.mark.parametrize("status", [486, 503, 0])
async def test_a_phone_transfers_to_somebody_who_rings_and_does_not_come(
    desk: ErrandsDesk, number: str, queue: str, status: int
) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller(number) as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await call.refer("75")
        await call.hang_up()
        rung = await eve.came()
        await hears(caller.audio)
        if status:
            await rung.decline(status)
        await rung.ended()
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
        assert len(eve.calls) == 1
    why = {486: "busy", 503: "network congested or phone unavailable", 0: "not answered"}[status]
    check_record(record, *_back(queue, "eve", why))


async def test_a_phone_transfers_to_a_colleague_whose_phone_has_just_died(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, dead(desk), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer("75")
        await call.hang_up()
        await hears(caller.audio)
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    check_record(record, *_back("sales", "eve", "not answered"))


@pytest.mark.parametrize(("number", "queue"), POLICIES)
async def test_by_command_who_cannot_be_rung_is_refused_and_they_talk_on(
    desk: ErrandsDesk, number: str, queue: str
) -> None:
    async with at_desk(desk, "ann") as ann, in_a_talk(desk), desk.caller(number) as caller:
        contact, _ = await talking(desk, caller, ann)
        for body in ({"to_agent": "eve"}, {"to_agent": "ben"}, {"to_agent": "nobody"}, {"to_flow": "none"}):
            with pytest.raises(Refused):
                await asked(desk, "ann", "transfer", {"as": "ann", **body})
        async with closed(desk):
            with pytest.raises(Refused):
                await asked(desk, "ann", "transfer", {"as": "ann", "to_queue": "experts"})
            with pytest.raises(Refused):
                await asked(desk, "ann", "consult", {"as": "ann", "to_queue": "experts"})
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        f"menu {queue}: handed to queue",
        f"queue {queue}: answered",
        "  ann: answered (normal)",
        f"agent ann of {queue}: ended by caller",
        "recording complete",
    )


async def test_where_the_agent_who_transferred_is_gone_the_caller_goes_to_the_head(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve, desk.caller("600") as caller:
        async with at_desk(desk, "ann") as ann:
            contact, call = await talking(desk, caller, ann)
            await call.refer("75")
            await call.hang_up()
            rung = await eve.came()
            await hears(caller.audio)
            await activity_is(desk, "ann", Activity.IDLE)
        await rung.decline(486)
        await hears(caller.audio)
        async with at_desk(desk, "ben") as ben:
            again = await ben.came()
            await again.answer()
            await hears(caller.audio, AGENT_TONE_HZ)
            record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: answered (normal)",
        "agent ann of sales: transferred",
        "on the way to eve: not reached: busy",
        "queue sales: answered",
        "  ben: answered (normal)",
        "agent ben of sales: ended by caller",
        "handed to eve by ann (blind): busy, goes to the head of the queue",
        "flag returned to the head nobody: eve could not be reached by a transfer",
        "recording complete",
        "recording complete",
    )


async def test_an_agent_who_does_not_answer_the_returning_caller_costs_them_nothing(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await call.refer("75")
        await call.hang_up()
        await (await eve.came()).decline(486)
        for _ in ("given back", "offered at the head"):
            await (await ann.came()).decline(486)
        async with at_desk(desk, "ben") as ben:
            again = await ben.came()
            await again.answer()
            await hears(caller.audio, AGENT_TONE_HZ)
            await hears(ben.audio, CALLER_TONE_HZ)
            record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: answered (normal)",
        "agent ann of sales: transferred",
        "on the way to eve: not reached: busy",
        "queue sales: answered",
        "  ann: declined (busy)",
        "  ben: answered (normal)",
        "agent ben of sales: ended by caller",
        "handed to eve by ann (blind): busy, goes to ann",
        "flag returned to the head nobody: ann could not be reached by a transfer",
        "recording complete",
        "recording complete",
    )
