"""Variables that are read and nowhere set, secret ones that would be told, and braces that hold none."""

import re
from collections.abc import Iterator

from dialplan.errors import Problem, did_you_mean, shown
from dialplan.schema import TEXT_PREFIX
from dialplan.survey import Survey
from dialplan.tree import Path
from ivr.templates import variables_in

OF_THE_CALL = (
    "caller.number",
    "caller.name",
    "call.number",
    "message.id",
    "message.media",
    "message.seconds",
    "transfer.result",
    "lookup.status",
    "callback.result",
)
"""Variables that the system sets."""
OF_A_QUEUE = ("waiting", "agents", "ready", "open", "estimate_seconds", "position")
"""Behind ``queue.NAME.``: how a queue stands, looked at just before the step that reads it."""
MAY_READ_SECRETS = frozenset({"look_up", "agi", "branch"})
"""Verbs that tell no record what they read."""
_BRACE = re.compile(r"[{}]")


def variable_problems(survey: Survey) -> Iterator[Problem]:
    """A problem for each variable that nothing ever sets, and each brace that belongs to none."""
    if survey.whole("flows"):
        own = {variable for step, _ in survey.steps for variable, _ in step.variables_set()}
        known = (*own, *OF_THE_CALL)
        for step, path in survey.steps:
            for variable, at in step.variables_read():
                if variable not in known:
                    yield from _unknown(survey, variable, (*path, *at), known)
    yield from _secrets_told(survey)
    for step, path in survey.steps:
        texts = [(text, at) for text, at, strict in step.texts() if strict]
        texts += [(prompt, at) for prompt, at in step.prompts() if prompt.startswith(TEXT_PREFIX)]
        for text, at in texts:
            yield from _stray_braces(survey, text, (*path, *at))


def _secrets_told(survey: Survey) -> Iterator[Problem]:
    secret = {step.collect.into for step, _ in survey.steps if step.collect and step.collect.secret}
    for step, path in survey.steps:
        for variable, at in step.variables_read():
            if variable in secret and step.kind not in MAY_READ_SECRETS:
                message = (
                    f"'{variable}' was collected as a secret, and would be told to the record here; "
                    "look_up, agi and branch may read it"
                )
                yield survey.in_template((*path, *at), f"{{{variable}}}", message)


def _unknown(survey: Survey, variable: str, path: Path, known: tuple[str, ...]) -> Iterator[Problem]:
    match variable.split("."):
        case ["queue", queue, measure] if measure in OF_A_QUEUE:
            if queue not in survey.declared("queues"):
                hint = did_you_mean(queue, survey.declared("queues"))
                yield survey.in_template(path, f"{{{variable}}}", f"unknown queue {shown(queue)}{hint}")
        case ["queue", _, measure]:
            hint = did_you_mean(measure, OF_A_QUEUE)
            yield survey.in_template(path, f"{{{variable}}}", f"a queue has no {shown(measure)}{hint}")
        case _:
            hint = did_you_mean(variable, known)
            message = f"unknown variable {shown(variable)}: no step sets it{hint}"
            yield survey.in_template(path, f"{{{variable}}}", message)


def _stray_braces(survey: Survey, text: str, path: Path) -> Iterator[Problem]:
    rest = text
    for variable in variables_in(text):
        rest = rest.replace(f"{{{variable}}}", " " * (len(variable) + 2), 1)
    stray = _BRACE.search(rest)
    if stray is not None:
        part = text[stray.start() : stray.start() + 20]
        yield survey.in_template(
            path, part, "braces hold a variable, a small letter followed by a-z 0-9 _ . -, as in {account}"
        )
