"""A directory of ``*.yaml`` into a document that passed every check, or into all that is wrong. Changes nothing.

The directory is read once; a document once loaded does not care what becomes of the files.
"""

from collections.abc import Sequence as Listed
from itertools import chain
from pathlib import Path

from acd.policy import AgentProfile, Announcements, Line, QueuePolicy
from dialplan.checks import checked
from dialplan.document import Agent, Document, Queue
from dialplan.errors import DialplanInvalid, Problem
from dialplan.files import SourceFile, source_files, version_of
from dialplan.prompts import media_uri
from dialplan.reading import MOST_NODES, read
from dialplan.schema import SET_PREFIX, AgentSpec, QueueSpec
from dialplan.steps import compiled
from dialplan.tree import Entry, Mapping, Node, Place, Scalar, Sequence, unique_entries
from dialplan.validating import Specs, validated
from ivr.flow import Flow
from vocabulary.ids import AgentName, FlowName, MediaUri, QueueName


def load(directory: Path) -> Document:
    """The document in ``directory``: every ``*.yaml`` directly in it, merged.

    Raises ``DialplanInvalid`` with all problems, sorted by place.
    """
    sources, unreadable = source_files(directory)
    roots, problems = _roots(sources)
    problems += unreadable
    if len(roots) < len(sources) or unreadable:
        # Names of a file that cannot be read would all be reported as unknown.
        raise DialplanInvalid(problems)
    root, twice = merged(roots, Place(str(directory), 1, 1))
    specs = validated(root)
    problems += twice + specs.problems + checked(specs, root, directory) + _path_problems(directory)
    if problems:
        raise DialplanInvalid(problems)
    return _document(specs, directory, _version(specs, directory, sources))


def merged(roots: Listed[Mapping], empty: Place) -> tuple[Mapping, list[Problem]]:
    """The files' sections put together, and a problem for each name defined twice. ``empty``: where nothing stands."""
    sections: dict[str, list[Entry]] = {}
    for entry in chain.from_iterable(root.entries.values() for root in roots):
        if not (isinstance(entry.value, Scalar) and entry.value.value is None):
            sections.setdefault(entry.key, []).append(entry)
    problems: list[Problem] = []
    entries = {}
    for key, parts in sections.items():
        value, twice = _joined([part.value for part in parts])
        problems += twice
        entries[key] = Entry(parts[0].place, key, value)
    return Mapping(roots[0].place if roots else empty, entries), problems


def _joined(parts: list[Node]) -> tuple[Node, list[Problem]]:
    mappings = [part for part in parts if isinstance(part, Mapping)]
    sequences = [part for part in parts if isinstance(part, Sequence)]
    if len(mappings) == len(parts):
        entries, problems = unique_entries(chain.from_iterable(part.entries.values() for part in mappings))
        return Mapping(parts[0].place, entries), problems
    if len(sequences) == len(parts):
        return Sequence(parts[0].place, tuple(chain.from_iterable(part.items for part in sequences))), []
    # Of parts that do not go together, one that stands alone shows best what is wrong.
    return next((part for part in parts if isinstance(part, Scalar)), parts[-1]), []


def _roots(sources: tuple[SourceFile, ...]) -> tuple[list[Mapping], list[Problem]]:
    roots = []
    problems: list[Problem] = []
    nodes_left = MOST_NODES
    for source in sources:
        reading = read(source.text, source.shown, nodes_left)
        problems += reading.problems
        nodes_left -= reading.nodes
        match reading.root:
            case Mapping():
                roots.append(reading.root)
            case None:
                if not reading.problems:
                    roots.append(Mapping(Place(source.shown, 1, 1), {}))
            case other:
                problems.append(other.place.problem("a dialplan file is made of sections: numbers, flows, queues, ..."))
    return roots, problems


def _path_problems(directory: Path) -> list[Problem]:
    if any(character in str(directory.resolve()) for character in ",&|\n"):
        # A comma separates media, an ampersand files: the prompts' absolute paths go into both.
        return [Problem(str(directory), 1, 1, "the directory's path holds a character that Asterisk would split it at")]
    return []


def _version(specs: Specs, directory: Path, sources: tuple[SourceFile, ...]) -> str:
    contents = {source.name: source.text.encode() for source in sources}
    for file in specs.prompts.values():
        try:
            contents[file] = (directory / file).read_bytes()
        except OSError as error:
            # It passed its check a moment ago: somebody is at work in the directory.
            raise DialplanInvalid(
                [Problem(str(directory / file), 1, 1, f"cannot be read: {error.strerror}")]
            ) from error
    return version_of(contents)


def _document(specs: Specs, directory: Path, version: str) -> Document:
    def resolve(prompt: str) -> MediaUri:
        if prompt.startswith(SET_PREFIX):
            return MediaUri(prompt)
        return media_uri(specs.prompts[prompt], directory)

    return Document(
        version=version,
        numbers={number: FlowName(flow) for number, flow in specs.numbers.items()},
        flows={FlowName(name): Flow(FlowName(name), compiled(steps, resolve)) for name, steps in specs.flows.items()},
        queues={QueueName(name): _queue(name, spec) for name, spec in specs.queues.items()},
        agents={AgentName(name): _agent(name, spec) for name, spec in specs.agents.items()},
    )


def _queue(name: str, spec: QueueSpec) -> Queue:
    policy = QueuePolicy(
        name=QueueName(name),
        line=Line[spec.line.upper()],
        ring_timeout_seconds=spec.ring_timeout_seconds,
        connect_timeout_seconds=spec.connect_timeout_seconds,
        wrap_up_seconds=spec.wrap_up_seconds,
        decline_rest_seconds=spec.decline_rest_seconds,
        failure_rest_seconds=spec.failure_rest_seconds,
        announcements=Announcements(
            on_entry=spec.announcements.on_entry,
            on_change=spec.announcements.on_change,
            min_gap_seconds=spec.announcements.min_gap_seconds,
        ),
    )
    return Queue(policy, spec.music)


def _agent(name: str, spec: AgentSpec) -> Agent:
    profile = AgentProfile(
        name=AgentName(name),
        queues=tuple(QueueName(queue) for queue in spec.queues),
        skills=tuple(spec.proficiencies().items()),
        unanswered_limit=spec.unanswered_limit,
    )
    return Agent(profile, spec.name)
