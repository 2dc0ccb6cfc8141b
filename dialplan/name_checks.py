"""Names in steps that lead nowhere, and transfers and callbacks that no trunk carries."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.steps.transfer import TransferSpec
from dialplan.survey import Survey
from dialplan.tree import Path
from ivr.templates import variables_in

_WORDS = {
    "flows": "flow",
    "queues": "queue",
    "hours": "hours",
    "lists": "list",
    "agents": "agent",
    "trunks": "trunk",
    "categories": "category",
    "languages": "language",
}
"""What one entry of a section is called."""
_TYPED = (
    "callers choose this number by what they type: whoever calls in can call anywhere at your cost; "
    "say calls_to at the trunk"
)
_FLOWS = "flows"
"""Who calls out, in the words of a trunk."""


def name_problems(survey: Survey) -> Iterator[Problem]:
    """A problem for each name in a step that is nowhere declared."""
    for step, path in survey.steps:
        for section, name, at, at_key in step.names():
            yield from survey.unknown(_WORDS[section], name, survey.declared(section), (*path, *at), key=at_key)


def transfer_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with each transfer to a number outside; a warning where callers could choose the number."""
    typed = {step.collect.into for step, _ in survey.steps if step.collect}
    for step, path in survey.steps:
        if step.transfer and step.transfer.number is not None:
            here = (*path, "transfer")
            if survey.whole("trunks"):
                yield from _carried(survey, step.transfer, here)
            if typed & set(variables_in(step.transfer.number)) and _anywhere(survey, step.transfer.trunk):
                yield survey.at(*here, "number").warning(_TYPED)


def callback_problems(survey: Survey) -> Iterator[Problem]:
    """A problem for each promise to call back that no trunk could keep; a warning where callers choose the number."""
    if not survey.whole("trunks"):
        return
    able = [name for name, trunk in survey.specs.trunks.items() if _FLOWS in trunk.may_call_out]
    stranded = [number for number, spec in survey.specs.numbers.items() if len(able) > 1 and spec.trunk not in able]
    for step, path in survey.steps:
        if not step.callback:
            continue
        if not able:
            yield survey.at(*path, "callback").problem(
                "nobody could ever be called back: no trunk lets flows call out; one needs may_call_out: [flows]"
            )
        if stranded:
            yield survey.at(*path, "callback").warning(
                f"callers of {stranded[0]} cannot be called back: flows may call out through {' and '.join(able)}, "
                "and the number names none of them with trunk"
            )
        if step.callback.confirm is not None and _anywhere(survey, None):
            yield survey.at(*path, "callback", "confirm").warning(_TYPED)


def _anywhere(survey: Survey, trunk: str | None) -> bool:
    """Whether a call by flows through this trunk, or any, may go to any number."""
    trunks = survey.specs.trunks.items()
    able = [spec for name, spec in trunks if _FLOWS in spec.may_call_out and trunk in {None, name}]
    return any(not spec.calls_to for spec in able)


def _carried(survey: Survey, transfer: TransferSpec, path: Path) -> Iterator[Problem]:
    trunks = survey.specs.trunks
    if transfer.trunk is not None:
        if transfer.trunk in trunks and _FLOWS not in trunks[transfer.trunk].may_call_out:
            yield survey.at(*path, "trunk").problem(
                f"flows may not call out through '{transfer.trunk}': write may_call_out: [flows] there"
            )
        return
    able = [name for name, trunk in trunks.items() if _FLOWS in trunk.may_call_out]
    if not able:
        yield survey.at(*path, "number").problem("no trunk lets flows call out; one needs may_call_out: [flows]")
    elif len(able) > 1:
        yield survey.at(*path, "number").problem(
            f"flows may call out through {' and '.join(able)}: say through which, with trunk"
        )
