"""Names in steps that lead nowhere, and transfers that no trunk carries."""

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
            if typed & set(variables_in(step.transfer.number)):
                yield survey.at(*here, "number").warning(
                    "callers choose this number by what they type: whoever calls in can call anywhere at your cost"
                )


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
