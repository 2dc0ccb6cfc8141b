"""What the checks say of a document whose text is not in its directory. Reads each unchanged file once."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dialplan.checks import checked
from dialplan.errors import Problem, Severity
from dialplan.files import SourceFile
from dialplan.loader import merged
from dialplan.reading import Reading, read
from dialplan.resolving import material
from dialplan.survey import Survey
from dialplan.tree import Mapping, Place
from dialplan.validating import validated


class Judge:
    """Of one directory, whose prompts are where they are."""

    def __init__(self, directory: Path, sources: tuple[SourceFile, ...]) -> None:
        self._directory = directory
        self._sources = sources
        self._read: dict[SourceFile, Reading] = {}

    def errors(self, changed: dict[str, str]) -> list[Problem]:
        """What is refused where these files (as places call them) hold these texts; a file may be new."""
        sources = [replace(source, text=changed.get(source.shown, source.text)) for source in self._sources]
        known = {source.shown for source in sources}
        sources += [SourceFile(Path(shown).name, shown, text) for shown, text in changed.items() if shown not in known]
        problems = [problem for source in sources for problem in self._reading(source).problems]
        if all(isinstance(self._reading(source).root, Mapping) for source in sources):
            survey, twice = self.surveyed(sources)
            problems += [*twice, *survey.specs.problems, *material(survey, tuple(sources)).problems, *checked(survey)]
        return [problem for problem in problems if problem.severity is Severity.ERROR]

    def surveyed(self, sources: Iterable[SourceFile]) -> tuple[Survey, list[Problem]]:
        """The survey of files that can be read, and what is defined twice."""
        roots = [root for source in sources if isinstance(root := self._reading(source).root, Mapping)]
        root, twice = merged(roots, Place(str(self._directory), 1, 1))
        return Survey(validated(root), root, self._directory), twice

    def _reading(self, source: SourceFile) -> Reading:
        """Of the text last read of a file, and of the text it has in the directory, what was read is kept."""
        if source not in self._read:
            self._read = {known: self._read[known] for known in self._sources if known in self._read}
            self._read[source] = read(source.text, source.shown)
        return self._read[source]
