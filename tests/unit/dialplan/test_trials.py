"""The section of tests: its shape, and names in it that lead nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.loader import load


@pytest.fixture
def with_test(directory: Path) -> Callable[[str], None]:
    """Puts one test, ``it``, into the valid document: a file of its own, beginning at its third line."""

    def written(lines: str) -> None:
        (directory / "tests.yaml").write_text(f"tests:\n  it:\n{lines}")

    return written


def test_a_test_is_read_with_its_defaults_and_its_place(directory: Path, with_test: Callable[[str], None]) -> None:
    with_test('    call: "100"\n    expect: {heard: [welcome, choose], outcome: hung_up}\n')
    document = load(directory)
    trial = document.trials["it"]
    assert (trial.caller, trial.answers, trial.keys, trial.caller_hangs_up) == ("+99900000001", True, [], "never")
    assert trial.expect.heard == ["welcome", "choose"]
    assert str(document.places["tests", "it"]) == f"{directory}/tests.yaml:2:3"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            '    call: "10"\n    expect: {outcome: hung_up}\n',
            "tests.yaml:3:11: unknown number '10'; did you mean '100'?",
        ),
        (
            '    call: "100"\n    agents: {alise: available}\n    expect: {outcome: hung_up}\n',
            "tests.yaml:4:14: unknown agent 'alise'; did you mean 'alice'?",
        ),
        (
            '    call: "100"\n    expect: {queue: suport}\n',
            "tests.yaml:4:21: unknown queue 'suport'; did you mean 'support'?",
        ),
        (
            '    call: "100"\n    expect: {heard: [welcome, chose, "sound:vm-press", "text:Hello"]}\n',
            "tests.yaml:4:31: unknown prompt 'chose'; did you mean 'choose'?",
        ),
        ('    call: "100"\n    expect: {category: product}\n', "tests.yaml:4:24: unknown category 'product'"),
        ('    call: "100"\n    expect: {language: ru}\n', "tests.yaml:4:24: unknown language 'ru'"),
        ('    call: "100"\n    expect: {agent: alice}\n', "tests.yaml:4:21: 'alice' is logged out in this test"),
        ('    call: "100"\n    expect: {}\n', "tests.yaml:4:5: expects nothing, so it could never fail"),
        ('    call: "100"\n    exect: {}\n', "tests.yaml:4:5: unknown key 'exect'; did you mean 'expect'?"),
        (
            '    call: "100"\n    at: 2026-13-01T10:00\n    expect: {queue: support}\n',
            "tests.yaml:4:9: a moment is a date and a time, for example 2026-12-25T10:00, of the years 2020 to 2040",
        ),
        (
            '    call: "100"\n    keys: [1A]\n    expect: {queue: support}\n',
            "tests.yaml:4:12: keys are at most 32 of 0-9 * #; nothing between the quotes: none is pressed",
        ),
        (
            '    call: "100"\n    caller: Bob\n    expect: {queue: support}\n',
            "tests.yaml:4:13: a caller's number is digits with an optional + before them, or 'anonymous'",
        ),
    ],
)
def test_what_a_test_cannot_mean_is_refused_at_its_place(
    with_test: Callable[[str], None], problems: Callable[[], list[str]], lines: str, problem: str
) -> None:
    with_test(lines)
    assert problem in problems()


def test_a_name_defined_twice_among_the_tests_tells_both_places(
    directory: Path, with_test: Callable[[str], None], problems: Callable[[], list[str]]
) -> None:
    with_test('    call: "100"\n    expect: {outcome: hung_up}\n')
    (directory / "more.yaml").write_text('tests:\n  it: {call: "100", expect: {outcome: hung_up}}\n')
    assert [problem for problem in problems() if "'it' is defined twice, first at " in problem]
