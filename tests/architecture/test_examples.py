"""Every dialplan we hand to a newcomer passes the checks and the tests a newcomer's own goes through, and the examples
together show the whole language.
"""

from functools import cache
from pathlib import Path

import pytest

from dialplan.document import Document
from dialplan.errors import DialplanInvalid
from dialplan.files import source_files
from dialplan.language import DialplanSpec
from dialplan.loader import load, merged
from dialplan.reading import read
from dialplan.steps import StepSpec
from dialplan.survey import Survey
from dialplan.tree import Mapping, Place
from dialplan.validating import validated
from service.trials.trying import run_trial
from tests.architecture.tree import ROOT

FOLDER = ROOT / "dialplan" / "examples"
TRADES = ("helpdesk", "minimal", "order-desk", "sales")
EXAMPLES = [FOLDER / name for name in TRADES]
LEAST_TESTS = 40

each_example = pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)


@cache
def loaded(folder: Path) -> Document:
    try:
        return load(folder)
    except DialplanInvalid as invalid:
        pytest.fail(str(invalid), pytrace=False)


def surveyed(folder: Path) -> Survey:
    sources, _ = source_files(folder)
    roots = [root for source in sources if isinstance(root := read(source.text, source.shown).root, Mapping)]
    root, _ = merged(roots, Place(str(folder), 1, 1))
    return Survey(validated(root), root, folder)


def test_the_examples_are_the_trades() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) == sorted(TRADES)


@each_example
def test_every_example_passes_its_own_checks_without_a_warning(folder: Path) -> None:
    assert [str(warning) for warning in loaded(folder).warnings] == []


@each_example
def test_every_example_says_what_it_is(folder: Path) -> None:
    assert (folder / "README.md").is_file()


@each_example
def test_the_tests_of_every_example_pass_in_virtual_time(folder: Path) -> None:
    document = loaded(folder)
    verdicts = [run_trial(document, name) for name in document.trials]
    failed = {verdict.name: verdict.differences or verdict.fault for verdict in verdicts if not verdict.passed}
    assert failed == {}


def test_there_are_tests_enough_to_learn_from() -> None:
    assert sum(len(loaded(folder).trials) for folder in EXAMPLES) >= LEAST_TESTS


def test_every_verb_is_used_in_some_example() -> None:
    used = {step.kind for folder in EXAMPLES for step, _ in surveyed(folder).steps}
    assert set(StepSpec.model_fields) - used == set()


def test_every_section_is_used_in_some_example() -> None:
    used = {section for folder in EXAMPLES for section in surveyed(folder).root.entries}
    assert set(DialplanSpec.model_fields) - used == set()
