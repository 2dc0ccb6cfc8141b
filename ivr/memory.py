"""What a dialogue remembers of its caller: variables, needs, priority. A frozen value; says and asks nothing.

What was typed in secret, and whatever was made from it, is told to no record: there it reads as ``HIDDEN``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ivr.flow import MarkKind
from ivr.judging import CALLER_NUMBER
from ivr.needs import joined
from ivr.templates import LONGEST_VALUE, filled, variables_in
from ivr.world import Arrival
from vocabulary.skills import Requirement

HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Memory:
    """``secrets``: variables whose values are told to no record. ``needs``: those set so far, each once. ``marks``: by
    kind, what the record was told last."""

    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    needs: tuple[Requirement, ...] = ()
    priority: int = 0
    marks: Mapping[MarkKind, str] = field(default_factory=dict)

    @classmethod
    def of(cls, arrival: Arrival) -> "Memory":
        """What is known of a caller who has just arrived."""
        marks = {MarkKind.SOURCE: arrival.source} if arrival.source else {}
        return cls(marks=marks).taking(
            {
                "call.number": arrival.number_dialled,
                CALLER_NUMBER: arrival.caller_number,
                "caller.name": arrival.caller_name,
            }
        )

    def taking(self, values: Mapping[str, str]) -> "Memory":
        """With these values, each cut at ``LONGEST_VALUE``."""
        cut = {variable: value[:LONGEST_VALUE] for variable, value in values.items()}
        return replace(self, variables={**self.variables, **cut}, secrets=self.secrets - cut.keys())

    def keeping(self, variable: str, value: str, *, secret: bool) -> "Memory":
        """With this value."""
        taken = self.taking({variable: value})
        return replace(taken, secrets=taken.secrets | {variable}) if secret else taken

    def setting(self, variable: str, template: str) -> "Memory":
        """With this value, filled in. Secret where it was made from something secret."""
        secret = any(part in self.secrets for part in variables_in(template))
        return self.keeping(variable, self.filled(template), secret=secret)

    def needing(self, requirement: Requirement) -> "Memory":
        """With this need too."""
        return self if requirement in self.needs else replace(self, needs=(*self.needs, requirement))

    def preferring(self, priority: int) -> "Memory":
        """With this priority."""
        return replace(self, priority=priority)

    def marking(self, kind: MarkKind, value: str) -> "Memory":
        """With this told to the record."""
        return replace(self, marks={**self.marks, kind: value})

    def needed(self, requirement: Requirement) -> Requirement:
        """This requirement and every need."""
        return joined((requirement, *self.needs))

    def filled(self, template: str) -> str:
        """The text with the values of its variables."""
        return filled(template, self.variables)

    def told(self, template: str) -> str:
        """The text as a record may have it."""
        return filled(template, {**self.variables, **dict.fromkeys(self.secrets, HIDDEN)})
