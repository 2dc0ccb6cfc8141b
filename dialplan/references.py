"""Names of other sections, listed: the ones that lead nowhere, and the ones listed twice."""

from collections.abc import Iterator, Sequence

from dialplan.errors import Problem
from dialplan.survey import Survey
from dialplan.tree import Path

_SECTIONS = {"agent": "agents", "queue": "queues", "team": "teams"}


def unknown_names(survey: Survey, what: str, names: Sequence[str], path: Path) -> Iterator[Problem]:
    """A problem for each name of a list at ``path`` that leads nowhere or comes a second time.

    ``what``: agent, queue or team.
    """
    seen: set[str] = set()
    for index, name in enumerate(names):
        yield from survey.unknown(what, name, survey.declared(_SECTIONS[what]), (*path, index))
        if name in seen:
            yield survey.at(*path, index).problem(f"'{name}' is listed twice")
        seen.add(name)
