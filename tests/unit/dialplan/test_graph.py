"""The graph of a document: its ways, and which hours are open on them."""

from dialplan.graph import Way
from dialplan.tree import Path
from tests.unit.dialplan.surveyed import AROUND, graphed

MAIN: Path = ("flows", "main")
END: Path = ("flows", "main", "end")


def ways(flows: str, around: str = AROUND) -> list[tuple[str, str, Path]]:
    """The ways that begin at the first step of the flow ``main``."""
    return [(edge.way.value, edge.label, edge.end) for edge in graphed(flows, around).onward((*MAIN, 0))]


def test_a_number_leads_to_its_flow_and_the_flow_to_its_first_step() -> None:
    graph = graphed("flows:\n  main: [enqueue: support]\n")
    assert [edge.end for edge in graph.onward(("numbers", "100"))] == [MAIN]
    assert [edge.end for edge in graph.onward(MAIN)] == [(*MAIN, 0)]


def test_the_last_step_leads_to_the_end_of_its_flow() -> None:
    assert ways("flows:\n  main: [play: hello]\n") == [("next", "", END)]


def test_a_menu_leads_to_its_choices_and_behind_it_where_they_are_empty() -> None:
    menu = "{menu: {prompt: hello, choices: {'1': [enqueue: sales], '2': []}, otherwise: [hang_up]}}"
    assert ways(f"flows:\n  main: [{menu}, enqueue: support]\n") == [
        ("key", "1", (*MAIN, 0, "menu", "choices", "1", 0)),
        ("key", "2", (*MAIN, 1)),
        ("no answer", "no answer", (*MAIN, 0, "menu", "otherwise", 0)),
    ]


def test_a_queue_serves_the_caller_or_does_not() -> None:
    assert ways("flows:\n  main: [{enqueue: {queue: support, otherwise: [hang_up]}}]\n") == [
        ("enter", "", ("queues", "support")),
        ("served", "served", END),
        ("failed", "not served", (*MAIN, 0, "enqueue", "otherwise", 0)),
    ]


def test_what_is_put_inside_a_step_goes_on_behind_that_step() -> None:
    inner = "{look_up: {url: 'https://example.net/', otherwise: [play: hello]}}"
    graph = graphed(f"flows:\n  main: [{{menu: {{choices: {{'1': [{inner}]}}}}}}, hang_up]\n")
    last = (*MAIN, 0, "menu", "choices", "1", 0, "look_up", "otherwise", 0)
    assert [edge.end for edge in graph.onward(last)] == [(*MAIN, 1)]


def test_a_callback_that_is_promised_ends_the_call() -> None:
    assert ways("flows:\n  main: [callback: support, hang_up]\n") == [("failed", "failed", (*MAIN, 1))]


def test_a_queue_leads_where_its_ways_out_do() -> None:
    around = AROUND.replace(
        "sales: {}", "sales: {after_max_wait: {queue: support}, keys: {'1': {flow: main}, '2': stay}}"
    )
    graph = graphed("flows:\n  main: [enqueue: sales]\n", around)
    assert [(edge.way, edge.label, edge.end) for edge in graph.onward(("queues", "sales"))] == [
        (Way.ENTER, "waited too long", ("queues", "support")),
        (Way.KEY, "key 1", MAIN),
    ]


def test_a_way_to_a_name_that_is_not_declared_leads_astray() -> None:
    graph = graphed("flows:\n  main: [go_to: nowhere]\n")
    assert graph.onward((*MAIN, 0)) == []
    assert graph.astray == {(*MAIN, 0)}


def guards(flows: str) -> list[tuple[str, list[str]]]:
    """The hours that are open at each enqueue, by its queue."""
    graph = graphed(flows)
    return [(node.label, sorted(graph.guards((*node.path, "enqueue")))) for node in graph.of_kind("enqueue")]


def test_hours_guard_what_stands_in_their_case_and_what_stands_behind_it() -> None:
    assert guards("""\
flows:
  main:
    - branch:
        - {open: office, steps: [enqueue: support]}
        - {not: {open: shop}, steps: [play: hello, hang_up]}
    - enqueue: sales
""") == [("support", ["office"]), ("sales", [])]


def test_who_is_sent_away_while_it_is_closed_guards_the_rest_of_the_flow_and_where_it_leads() -> None:
    assert guards("""\
flows:
  main:
    - branch:
        - {any: [{not: {open: office}}, {caller: anonymous}], steps: [play: hello, hang_up]}
    - enqueue: support
    - go_to: more
  more:
    - enqueue: sales
""") == [("support", ["office"]), ("sales", ["office"])]


def test_hours_guard_only_what_they_guard_on_every_way() -> None:
    assert guards("""\
flows:
  main:
    - menu:
        choices:
          "1": [{branch: [{open: office, steps: [go_to: more]}]}]
          "2": [{branch: [{all: [{open: office}, {open: shop}], steps: [go_to: more]}]}]
    - enqueue: support
  more:
    - enqueue: sales
""") == [("support", []), ("sales", ["office"])]


def test_what_nobody_comes_to_has_no_guards() -> None:
    assert guards("flows:\n  main: [hang_up, enqueue: sales]\n") == [("sales", [])]
