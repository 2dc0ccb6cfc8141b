"""Asterisk dies at once in mid-call: what it had written is a recording, and the record says where that ends."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from acd.events import ConversationCompleted
from dialplan.loader import load
from recordings.events import RecordingBegan, RecordingFinished
from service.peers.g711 import RATE
from tests.scenario.recording_faults.conftest import DOCUMENT
from tests.scenario.recording_faults.test_disk_full import WITHIN_SECONDS, is_the_callers
from tests.scenario.talk.test_recorded import legs_of
from tests.support import scenario
from tests.support.asterisk_restart import asterisk_again, kill_asterisk
from tests.support.recording_faults import outline, talking
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

RECONNECTED_SECONDS = 20.0
UNWRITTEN_SECONDS = 2.1
"""Asterisk writes 32 KiB at a time, 2.05 s of a leg: so much is lost with it at most."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crashing() -> AsyncIterator[Helpdesk]:
    """A Firstline of its own: its Asterisk does not last."""
    async with in_a_task_of_its_own(scenario.helpdesk(load(DOCUMENT))) as running:
        yield running


async def test_the_file_is_read_up_to_the_last_write_and_the_rest_is_a_gap(crashing: Helpdesk) -> None:
    desk = crashing
    async with desk.desk_phone("ann") as phone:
        await desk.log_in("ann")
        async with desk.caller("600") as caller:
            contact, _ = await talking(desk, caller, phone)
            _, began_at = desk.watch.facts(RecordingBegan, contact)[0]
            await caller.audio.listen(3.0)
            killed_at = desk.clock()
            await kill_asterisk(desk)
            async with asterisk_again(desk):
                await desk.watch.fact(ConversationCompleted, contact, seconds=RECONNECTED_SECONDS)
                await desk.watch.fact(RecordingFinished, contact, seconds=RECONNECTED_SECONDS)
                record = await desk.record(contact)
                await desk.log_out("ann")
                await phone.unregister()
                phone.die()
                await caller.hang_up()
    (recording,) = record.recordings
    lived_seconds = killed_at.since(began_at)
    assert lived_seconds - UNWRITTEN_SECONDS <= recording.duration_seconds <= lived_seconds + WITHIN_SECONDS
    of_caller, of_agent = legs_of(record)
    assert len(of_caller) == len(of_agent) == round(recording.duration_seconds * RATE)
    assert is_the_callers(of_caller)
    recorded, *rest = outline(record)
    assert recorded[0] == "recorded"
    assert recorded[1] == pytest.approx(recording.duration_seconds, abs=WITHIN_SECONDS)
    assert all(state.startswith("gap") for state, _ in rest)
    assert sum(seconds for _, seconds in outline(record)) == pytest.approx(record.talk_seconds, abs=WITHIN_SECONDS)
