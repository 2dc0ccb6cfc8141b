"""What nobody ever comes to: flows, steps, cases of a branch. And all the checks of the graph, one after the other."""

from collections.abc import Iterator

from dialplan.circle_checks import circle_problems
from dialplan.conditions_weighed import Weighed, never_holds
from dialplan.dead_end_checks import dead_end_problems
from dialplan.errors import Problem
from dialplan.graph import ADMISSION, FLOW, NUMBER, QUEUE, Graph, Node
from dialplan.menu_checks import menu_problems
from dialplan.steps import BranchSpec
from dialplan.survey import Survey
from dialplan.tree import Path
from dialplan.unused_checks import unused_problems


def flow_problems(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """What is wrong with the ways of a document, each thing at its place."""
    yield from _unreached_flows(survey, graph)
    yield from _unreached_steps(survey, graph)
    yield from _unreached_cases(survey)
    yield from circle_problems(survey, graph)
    yield from menu_problems(survey, graph)
    yield from dead_end_problems(survey, graph)
    yield from unused_problems(survey)


def _unreached_flows(survey: Survey, graph: Graph) -> Iterator[Problem]:
    if not survey.whole("numbers", "queues", "flows"):
        return
    reached = graph.reached(node.path for node in graph.of_kind(NUMBER, ADMISSION, QUEUE))
    for flow in graph.of_kind(FLOW):
        if flow.path not in reached:
            yield survey.at(*flow.path, key=True).problem(f"no number leads to the flow '{flow.flow}', and no queue")


def _unreached_steps(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """A problem for the first of the steps that stand behind one which nobody goes on from."""
    reached = graph.reached(node.path for node in graph.of_kind(FLOW))
    for node in graph.steps():
        before = _step_before(graph, node)
        if node.path not in reached and before is not None and before.path in reached:
            yield survey.at(*node.path).problem(f"nobody comes here: {_never_goes_on(before)}")


def _step_before(graph: Graph, node: Node) -> Node | None:
    last = node.path[-1]
    return graph.nodes.get((*node.path[:-1], last - 1)) if isinstance(last, int) else None


def _never_goes_on(node: Node) -> str:
    match node.kind:
        case "hang_up":
            return "the step before ends the call"
        case "go_to":
            return f"the step before takes everybody to '{node.label}'"
        case kind:
            return f"every way of the {kind} before leads elsewhere"


def _unreached_cases(survey: Survey) -> Iterator[Problem]:
    for step, path in survey.steps:
        if isinstance(step.verb, BranchSpec):
            yield from _cases(survey, step.verb, (*path, "branch"))


def _cases(survey: Survey, branch: BranchSpec, path: Path) -> Iterator[Problem]:
    weighed = Weighed()
    for index, case in enumerate(branch.cases):
        here = (*path, "cases", index)
        if not weighed.may_all_fail:
            yield survey.at(*here).problem("nobody comes here: one of the cases before always holds")
            return
        if case.steps is None:
            return
        condition = case.condition()
        covering = weighed.covering(condition)
        if never_holds(condition):
            yield survey.at(*here).problem("nobody comes here: this asks for a thing and for its contrary")
        elif covering is not None:
            place = survey.at(*path, "cases", covering)
            yield survey.at(*here).problem(f"nobody comes here: the case at {place} holds whenever this one does")
        weighed.fails(condition)
