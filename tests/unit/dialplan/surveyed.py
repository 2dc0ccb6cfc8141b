"""Documents as text, surveyed without a directory: what the checks of flows are tried on."""

from pathlib import Path

from dialplan.flow_checks import flow_problems
from dialplan.graph import Graph
from dialplan.graph_building import graph_of
from dialplan.reading import read
from dialplan.survey import Survey
from dialplan.tree import Mapping
from dialplan.validating import validated

AROUND = """\
numbers: {"100": main}
hours: {office: {open: {mon-fri: "09:00-18:00"}}, shop: {open: {sat: "09:00-18:00"}}}
prompts: {hello: {text: Hello}}
queues: {support: {announcements: {comfort: {prompts: hello}}}, sales: {}}
agents: {alice: {name: Alice, queues: [support, sales]}}
"""
"""What flows need around them. It stands behind them, so that their first line is the document's first."""


def surveyed(text: str) -> Survey:
    """The survey of a whole document in one file, ``a.yaml``, whose form is right."""
    root = read(text, "a.yaml").root
    assert isinstance(root, Mapping)
    survey = Survey(validated(root), root, Path())
    assert survey.specs.problems == []
    return survey


def graphed(flows: str, around: str = AROUND) -> Graph:
    """The graph of these flows."""
    return graph_of(surveyed(flows + around))


def told(flows: str, around: str = AROUND) -> list[str]:
    """What the checks of flows find in the document, as ``line:column: message``."""
    survey = surveyed(flows + around)
    found = sorted(flow_problems(survey, graph_of(survey)))
    return [str(problem).removeprefix("a.yaml:") for problem in found]
