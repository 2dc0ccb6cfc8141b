"""A directory that passes its checks into a picture of its flows. Reads it anew, and draws nothing that is refused."""

from collections.abc import Callable, Collection
from pathlib import Path

from dialplan.errors import did_you_mean, shown
from dialplan.files import source_files
from dialplan.graph_building import graph_of
from dialplan.loader import load, merged
from dialplan.picture.formats import Format
from dialplan.picture.mermaid import mermaid
from dialplan.picture.scene import sheets
from dialplan.picture.svg import svg
from dialplan.reading import read
from dialplan.survey import Survey
from dialplan.tree import Mapping, Place
from dialplan.tree import Path as NodePath
from dialplan.validating import validated


class NoSuchFlow(Exception):
    """unknown flow {name}"""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"unknown flow {shown(name)}{did_you_mean(name, known)}")


def picture(directory: Path, form: Format, only: str | None, linked: Callable[[Place], Place]) -> str:
    """All flows with their queues, or the flow ``only``. ``linked``: where a place is for whoever looks at the picture.

    :raises DialplanInvalid: if the directory does not pass its checks.
    :raises NoSuchFlow: if ``only`` is none of it.
    """
    load(directory)
    survey = _surveyed(directory)
    if only is not None and only not in survey.specs.flows:
        raise NoSuchFlow(only, survey.specs.flows)
    drawn = sheets(graph_of(survey), lambda path: linked(_place(survey, path)), only)
    return mermaid(drawn) if form is Format.MERMAID else svg(drawn, directory.resolve().name)


def _place(survey: Survey, path: NodePath) -> Place:
    """What has a name stands where its name does."""
    return survey.at(*path, key=isinstance(path[-1], str))


def _surveyed(directory: Path) -> Survey:
    sources, _ = source_files(directory)
    roots = [read(source.text, source.shown).root for source in sources]
    root, _ = merged([root for root in roots if isinstance(root, Mapping)], Place(str(directory), 1, 1))
    return Survey(validated(root), root, directory)
