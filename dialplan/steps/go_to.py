"""``go_to``: the beginning of another flow."""

from collections.abc import Iterator

from pydantic import model_validator

from dialplan.schema import Name
from dialplan.steps.common import Named, Verb
from ivr.flow import GoTo, Steps
from vocabulary.ids import FlowName


class GoToSpec(Verb):
    """Takes the caller to the beginning of a flow: ``go_to: main``. What stands behind is not walked."""

    SHORT = "flow"

    flow: Name
    """The flow."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"flow": value} if isinstance(value, str) else value

    @property
    def leaves(self) -> bool:
        return True

    def steps(self) -> Steps:
        return (GoTo(FlowName(self.flow)),)

    def names_used(self) -> Iterator[Named]:
        yield Named("flows", self.flow, ("flow",))
