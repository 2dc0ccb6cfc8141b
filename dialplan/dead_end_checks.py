"""Ways on which the call is over before the caller has heard a word: the steps have run out, or it is hung up."""

from collections.abc import Iterable, Iterator

from dialplan.errors import Problem
from dialplan.graph import ADMISSION, END, FLOW, NUMBER, QUEUE, Edge, Graph, Node, Way
from dialplan.steps.hang_up import HangUpSpec
from dialplan.survey import Survey
from dialplan.tree import Path, Place
from dialplan.unserved import why_unserved

_ANSWERED = frozenset({"menu", "collect", "language"})


def dead_end_problems(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """A problem where somebody who was asked, or just came, runs out of steps in silence; a warning where they are hung
    up on on purpose, or where a queue or a transfer was in between.
    """
    run_out = _silent_ways_to(graph, (node.path for node in graph.of_kind(END)))
    hung_up = _silent_ways_to(graph, _hang_ups(survey))
    for node in graph.nodes.values():
        if node.kind in _ANSWERED and node.traits.asks:
            yield from _after_an_answer(survey, graph, node, run_out)
        elif node.kind == "enqueue":
            yield from _unserved(survey, graph, node, run_out | hung_up)
        elif node.kind in {"transfer", "callback"}:
            yield from _failed(survey, graph, node, run_out)
    entered = {edge.end for number in graph.of_kind(NUMBER, ADMISSION, QUEUE) for edge in graph.onward(number.path)}
    for flow in graph.of_kind(FLOW):
        if flow.path in entered and flow.path in run_out and survey.specs.flows[flow.flow]:
            yield survey.at(*flow.path, key=True).problem(
                f"callers of '{flow.flow}' may come to its end without having heard a word; end it with hang_up if "
                "that is meant"
            )
    for number in graph.of_kind(NUMBER):
        if number.path in hung_up and number.path not in run_out:
            yield survey.at(*number.path).warning(
                f"whoever dials '{number.label}' may be hung up on without having heard a word"
            )


def _hang_ups(survey: Survey) -> Iterator[Path]:
    """Those that say nothing by their cause either."""
    return (path for step, path in survey.steps if isinstance(step.verb, HangUpSpec) and step.verb.cause == "normal")


def _silent_ways_to(graph: Graph, ends: Iterable[Path]) -> set[Path]:
    """The nodes from which one of these can be reached without anything in between that is heard, asked or waited for.

    The nodes themselves are among them if they are such a node.
    """
    found = set(ends)
    ahead = list(found)
    while ahead:
        for edge in graph.back(ahead.pop()):
            if edge.start not in found and _is_silent(graph.nodes[edge.start]):
                found.add(edge.start)
                ahead.append(edge.start)
    return found


def _is_silent(node: Node) -> bool:
    traits = node.traits
    return node.kind != QUEUE and not (traits.heard or traits.asks or traits.lasts)


def _after_an_answer(survey: Survey, graph: Graph, node: Node, run_out: set[Path]) -> Iterator[Problem]:
    told: set[str] = set()
    for edge in graph.onward(node.path):
        if edge.end not in run_out:
            continue
        if edge.way is Way.NO_ANSWER:
            yield _asked(survey, node).problem(
                f"whoever gives no answer is hung up on without a word; give this {node.kind} an otherwise"
            )
        elif edge.label not in told:
            told.add(edge.label)
            yield _answer(survey, node, edge)


def _answer(survey: Survey, node: Node, edge: Edge) -> Problem:
    if node.kind == "menu":
        return survey.at(*edge.path, key=True).problem(
            f"whoever presses {edge.label} is hung up on without a word: nothing follows"
        )
    return _asked(survey, node).problem(f"behind this {node.kind} the caller is hung up on without a word")


def _asked(survey: Survey, node: Node) -> Place:
    return survey.at(*node.path, node.kind, key=True)


def _unserved(survey: Survey, graph: Graph, node: Node, silent: set[Path]) -> Iterator[Problem]:
    if not any(edge.way is Way.FAILED and edge.end in silent for edge in graph.onward(node.path)):
        return
    entered = [edge.end for edge in graph.onward(node.path) if edge.way is Way.ENTER]
    through = graph.reached(entered, lambda edge: graph.nodes[edge.end].kind == QUEUE)
    for queue in graph.of_kind(QUEUE):
        reason = why_unserved(survey.specs.queues[queue.label]) if queue.path in through else None
        if reason is not None:
            of = "" if queue.path in entered else f" of '{queue.label}'"
            yield survey.at(*node.path, "enqueue").warning(
                f"whom '{graph.nodes[entered[0]].label}' does not serve ({reason}{of}) is hung up on without a word; "
                "give it otherwise"
            )
            return


def _failed(survey: Survey, graph: Graph, node: Node, run_out: set[Path]) -> Iterator[Problem]:
    if any(edge.way is Way.FAILED and edge.end in run_out for edge in graph.onward(node.path)):
        yield _asked(survey, node).warning(
            f"where this {node.kind} fails the caller is hung up on without a word; give it otherwise"
        )
