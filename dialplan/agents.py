"""The shape of an agent: queues with rank and delay, skills, what is done about misses. Resolves no name."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from acd.profile import AgentProfile, Assignment, MicroPause
from dialplan.schema import Name, Proficiency, Spec, Written, listed
from vocabulary.ids import AgentName, QueueName, SkillName


def _checked_display_name(name: str) -> str:
    if not name.isprintable() or not name.strip():
        raise ValueError("a name to show is made of printable characters")
    return name


def _bare(value: object) -> object:
    """``support:`` with nothing behind the colon is an assignment with the defaults."""
    return {} if value is None else value


def _kind(value: object) -> str:
    return "{ranked}" if isinstance(value, dict | AssignmentSpec) else "{listed}"


class AssignmentSpec(Spec):
    """The agent's belonging to a queue."""

    rank: int = Field(1, ge=1, le=100)
    delay_seconds: float = Field(0.0, ge=0, le=3600)


class MicroPauseSpec(Spec):
    """A short rest for whoever talked too much."""

    busy_share: float = Field(0.9, gt=0, le=1)
    over_seconds: float = Field(1800.0, ge=60, le=28_800)
    contacts_in_a_row: int = Field(0, ge=0, le=1000)
    rest_seconds: float = Field(30.0, ge=1, le=600)

    def micro_pause(self) -> MicroPause:
        return MicroPause(self.busy_share, self.over_seconds, self.contacts_in_a_row, self.rest_seconds)


_Listed = Annotated[list[Name], BeforeValidator(listed), Field(min_length=1, max_length=100)]
_Ranked = Annotated[dict[Name, Annotated[AssignmentSpec, BeforeValidator(_bare)]], Field(min_length=1, max_length=100)]
Queues = Annotated[Annotated[_Ranked, Tag("{ranked}")] | Annotated[_Listed, Tag("{listed}")], Discriminator(_kind)]
"""``[a, b]``, or ``{a: {rank: 1, delay_seconds: 0}}``."""
Skills = dict[Name, Proficiency]
Limit = Annotated[Annotated[int, Field(ge=1, le=100)] | None, Written]


class AgentSpec(Spec):
    """An agent: a name to show, skills with proficiencies, and the queues served."""

    name: Annotated[str, AfterValidator(_checked_display_name), Field(max_length=80)]
    queues: Queues
    skills: Skills = Field(default_factory=dict)
    unanswered_limit: int = Field(2, ge=1, le=100)
    declined_limit: Limit = None
    unreachable_limit: Limit = None
    micro_pause: Annotated[MicroPauseSpec | None, Written] = None

    def assignments(self) -> tuple[Assignment, ...]:
        return assignments(self.queues)

    def proficiencies(self) -> dict[SkillName, int]:
        return {SkillName(skill): proficiency for skill, proficiency in self.skills.items()}

    def profile(self, name: str) -> AgentProfile:
        """Who the agent of this name is to the distributor."""
        return AgentProfile(
            name=AgentName(name),
            assignments=self.assignments(),
            skills=tuple(self.proficiencies().items()),
            unanswered_limit=self.unanswered_limit,
            declined_limit=self.declined_limit,
            unreachable_limit=self.unreachable_limit,
            micro_pause=self.micro_pause.micro_pause() if self.micro_pause else None,
        )


def assignments(queues: Queues) -> tuple[Assignment, ...]:
    """The queues an agent serves, in the order written; of one listed twice the first."""
    if isinstance(queues, dict):
        return tuple(Assignment(QueueName(name), spec.rank, spec.delay_seconds) for name, spec in queues.items())
    return tuple(Assignment(QueueName(name)) for name in dict.fromkeys(queues))
