"""A directory of ``*.yaml`` into a document that passed every check, or into all that is wrong. Changes nothing.

The directory is read once; a document once loaded does not care what becomes of the files.
"""

from collections.abc import Sequence as Listed
from itertools import chain
from pathlib import Path

from dialplan.checks import checked
from dialplan.document import Document
from dialplan.errors import DialplanInvalid, Problem, Severity
from dialplan.files import SourceFile, source_files
from dialplan.reading import MOST_NODES, read
from dialplan.resolving import material, resolved
from dialplan.survey import Survey
from dialplan.tree import Entry, Mapping, Node, Place, Scalar, Sequence, unique_entries
from dialplan.validating import validated


def load(directory: Path) -> Document:
    """The document in ``directory``: every ``*.yaml`` directly in it, merged.

    Warnings alone refuse nothing: the document tells them.

    :raises DialplanInvalid: with all problems, warnings too, sorted by place.
    """
    sources, unreadable = source_files(directory)
    roots, problems = _roots(sources)
    problems += unreadable
    if len(roots) < len(sources) or unreadable:
        # Names of a file that cannot be read would all be reported as unknown.
        raise DialplanInvalid(problems)
    root, twice = merged(roots, Place(str(directory), 1, 1))
    survey = Survey(validated(root), root, directory)
    found = material(survey, sources)
    problems += (*twice, *survey.specs.problems, *found.problems, *checked(survey), *_path_problems(directory))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DialplanInvalid(problems)
    return resolved(survey, found, tuple(sorted(set(problems))))


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
    if len(parts) > 1 and all(isinstance(part, Scalar) for part in parts):
        return parts[0], [part.place.problem(f"is defined twice, first at {parts[0].place}") for part in parts[1:]]
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
