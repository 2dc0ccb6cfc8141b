"""What strangers may put in our way: names that are paths, links in the place of legs, a second recording of one id."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from cdr.events import ContactBegan
from recordings.events import GapBegan, GapCause, RecordingState
from recordings.library import FinishingFolders, tidy
from recordings.naming import CaptureFormat, leg_files
from service.peers.hearing import read_sound, tone_share
from tests.scenario.recording_faults.test_disk_full import TOLD_SECONDS
from tests.scenario.talk.test_recorded import legs_of
from tests.support.recording_faults import FaultDesk, small_disk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import at_desk, hears
from vocabulary.ids import RecordingId

pytestmark = pytest.mark.scenario

OURS = re.compile(r"rec-c-[0-9a-f-]+-q1-1")


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "from_user", ["../../../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "a%00b", "%0a%0drec-1.wav", "$(id)"]
)
async def test_a_caller_who_is_named_like_a_path_leaves_nothing_but_files_of_our_names(
    desk: FaultDesk, from_user: str
) -> None:
    before = everything(desk)
    known = len(desk.watch.told)
    async with at_desk(desk, "ann") as ann, desk.caller_named(from_user, from_user.encode()) as caller:
        call = await ann.came()
        await call.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        contact = next(told.fact.contact for told in desk.watch.told[known:] if isinstance(told.fact, ContactBegan))
        record = await desk.over(caller, contact)
    (recording,) = record.recordings
    assert recording.state is RecordingState.COMPLETE
    assert Path(recording.path).name == f"{recording.recording}.wav"
    assert OURS.fullmatch(recording.recording)
    assert everything(desk) - before == {Path(recording.path)}


def everything(desk: FaultDesk) -> set[Path]:
    """Every file of legs, outbox, quarantine and store."""
    settings = desk.settings
    places = [settings.legs, settings.outbox, settings.quarantine, Path(settings.recordings_place)]
    return {path for place in places for path in place.rglob("*") if not path.is_dir()}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_link_in_the_place_of_a_leg_is_not_followed_and_is_told(desk: FaultDesk, tmp_path: Path) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await desk.talking(caller, ann)
        await caller.audio.listen(2.0)
        legs = desk.legs(contact)
        secret = tmp_path / "secret.wav"
        shutil.copyfile(legs.agent, secret)
        content = secret.read_bytes()
        legs.agent.unlink()
        legs.agent.symlink_to(secret)
        gap, _ = await desk.watch.fact(GapBegan, contact, seconds=TOLD_SECONDS)
        assert gap.cause in (GapCause.NO_FILE, GapCause.NOT_GROWING)
        record = await desk.over(caller, contact)
    first = record.recordings[0]
    assert first.state is RecordingState.MISSING
    assert "symbolic link" in first.detail
    of_caller, of_agent = legs_of(record, 0)
    assert tone_share(of_caller, CALLER_TONE_HZ) > 0.8
    assert not np.any(of_agent)
    aside = desk.settings.quarantine / legs.agent.name
    assert aside.is_symlink()
    assert secret.read_bytes() == content


def test_a_link_or_a_pipe_on_another_disk_keeps_no_service_from_starting(tmp_path: Path) -> None:
    (tmp_path / "legs").mkdir()
    secret = tmp_path / "secret.wav"
    secret.write_bytes(b"secret")
    with small_disk(tmp_path / "legs") as disk:
        legs = leg_files(disk.folder, RecordingId("rec-1"), CaptureFormat.WAV)
        legs.caller.symlink_to(secret)
        os.mkfifo(legs.agent)
        told = tidy(disk.folder, FinishingFolders(tmp_path / "outbox", tmp_path / "quarantine"))
        assert {each.came_from: each.path for each in told} == {
            legs.caller: tmp_path / "quarantine" / legs.caller.name,
            legs.agent: legs.agent,
        }
    assert (tmp_path / "quarantine" / legs.caller.name).readlink() == secret
    assert secret.read_bytes() == b"secret"


@pytest.mark.asyncio(loop_scope="session")
async def test_another_file_under_the_id_of_a_recording_is_not_overwritten(desk: FaultDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await desk.talking(caller, ann)
        legs = desk.legs(contact)
        recording = legs.caller.name.rpartition("-")[0]
        kept = Path(desk.settings.recordings_place) / f"{desk.clock().utc:%Y/%m/%d}" / f"{recording}.wav"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(b"RIFF another")
        await caller.audio.listen(1.0)
        await desk.over(caller, contact)
    assert kept.read_bytes() == b"RIFF another"
    (aside,) = desk.settings.quarantine.glob(f"{recording}.wav")
    assert tone_share(read_sound(aside, 0), CALLER_TONE_HZ) > 0.8
    kept.unlink()
