"""Operators that spoil a word: a name, a key, a value. Whatever they make is refused at the line they changed."""

from collections.abc import Iterator

from dialplan.tree import Entry, Scalar
from dialplan.tree import Path as NodePath
from tests.unit.dialplan.mutation.subject import Lines, Mutant, Subject

_SPEC_SECTIONS = ("queues", "agents")
_BEYOND = {
    "attempts": "99",
    "first_digit_seconds": "0",
    "inter_digit_seconds": "99",
    "wrap_up_seconds": "-1",
    "ring_timeout_seconds": "0",
    "max_wait_seconds": "0",
    "priority": "1000",
    "max_waiting": "0",
    "digits": "99",
}
_LIMITED = frozenset(_BEYOND)


def typo(word: str) -> str:
    """The word with two letters in the middle the wrong way round, or one written twice where that changes nothing."""
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return swapped if swapped != word else word[:middle] + word[middle] + word[middle:]


def typo_in_a_name(subject: Subject) -> Iterator[Mutant]:
    """A name of another section, in a step or behind a number."""
    for path in _names(subject):
        node = subject.node(*path)
        if isinstance(node, Scalar):
            lines = subject.rewritten(node, typo(node.text))
            yield from _at(f"typo in the name {node.text}", subject, lines, node.place.file, node.place.line)


def _names(subject: Subject) -> Iterator[NodePath]:
    for step, path in subject.survey.steps:
        yield from ((*path, *named.path) for named in step.names() if not named.at_key)
    for number in subject.survey.specs.numbers:
        yield "numbers", number, "flow"
    for name, agent in subject.survey.specs.agents.items():
        if not isinstance(agent.queues, dict):
            yield from (("agents", name, "queues", index) for index in range(len(agent.queues)))


def typo_in_a_prompt(subject: Subject) -> Iterator[Mutant]:
    """The name of a prompt that a step plays."""
    for step, path in subject.survey.steps:
        for prompt, at in step.prompts():
            node = subject.node(*path, *at)
            if ":" not in prompt and isinstance(node, Scalar):
                lines = subject.rewritten(node, typo(node.text))
                yield from _at(f"typo in the prompt {prompt}", subject, lines, node.place.file, node.place.line)


def typo_in_a_skill(subject: Subject) -> Iterator[Mutant]:
    """A skill of an agent."""
    for name, agent in subject.survey.specs.agents.items():
        for skill in agent.skills:
            yield from _respelt(subject, ("agents", name, "skills", skill))


def typo_in_a_key(subject: Subject) -> Iterator[Mutant]:
    """A key that the language has: of a queue, an agent or a step."""
    for section in _SPEC_SECTIONS:
        for named in subject.entries(section):
            for entry in subject.entries(section, named.key):
                yield from _respelt(subject, (section, named.key, entry.key))
    for step, path in subject.survey.steps:
        yield from _respelt(subject, (*path, step.kind))
        if step.kind in {"menu", "enqueue", "collect"}:
            for entry in subject.entries(*path, step.kind):
                yield from _respelt(subject, (*path, step.kind, entry.key))


def _respelt(subject: Subject, path: NodePath) -> Iterator[Mutant]:
    key = str(path[-1])
    if any(entry.key == key for entry in subject.entries(*path[:-1])):
        place = subject.place(*path, key=True)
        lines = subject.replaced(place, key, typo(key))
        yield from _at(f"typo in the key {key}", subject, lines, place.file, place.line)


def value_beyond_its_limits(subject: Subject) -> Iterator[Mutant]:
    """A number that no call should be treated with."""
    for path, entry in _limited(subject):
        node = subject.node(*path)
        if isinstance(node, Scalar) and not isinstance(node.value, str):
            lines = subject.replaced(node.place, node.text, _BEYOND[entry.key])
            yield from _at(f"{entry.key}: {_BEYOND[entry.key]}", subject, lines, node.place.file, node.place.line)


def _limited(subject: Subject) -> Iterator[tuple[NodePath, Entry]]:
    holders: list[NodePath] = [("queues", queue) for queue in subject.survey.specs.queues]
    holders += [(*path, step.kind) for step, path in subject.survey.steps]
    for holder in holders:
        yield from (((*holder, entry.key), entry) for entry in subject.entries(*holder) if entry.key in _LIMITED)


def missing_file(subject: Subject) -> Iterator[Mutant]:
    """A prompt whose file is called otherwise."""
    for scalar in subject.scalars(subject.node("prompts")):
        if scalar.text.endswith(".wav"):
            lines = subject.rewritten(scalar, scalar.text.replace(".wav", "-gone.wav"))
            yield from _at(f"no file {scalar.text}", subject, lines, scalar.place.file, scalar.place.line)


def tab_instead_of_spaces(subject: Subject) -> Iterator[Mutant]:
    """A line that is indented with a tab."""
    for entry in (*subject.entries("queues"), *subject.entries("flows"), *subject.entries("agents")):
        place = entry.place
        line = subject.lines[place.file][place.line - 1]
        indent = place.column - 1
        if indent and not line[:indent].strip():
            lines = list(subject.lines[place.file])
            lines[place.line - 1] = "\t" + line[indent:]
            yield from _at(f"a tab before {entry.key}", subject, {place.file: lines}, place.file, place.line)


def _at(what: str, subject: Subject, lines: Lines | None, file: str, line: int) -> Iterator[Mutant]:
    if lines is not None:
        yield Mutant(f"{subject.name}: {what}", True, lines, file, line)


OPERATORS = (
    typo_in_a_name,
    typo_in_a_prompt,
    typo_in_a_skill,
    typo_in_a_key,
    value_beyond_its_limits,
    missing_file,
    tab_instead_of_spaces,
)
