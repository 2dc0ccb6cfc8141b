"""PINs, and agents who log in at phones that are not theirs."""

from collections.abc import Mapping

import pytest
from structlog.testing import capture_logs

from acd.agents import Presence
from acd.commands import Device
from calls.keypad.phrases import Phrase
from tests.scenario.keypad.phones import (
    PINS,
    RUSSIAN,
    SAID_SECONDS,
    agent,
    code,
    conversation,
    dials,
    is_heard,
    says,
    types,
)
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_at_one_s_own_phone_the_pin_is_typed_where_there_is_one(desk: Helpdesk) -> None:
    async with desk.desk_phone("bea") as phone:
        call = await dials(phone, "*10")
        await types(call, f"{PINS['bea']}#")
        await call.ended(SAID_SECONDS)
        assert agent(desk, "bea").presence is Presence.AVAILABLE
        assert is_heard(desk, call, Phrase.LOGGED_IN, RUSSIAN)
        await says(desk, phone, "*11", Phrase.LOGGED_OUT, RUSSIAN)


async def test_three_wrong_pins_are_enough_for_one_call_and_no_digit_is_logged(desk: Helpdesk) -> None:
    async with desk.desk_phone("dora") as phone:
        with capture_logs() as logged:
            call = await dials(phone, "*10")
            for _ in range(3):
                await types(call, "86420#")
            await call.ended(SAID_SECONDS)
        assert agent(desk, "dora").presence is Presence.LOGGED_OUT
        refused = [line for line in logged if line["event"] == "keypad.refused"]
        assert [(line["device"], line["why"]) for line in refused] == [("dora", "wrong PIN")]
        assert not any("86420" in str(value) for line in logged for value in _values(line))
        with capture_logs() as logged:
            call = await dials(phone, "*10")
            for _ in range(2):
                await types(call, "97531#")
            await types(call, f"{PINS['dora']}#")
            await call.ended(SAID_SECONDS)
        assert [line["why"] for line in logged if line["event"] == "keypad.refused"] == ["PIN locked"]
        assert agent(desk, "dora").presence is Presence.LOGGED_OUT


async def test_a_hot_desk_agent_logs_in_at_any_phone_is_rung_there_and_stands_up_again(desk: Helpdesk) -> None:
    async with desk.desk_phone("lobby") as phone:
        call = await dials(phone, "*10")
        await types(call, "202#")
        await types(call, f"{PINS['bea']}#")
        await call.ended(SAID_SECONDS)
        assert agent(desk, "bea").presence is Presence.AVAILABLE
        await desk.device_is("bea", Device.FREE)
        async with conversation(desk, phone):
            pass
        await desk.device_is("bea", Device.FREE)
        await code(phone, "*15")
        await code(phone, "*11")
        assert agent(desk, "bea").presence is Presence.LOGGED_OUT
        await code(phone, "*14")
        assert agent(desk, "bea").device is Device.UNREACHABLE


async def test_whoever_sits_down_where_somebody_sits_takes_their_place(desk: Helpdesk) -> None:
    async with desk.desk_phone("lobby") as phone:
        for number, name in (("202", "bea"), ("203", "cleo")):
            call = await dials(phone, f"*10{number}")
            await types(call, f"{PINS[name]}#")
            await call.ended(SAID_SECONDS)
        assert agent(desk, "bea").presence is Presence.LOGGED_OUT
        assert agent(desk, "cleo").presence is Presence.AVAILABLE
        await desk.device_is("cleo", Device.FREE)
        async with conversation(desk, phone, "501"):
            pass
        await code(phone, "*11")
        assert agent(desk, "cleo").presence is Presence.LOGGED_OUT


async def test_without_a_pin_nobody_logs_in_at_another_phone(desk: Helpdesk) -> None:
    async with desk.desk_phone("lobby") as phone:
        await says(desk, phone, "*10201", Phrase.NO_PIN, RUSSIAN)
        assert agent(desk, "alex").presence is Presence.LOGGED_OUT


async def test_an_agent_s_code_at_a_phone_where_nobody_is_is_refused_and_logged(desk: Helpdesk) -> None:
    async with desk.desk_phone("lobby") as phone:
        with capture_logs() as logged:
            await code(phone, "*14")
        refused = [line for line in logged if line["event"] == "keypad.refused"]
        assert [(line["action"], line["device"], line["why"]) for line in refused] == [
            ("resume", "lobby", "nobody here")
        ]


def _values(line: Mapping[str, object]) -> list[object]:
    return list(line.values())
