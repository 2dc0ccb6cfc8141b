"""How conversations end: who hung up, what the caller is asked then, and what each agent owes afterwards."""

import pytest

from acd.agents import Activity
from service.peers.caller import Caller
from service.peers.hearing import find_sound
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

SALES = ("menu sales: handed to queue", "queue sales: answered", "  ann: answered (normal)")


async def test_the_agent_hangs_up(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("601") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.hang_up()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    check_record(
        record,
        "in: answered, ended by agent (normal)",
        "menu orders: handed to queue",
        "queue orders: answered",
        "  ann: answered (normal)",
        "agent ann of orders: ended by agent",
        "recording complete",
    )


async def test_a_command_hangs_the_agent_up(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("601") as caller:
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "hang-up", {"as": "ann"})
        await call.ended()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.ended_by == "agent"


async def test_whoever_was_reached_outside_hangs_up(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("601") as caller:
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_number": "+12025550777"})
        await call.ended()
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(caller.audio, OUTSIDE_TONE_HZ)
        await outside.hang_up()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    check_record(
        record,
        "in: answered, ended by agent (normal)",
        "menu orders: handed to queue",
        "queue orders: answered",
        "  ann: answered (normal)",
        "agent ann of orders: transferred",
        "on the way to +12025550777: reached",
        "outside +12025550777: ended by agent",
        "handed to +12025550777 by ann (blind): reached",
        "outside +12025550777 there, ended by agent",
        "recording complete",
        "recording complete",
    )


async def test_the_caller_is_asked_afterwards_and_the_agent_wraps_up(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "hal") as hal, desk.caller("604") as caller:
        contact, call = await talking(desk, caller, hal)
        await call.hang_up()
        await activity_is(desk, "hal", Activity.WRAPPING_UP)
        await _answers_the_question(desk, caller)
        record = await desk.record(contact)
    check_record(
        record,
        "in: answered, ended by system (normal)",
        "menu care: handed to queue",
        "queue care: answered",
        "  hal: answered (normal)",
        "agent hal of care: ended by agent",
        "menu care: hung up by flow",
    )
    assert dict(record.survey) == {"friendly": 4}
    assert record.wrap_up_seconds == pytest.approx(1.0, abs=0.2)


async def _answers_the_question(desk: ErrandsDesk, caller: Caller) -> None:
    """The caller gives four of five, and is thanked."""
    question = desk.sound("vm-press", 0.3)
    await caller.audio.until(lambda heard: find_sound(heard.samples, question).found or None, "the question", 5)
    await caller.audio.press("4")
    await caller.received("BYE")
    await caller.ended()


@pytest.mark.parametrize("asks", [False, True])
async def test_after_a_transfer_each_agent_wraps_up_and_the_caller_is_asked_once(desk: ErrandsDesk, asks: bool) -> None:
    async with (
        at_desk(desk, "hal") as hal,
        at_desk(desk, "ida", COLLEAGUE_TONE_HZ) as ida,
        desk.caller("604") as caller,
    ):
        contact, call = await talking(desk, caller, hal)
        if asks:
            await asked(desk, "hal", "consult", {"as": "hal", "to_agent": "ida"})
            second = await ida.came()
            await second.answer()
            await hears(hal.audio, COLLEAGUE_TONE_HZ)
            await asked(desk, "hal", "complete", {"as": "hal"})
        else:
            await asked(desk, "hal", "transfer", {"as": "hal", "to_agent": "ida"})
            second = await ida.came()
            await second.answer()
        await call.ended()
        await activity_is(desk, "hal", Activity.WRAPPING_UP)
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await second.hang_up()
        await activity_is(desk, "ida", Activity.WRAPPING_UP)
        await _answers_the_question(desk, caller)
        await activity_is(desk, "ida", Activity.IDLE)
        record = await desk.record(contact)
    check_record(
        record,
        "in: answered, ended by system (normal)",
        "menu care: handed to queue",
        "queue care: answered",
        "  hal: answered (normal)",
        f"agent hal of care: transferred{', held 1' if asks else ''}",
        *([] if asks else ["on the way to ida: reached"]),
        "agent ida of care: ended by agent",
        "menu care: hung up by flow",
        *(["asked ida by hal: answered, completed"] if asks else []),
        f"handed to ida by hal ({'attended' if asks else 'blind'}): reached",
    )
    owed = [segment.wrap_up_seconds for segment in record.segments if segment.agent]
    assert owed == [pytest.approx(1.0, abs=0.2)] * 2
    assert dict(record.survey) == {"friendly": 4}


async def test_a_conversation_handed_back_and_forth_is_one_contact(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_queue": "experts", "note": "please look"})
        await call.ended()
        second = await eve.came()
        await second.answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await asked(desk, "eve", "transfer", {"as": "eve", "to_agent": "ann"})
        await second.ended()
        third = await ann.came()
        await third.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
        await third.ended()
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        *SALES,
        "agent ann of sales: handed on",
        "queue experts: answered",
        "  eve: answered (normal)",
        "agent eve of experts: transferred",
        "on the way to ann: reached",
        "agent ann of experts: ended by caller",
        "handed to ann by eve (blind): reached",
        "on from sales to experts by ann",
        "recording complete",
        "recording complete",
        "recording complete",
    )
