"""What a scenario's callers are said to need, held against its agents: unknown names, steps nobody of the queue meets.

How long a step lasts is not judged: one shorter than the ring is a fault only where agents may leave it unanswered.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from acd.profile import AgentProfile
from dialplan.errors import did_you_mean, shown
from dialplan.requirements import Requires, requirement
from simulation.specs import ArrivalsSpec
from vocabulary.requirement_text import Kind, mentions
from vocabulary.skills import matches


def needs_faults(arrivals: Sequence[ArrivalsSpec], profiles: Sequence[AgentProfile]) -> Iterator[str]:
    """Every fault as key: sentence. Where a name leads nowhere, nothing is concluded about who meets the step."""
    known: dict[Kind, Collection[str]] = {
        Kind.SKILL: {skill for profile in profiles for skill, _ in profile.skills},
        Kind.AGENT: {profile.name for profile in profiles},
    }
    for index, kind in enumerate(arrivals):
        if kind.requires is not None:
            key = f"arrivals.{index}.requires"
            names = list(_unknown_names(kind.requires, key, known))
            yield from names or _unmet(kind.requires, key, kind.queue, profiles)


def _unknown_names(requires: Requires, key: str, known: Mapping[Kind, Collection[str]]) -> Iterator[str]:
    if isinstance(requires, dict):
        for skill in requires:
            yield from _unknown(f"{key}.{skill}", Kind.SKILL, skill, known)
        return
    for where, text in _texts(requires, key):
        for mention in mentions(text):
            yield from _unknown(where, mention.kind, mention.name, known)


def _unknown(key: str, kind: Kind, name: str, known: Mapping[Kind, Collection[str]]) -> Iterator[str]:
    if name not in known[kind]:
        said = "no agent has the skill" if kind is Kind.SKILL else "unknown agent"
        yield f"{key}: {said} {shown(name)}{did_you_mean(name, known[kind])}"


def _unmet(requires: Requires, key: str, queue: str, profiles: Sequence[AgentProfile]) -> Iterator[str]:
    serving = [
        (profile.name, dict(profile.skills))
        for profile in profiles
        if any(assignment.queue == queue for assignment in profile.assignments)
    ]
    if not serving:
        return
    keys = [key] if isinstance(requires, dict) else [where for where, _ in _texts(requires, key)]
    for where, step in zip(keys, requirement(requires).steps, strict=False):
        if not any(matches(step.expression, name, skills) for name, skills in serving):
            yield f"{where}: no agent of the queue {shown(queue)} meets this requirement"


def _texts(requires: Requires, key: str) -> list[tuple[str, str]]:
    """Each step's expression, with the key it stands at."""
    if isinstance(requires, list):
        return [(f"{key}.{index}.expression", step.expression) for index, step in enumerate(requires)]
    return [(key, requires)] if isinstance(requires, str) else []
