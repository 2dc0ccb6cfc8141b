"""Two hundred mutants of the examples: every fault is refused at its line, nothing harmless is refused.

An operator says whether what it makes is fatal before anything is checked, and where a fatal one is to be told. Which
of its mutants are tried is drawn with a fixed seed, each operator having its turn.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.unit.dialplan.conftest import write_wav
from tests.unit.dialplan.mutation import fatal_ways, fatal_words, harmless
from tests.unit.dialplan.mutation.subject import Mutant, Subject

EXAMPLES = Path(__file__).parents[4] / "dialplan" / "examples"
OFFICE = Path(__file__).parent / "office"
FATAL = (*fatal_words.OPERATORS, *fatal_ways.OPERATORS)
HARMLESS = harmless.OPERATORS
MOST_FATAL, MOST_HARMLESS = 140, 60
SHARES = 6
"""Tests over which they are spread, so that several processors can share them."""
SEED = 4

Operator = Callable[[Subject], Iterator[Mutant]]


@cache
def drawn(operators: tuple[Operator, ...], most: int) -> list[tuple[Subject, Mutant]]:
    """At most so many mutants of the examples, one of each operator by turns."""
    subjects = [Subject(path) for path in sorted(EXAMPLES.iterdir()) if path.is_dir()]
    piles = [[(subject, mutant) for subject in subjects for mutant in operator(subject)] for operator in operators]
    chance = Random(SEED)
    for pile in piles:
        chance.shuffle(pile)
    found: list[tuple[Subject, Mutant]] = []
    while any(piles) and len(found) < most:
        found += [pile.pop() for pile in piles if pile]
    return found[:most]


def told(subject: Subject, mutant: Mutant) -> list[str]:
    """What is refused of a mutant, as ``file:line message``."""
    errors = subject.judge.errors({file: "\n".join(lines) for file, lines in mutant.lines.items()})
    return [f"{Path(problem.file).name}:{problem.line} {problem.message}" for problem in errors]


def misjudged(mutants: Iterable[tuple[Subject, Mutant]]) -> dict[str, list[str]]:
    """Fatal mutants that are not refused at their line, and harmless ones that are refused; with what was told."""
    found = {}
    for subject, mutant in mutants:
        refused = told(subject, mutant)
        where = f"{Path(mutant.file).name}:{mutant.line} "
        right = any(one.startswith(where) for one in refused) if mutant.fatal else not refused
        if not right:
            found[f"{mutant.what}, line {where}"] = refused
    return found


def test_there_are_at_least_two_hundred_and_at_least_a_hundred_and_twenty_are_fatal() -> None:
    fatal, others = drawn(FATAL, MOST_FATAL), drawn(HARMLESS, MOST_HARMLESS)
    assert len(fatal) >= 120
    assert len(fatal) + len(others) >= 200
    assert all(mutant.fatal for _, mutant in fatal)
    assert not any(mutant.fatal for _, mutant in others)


@pytest.mark.parametrize("number", range(SHARES))
def test_every_fatal_mutant_of_the_examples_is_refused_at_its_line(number: int) -> None:
    assert misjudged(drawn(FATAL, MOST_FATAL)[number::SHARES]) == {}


@pytest.mark.parametrize("number", range(SHARES // 2))
def test_no_harmless_mutant_of_the_examples_is_refused(number: int) -> None:
    assert misjudged(drawn(HARMLESS, MOST_HARMLESS)[number :: SHARES // 2]) == {}


@pytest.mark.parametrize("operator", [*FATAL, *HARMLESS], ids=lambda operator: operator.__name__)
def test_each_operator_is_judged_rightly_where_there_is_something_to_change(
    operator: Operator, office: Subject
) -> None:
    mutants = list(islice(operator(office), 3))
    assert mutants != []
    assert misjudged((office, mutant) for mutant in mutants) == {}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """A document for the operators alone."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "office.yaml").write_bytes((OFFICE / "office.yaml").read_bytes())
    for name in ("beep", "gong"):
        write_wav(folder / f"sounds/{name}.wav")
    return Subject(folder)
