"""Where queues lead their callers: to what exists, up the lines and not down, and never round in a circle."""

from collections.abc import Iterator

from acd.policy import Line
from dialplan.errors import Problem
from dialplan.queues import QueueSpec
from dialplan.steps import StepSpec
from dialplan.survey import Survey, WayOut
from dialplan.tree import Path
from dialplan.ways import CALLBACK, ElsewhereSpec

Edges = dict[str, list[tuple[str, Path]]]
"""From a queue to the queues it leads to, each with the path where that is written."""
_SHOWN = 6


def overflow_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with the ways out of all queues."""
    for way in survey.ways:
        yield from _way(survey, way)
    for queue, spec in survey.specs.queues.items():
        if spec.escalates_to is not None:
            yield from _escalation(survey, queue, spec, spec.escalates_to)
    yield from _circles(survey, _overflows(survey), "callers")
    yield from _circles(survey, _escalations(survey), "contacts handed on")


def _way(survey: Survey, way: WayOut) -> Iterator[Problem]:
    if way.way == CALLBACK:
        yield survey.at(*way.path).problem(
            "a key leads to a callback through a flow: {flow: NAME}, with a callback step in it; the place is kept"
        )
    if not isinstance(way.way, ElsewhereSpec):
        return
    if way.way.queue is not None:
        yield from survey.unknown("queue", way.way.queue, survey.declared("queues"), (*way.path, "queue"))
        if way.asked and way.way.queue == way.queue:
            yield survey.at(*way.path).problem(f"leads from '{way.queue}' to '{way.queue}' itself; write stay")
    if way.way.flow is not None:
        yield from survey.unknown("flow", way.way.flow, survey.declared("flows"), (*way.path, "flow"))


def _escalation(survey: Survey, queue: str, spec: QueueSpec, to: str) -> Iterator[Problem]:
    path = ("queues", queue, "escalates_to")
    yield from survey.unknown("queue", to, survey.declared("queues"), path)
    target = survey.specs.queues.get(to)
    if target is None or to == queue:
        return
    own, other = Line[spec.line.upper()], Line[target.line.upper()]
    if other < own:
        yield survey.at(*path).problem(f"'{to}' is on the {target.line} line, below '{queue}' on the {spec.line}")
    elif other == own:
        yield survey.at(*path).warning(f"'{to}' is on the {target.line} line like '{queue}'; no contact moves up")


def _overflows(survey: Survey) -> Edges:
    edges: Edges = {queue: [] for queue in survey.specs.queues}
    for way in survey.ways:
        if way.asked or not isinstance(way.way, ElsewhereSpec):
            continue
        if way.way.queue is not None:
            edges[way.queue].append((way.way.queue, way.path))
        if way.way.flow is not None:
            edges[way.queue] += [(queue, way.path) for queue in _entered_unasked(survey, way.way.flow)]
    return edges


def _entered_unasked(survey: Survey, flow: str) -> list[str]:
    """The queues a caller of this flow can come into without having been asked anything."""
    entered: dict[str, None] = {}
    flows = [flow]
    for name in flows:
        _walk_unasked(survey.specs.flows.get(name, []), entered, flows)
    return list(entered)


def _walk_unasked(steps: list[StepSpec], entered: dict[str, None], flows: list[str]) -> bool:
    """Whether the caller comes to the end of these steps unasked; adds the queues and flows they come into before."""
    for step in steps:
        if step.enqueue:
            entered[step.enqueue.queue] = None
        elif step.asks:
            return False
        elif step.go_to and step.go_to.flow not in flows:
            flows.append(step.go_to.flow)
        else:
            ways = [_walk_unasked(inner, entered, flows) for _, inner in step.inner()]
            if step.branch and step.branch.for_everybody and not any(ways):
                return False
        if step.leaves:
            return False
    return True


def _escalations(survey: Survey) -> Edges:
    return {
        queue: [(spec.escalates_to, ("queues", queue, "escalates_to"))] if spec.escalates_to else []
        for queue, spec in survey.specs.queues.items()
    }


def _circles(survey: Survey, edges: Edges, who: str) -> Iterator[Problem]:
    """A problem for each way that closes a circle, met depth first in the order written."""
    left: set[str] = set()
    for start in edges:
        trail: dict[str, Iterator[tuple[str, Path]]] = {}
        if start not in left:
            trail[start] = iter(edges[start])
        while trail:
            queue, onward = next(reversed(trail.items()))
            to, path = next(onward, (None, ()))
            if to is None:
                left.add(queue)
                del trail[queue]
            elif to in trail:
                circle = [*list(trail)[list(trail).index(to) :], to]
                yield survey.at(*path).problem(f"{who} would go round in a circle: {_shown(circle)}")
            elif to in edges and to not in left:
                trail[to] = iter(edges[to])


def _shown(circle: list[str]) -> str:
    if len(circle) > _SHOWN:
        circle = [*circle[: _SHOWN - 2], "…", circle[-1]]
    return " → ".join(circle)
