"""From the steps of a document to its graph: which way leads where, and what each step means for the caller."""

from collections.abc import Iterable
from typing import Final

from dialplan.conditions_weighed import Weighed, never_holds
from dialplan.graph import ADMISSION, END, FLOW, NUMBER, QUEUE, Edge, Graph, Node, Traits, Way
from dialplan.graph_labels import condition_label, step_label
from dialplan.sections.admission import TurnedAwaySpec
from dialplan.steps import BranchSpec, CollectSpec, EnqueueSpec, MenuSpec, StepSpec, Verb
from dialplan.steps.callback import CallbackSpec
from dialplan.steps.go_to import GoToSpec
from dialplan.steps.hang_up import HangUpSpec
from dialplan.survey import Survey
from dialplan.tree import Path
from dialplan.ways import ElsewhereSpec

_LASTING: Final = frozenset({"enqueue", "transfer", "voicemail", "callback", "agi"})
_TO_PEOPLE: Final = frozenset({"enqueue", "transfer", "voicemail", "callback"})
_HEARD: Final = frozenset({"say", "enqueue", "transfer", "voicemail", "callback", "agi"})
_LED_ELSEWHERE: Final = {
    "after_max_wait": "waited too long",
    "when_full": "full",
    "when_no_agents": "no agents",
    "when_closed": "closed",
}


def graph_of(survey: Survey) -> Graph:
    """The graph of everything valid in a document. A way to a name that is nowhere declared is left out."""
    builder = _Builder(survey)
    builder.build()
    known = tuple(edge for edge in builder.edges if edge.end in builder.nodes)
    astray = frozenset(edge.start for edge in builder.edges if edge.end not in builder.nodes)
    return Graph(builder.nodes, known, astray)


def end_of(flow: str) -> Path:
    """The node behind the last step of a flow, where the call is hung up."""
    return ("flows", flow, END)


class _Builder:
    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.nodes: dict[Path, Node] = {}
        self.edges: list[Edge] = []

    def build(self) -> None:
        specs = self._survey.specs
        for number, dialled in specs.numbers.items():
            path = ("numbers", number)
            self._node(Node(path, NUMBER, number))
            self._edge(path, ("flows", dialled.flow), Way.ENTER, "", path)
        for key in ("when_blocked", "when_full"):
            turned_away = getattr(specs.admission, key)
            if isinstance(turned_away, TurnedAwaySpec):
                path = ("admission", key)
                self._node(Node(path, ADMISSION, key.removeprefix("when_")))
                self._edge(path, ("flows", turned_away.flow), Way.ENTER, "", path)
        for flow, steps in specs.flows.items():
            path = ("flows", flow)
            self._node(Node(path, FLOW, flow, flow))
            self._edge(path, self._first(steps, path, end_of(flow)), Way.NEXT, "", path)
            self._list(flow, steps, path, end_of(flow))
            self._node(Node(end_of(flow), END, "", flow))
        for queue in specs.queues:
            self._node(Node(("queues", queue), QUEUE, queue))
        self._queue_ways()

    def _node(self, node: Node) -> None:
        self.nodes[node.path] = node

    def _edge(self, start: Path, end: Path, way: Way, label: str, path: Path, open_hours: Iterable[str] = ()) -> None:
        self.edges.append(Edge(start, end, way, label, path, frozenset(open_hours)))

    def _first(self, steps: list[StepSpec], path: Path, behind: Path) -> Path:
        return (*path, 0) if steps else behind

    def _list(self, flow: str, steps: list[StepSpec], path: Path, behind: Path) -> None:
        for index, step in enumerate(steps):
            here, kind, verb = (*path, index), step.kind, step.verb
            after = (*path, index + 1) if index + 1 < len(steps) else behind
            self._node(Node(here, kind, step_label(verb), flow, traits(kind, verb)))
            self._ways(verb, here, (*here, kind), after)
            for inner, steps_inside in verb.inner():
                self._list(flow, steps_inside, (*here, kind, *inner), after)

    def _ways(self, verb: Verb, here: Path, own: Path, after: Path) -> None:
        match verb:
            case MenuSpec() as menu:
                for keys, steps in menu.choices.items():
                    self._inner(here, Way.KEY, keys, steps, (*own, "choices", keys), after)
                self._inner(here, Way.NO_ANSWER, "no answer", menu.otherwise, (*own, "otherwise"), after)
            case BranchSpec() as branch:
                self._branch(branch, here, own, after)
            case EnqueueSpec() as enqueue:
                self._edge(here, ("queues", enqueue.queue), Way.ENTER, "", (*own, "queue"))
                self._edge(here, after, Way.SERVED, "served", own)
                self._inner(here, Way.FAILED, "not served", enqueue.otherwise, (*own, "otherwise"), after)
            case GoToSpec() as go_to:
                self._edge(here, ("flows", go_to.flow), Way.JUMP, "", (*own, "flow"))
            case HangUpSpec():
                pass
            case _:
                self._plain(verb, here, own, after)

    def _plain(self, verb: Verb, here: Path, own: Path, after: Path) -> None:
        """A step that is done, or is not: then the steps inside it are walked."""
        inside = list(verb.inner())
        answered = isinstance(verb, CollectSpec)
        if not isinstance(verb, CallbackSpec):
            done = "typed" if answered else "done" if inside else ""
            self._edge(here, after, Way.KEY if verb.asks else Way.NEXT, done, own)
        way, why = (Way.NO_ANSWER, "no answer") if answered else (Way.FAILED, "failed")
        for inner, steps in inside:
            self._inner(here, way, why, steps, (*own, *inner), after)

    def _branch(self, branch: BranchSpec, here: Path, own: Path, after: Path) -> None:
        weighed = Weighed()
        otherwise: list[StepSpec] = []
        for index, case in enumerate(branch.cases):
            if case.steps is None:
                otherwise = case.otherwise or []
                break
            condition, path = case.condition(), (*own, "cases", index, "steps")
            if weighed.covering(condition) is None and weighed.may_all_fail and not never_holds(condition):
                open_hours = weighed.open_when(condition)
                self._inner(here, Way.CASE, condition_label(condition), case.steps, path, after, open_hours)
            weighed.fails(condition)
        if weighed.may_all_fail:
            path = (*own, "cases", len(branch.cases) - 1, "otherwise")
            self._inner(here, Way.CASE, "else", otherwise, path, after, weighed.open_hours)

    def _inner(
        self,
        here: Path,
        way: Way,
        label: str,
        steps: list[StepSpec],
        path: Path,
        after: Path,
        open_hours: Iterable[str] = (),
    ) -> None:
        self._edge(here, self._first(steps, path, after), way, label, path, open_hours)

    def _queue_ways(self) -> None:
        for way in self._survey.ways:
            if isinstance(way.way, ElsewhereSpec):
                last = str(way.path[-1])
                why = f"key {last}" if way.asked else _LED_ELSEWHERE[last]
                end = ("queues", way.way.queue) if way.way.queue is not None else ("flows", str(way.way.flow))
                self._edge(("queues", way.queue), end, Way.KEY if way.asked else Way.ENTER, why, way.path)
        for queue, spec in self._survey.specs.queues.items():
            if spec.escalates_to is not None:
                path = ("queues", queue, "escalates_to")
                self._edge(("queues", queue), ("queues", spec.escalates_to), Way.FAILED, "escalated", path)


def traits(kind: str, verb: Verb) -> Traits:
    """What a step means for the caller."""
    return Traits(
        heard=kind in _HEARD or next(verb.prompts_heard(), None) is not None,
        asks=verb.asks,
        lasts=kind in _LASTING,
        person=kind in _TO_PEOPLE,
    )
