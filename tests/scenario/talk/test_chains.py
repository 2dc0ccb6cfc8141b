"""Transfers of transfers, by phone, by command and outside: one contact, one record, and everybody free afterwards."""

import pytest

from acd.agents import Activity
from service.peers.caller import Caller
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

BEGINNING = (
    "in: answered, ended by caller (normal)",
    "menu sales: handed to queue",
    "queue sales: answered",
    "  ann: answered (normal)",
)


async def blind(call: ComingCall, number: str, to: DeskPhone, caller: Caller, tone_hz: float) -> ComingCall:
    """The call is transferred without asking, and answered."""
    await call.refer(number)
    await call.hang_up()
    taken = await to.came()
    await taken.answer()
    await hears(caller.audio, tone_hz)
    await hears(to.audio, CALLER_TONE_HZ)
    return taken


async def attended(
    call: ComingCall, phone: DeskPhone, number: str, to: DeskPhone, caller: Caller, tone_hz: float
) -> ComingCall:
    """The call is transferred after asking."""
    await call.hold()
    second = await phone.dial(number)
    taken = await to.came()
    await taken.answer()
    await hears(second.audio, tone_hz)
    await call.refer_replacing(second)
    await second.ended()
    await call.hang_up()
    await hears(caller.audio, tone_hz)
    await hears(to.audio, CALLER_TONE_HZ)
    return taken


@pytest.mark.parametrize("order", ["blind then attended", "attended then blind", "attended twice", "blind twice"])
async def test_a_transfer_of_a_transfer(desk: ErrandsDesk, order: str) -> None:
    first_asks, second_asks = (
        order in {"attended then blind", "attended twice"},
        order
        in {
            "blind then attended",
            "attended twice",
        },
    )
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        if first_asks:
            call = await attended(call, ann, "75", eve, caller, COLLEAGUE_TONE_HZ)
        else:
            call = await blind(call, "75", eve, caller, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "ann", Activity.IDLE)
        async with at_desk(desk, "ben") as ben:
            if second_asks:
                call = await attended(call, eve, "72", ben, caller, AGENT_TONE_HZ)
            else:
                call = await blind(call, "72", ben, caller, AGENT_TONE_HZ)
            await activity_is(desk, "eve", Activity.IDLE)
            await activity_is(desk, "ben", Activity.TALKING)
            record = await over(desk, caller, contact)
            await call.ended()
    asked_first = ["asked eve by ann: answered, completed"] if first_asks else []
    asked_second = ["asked ben by eve: answered, completed"] if second_asks else []
    check_record(
        record,
        *BEGINNING,
        f"agent ann of sales: transferred{', held 1' if first_asks else ''}",
        *([] if first_asks else ["on the way to eve: reached"]),
        f"agent eve of sales: transferred{', held 1' if second_asks else ''}",
        *([] if second_asks else ["on the way to ben: reached"]),
        "agent ben of sales: ended by caller",
        *asked_first,
        *asked_second,
        f"handed to eve by ann ({'attended' if first_asks else 'blind'}): reached",
        f"handed to ben by eve ({'attended' if second_asks else 'blind'}): reached",
        "recording complete",
        "recording complete",
        "recording complete",
    )


@pytest.mark.parametrize("by", ["phone", "command"])
async def test_a_transfer_of_a_transfer_to_a_number_outside_who_hangs_up(desk: ErrandsDesk, by: str) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        if by == "phone":
            second = await attended(call, ann, "75", eve, caller, COLLEAGUE_TONE_HZ)
            await second.refer("+12025550777")
            await second.hang_up()
        else:
            await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
            await (await eve.came()).answer()
            await hears(caller.audio, COLLEAGUE_TONE_HZ)
            await asked(desk, "eve", "transfer", {"as": "eve", "to_number": "+12025550777", "note": "knows best"})
        outside = await desk.outside.rang()
        await hears(caller.audio)
        await activity_is(desk, "eve", Activity.IDLE)
        await outside.answer()
        await hears(caller.audio, OUTSIDE_TONE_HZ)
        await outside.hang_up()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    asks = by == "phone"
    check_record(
        record,
        "in: answered, ended by system (normal)",
        *BEGINNING[1:],
        f"agent ann of sales: transferred{', held 1' if asks else ''}",
        *([] if asks else ["on the way to eve: reached"]),
        "agent eve of sales: transferred",
        "on the way to +12025550777: reached",
        "outside +12025550777: ended by agent",
        "menu sales: hung up by flow",
        *(["asked eve by ann: answered, completed"] if asks else []),
        f"handed to eve by ann ({'attended' if asks else 'blind'}): reached",
        f"handed to +12025550777 by eve (blind): reached{'' if asks else ', note knows best'}",
        "outside +12025550777 there, ended by agent",
        "recording complete",
        "recording complete",
        "recording complete",
    )


@pytest.mark.parametrize("status", [486, 603])
async def test_a_number_outside_that_refuses_the_transfer_gives_the_caller_back(desk: ErrandsDesk, status: int) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer("+12025550777")
        await call.hang_up()
        await (await desk.outside.rang()).decline(status)
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    why = {486: "busy", 603: "declined"}[status]
    check_record(
        record,
        *BEGINNING,
        "agent ann of sales: transferred",
        f"on the way to +12025550777: not reached: {why}",
        "agent ann of sales: ended by caller",
        f"handed to +12025550777 by ann (blind): {why}, goes to ann",
        "recording complete",
        "recording complete",
    )


async def test_an_attended_transfer_to_a_number_outside(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        second = await ann.dial("+12025550777")
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(second.audio, OUTSIDE_TONE_HZ)
        await call.refer_replacing(second)
        await second.ended()
        await call.hang_up()
        await hears(caller.audio, OUTSIDE_TONE_HZ)
        await activity_is(desk, "ann", Activity.IDLE)
        record = await over(desk, caller, contact)
        await outside.ended()
        assert not [each for each in desk.contacts_from("71") if each == contact]
    check_record(
        record,
        *BEGINNING,
        "agent ann of sales: transferred, held 1",
        "on the way to +12025550777: reached",
        "outside +12025550777: ended by caller",
        "asked +12025550777 by ann: answered, completed",
        "handed to +12025550777 by ann (attended): reached",
        "outside +12025550777 there, ended by caller",
        "recording complete",
        "recording complete",
    )
