"""Operators that take something away a call needs, or lead it astray. Each names the line where that is to be told."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from dialplan.steps import MenuSpec
from dialplan.tree import Path as NodePath
from dialplan.tree import Place, Scalar
from tests.unit.dialplan.mutation.subject import Lines, Mutant, Subject, moved

_LAST_VERBS = frozenset({"hang_up", "go_to"})
_ENDS = frozenset({"enqueue", "hang_up", "transfer", "voicemail", "callback", "go_to"})


def drop_a_prompt(subject: Subject) -> Iterator[Mutant]:
    """A prompt that a step plays is no longer declared: told where it is played first."""
    for entry in subject.entries("prompts"):
        played = (
            (*path, *at) for step, path in subject.survey.steps for name, at in step.prompts() if name == entry.key
        )
        yield from _dropped(subject, f"without the prompt {entry.key}", ("prompts", entry.key), next(played, None))


def drop_a_flow(subject: Subject) -> Iterator[Mutant]:
    """A flow that a number or a step leads to."""
    for entry in subject.entries("flows"):
        yield from _dropped(
            subject, f"without the flow {entry.key}", ("flows", entry.key), _user(subject, "flows", entry.key)
        )


def drop_a_queue(subject: Subject) -> Iterator[Mutant]:
    """A queue that a step leads to."""
    for entry in subject.entries("queues"):
        user = _user(subject, "queues", entry.key)
        yield from _dropped(subject, f"without the queue {entry.key}", ("queues", entry.key), user)


def drop_hours(subject: Subject) -> Iterator[Mutant]:
    """Hours that a branch looks at."""
    for entry in subject.entries("hours"):
        yield from _dropped(
            subject, f"without the hours {entry.key}", ("hours", entry.key), _user(subject, "hours", entry.key)
        )


def drop_a_list(subject: Subject) -> Iterator[Mutant]:
    """A list of callers that a branch looks at."""
    for entry in subject.entries("lists"):
        yield from _dropped(
            subject, f"without the list {entry.key}", ("lists", entry.key), _user(subject, "lists", entry.key)
        )


def drop_a_skill(subject: Subject) -> Iterator[Mutant]:
    """A skill that an agent has is no longer declared: told at the first agent who has it."""
    skills = subject.survey.specs.skills
    for index, skill in enumerate(skills):
        has = next(
            (
                ("agents", name, "skills", skill)
                for name, agent in subject.survey.specs.agents.items()
                if skill in agent.skills
            ),
            None,
        )
        node = subject.node("skills", index)
        if has is None or not isinstance(node, Scalar):
            continue
        lines = subject.replaced(node.place, f"{skill}, ", "") or subject.replaced(node.place, skill, "another-skill")
        place = subject.place(*has, key=True)
        yield from _refused(subject, f"without the skill {skill}", lines, place)


def drop_the_only_able_agents_skill(subject: Subject) -> Iterator[Mutant]:
    """The one agent of a queue who has what a caller needs does not have it any more: told where it is needed."""
    for queue, enqueues in subject.survey.enqueues.items():
        agents = subject.survey.agents_of(queue)
        for enqueue, path in enqueues:
            needs = enqueue.requires if isinstance(enqueue.requires, dict) else {}
            for skill, least in needs.items():
                able = [name for name, agent in agents.items() if agent.skills.get(skill, 0) >= least]
                if len(able) == 1 and least > 1:
                    node = subject.node("agents", able[0], "skills", skill)
                    assert isinstance(node, Scalar)
                    lines = subject.replaced(node.place, node.text, "1")
                    place = subject.place(*path, "requires")
                    yield from _refused(subject, f"{able[0]} no longer able of {skill}", lines, place)


def drop_the_only_agent(subject: Subject) -> Iterator[Mutant]:
    """A queue whose only agent is gone: told at the queue."""
    for queue, agents in subject.survey.served.items():
        if len(agents) == 1:
            (name,) = agents
            others = [
                other for other in subject.survey.served if other != queue and name in subject.survey.served[other]
            ]
            if all(len(subject.survey.served[other]) > 1 for other in others):
                yield from _dropped(
                    subject, f"without the agent {name}", ("agents", name), ("queues", queue), at_key=True
                )


def drop_the_otherwise_of_a_last_menu(subject: Subject) -> Iterator[Mutant]:
    """Whoever gives no answer falls out of the flow: told at the menu."""
    for flow, steps in subject.survey.specs.flows.items():
        path: NodePath = ("flows", flow, len(steps) - 1)
        if steps and isinstance(steps[-1].verb, MenuSpec) and steps[-1].verb.otherwise:
            here: NodePath = (*path, "menu", "otherwise")
            yield from _dropped(subject, f"{flow} without otherwise", here, (*path, "menu"), at_key=True)


def drop_the_steps_of_a_choice(subject: Subject) -> Iterator[Mutant]:
    """A key of a menu at the end of a flow leads nowhere: told at the key."""
    for flow, steps in subject.survey.specs.flows.items():
        if steps and isinstance(steps[-1].verb, MenuSpec):
            for keys in steps[-1].verb.choices:
                path: NodePath = ("flows", flow, len(steps) - 1, "menu", "choices", keys)
                place = subject.place(*path, key=True)
                block = subject.block(place)
                if block is None:
                    continue
                lines = list(subject.lines[place.file])
                indent = " " * (place.column - 1)
                lines[block.start - 1 : block.stop - 1] = [f'{indent}"{keys}": []']
                yield from _refused(subject, f"{flow}: nothing behind key {keys}", {place.file: lines}, place)


def drop_the_last_hang_up(subject: Subject) -> Iterator[Mutant]:
    """A flow that only speaks no longer ends: told at the flow."""
    for flow, steps in subject.survey.specs.flows.items():
        ends = [path for step, path in subject.survey.steps if path[1] == flow and step.kind in _ENDS]
        here: NodePath = ("flows", flow, len(steps) - 1)
        if len(steps) > 1 and steps[-1].kind == "hang_up" and ends == [here]:
            yield from _dropped(subject, f"{flow} without hang_up", here, ("flows", flow), at_key=True)


def step_behind_the_end(subject: Subject) -> Iterator[Mutant]:
    """A step behind one that nobody goes on from: told at the new one."""
    for step, path in subject.survey.steps:
        place = subject.place(*path)
        block = subject.block(place) if step.kind in _LAST_VERBS else None
        if block is not None:
            indent = subject.lines[place.file][place.line - 1].index("-") * " "
            lines = subject.inserted(place.file, block.stop, f"{indent}- play: sound:vm-goodbye")
            yield from _told_at(subject, f"a step behind {step.kind}", lines, place.file, block.stop)


def go_to_itself(subject: Subject) -> Iterator[Mutant]:
    """A flow that begins with going to its beginning: told at that step."""
    for flow in subject.survey.specs.flows:
        yield from _begun_with(subject, f"{flow} goes to itself", {flow: flow})


def go_to_circle(subject: Subject) -> Iterator[Mutant]:
    """Two flows that begin with going to each other: told at both, of which the first is named."""
    for one, other in pairwise(subject.survey.specs.flows):
        yield from _begun_with(subject, f"{one} and {other} go to each other", {one: other, other: one})


def _begun_with(subject: Subject, what: str, targets: dict[str, str]) -> Iterator[Mutant]:
    """Flows that begin with a go_to, those further down changed first, so that places above stay where they are."""
    changed: dict[str, list[str]] = {}
    places = {flow: subject.place("flows", flow, 0) for flow in targets}
    for flow, place in sorted(places.items(), key=lambda found: found[1].line, reverse=True):
        lines = changed.setdefault(place.file, list(subject.lines[place.file]))
        line = lines[place.line - 1]
        if not line.lstrip().startswith("- "):
            return
        lines.insert(place.line - 1, f"{line[: line.index('-')]}- go_to: {targets[flow]}")
    first = min(places.values(), key=lambda place: place.line)
    yield from _told_at(subject, what, changed, first.file, first.line)


def same_case_again(subject: Subject) -> Iterator[Mutant]:
    """A case of a branch a second time: told at the second."""
    for step, path in subject.survey.steps:
        if step.kind != "branch":
            continue
        place = subject.place(*path, "branch", "cases", 0)
        block = subject.block(place)
        if block is not None and subject.lines[place.file][place.line - 1].lstrip().startswith("- "):
            again = subject.lines[place.file][block.start - 1 : block.stop - 1]
            lines = subject.inserted(place.file, block.stop, *again)
            yield from _told_at(subject, "the same case again", lines, place.file, block.stop)


def duplicate_in_another_file(subject: Subject) -> Iterator[Mutant]:
    """A name that is defined in one more file: told there."""
    for section, value in (("queues", "{}"), ("flows", "[hang_up]"), ("prompts", "sound:vm-goodbye")):
        for entry in subject.entries(section):
            new = str(PurePath(entry.place.file).with_name("zz-more.yaml"))
            lines: Lines = {new: [f"{section}:", f"  {entry.key}: {value}", ""]}
            yield from _told_at(subject, f"{section} {entry.key} in another file too", lines, new, 2)


def duplicate_key(subject: Subject) -> Iterator[Mutant]:
    """An entry with its line twice: told at the second."""
    for section in ("numbers", "prompts", "agents"):
        for entry in subject.entries(section):
            block = subject.block(entry.place)
            if block is not None and len(block) == 1:
                line = subject.lines[entry.place.file][entry.place.line - 1]
                lines = subject.inserted(entry.place.file, block.stop, line)
                yield from _told_at(subject, f"{section} {entry.key} twice", lines, entry.place.file, block.stop)


def overlapping_hours(subject: Subject) -> Iterator[Mutant]:
    """A second period within the first: told there."""
    for scalar in _periods(subject):
        opens, _, closes = scalar.text.partition("-")
        inner = f"{opens[:2]}:01-{closes[:2]}:00" if closes[3:] != "00" else f"{opens[:2]}:01-{closes}"
        lines = subject.replaced(scalar.place, _as_written(subject, scalar), f"[{scalar.text}, {inner}]")
        yield from _refused(subject, f"{scalar.text} and {inner}", lines, scalar.place)


def empty_hours(subject: Subject) -> Iterator[Mutant]:
    """A period that ends when it begins: told there."""
    for scalar in _periods(subject):
        opens = scalar.text.partition("-")[0]
        yield from _refused(subject, f"{opens}-{opens}", subject.rewritten(scalar, f"{opens}-{opens}"), scalar.place)


def _periods(subject: Subject) -> Iterator[Scalar]:
    """Each period that is written alone for its days."""
    for hours in subject.entries("hours"):
        for days in subject.entries("hours", hours.key, "open"):
            if isinstance(days.value, Scalar):
                yield days.value


def _as_written(subject: Subject, scalar: Scalar) -> str:
    line = subject.lines[scalar.place.file][scalar.place.line - 1]
    return line[scalar.place.column - 1 :][: len(scalar.text) + 2 * (scalar.opening or 0)]


def _user(subject: Subject, section: str, name: str) -> NodePath | None:
    """Where a step, else a number speaks of this name first."""
    for step, path in subject.survey.steps:
        own = section == "flows" and path[1] == name
        for named in step.names():
            if (named.section, named.name) == (section, name) and not own:
                return (*path, *named.path)
    numbers = subject.survey.specs.numbers if section == "flows" else {}
    return next((("numbers", number) for number, spec in numbers.items() if spec.flow == name), None)


def _dropped(
    subject: Subject, what: str, gone: NodePath, told: NodePath | None, *, at_key: bool = False
) -> Iterator[Mutant]:
    """The entry or step ``gone`` is taken away; told where ``told`` leads."""
    if told is None:
        return
    item = isinstance(gone[-1], int)
    place = subject.place(*gone) if item else subject.place(*gone, key=True)
    lines, where = subject.without(place), subject.place(*told, key=at_key)
    if lines is not None:
        at = moved(where.line, where.file, lines, subject.lines, place.line)
        yield from _told_at(subject, what, lines, where.file, at)


def _refused(subject: Subject, what: str, lines: Lines | None, place: Place) -> Iterator[Mutant]:
    if lines is not None:
        yield from _told_at(subject, what, lines, place.file, place.line)


def _told_at(subject: Subject, what: str, lines: Lines, file: str, line: int) -> Iterator[Mutant]:
    yield Mutant(f"{subject.name}: {what}", True, lines, file, line)


OPERATORS = (
    drop_a_prompt,
    drop_a_flow,
    drop_a_queue,
    drop_hours,
    drop_a_list,
    drop_a_skill,
    drop_the_only_able_agents_skill,
    drop_the_only_agent,
    drop_the_otherwise_of_a_last_menu,
    drop_the_steps_of_a_choice,
    drop_the_last_hang_up,
    step_behind_the_end,
    go_to_itself,
    go_to_circle,
    same_case_again,
    duplicate_in_another_file,
    duplicate_key,
    overlapping_hours,
    empty_hours,
)
