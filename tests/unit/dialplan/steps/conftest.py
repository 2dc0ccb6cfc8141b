"""Steps as they are written, one at a time: what they become, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from dialplan.errors import DialplanInvalid, Problem, Severity
from dialplan.loader import load
from dialplan.reading import MOST_NODES, read
from dialplan.steps import StepList, StepSpec, compiled
from dialplan.tree import Mapping, plain
from ivr.flow import Steps

_STEPS: TypeAdapter[list[StepSpec]] = TypeAdapter(StepList)

TRUNKS = "trunks: {provider: {address: 192.0.2.10, may_call_out: [flows]}}"
BEFORE = """\
languages: [en, ru]
numbers: {"100": main}
prompts: {welcome: sound:vm-intro, ask: sound:vm-press}
skills: [english]
categories: {product: Product advice}
hours: {office: {open: {mon-fri: "09:00-18:00"}}}
lists: {vip: {numbers: ["+371*"]}}
TRUNKS
queues: {support: {}}
agents: {alice: {name: Alice, queues: support, skills: {english: 5}}}
flows:
  other: [{enqueue: support}, {play: welcome}]
  main:
    - go_on
    - play: welcome
    - branch: {all: [{open: office}, {caller_on: vip}], steps: {go_to: other}}
    - enqueue: support
    - play: [welcome, ask]
"""
LINE = BEFORE[: BEFORE.index("    - go_on")].count("\n") + 1
"""Where the first step of ``main`` stands, from column 7 on."""


@pytest.fixture
def steps() -> Callable[[str], Steps]:
    """What this step becomes, written in one line."""

    def become(written: str) -> Steps:
        root = read(f"main:\n- {written}\n", "main.yaml", MOST_NODES).root
        assert isinstance(root, Mapping)
        return compiled(_STEPS.validate_python(plain(root.entries["main"].value)))

    return become


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str], list[str]]:
    """What is wrong with this step, as ``column: message``, columns from the step's first character."""
    return lambda written: _found(tmp_path, written, Severity.ERROR)


@pytest.fixture
def refused_with(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """What is wrong with a step where the trunks are these."""
    return lambda trunks, written: _found(tmp_path, written, Severity.ERROR, trunks)


@pytest.fixture
def warned_with(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """What is warned about with a step where the trunks are these."""
    return lambda trunks, written: _found(tmp_path, written, Severity.WARNING, trunks)


@pytest.fixture
def warned(tmp_path: Path) -> Callable[[str], list[str]]:
    """What is warned about with this step, as ``column: message``."""
    return lambda written: _found(tmp_path, written, Severity.WARNING)


def _written(directory: Path, step: str, trunks: str = TRUNKS) -> Path:
    (directory / "main.yaml").write_text(BEFORE.replace("- go_on", f"- {step}").replace("TRUNKS", trunks))
    return directory


def _found(directory: Path, step: str, severity: Severity, trunks: str = TRUNKS) -> list[str]:
    problems: tuple[Problem, ...]
    try:
        problems = load(_written(directory, step, trunks)).warnings
    except DialplanInvalid as invalid:
        problems = invalid.problems
    here = (problem for problem in problems if problem.line == LINE and problem.severity is severity)
    return [f"{problem.column - 6}: {problem.message}" for problem in here]
