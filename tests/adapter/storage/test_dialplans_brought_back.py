"""A version brought back on a real PostgreSQL: its files are in the directory again, and what was there is kept."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.reload import NotReloaded
from storage.dialplans import Why
from tests.support.live_dialplan import Live, live
from tests.unit.dialplan.conftest import write_wav
from tests.unit.service.plans import SMALL, WITHOUT_SALES, written

pytestmark = pytest.mark.adapter

WITH_PROMPT = SMALL.replace("play: sound:hello-world", "play: welcome") + "prompts: {welcome: welcome.wav}\n"


@pytest.fixture
async def service(tmp_path: Path, engine: AsyncEngine) -> AsyncIterator[Live]:
    directory = written(tmp_path / "plan", WITH_PROMPT)
    write_wav(directory / "welcome.wav")
    async with live(directory, tmp_path / "state", engine) as running:
        await running.archive.journal.stored()
        yield running


def texts(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.glob("*.yaml")}


async def test_a_version_brought_back_is_in_the_directory_and_in_force(service: Live) -> None:
    first = service.reloading.present().version
    service.edit(WITHOUT_SALES)
    await service.reloading.reload("dora", "no more sales")
    view = await service.reloading.roll_back(first[:6], "emil", "sales after all")
    assert (view.version, service.switchboard.documents[0].version) == (first, first)
    assert texts(service.directory) == {"main.yaml": WITH_PROMPT}


async def test_bringing_back_is_a_version_of_its_own_in_the_history(service: Live) -> None:
    first = service.reloading.present().version
    service.edit(WITHOUT_SALES)
    second = (await service.reloading.reload("dora", "no more sales")).version
    await service.archive.journal.stored()
    await service.reloading.roll_back(first, "emil", "sales after all")
    await service.archive.journal.stored()
    history = await service.archive.versions.latest(10)
    assert [(each.version, each.parent, each.author, each.why) for each in history] == [
        (first, second, "emil", Why.ROLLBACK),
        (second, first, "dora", Why.RELOAD),
        (first, None, "dora", Why.START),
    ]


async def test_an_edit_nobody_took_over_is_kept_before_it_is_overwritten(service: Live) -> None:
    first = service.reloading.present().version
    service.edit("{{{ half an idea")
    (service.directory / "extra.yaml").write_text("skills: [x]")
    await service.reloading.roll_back(first, "emil", "")
    await service.archive.journal.stored()
    aside, _ = await service.archive.versions.latest(10)
    found = await service.archive.versions.find(aside.version)
    assert found is not None
    assert (found.why, dict(found.files)) == (
        Why.SET_ASIDE,
        {"main.yaml": "{{{ half an idea", "extra.yaml": "skills: [x]"},
    )
    assert texts(service.directory) == {"main.yaml": WITH_PROMPT}


async def test_a_version_whose_prompt_is_another_sound_is_not_brought_back(service: Live) -> None:
    first = service.reloading.present().version
    service.edit(WITHOUT_SALES)
    await service.reloading.reload("dora", "")
    write_wav(service.directory / "welcome.wav", seconds=1.0)
    with pytest.raises(NotReloaded, match=r"welcome\.wav is another sound"):
        await service.reloading.roll_back(first, "emil", "")
    assert texts(service.directory) == {"main.yaml": WITHOUT_SALES}


async def test_a_version_that_is_refused_today_leaves_the_directory_as_it_was(service: Live) -> None:
    service.edit("{{{ half an idea")
    await service.reloading.roll_back(service.reloading.present().version, "emil", "")
    await service.archive.journal.stored()
    half = next(each for each in await service.archive.versions.latest(10) if each.why is Why.SET_ASIDE)
    with pytest.raises(NotReloaded):
        await service.reloading.roll_back(half.version, "emil", "")
    assert texts(service.directory) == {"main.yaml": WITH_PROMPT}


async def test_a_version_whose_files_cannot_all_be_written_leaves_the_directory_as_it_was(service: Live) -> None:
    (service.directory / "vip").mkdir()
    (service.directory / "vip" / "gold.txt").write_text("+371*\n")
    service.edit(WITH_PROMPT + "lists: {gold: {file: vip/gold.txt}}\n")
    with_list = (await service.reloading.reload("dora", "")).version
    await service.archive.journal.stored()
    shutil.rmtree(service.directory / "vip")
    (service.directory / "vip").write_text("no directory any more")
    service.edit(WITHOUT_SALES)
    await service.reloading.reload("dora", "")
    with pytest.raises(NotReloaded, match="cannot be written"):
        await service.reloading.roll_back(with_list, "emil", "")
    assert texts(service.directory) == {"main.yaml": WITHOUT_SALES}


async def test_a_version_nobody_kept_cannot_be_brought_back(service: Live) -> None:
    with pytest.raises(NotReloaded, match="no version 0000 was kept"):
        await service.reloading.roll_back("0000", "emil", "")


async def test_a_comparison_tells_whom_an_edit_would_affect_and_changes_nothing(service: Live) -> None:
    first = service.reloading.present().version
    service.edit(WITHOUT_SALES)
    seen = await service.reloading.compare(service.directory)
    assert (seen.present, seen.version == first, seen.directory) == (first, False, str(service.directory))
    assert seen.changes["queues"].removed == ("sales",)
    assert seen.affected
    assert service.reloading.present().version == first


async def test_a_comparison_with_a_broken_document_says_where_it_is_broken(service: Live) -> None:
    service.edit("{{{ half an idea")
    with pytest.raises(NotReloaded) as refusal:
        await service.reloading.compare(service.directory)
    assert refusal.value.problems
