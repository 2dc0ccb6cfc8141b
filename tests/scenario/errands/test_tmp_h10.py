
import pytest
from ivr.reports import DigitsCollected
from service.peers.hearing import first_sound_at
pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]
@pytest.mark.parametrize("p,g", [(0.05,0.05)]*6+[(0.04,0.06)]*3+[(0.02,0.05)]*3)
async def test_x(desk, p, g):
    async with desk.caller("350") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(first_sound_at, "the prompt", 5)
        await caller.audio.press("7391846205", p, g)
        collected, _ = await desk.watch.fact(DigitsCollected, contact)
        assert collected.digits == "7391846205"
