"""The language as a whole: every section, what it holds and how much of it. Checks no meaning."""

from typing import Annotated

from pydantic import Field

from dialplan.agents import AgentSpec
from dialplan.hours import HoursSpec, TimeZone
from dialplan.lists import ListSpec
from dialplan.queues import QueueSpec
from dialplan.schema import Bare, CountryCode, Label, LanguageCode, Name, Number, Skill, Spec
from dialplan.sections.admission import AdmissionSpec, LookUpsSpec
from dialplan.sections.devices import PhoneSpec
from dialplan.sections.features import FeatureCodesSpec
from dialplan.sections.music import MusicSpec
from dialplan.sections.numbers import NumberSpec
from dialplan.sections.outcomes import CallFormSpec, DispositionSpec, ScorecardSpec
from dialplan.sections.people import PauseReasonSpec, SupervisorSpec, TeamSpec
from dialplan.sections.prompts import PromptSpec
from dialplan.sections.recording_rules import RecordingRuleSpec
from dialplan.sections.speech import SpeechSpec
from dialplan.sections.trunks import TrunkSpec
from dialplan.shifts import ShiftSpec
from dialplan.steps import StepList
from dialplan.trials import TrialSpec


class DialplanSpec(Spec):
    """What callers hear, where they go and who serves them: a directory of YAML files, merged."""

    languages: Annotated[list[LanguageCode], Field(min_length=1, max_length=20)] = Field(default_factory=lambda: ["en"])
    """What callers are spoken to in. The first is spoken unless another is chosen, and where a prompt lacks another."""
    time_zone: TimeZone = "UTC"
    """The IANA name of the zone by whose clock hours, shifts and tests are meant."""
    country: CountryCode | None = None
    """The country whose national numbers callers' lists are written in; not written, numbers are compared as told."""
    numbers: Annotated[dict[Number, NumberSpec], Field(max_length=10_000)] = Field(default_factory=dict)
    """The numbers dialled, and where each leads. A plus and leading zeros are kept; quote those with ``*`` or ``#``."""
    trunks: Annotated[dict[Name, TrunkSpec], Field(max_length=100)] = Field(default_factory=dict)
    """The lines to telephone providers."""
    hours: Annotated[dict[Name, HoursSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """Opening hours, which flows branch on."""
    lists: Annotated[dict[Name, ListSpec], Field(max_length=100)] = Field(default_factory=dict)
    """Lists of callers' numbers, which flows branch on and admission looks at."""
    prompts: Annotated[dict[Name, PromptSpec], Field(max_length=10_000)] = Field(default_factory=dict)
    """What callers hear: files of this directory (.wav, 8 kHz, mono, 16-bit, at most 60 s), Asterisk's own, or texts
    to be spoken; one for all languages or each its own."""
    music: Annotated[dict[Name, MusicSpec], Field(max_length=100)] = Field(default_factory=dict)
    """What callers hear while they wait, by class: files of this directory (.wav, 8 kHz, mono, 16-bit, at most 600 s).
    Without any there is the class ``default``, Asterisk's own music."""
    skills: Annotated[list[Skill], Field(max_length=1_000)] = Field(default_factory=list)
    """What agents can do and callers need."""
    queues: Annotated[dict[Name, QueueSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """Where callers wait."""
    agents: Annotated[dict[Name, AgentSpec], Field(max_length=10_000)] = Field(default_factory=dict)
    """Who serves them."""
    phones: Annotated[dict[Name, Annotated[PhoneSpec, Bare]], Field(max_length=1_000)] = Field(default_factory=dict)
    """Phones that are nobody's, at which agents log in; a list of names is enough."""
    teams: Annotated[dict[Name, TeamSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """Agents who are led and reported on together."""
    supervisors: Annotated[dict[Name, SupervisorSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """Who leads them."""
    shifts: Annotated[list[ShiftSpec], Field(max_length=10_000)] = Field(default_factory=list)
    """The roster: who works when."""
    pause_reasons: Annotated[dict[Name, Annotated[PauseReasonSpec, Bare]], Field(max_length=100)] = Field(
        default_factory=dict
    )
    """Why an agent may take no calls for a while: a list of names, or each with a limit."""
    categories: Annotated[dict[Name, Label], Field(max_length=1_000)] = Field(default_factory=dict)
    """What contacts are about."""
    dispositions: Annotated[dict[Name, DispositionSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """How conversations come out."""
    call_forms: Annotated[dict[Name, CallFormSpec], Field(max_length=100)] = Field(default_factory=dict)
    """What agents fill in."""
    scorecards: Annotated[dict[Name, ScorecardSpec], Field(max_length=100)] = Field(default_factory=dict)
    """What conversations are judged by."""
    recording_rules: Annotated[list[RecordingRuleSpec], Field(max_length=1_000)] = Field(default_factory=list)
    """What is recorded; of several rules that fit a conversation the first counts."""
    feature_codes: FeatureCodesSpec = FeatureCodesSpec()
    """What agents and supervisors dial to do something."""
    admission: AdmissionSpec = AdmissionSpec()
    """Who is let in."""
    look_ups: LookUpsSpec = LookUpsSpec()
    """What HTTP look-ups may reach."""
    speech: SpeechSpec = SpeechSpec()
    """How texts are spoken."""
    flows: Annotated[dict[Name, StepList], Field(max_length=1_000)] = Field(default_factory=dict)
    """What callers walk through: steps, one verb each."""
    tests: Annotated[dict[Name, TrialSpec], Field(max_length=1_000)] = Field(default_factory=dict)
    """Calls and what should come of them: ``firstline check --tests``."""
