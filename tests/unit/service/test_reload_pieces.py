"""A document taken apart and put together again: the same, a few pieces at a time."""

import pickle
from pathlib import Path

import pytest

from dialplan.loader import load
from service.reload_pieces import SLICE_SECONDS, joined, joined_at_once, split
from tests.unit.service.plans import document

EXAMPLE = Path(__file__).parents[3] / "dialplan" / "examples" / "helpdesk"


def test_an_example_put_together_has_the_flows_queues_and_agents_it_had() -> None:
    before = load(EXAMPLE)
    after = joined_at_once(split(before))
    assert (after.version, after.numbers, after.flows, after.queues, after.agents) == (
        before.version,
        before.numbers,
        before.flows,
        before.queues,
        before.agents,
    )


def test_each_flow_each_queue_and_each_agent_is_a_piece_of_its_own(tmp_path: Path) -> None:
    whole = document(tmp_path)
    assert len(split(whole)) > len(whole.flows) + len(whole.queues) + len(whole.agents)


async def test_between_two_slices_others_have_their_turn(tmp_path: Path) -> None:
    pieces, turns = split(document(tmp_path)), 0
    seconds = iter(range(10_000))

    async def breathe() -> None:
        nonlocal turns
        turns += 1

    await joined(pieces, lambda: next(seconds) * 2 * SLICE_SECONDS, breathe)
    assert turns == len(pieces)


async def test_within_a_slice_nobody_is_waited_for(tmp_path: Path) -> None:
    async def breathe() -> None:
        raise AssertionError("there was time left")

    pieces = split(document(tmp_path))
    assert (await joined(pieces, lambda: 0.0, breathe)).version == document(tmp_path).version


@pytest.mark.parametrize("pieces", [(), (pickle.dumps("something else"),)])
def test_what_is_no_document_is_refused(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="not the pieces of a document"):
        joined_at_once(pieces)
