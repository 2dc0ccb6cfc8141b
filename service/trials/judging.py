"""Whether what happened is what a test expects; one judge for virtual time and for the real Asterisk. Runs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dialplan.tree import Place
from dialplan.trials import ExpectSpec
from ivr.flow import MarkKind
from service.trials.happened import Happened

_NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a test came out. ``differences``: what was expected and what was, one line each; none: it passed.

    ``fault``: why it could not be run at all. ``place``: where the test is written. ``story``: what happened, line by
    line.
    """

    name: str
    differences: tuple[str, ...] = ()
    fault: str = ""
    place: Place | None = None
    story: tuple[str, ...] = field(default=(), compare=False)

    @property
    def passed(self) -> bool:
        return not self.differences and not self.fault


def differences(expect: ExpectSpec, found: Happened, languages: tuple[str, ...]) -> tuple[str, ...]:
    """What differs, in the order of the language. ``languages``: the document's; the first is spoken at first."""
    pairs = (pair for pair in _pairs(expect, found, languages) if pair[1] is not None)
    return tuple(_said(what, expected, was) for what, expected, was in pairs if expected != was)


def _pairs(expect: ExpectSpec, found: Happened, languages: tuple[str, ...]) -> Iterator[tuple[str, object, object]]:
    heard = None if expect.heard is None else tuple(expect.heard)
    survey = {key: value for (kind, key), value in found.marks.items() if kind is MarkKind.SURVEY}
    yield "heard", heard, found.heard
    yield "queue", expect.queue, found.queue
    yield "agent", expect.agent, found.agent
    yield "outcome", expect.outcome, found.outcome
    yield "category", expect.category, found.marked(MarkKind.CATEGORY)
    yield "source", expect.source, found.marked(MarkKind.SOURCE)
    yield "language", expect.language, found.marked(MarkKind.LANGUAGE) or languages[0]
    yield "priority", expect.priority, found.priority
    yield "consent", expect.consent, found.marked(MarkKind.CONSENT)
    yield "survey", expect.survey, survey
    yield "collected", expect.collected, dict(found.collected)


def _said(what: str, expected: object, was: object) -> str:
    return f"{what}: expected {_shown(expected)}, was {_shown(was)}"


def _shown(value: object) -> str:
    match value:
        case None:
            return _NONE
        case tuple():
            return f"[{', '.join(map(str, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {one}' for key, one in value.items())}}}"
        case _:
            return str(value)
