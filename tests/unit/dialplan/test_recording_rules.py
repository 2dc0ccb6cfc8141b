"""Which recording rule counts for a call, and what a flow tells its callers before a queue whose rule tells them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.document import Document
from dialplan.loader import load
from dialplan.steps.consent import told
from ivr.flow import Enqueue, IfMarked, MarkKind, Menu, Play, Steps
from vocabulary.ids import FlowName, QueueName

SUPPORT, SALES = QueueName("support"), QueueName("sales")
Edit = Callable[..., None]


@pytest.fixture
def ruled(directory: Path) -> Callable[[str], Document]:
    """The valid document with these rules."""

    def load_with(rules: str) -> Document:
        (directory / "rules.yaml").write_text(f"recording_rules: {rules}\n")
        return load(directory)

    return load_with


def place(document: Document, queue: QueueName | None, direction: str) -> int | None:
    found = document.recording_rule(queue, direction)
    return None if found is None else found[0]


def flow(document: Document, name: str = "main") -> Steps:
    return document.flows[FlowName(name)].steps


def choice(document: Document, keys: str) -> Steps:
    """What the only menu of the valid document leads to."""
    (menu,) = (step for step in flow(document) if isinstance(step, Menu))
    return menu.choices[keys]


def test_of_several_rules_that_fit_the_first_counts(ruled: Callable[[str], Document]) -> None:
    document = ruled("[{queues: sales, record: never}, {record: always}, {queues: [support], record: never}]")
    assert place(document, SALES, "in") == 1
    assert place(document, SUPPORT, "in") == 2


def test_a_rule_of_one_direction_fits_no_call_of_the_other(ruled: Callable[[str], Document]) -> None:
    document = ruled("[{direction: out, record: never}, {direction: in, record: always}]")
    assert place(document, SUPPORT, "in") == 2
    assert place(document, None, "out") == 1


def test_in_the_menu_where_no_queue_is_known_the_first_rule_without_queues_counts(
    ruled: Callable[[str], Document],
) -> None:
    document = ruled("[{queues: support, record: always, from: menu}, {record: always, from: menu}]")
    assert place(document, None, "in") == 2


def test_where_no_rule_fits_there_is_none(ruled: Callable[[str], Document]) -> None:
    assert place(ruled("[{queues: support, record: always}]"), SALES, "in") is None


def test_callers_are_told_before_each_step_that_hands_them_to_a_queue_whose_rule_tells(
    ruled: Callable[[str], Document],
) -> None:
    document = ruled("[{queues: support, record: always, consent: welcome, refuse_key: '0'}]")
    first, second = choice(document, "1")
    assert first == IfMarked(MarkKind.CONSENT_PROMPT_PLAYED, otherwise=told(["welcome"], "0"))
    assert isinstance(second, Enqueue)
    assert [type(step) for step in choice(document, "2")] == [Enqueue]


@pytest.mark.parametrize(
    "rules",
    [
        "[{record: always}]",
        "[{queues: support, record: always}, {record: always, consent: welcome}]",
        "[{direction: out, record: always, consent: welcome}]",
        "[{record: never, consent: welcome}]",
    ],
)
def test_nobody_is_told_where_the_rule_that_counts_does_not_tell(ruled: Callable[[str], Document], rules: str) -> None:
    assert [type(step) for step in choice(ruled(rules), "1")] == [Enqueue]


def test_a_queue_entered_after_another_tells_its_callers_too(edit: Edit, ruled: Callable[[str], Document]) -> None:
    edit(("enqueue: sales", "enqueue: {queue: support, otherwise: [{enqueue: sales}]}"))
    document = ruled("[{queues: sales, record: always, consent: welcome}]")
    (support,) = choice(document, "2")
    assert isinstance(support, Enqueue)
    assert [type(step) for step in support.otherwise] == [IfMarked, Enqueue]


def test_words_of_a_rule_are_spoken_like_any_others(ruled: Callable[[str], Document]) -> None:
    document = ruled("[{record: always, consent: 'text:This call is recorded.'}]")
    (asked, _) = choice(document, "2")
    assert isinstance(asked, IfMarked)
    assert Play(("text:This call is recorded.",), False, MarkKind.CONSENT_PROMPT_PLAYED) in asked.otherwise  # type: ignore[arg-type]
