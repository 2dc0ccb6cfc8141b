"""Two calls, recorded: found, heard on a phone, exported into a file, each in somebody's name and written down."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from api.client import ControlClient
from recordings.events import RecordingFinished
from recordings.library import decoded
from service.cli import app
from service.settings import Settings
from tests.scenario.supervise.ears import hears, voices
from tests.support.scenario import Helpdesk
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

BOTH_SECONDS = 3.0
AGENT_ALONE_SECONDS = 4.0
RATE = 8000


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that was recorded: the caller speaks for some seconds with the agent, then the agent alone."""

    contact: ContactId
    recording: str
    caller: str


@pytest_asyncio.fixture(loop_scope="session")
async def two(desk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Taken, Taken]]:
    """One of alex in care, one of bea in sales; the command line speaks to this Firstline."""
    monkeypatch.setenv("FIRSTLINE_STATE", str(desk.settings.state))
    alexs, beas = await asyncio.gather(_taken(desk, "alex", "600"), _taken(desk, "bea", "601"))
    yield alexs, beas


async def _taken(desk: Helpdesk, agent: str, number: str) -> Taken:
    async with desk.on_duty(agent) as phone, desk.caller(number) as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.answer()
        await phone.audio.listen(BOTH_SECONDS)
        caller.audio.fall_silent()
        await caller.audio.listen(AGENT_ALONE_SECONDS)
        await call.hang_up()
    finished = await desk.watch.until(lambda: _finished(desk, contact), "the recording finished")
    return Taken(contact, finished.recording, caller.line.from_user)


def _finished(desk: Helpdesk, contact: ContactId) -> RecordingFinished | None:
    facts = (told.fact for told in desk.watch.told)
    return next((fact for fact in facts if isinstance(fact, RecordingFinished) and fact.contact == contact), None)


def names_in(folder: Path) -> list[str]:
    """What lies there."""
    return sorted(path.name for path in folder.iterdir())


async def typed(*words: str) -> tuple[int, str]:
    """Exit code and output of ``firstline recording``."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ("recording", *words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 1, str(result.exception)
    return result.exit_code, result.stdout


async def found(**query: str) -> list[str]:
    answer = await ControlClient(Settings.read().control_socket).get(f"/v1/recordings?{urlencode(query)}")
    return [each["recording"] for each in answer["recordings"]]


async def shown(recording: str) -> Any:
    return await ControlClient(Settings.read().control_socket).get(f"/v1/recordings/{recording}")


async def test_recordings_are_found_by_agent_caller_and_queue_and_by_whoever_may(two: tuple[Taken, Taken]) -> None:
    alexs, beas = two
    assert (await found(agent="alex"))[0] == alexs.recording
    assert (await found(queue="sales"))[0] == beas.recording
    assert await found(caller=alexs.caller) == [alexs.recording]
    assert await found(caller=beas.caller, **{"as": "sue"}) == []
    assert await found(caller=beas.caller, **{"as": "tom"}) == [beas.recording]
    assert await found(caller=beas.caller, **{"as": "bea"}) == [beas.recording]
    assert alexs.recording in (await typed("find"))[1]


async def test_a_recording_is_heard_on_a_phone_from_the_second_asked_for(
    desk: Helpdesk, two: tuple[Taken, Taken]
) -> None:
    recording = two[0].recording
    async with desk.desk_phone("290") as phone:
        for at, who in (("1", {"caller", "agent"}), (str(BOTH_SECONDS + 1), {"agent"})):
            since = desk.clock()
            code, told = await typed("play", recording, "--as", "sue", "--at", at, "--why", "coaching")
            assert (code, "your phone rings" in told) == (0, True)
            call = await phone.came()
            await call.answer()
            await hears(phone.audio, since, *who)
            await call.press("#")
            await call.ended()
    accesses = [(each["who"], each["how"], each["why"]) for each in (await shown(recording))["accesses"]]
    assert accesses == [("sue", "heard", "coaching")] * 2
    assert names_in(desk.settings.hearing) == []


async def test_an_agent_hears_their_own_conversation_and_no_other(desk: Helpdesk, two: tuple[Taken, Taken]) -> None:
    alexs, beas = two
    async with desk.desk_phone("bea") as phone:
        since = desk.clock()
        assert (await typed("play", beas.recording, "--as", "bea"))[0] == 0
        call = await phone.came()
        await call.answer()
        await hears(phone.audio, since, "caller", "agent")
        await call.hang_up()
        code, why = await typed("play", alexs.recording, "--as", "bea")
    assert (code, why) == (1, "this is not a recording of yours")


async def test_a_supervisor_of_another_team_is_refused_and_that_is_written_down(two: tuple[Taken, Taken]) -> None:
    recording = two[0].recording
    assert (await typed("play", recording, "--as", "tom"))[0] == 1
    assert (await typed("play", recording, "--as", "uma"))[0] == 1
    refused = {each["who"]: each["refused"] for each in (await shown(recording))["accesses"]}
    assert refused == {
        "tom": "this is not a recording of yours",
        "uma": "you have no permission to hear recordings",
    }


async def test_a_recording_is_exported_whole_and_never_over_another_file(
    two: tuple[Taken, Taken], tmp_path: Path
) -> None:
    recording = two[0].recording
    assert (await typed("fetch", recording, str(tmp_path), "--why", "for the police", "--as", "sue"))[0] == 0
    file = tmp_path / f"{recording}.flac"
    assert (await shown(recording))["sound"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    samples = (decoded(file.read_bytes()) / 32768).astype(np.float32)
    early, late = (round(RATE * at) for at in (1.0, BOTH_SECONDS + 1))
    heard = [[voices(samples[at : at + RATE // 2, side]) for side in (0, 1)] for at in (early, late)]
    assert heard == [[{"caller"}, {"agent"}], [set(), {"agent"}]]
    assert (await typed("fetch", recording, str(file), "--why", "again"))[0] == 1
    assert (await typed("fetch", recording, str(file), "--why", "again", "--force"))[0] == 0
    assert names_in(tmp_path) == [file.name]
    exports = [each["who"] for each in (await shown(recording))["accesses"] if each["how"] == "exported"]
    assert exports == ["sue", "admin"]
