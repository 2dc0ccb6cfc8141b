"""Components of graphs: two nodes have the same number exactly where each can be reached from the other."""

from hypothesis import given
from hypothesis import strategies as st

from dialplan.components import components

Edges = list[tuple[int, int]]
NODES = range(8)


def reached(start: int, edges: Edges) -> set[int]:
    found = {start}
    for _ in NODES:
        found |= {end for begin, end in edges if begin in found}
    return found


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=20))
def test_nodes_that_reach_each_other_are_together_and_no_others(edges: Edges) -> None:
    number = components(
        NODES,
        lambda node: [end for begin, end in edges if begin == node],
        lambda node: [begin for begin, end in edges if end == node],
    )
    for one in NODES:
        for other in NODES:
            together = other in reached(one, edges) and one in reached(other, edges)
            assert (number[one] == number[other]) is together


def test_a_chain_longer_than_the_stack_is_no_trouble() -> None:
    length = 50_000
    number = components(
        range(length),
        lambda node: [node + 1] if node + 1 < length else [],
        lambda node: [node - 1] if node else [],
    )
    assert len(set(number.values())) == length
