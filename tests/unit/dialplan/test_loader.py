"""What a valid directory becomes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acd.policy import Line, QueuePolicy
from acd.profile import AgentProfile, Assignment
from dialplan.document import Dialled, Document, Queue
from dialplan.loader import load
from ivr.flow import Enqueue, HangUp, Menu, Play
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, FlowName, MediaUri, QueueName, SkillName
from vocabulary.skills import Threshold, needing

EXAMPLES = Path(__file__).parents[3] / "dialplan" / "examples"


def edited(directory: Path, old: str, new: str) -> Document:
    text = (directory / "main.yaml").read_text()
    assert text.count(old) == 1
    (directory / "main.yaml").write_text(text.replace(old, new))
    return load(directory)


def test_the_document_is_resolved_into_what_the_rooms_take(directory: Path) -> None:
    document = load(directory)
    assert document.numbers == {"100": Dialled(FlowName("main"))}
    play, menu = document.flows[FlowName("main")].steps
    assert play == Play((MediaUri("prompt:welcome"),))
    assert isinstance(menu, Menu)
    assert menu.choices["1"] == (Enqueue(QueueName("support"), needing(Threshold(SkillName("english"), 3)), 2),)
    assert menu.choices["2"] == (Enqueue(QueueName("sales")),)
    assert menu.otherwise == (HangUp(),)
    sales = document.queues[QueueName("sales")]
    assert (sales.policy.line, sales.music_class) == (Line.SECOND, "default")
    alice = document.agents[AgentName("alice")]
    assert (alice.display_name, alice.profile.queues, alice.profile.skills) == (
        "Alice",
        ("support", "sales"),
        (("english", 5),),
    )


def test_what_is_not_written_has_the_defaults_of_the_policies(directory: Path) -> None:
    document = load(directory)
    assert document.queues[QueueName("sales")] == Queue(QueuePolicy(QueueName("sales"), line=Line.SECOND))
    assert document.agents[AgentName("alice")].profile == AgentProfile(
        AgentName("alice"),
        (Assignment(QueueName("support")), Assignment(QueueName("sales"))),
        ((SkillName("english"), 5),),
    )


def test_one_of_asterisks_own_prompts_is_passed_on_as_it_is(directory: Path) -> None:
    document = edited(directory, "- play: [welcome]", "- play: {prompts: ['sound:digits/1'], barge_in: false}")
    assert document.flows[FlowName("main")].steps[0] == Play(("sound:digits/1",), barge_in=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["+12025550100", "'+12025550100'", "0123", "00", "'*9'", "100"])
def test_a_number_keeps_its_plus_and_zeros_quoted_or_not(directory: Path, number: str) -> None:
    assert list(edited(directory, '"100"', number).numbers) == [number.strip("'")]


def test_keys_may_be_written_as_numbers_and_single_steps_without_a_list(directory: Path) -> None:
    document = edited(directory, "          2:\n            - enqueue: sales", "          02: {enqueue: sales}")
    menu = document.flows[FlowName("main")].steps[1]
    assert isinstance(menu, Menu)
    assert set(menu.choices) == {"1", "02"}


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("hang_up", HangUpCause.NORMAL),
        ("hang_up:", HangUpCause.NORMAL),
        ("hang_up: {}", HangUpCause.NORMAL),
        ("hang_up: {cause: busy}", HangUpCause.BUSY),
    ],
)
def test_hanging_up_is_written_bare_or_with_a_cause(directory: Path, written: str, cause: HangUpCause) -> None:
    menu = edited(directory, "- hang_up", f"- {written}").flows[FlowName("main")].steps[1]
    assert isinstance(menu, Menu)
    assert menu.otherwise == (HangUp(cause),)


def test_sections_split_over_files_are_merged(directory: Path) -> None:
    text = (directory / "main.yaml").read_text()
    document, flows = text.split("flows:\n")
    (directory / "main.yaml").write_text(document)
    (directory / "zz.yaml").write_text(
        "flows:\n" + flows + "skills: [french]\nagents:\n  bob: {name: Bob, queues: support, skills: {french: 1}}\n"
    )
    (directory / "empty.yaml").write_text("# nothing yet\n")
    (directory / ".hidden.yaml").write_text("{")
    assert list(load(directory).agents) == ["alice", "bob"]


def test_line_ends_byte_order_mark_and_empty_sections_do_not_matter(directory: Path) -> None:
    text = (directory / "main.yaml").read_text()
    before = load(directory)
    (directory / "main.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (directory / "more.yaml").write_text("queues:\nskills:\n")
    assert load(directory).flows == before.flows


def test_the_version_changes_with_any_file_and_with_nothing_else(directory: Path) -> None:
    first = load(directory).version
    assert len(first) == 12
    assert load(directory).version == first
    prompt = directory / "sounds/welcome.wav"
    prompt.write_bytes(prompt.read_bytes()[:-1] + b"\x01")
    second = load(directory).version
    (directory / "main.yaml").rename(directory / "other.yaml")
    third = load(directory).version
    assert len({first, second, third}) == 3


def test_a_loaded_document_does_not_care_what_becomes_of_the_files(
    directory: Path, problems: Callable[[], list[str]]
) -> None:
    document = load(directory)
    (directory / "main.yaml").write_text("{")
    assert problems()
    assert list(document.numbers) == ["100"]


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_every_example_passes_its_own_checks(example: str) -> None:
    assert load(EXAMPLES / example).numbers
