"""What is typed on a phone to choose one of several: pause reasons, dispositions. Pure; knows no phone."""

from collections.abc import Mapping
from typing import TypeVar

from dialplan.sections.outcomes import DispositionSpec
from dialplan.sections.people import PauseReasonSpec

Choice = TypeVar("Choice", PauseReasonSpec, DispositionSpec)


def with_digits(choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """The same, each with what is typed for it: the digits written, else the place in the list, from 1."""
    return {
        name: spec if spec.digits is not None else spec.model_copy(update={"digits": str(place)})
        for place, (name, spec) in enumerate(choices.items(), start=1)
    }
