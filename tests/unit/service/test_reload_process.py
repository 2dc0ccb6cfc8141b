"""The process that loads a dialplan: its answer for good and bad documents, and its limits."""

from pathlib import Path

from service.reload_job import Impossible, Invalid, Job, Loaded
from service.reload_pieces import joined_at_once, split
from service.reload_plan import Change
from service.reload_process import answer_to
from tests.unit.service.plans import SMALL, WITHOUT_SALES, document, written


async def test_a_valid_document_comes_back_with_its_texts_and_what_changed(tmp_path: Path) -> None:
    present = document(tmp_path / "old")
    answer = await answer_to(Job(written(tmp_path / "new", WITHOUT_SALES), split(present)))
    assert isinstance(answer, Loaded)
    assert answer.files == {"main.yaml": WITHOUT_SALES}
    assert answer.changes["numbers"] == Change(added=("101",), removed=("102",))
    assert joined_at_once(answer.pieces).version == answer.version != present.version


async def test_the_first_document_is_compared_with_none(tmp_path: Path) -> None:
    answer = await answer_to(Job(written(tmp_path, SMALL)))
    assert isinstance(answer, Loaded)
    assert (answer.changes, answer.affected) == ({}, ())


async def test_every_problem_of_an_invalid_document_comes_back_with_its_place(tmp_path: Path) -> None:
    directory = written(tmp_path, SMALL.replace("queue: support", "queue: suport"))
    answer = await answer_to(Job(directory))
    assert isinstance(answer, Invalid)
    assert answer.problems[0].startswith(f"{directory}/main.yaml:")


async def test_a_directory_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    assert isinstance(await answer_to(Job(tmp_path / "nowhere")), Invalid)


async def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    answer = await answer_to(Job(written(tmp_path, SMALL)), limit_seconds=0.01)
    assert answer == Impossible("it was not loaded within 0.01 s")
