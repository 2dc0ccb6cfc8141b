"""The service dies at once, in a talk or while it finishes or keeps: the next start leaves one whole recording."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from dialplan.loader import load
from recordings.events import RecordingState
from service.peers.caller import Caller
from service.peers.hearing import read_sound, tone_share
from tests.scenario.recording_faults.conftest import DOCUMENT
from tests.scenario.recording_faults.site import Site, killed, taken_away
from tests.support.recording_faults import small_disk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ, in_a_task_of_its_own, machine

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

TALK_SECONDS = 4.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """A machine of its own: two services cannot share an Asterisk."""
    async with in_a_task_of_its_own(machine(load(DOCUMENT))) as running:
        yield Site(running)


async def is_kept_whole_and_once(site: Site, caller: Caller) -> None:
    """Waits for it, too."""
    before = site.kept_files()
    entry = await site.kept(caller)
    assert (entry.queue, entry.agent, entry.caller_number) == ("plain", "ann", caller.line.from_user)
    assert entry.contact.startswith("c-")
    assert entry.state is RecordingState.COMPLETE
    assert entry.seconds == pytest.approx(TALK_SECONDS, abs=1.5)
    file = Path(entry.address)
    assert [path for path in site.kept_files() if path not in before] in ([], [file])
    assert file.name == f"{entry.recording}.wav"
    for channel, hertz in enumerate((CALLER_TONE_HZ, AGENT_TONE_HZ)):
        sound = read_sound(file, channel)
        assert len(sound) == round(entry.seconds * 8000)
        assert tone_share(sound[4000:16_000], hertz) > 0.8


async def test_killed_in_a_talk_it_leaves_one_whole_recording_with_all_that_is_known_of_it(site: Site) -> None:
    async with site.machine.agent_phone("ann") as phone, site.serve() as first:
        await site.is_up(first)
        await site.log_in("ann")
        async with site.machine.caller("600") as caller:
            call = await phone.rang()
            await call.answer()
            await call.confirmed()
            await caller.audio.listen(TALK_SECONDS)
            await killed(first)
            async with site.serve() as second:
                await site.is_up(second)
                await caller.ended()
                await call.ended()
                entry = await site.kept(caller)
                await site.ends(second)
    assert (entry.queue, entry.agent, entry.caller_number) == ("plain", "ann", caller.line.from_user)
    assert entry.seconds >= TALK_SECONDS
    assert [path for path in site.kept_files() if entry.recording in path.name] == [Path(entry.address)]
    for channel, hertz in enumerate((CALLER_TONE_HZ, AGENT_TONE_HZ)):
        assert tone_share(read_sound(Path(entry.address), channel)[4000:28_000], hertz) > 0.8


async def test_killed_while_it_cannot_finish_it_finishes_at_the_next_start(site: Site) -> None:
    site.machine.settings.outbox.mkdir(exist_ok=True)
    with small_disk(site.machine.settings.outbox) as outbox:
        outbox.fill()
        async with site.machine.agent_phone("ann") as phone, site.serve() as first:
            caller = await site.recorded_call(first, phone, TALK_SECONDS)
            await site.legs_are_closed()
            await killed(first)
        assert not await site.entries_of(caller)
        outbox.make_room()
        async with site.serve() as second:
            await site.is_up(second)
            await is_kept_whole_and_once(site, caller)
            await site.ends(second)


async def test_killed_while_it_cannot_keep_it_keeps_at_the_next_start(site: Site) -> None:
    async with site.machine.agent_phone("ann") as phone, site.serve() as first:
        await site.is_up(first)
        with taken_away(Path(site.machine.settings.recordings_place)):
            caller = await site.recorded_call(first, phone, TALK_SECONDS)
            await first.said("recording waits to be kept")
            await killed(first)
            assert not await site.entries_of(caller)
    async with site.serve() as second:
        await site.is_up(second)
        await is_kept_whole_and_once(site, caller)
        await site.ends(second)
