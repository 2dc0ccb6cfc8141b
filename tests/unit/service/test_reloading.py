"""A changed dialplan taken over by a service that is at work: all of it or nothing. Here no Asterisk answers it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from acd.commands import CallerEntered, LogInAgent
from acd.events import AgentLoggedOut
from api.reload import NotReloaded
from service.cli import app
from storage.engine import engine_for
from tests.support.live_dialplan import Live, live
from tests.unit.service.plans import SMALL, WITHOUT_SALES, written
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName

SALES, SUPPORT = QueueName("sales"), QueueName("support")
BROKEN = SMALL.replace("queue: support", "queue: suport")


@pytest.fixture
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Live]:
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path / "state"))
    engine = engine_for("postgresql://nobody@127.0.0.1:9/nothing")
    directory = written(tmp_path / "plan", SMALL)
    # What is logged goes to standard output, where the command line speaks.
    with capture_logs():
        async with live(directory, tmp_path / "state", engine) as running:
            yield running
    await engine.dispose()


async def test_a_valid_edit_is_in_force_afterwards(service: Live) -> None:
    service.edit(WITHOUT_SALES)
    view = await service.reloading.reload("dora", "no more sales")
    assert service.switchboard.documents[0].version == view.version == service.reloading.present().version
    assert service.distributor.rooms.queues[SUPPORT].policy.wrap_up_seconds == 20


async def test_an_invalid_edit_changes_nothing_and_says_why_and_where(service: Live) -> None:
    before = service.reloading.present()
    service.edit(BROKEN)
    with pytest.raises(NotReloaded) as refusal:
        await service.reloading.reload("dora", "")
    assert any("did you mean 'support'" in problem for problem in refusal.value.problems)
    assert service.reloading.present() == before
    assert service.switchboard.documents[0].version == before.version


async def test_after_a_refused_edit_the_mended_one_is_taken_over(service: Live) -> None:
    service.edit(BROKEN)
    with pytest.raises(NotReloaded):
        await service.reloading.reload("dora", "")
    service.edit(WITHOUT_SALES)
    assert (await service.reloading.reload("dora", "")).changes["queues"].removed == ("sales",)


async def test_a_queue_and_an_agent_that_are_gone_are_retired(service: Live) -> None:
    await service.desk.ask(LogInAgent(AgentName("bob")))
    service.edit(WITHOUT_SALES)
    await service.reloading.reload("dora", "")
    assert service.distributor.rooms.queues[SALES].retired
    assert AgentLoggedOut(AgentName("bob")) in service.told


async def test_whoever_waits_in_a_queue_that_is_gone_goes_on_waiting(service: Live) -> None:
    await service.desk.ask(CallerEntered(EntryId("e-1"), ContactId("c-1"), SALES))
    service.edit(WITHOUT_SALES)
    await service.reloading.reload("dora", "")
    await service.reloading.tidy()
    assert list(service.distributor.entries) == ["e-1"]
    assert [agent.name for agent in service.distributor.agents.values() if SALES in agent.profile.queues] == ["alice"]


async def test_what_asterisk_could_not_be_told_is_said_and_holds_up_nothing(service: Live) -> None:
    service.edit(WITHOUT_SALES)
    assert (await service.reloading.reload("dora", "")).trouble


async def test_a_document_from_another_directory_is_read_from_there_from_then_on(service: Live, tmp_path: Path) -> None:
    other = written(tmp_path / "other", WITHOUT_SALES)
    await service.reloading.reload("dora", "", other)
    assert service.reloading.directory == other


async def test_versions_wait_on_the_disk_while_the_database_is_away(service: Live) -> None:
    service.edit(WITHOUT_SALES)
    view = await service.reloading.reload("dora", "no more sales")
    kept = [json.loads(path.read_text()) for path in sorted((service.state / "versions").glob("*.json"))]
    assert [(each["version"], each["parent"], each["author"], each["why"]) for each in kept] == [
        (view.before, None, "dora", "start"),
        (view.version, view.before, "dora", "reload"),
    ]


async def test_the_same_document_taken_over_again_is_no_new_version(service: Live) -> None:
    view = await service.reloading.reload("dora", "")
    assert view.version == view.before
    assert len(list((service.state / "versions").glob("*.json"))) == 1


# --- the command line ------------------------------------------------------------------------------------------------


def typed(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


async def test_reload_tells_what_changed(service: Live) -> None:
    service.edit(WITHOUT_SALES)
    code, said, _ = await asyncio.to_thread(typed, "reload", "-m", "no more sales")
    assert code == 0
    assert "  queues: changed support; removed sales\n" in said


async def test_reload_of_an_invalid_edit_prints_lines_for_an_editor_and_fails(service: Live) -> None:
    service.edit(BROKEN)
    code, said, problems = await asyncio.to_thread(typed, "reload")
    assert (code, said) == (1, "")
    assert problems.startswith(f"{service.directory}/main.yaml:")
    assert problems.rstrip().splitlines()[-1].startswith("firstline: not taken over: ")


@pytest.mark.usefixtures("service")
async def test_the_version_in_force_can_be_looked_at_while_the_database_is_away() -> None:
    code, said, _ = await asyncio.to_thread(typed, "dialplan", "diff", "present")
    assert (code, said) == (0, "")
