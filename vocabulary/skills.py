"""What a contact needs of an agent, and what an agent has. Who matches whom in a queue is the distributor's matter."""

from collections.abc import Mapping
from dataclasses import dataclass

from vocabulary.ids import SkillName


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least this proficiency in this skill."""

    skill: SkillName
    at_least: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """All thresholds must hold. The empty requirement is met by everybody.

    A skill the agent does not have compares false whatever the threshold (acd semantics of Wazo, kept on purpose).
    """

    thresholds: tuple[Threshold, ...] = ()

    def met_by(self, proficiencies: Mapping[SkillName, int]) -> bool:
        """Whether an agent with these proficiencies may serve the contact."""
        return all(
            threshold.skill in proficiencies and proficiencies[threshold.skill] >= threshold.at_least
            for threshold in self.thresholds
        )
