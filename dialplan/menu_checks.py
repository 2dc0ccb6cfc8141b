"""Questions nobody gets away from, and menus that keep people from people."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.graph import END, QUEUE, Graph, Node
from dialplan.steps import MenuSpec
from dialplan.survey import Survey


def menu_problems(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """A problem for each question from which no way leads out, a warning for each menu from which none leads to people.

    Of menus that lead to one another the first is told.
    """
    people = [node.path for node in graph.nodes.values() if _may_reach_people(graph, node)]
    ends = [node.path for node in graph.nodes.values() if node.kind in {END, "hang_up"}]
    undoing = [path for step, path in survey.steps if isinstance(step.verb, MenuSpec) and step.verb.undo]
    leaving = graph.leading_to([*people, *ends, *undoing])
    for node in graph.steps():
        if node.traits.asks and node.path not in leaving:
            yield survey.at(*node.path, node.kind, key=True).problem(
                f"nobody can leave this {node.kind} but by hanging up: every way from it leads back"
            )
    served = graph.leading_to(people)
    told = {path for path in graph.nodes if path not in leaving}
    for menu in graph.of_kind("menu"):
        if menu.path not in served and menu.path not in told:
            told |= graph.reached([menu.path])
            yield survey.at(*menu.path, "menu", key=True).warning(
                "no way from this menu leads to a person: to a queue, a transfer, a callback or a voicemail"
            )


def _may_reach_people(graph: Graph, node: Node) -> bool:
    """What a script or a name that is not declared leads to is not known."""
    return node.kind in {QUEUE, "agi"} or node.traits.person or node.path in graph.astray
