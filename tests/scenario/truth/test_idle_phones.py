"""Phones that vanish and return while nobody calls: what is known of their agents, without anybody's doing."""

import pytest

from acd.commands import Device
from tests.scenario.truth.mishaps import Measured, Stopwatch, agent_of, with_lamps
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

QUALIFY_SECONDS = 15.0
ANSWER_SECONDS = 2.0
"""As rendered into pjsip.conf."""
SLACK_SECONDS = 3.0


async def until(desk: Helpdesk, agent: str, device: Device, seconds: float) -> None:
    def there() -> bool | None:
        return agent_of(desk, agent).device is device or None

    await desk.watch.until(there, f"{agent}'s phone {device}", seconds)


async def test_a_phone_that_does_not_answer_is_unreachable_and_free_again_once_it_does(
    desk: Helpdesk, measured: Measured
) -> None:
    async with with_lamps(desk, "alma") as phone:
        await desk.device_is("alma", Device.FREE)
        await phone.asked(QUALIFY_SECONDS + SLACK_SECONDS)
        phone.deaf = True
        await phone.asked(QUALIFY_SECONDS + SLACK_SECONDS)
        watch = Stopwatch()
        await until(desk, "alma", Device.UNREACHABLE, ANSWER_SECONDS + SLACK_SECONDS)
        measured("first OPTIONS unanswered to unreachable", watch.seconds)
        phone.deaf = False
        await until(desk, "alma", Device.FREE, QUALIFY_SECONDS + SLACK_SECONDS)


async def test_a_phone_whose_connection_closes_is_unreachable_at_once(desk: Helpdesk, measured: Measured) -> None:
    async with with_lamps(desk, "emil-tcp", "tcp") as phone:
        await desk.device_is("emil", Device.FREE)
        phone.cut()
        watch = Stopwatch()
        await until(desk, "emil", Device.UNREACHABLE, SLACK_SECONDS)
        measured("TCP connection closed to unreachable", watch.seconds)
    async with with_lamps(desk, "emil-tcp", "tcp"):
        await desk.device_is("emil", Device.FREE)


async def test_a_wrong_report_heals_by_itself(desk: Helpdesk) -> None:
    async with with_lamps(desk, "alma"):
        await desk.device_is("alma", Device.FREE)
        switchboard, phones = desk.service.switchboard, desk.service.floor.phones
        switchboard.tell_desk(phones.report(phones.devices_of(agent_of(desk, "alma").name)[0], Device.UNREACHABLE))
        await desk.device_is("alma", Device.UNREACHABLE)
        await until(desk, "alma", Device.FREE, QUALIFY_SECONDS + SLACK_SECONDS)
