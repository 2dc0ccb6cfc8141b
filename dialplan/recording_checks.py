"""What is wrong with recording rules and with the steps that pause: what never counts, and whom nobody tells. Records
nothing."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.graph import ADMISSION, NUMBER, QUEUE, Graph
from dialplan.references import unknown_names
from dialplan.schema import SET_PREFIX, TEXT_PREFIX
from dialplan.sections.recording_rules import RecordingRuleSpec, first_fitting
from dialplan.survey import Survey
from dialplan.tree import Path
from ivr.templates import variables_in

_OF_WHAT_IS_KEPT = frozenset({"from_", "format", "keep_days", "pause_seconds", "consent", "refuse_key"})
_LONG_DAYS = 365
"""Kept for longer than a year, the room it takes counts."""


def recording_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with each recording rule; a warning where an earlier one leaves nothing to it."""
    taken: set[tuple[str, str]] = set()
    for index, rule in enumerate(survey.specs.recording_rules):
        path: Path = ("recording_rules", index)
        yield from unknown_names(survey, "queue", rule.queues, (*path, "queues"))
        yield from _prompt(survey, rule, path)
        yield from _contradictions(survey, rule, path)
        yield from _on_demand(survey, rule, path)
        directions = ("in", "out") if rule.direction == "both" else (rule.direction,)
        own = {(queue, direction) for queue in rule.queues or [""] for direction in directions}
        if all((queue, direction) in taken or ("", direction) in taken for queue, direction in own):
            yield survey.at(*path).warning("earlier rules fit everything this one fits; it never counts")
        taken |= own


def recording_way_problems(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """Who comes untold to where somebody should have been told, and steps that pause where nothing is recorded."""
    if not survey.whole("numbers", "flows", "queues", "recording_rules"):
        return
    yield from _untold(survey, graph)
    yield from _pauses(survey)
    yield from _secrets_recorded(survey, graph)


def _prompt(survey: Survey, rule: RecordingRuleSpec, path: Path) -> Iterator[Problem]:
    if rule.consent is None:
        return
    here = (*path, "consent")
    if not rule.consent.startswith((SET_PREFIX, TEXT_PREFIX)):
        yield from survey.unknown("prompt", rule.consent, survey.declared("prompts"), here)
    named = next(variables_in(rule.consent), None)
    if named is not None:
        yield survey.in_template(here, f"{{{named}}}", f"'{named}' has no place here: all callers are told the same")


def _contradictions(survey: Survey, rule: RecordingRuleSpec, path: Path) -> Iterator[Problem]:
    if rule.record == "never":
        if rule.model_fields_set & _OF_WHAT_IS_KEPT:
            yield survey.at(*path).warning("what is never recorded is neither kept nor told of")
        return
    if rule.format == "wav" and rule.keep_days > _LONG_DAYS:
        yield survey.at(*path, "format").warning("flac keeps the same sound in less room, for so many days")
    yield from _out(survey, rule, path)
    if rule.from_ == "menu" and rule.queues:
        yield survey.at(*path, "from").warning(
            "in the menu the queue is not known yet: these are recorded from the entry into the queue on; what is "
            "recorded from the menu on, the first rule without queues says"
        )
    if rule.from_ == "menu" and rule.tells and not rule.queues and not any(step.consent for step, _ in survey.steps):
        yield survey.at(*path, "from").warning(
            "callers are told of it only before they come into a queue, and not recorded before; a consent step at the "
            "beginning of the flow tells them there"
        )


def _out(survey: Survey, rule: RecordingRuleSpec, path: Path) -> Iterator[Problem]:
    """Calls that agents and supervisors place come from no queue and pass no flow."""
    if rule.direction == "out" and rule.queues:
        yield survey.at(*path, "queues", key=True).warning("calls out come from no queue: this rule fits none of them")
    elif rule.direction == "out" and rule.from_ != "connection":
        yield survey.at(*path, "from").warning(
            "calls out pass neither menu nor queue: they are recorded from the connection on"
        )
    first = first_fitting(survey.specs.recording_rules, None, "out")
    if rule.tells and first is not None and first[1] is rule:
        yield survey.at(*path, "consent").warning(
            "calls out pass no flow, so that nobody is told, and by this rule they are not recorded; write "
            "direction: in here, and a rule for out"
        )


def _on_demand(survey: Survey, rule: RecordingRuleSpec, path: Path) -> Iterator[Problem]:
    if rule.record != "on_demand" or not survey.whole("supervisors"):
        return
    able = any("record" in supervisor.may for supervisor in survey.specs.supervisors.values())
    if not able and survey.specs.feature_codes.record is None:
        yield survey.at(*path, "record").warning(
            "agents can ask for it by command alone: there is no feature code record, and no supervisor may record"
        )


def _queues_that_tell(survey: Survey) -> frozenset[str]:
    rules = survey.specs.recording_rules
    fitting = ((queue, first_fitting(rules, queue, "in")) for queue in survey.specs.queues)
    return frozenset(queue for queue, found in fitting if found is not None and found[1].tells)


def _untold(survey: Survey, graph: Graph) -> Iterator[Problem]:
    tell = _queues_that_tell(survey)
    telling = {path for step, path in survey.steps if step.consent}
    telling |= {path for step, path in survey.steps if step.enqueue and step.enqueue.queue in tell}
    calls = (node.path for node in graph.of_kind(NUMBER, ADMISSION))
    untold = graph.reached(calls, lambda edge: edge.start not in telling)
    for edge in graph.edges:
        start, end = graph.nodes[edge.start], graph.nodes[edge.end]
        if start.kind == end.kind == QUEUE and start != end and start.path in untold and end.label in tell:
            yield survey.at(*edge.path).warning(
                f"callers come from '{start.label}' to '{end.label}' without being told that they are recorded there, "
                f"and so are not; let the rule of '{start.label}' tell them, or lead them through a flow"
            )
    for step, path in survey.steps:
        if step.callback and path in untold and step.callback.queue in tell:
            yield survey.at(*path, "callback").warning(
                f"who is called back was not told that calls of '{step.callback.queue}' are recorded, and so is not "
                "recorded; a consent step before this one tells them"
            )


def _pauses(survey: Survey) -> Iterator[Problem]:
    pauses = [path for step, path in survey.steps if step.recording and step.recording.recording == "pause"]
    asked = [path for step, path in survey.steps if step.recording]
    if asked and not any(
        rule.from_ != "connection" and rule.record != "never" for rule in survey.specs.recording_rules
    ):
        yield survey.at(*asked[0]).warning(
            "nothing is being recorded here: no rule says from: menu or from: queue, so only conversations are"
        )
    elif len(pauses) == len(asked) and pauses:
        yield survey.at(*pauses[0]).warning(
            "no step lets the recording go on: it goes on by itself, pause_seconds after this"
        )


def _secrets_recorded(survey: Survey, graph: Graph) -> Iterator[Problem]:
    fitting = first_fitting(survey.specs.recording_rules, None, "in")
    if fitting is None or fitting[1].from_ != "menu" or fitting[1].record not in {"always", "sample"}:
        return
    pausing = {path for step, path in survey.steps if step.recording and step.recording.recording == "pause"}
    again = {path for step, path in survey.steps if step.recording} - pausing
    starts = (node.path for node in graph.of_kind(NUMBER, ADMISSION))
    recorded = graph.reached((*starts, *again), lambda edge: edge.start not in pausing)
    for step, path in survey.steps:
        if step.collect and step.collect.secret and path in recorded:
            yield survey.at(*path, "collect").warning(
                "a secret is typed while the call is recorded from the menu on; write recording: pause before it, and "
                "recording: resume behind"
            )
