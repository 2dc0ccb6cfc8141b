"""The tests of a document, each to its verdict, in virtual time. Prints nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC

from cdr.events import ContactFact
from cdr.story import line_for
from dialplan.document import Document
from service.trials.happened import happened
from service.trials.judging import Verdict, differences
from service.trials.placing import moment_of
from service.trials.virtual import NeverEnds, course_of
from vocabulary.instant import Instant


def run_trials(document: Document, names: Iterable[str]) -> tuple[Verdict, ...]:
    """The verdicts of these tests, in virtual time."""
    return tuple(run_trial(document, name) for name in names)


def run_trial(document: Document, name: str) -> Verdict:
    """The verdict of the test of this name, in virtual time."""
    trial, place = document.trials[name], document.places.get(("tests", name))
    try:
        course = course_of(document, trial)
    except NeverEnds as error:
        return Verdict(name, fault=str(error), place=place)
    found = happened(fact for _, fact in course.facts)
    told = differences(trial.expect, found, document.languages)
    return Verdict(name, told, place=place, story=story(document, name, course.facts))


def story(document: Document, name: str, facts: Sequence[tuple[float, ContactFact]]) -> tuple[str, ...]:
    """The facts of a test, each with its second, told line by line, by the clock of the document's time zone."""
    began_at = moment_of(document, document.trials[name]).replace(tzinfo=UTC).timestamp()
    first = facts[0][0] if facts else 0.0
    lines = (line_for(fact, Instant(seconds, began_at + seconds - first)) for seconds, fact in facts)
    return tuple(line for line in lines if line is not None)
