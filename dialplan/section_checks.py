"""What is wrong with trunks, admission, voices and what is written down: names that lead nowhere, and what contradicts
itself."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.references import unknown_names
from dialplan.sections.admission import TurnedAwaySpec
from dialplan.survey import Survey
from dialplan.tree import Path


def trunk_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with each trunk."""
    hosts: dict[str, str] = {}
    seen_as: tuple[str, str] | None = None
    for name, spec in survey.specs.trunks.items():
        if spec.nat_address is not None:
            seen_as = seen_as or (name, spec.nat_address)
            if seen_as[1] != spec.nat_address:
                yield survey.at("trunks", name, "nat_address").problem(
                    f"'{seen_as[0]}' sees us as {seen_as[1]}: there is one router, so one address"
                )
        if spec.number_format == "national" and spec.country is None and survey.specs.country is None:
            yield survey.at("trunks", name, "number_format").problem("national numbers need a country, here or for all")
        if spec.host is None:
            continue
        first = hosts.setdefault(spec.host, name)
        if first != name:
            yield survey.at("trunks", name, "address").problem(
                f"calls from {spec.host} are those of '{first}' already: a trunk is known by its address"
            )


def admission_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with who is let in."""
    spec = survey.specs.admission
    if spec.blocked is not None:
        yield from survey.unknown("list", spec.blocked, survey.declared("lists"), ("admission", "blocked"))
    for key, way in (("when_blocked", spec.when_blocked), ("when_full", spec.when_full)):
        if isinstance(way, TurnedAwaySpec):
            yield from survey.unknown("flow", way.flow, survey.declared("flows"), ("admission", key, "flow"))
    limited = spec.most_calls or spec.most_calls_per_caller
    limited = limited or any(number.most_calls for number in survey.specs.numbers.values())
    if "when_full" in spec.model_fields_set and not limited:
        yield survey.at("admission", "when_full", key=True).warning(
            "no number of calls is limited, so none is above it"
        )


def outcome_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with dispositions, call forms and scorecards."""
    dispositions = survey.specs.dispositions
    for section in ("dispositions", "call_forms"):
        for name, spec in getattr(survey.specs, section).items():
            if spec.category is not None:
                path: Path = (section, name, "category")
                yield from survey.unknown("category", spec.category, survey.declared("categories"), path)
    for name, scorecard in survey.specs.scorecards.items():
        yield from unknown_names(survey, "queue", scorecard.queues, ("scorecards", name, "queues"))
    counted = any(spec.sale or spec.resolution for spec in dispositions.values())
    if dispositions and not counted and survey.whole("dispositions"):
        yield survey.at("dispositions", key=True).warning(
            "none of these is a sale or a resolution; reports will count neither"
        )


def speech_problems(survey: Survey) -> Iterator[Problem]:
    """Voices for languages that the document does not speak."""
    for language in survey.specs.speech.voices:
        path: Path = ("speech", "voices", language)
        yield from survey.unknown("language", language, survey.declared("languages"), path, key=True)
