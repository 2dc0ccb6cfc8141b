"""The shape of an agent: queues with rank and delay, skills, what is done about misses. Resolves no name."""

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from acd.profile import AgentProfile, Assignment, MicroPause
from dialplan.schema import Bare, Label, LanguageCode, Name, Number, Proficiency, Spec, Written, listed
from dialplan.sections.devices import DeviceSpec
from dialplan.sections.secrets import SecretSpec
from vocabulary.ids import AgentName, QueueName, SkillName


def _kind(value: object) -> str:
    return "{ranked}" if isinstance(value, dict | AssignmentSpec) else "{listed}"


class AssignmentSpec(Spec):
    """The agent's belonging to a queue."""

    rank: int = Field(1, ge=1, le=100)
    """Agents of the lowest rank are rung first."""
    delay_seconds: float = Field(0.0, ge=0, le=3600)
    """Callers who waited less are not for this agent."""


class MicroPauseSpec(Spec):
    """A short rest for whoever talked too much."""

    busy_share: float = Field(0.9, gt=0, le=1)
    """The rest is owed by whoever was busy for a greater share …"""
    over_seconds: float = Field(1800.0, ge=60, le=28_800)
    """… of the last so many seconds."""
    contacts_in_a_row: int = Field(0, ge=0, le=1000)
    """It is owed too after so many conversations without an idle moment; 0: these are not counted."""
    rest_seconds: float = Field(30.0, ge=1, le=600)
    """How long the rest is, unless somebody they could serve is waiting."""

    def micro_pause(self) -> MicroPause:
        return MicroPause(self.busy_share, self.over_seconds, self.contacts_in_a_row, self.rest_seconds)


_Listed = Annotated[list[Name], BeforeValidator(listed), Field(min_length=1, max_length=100)]
_Ranked = Annotated[dict[Name, Annotated[AssignmentSpec, Bare]], Field(min_length=1, max_length=100)]
Queues = Annotated[Annotated[_Ranked, Tag("{ranked}")] | Annotated[_Listed, Tag("{listed}")], Discriminator(_kind)]
"""``[a, b]``, or ``{a: {rank: 1, delay_seconds: 0}}``."""
Skills = dict[Name, Proficiency]
Limit = Annotated[Annotated[int, Field(ge=1, le=100)] | None, Written]


class AgentSpec(Spec):
    """An agent: a name to show, skills with proficiencies, and the queues served."""

    name: Label
    """The name shown."""
    queues: Queues
    """The queues served: ``[a, b]``, or each with ``rank`` and ``delay_seconds``."""
    skills: Skills = Field(default_factory=dict)
    """Proficiency by skill, 1 to 10."""
    number: Annotated[Number | None, Written] = None
    """The number at which colleagues reach this agent; not written, none."""
    devices: Annotated[dict[Name, Annotated[DeviceSpec, Bare]], Field(max_length=10)] = Field(default_factory=dict)
    """The agent's phones; not written, one, which is called like the agent."""
    language: Annotated[LanguageCode | None, Written] = None
    """What the agent is spoken to in; not written, the first of ``languages``."""
    pin: Annotated[SecretSpec | None, Written] = None
    """Where the PIN is kept with which the agent logs in from any phone."""
    auto_answer: bool = False
    """Whether the phone is asked to answer by itself."""
    unanswered_limit: int = Field(2, ge=1, le=100)
    """After so many offers in a row left unanswered the system pauses the agent."""
    declined_limit: Limit = None
    """The same for offers declined; not written, never."""
    unreachable_limit: Limit = None
    """The same for a phone that could not be rung; not written, never."""
    micro_pause: Annotated[MicroPauseSpec | None, Written] = None
    """A short rest for whoever talked too much; not written, none."""

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
