"""Circles of overflows are followed through the steps of flows: only whoever is asked something is not in one."""

from collections.abc import Callable

import pytest

Found = Callable[[], list[str]]
Edit = Callable[..., None]

OVERFLOW = "  sales:\n    line: second\n    after_max_wait: {flow: back}\n"
CIRCLE = "callers would go round in a circle: sales → sales"


@pytest.fixture
def behind(edit: Edit, problems: Found) -> Callable[[str], list[str]]:
    """What is wrong where callers who waited too long in ``sales`` come into this flow."""

    def found(steps: str) -> list[str]:
        flows = f"flows:\n  back: [{steps}, {{play: welcome}}]\n  again: [{{enqueue: sales}}, {{play: welcome}}]\n"
        edit(("  sales:\n    line: second\n", OVERFLOW), ("flows:\n", flows))
        return [problem for problem in problems() if CIRCLE in problem]

    return found


@pytest.mark.parametrize(
    "steps",
    [
        "{play: welcome}, {enqueue: sales}",
        "{go_to: again}",
        "{branch: {caller: '1', steps: {enqueue: sales}}}",
        "{branch: [{caller: '1', steps: hang_up}, {otherwise: {go_to: again}}]}",
        "{set: {priority: 1}}, {consent: {prompt: welcome}}, {language: en}, {enqueue: sales}",
        "{branch: {caller: '1', steps: hang_up}}, {enqueue: sales}",
    ],
)
def test_a_caller_who_is_asked_nothing_goes_round(behind: Callable[[str], list[str]], steps: str) -> None:
    assert behind(steps)


@pytest.mark.parametrize(
    "steps",
    [
        "{menu: {prompt: choose, choices: {'1': hang_up}}}, {enqueue: sales}",
        "{collect: {into: account, prompt: choose}}, {enqueue: sales}",
        "{voicemail: sales}, {go_to: again}",
        "{branch: [{caller: '1', steps: hang_up}, {otherwise: hang_up}]}",
        "{enqueue: support}",
    ],
)
def test_a_caller_who_is_asked_does_not(behind: Callable[[str], list[str]], steps: str) -> None:
    assert behind(steps) == []
