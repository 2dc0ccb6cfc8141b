"""A dialplan document that passed its checks, resolved into what the other rooms take. Values only.

Sections that need no resolving are here as they were read: their specs are frozen values themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from dialplan.errors import Problem
from dialplan.hours import HoursSpec
from dialplan.lists import ListSpec
from dialplan.phone_numbers import normal_form
from dialplan.sections.admission import AdmissionSpec, LookUpsSpec
from dialplan.sections.devices import DeviceSpec, PhoneSpec
from dialplan.sections.features import FeatureCodesSpec
from dialplan.sections.outcomes import CallFormSpec, DispositionSpec, ScorecardSpec
from dialplan.sections.people import PauseReasonSpec, SupervisorSpec, TeamSpec
from dialplan.sections.recording_rules import RecordingRuleSpec, first_fitting
from dialplan.sections.secrets import SecretSpec
from dialplan.sections.speech import SpeechSpec
from dialplan.sections.trunks import TrunkSpec
from dialplan.shifts import ShiftSpec
from dialplan.tree import Path as NodePath
from dialplan.tree import Place
from dialplan.trials import TrialSpec
from ivr.flow import Flow
from ivr.say.phrasebook import Phrasebook
from ivr.world import World
from vocabulary.ids import AgentName, FlowName, HoursName, Language, MediaUri, QueueName

Sounds = Mapping[Language, frozenset[str]]
"""By language: the names of Asterisk's own prompts that are installed."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """What a number dialled leads to.

    ``source``: the advertisement it stands in. ``language``: what its callers are spoken to in; None: the document's
    first. ``most_calls``: at the same time; None: any number. ``trunk``: the only one it is served for; None: all.
    """

    flow: FlowName
    source: str = ""
    language: Language | None = None
    most_calls: int | None = None
    trunk: str | None = None


@dataclass(frozen=True, slots=True)
class FilePrompt:
    """A file of the directory. ``content``: the first 16 hex digits of the SHA-256 over what it held when read."""

    path: Path
    content: str


@dataclass(frozen=True, slots=True)
class SetPrompt:
    """One of Asterisk's own, spoken in whatever language the caller is spoken to in."""

    name: str


@dataclass(frozen=True, slots=True)
class SpokenPrompt:
    """Words for text-to-speech."""

    text: str


PromptSource = FilePrompt | SetPrompt | SpokenPrompt


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as admins see it: the distributor's policy and what its callers hear.

    ``comfort``: the messages that the policy only numbers, in that order, named as a flow names its prompts.
    ``ring_tone``: waiting callers hear ringing instead of the music of ``music_class``. ``number``: where colleagues
    reach it; empty: nowhere. ``shown``: what an agent's phone shows, with ``{queue}``, ``{name}`` and ``{number}`` in
    it. ``tell_agent``: what the agent hears before the caller is joined. ``transfer_failed``: where a caller goes whom
    nobody took. ``callback_hours``: those in which callers may be called back; None: always.
    """

    policy: QueuePolicy
    music_class: str = "default"
    comfort: tuple[MediaUri, ...] = ()
    ring_tone: bool = False
    number: str = ""
    shown: str = "{name}"
    tell_agent: MediaUri | None = None
    zip_tone: bool = False
    transfer_failed: Literal["agent", "head"] = "agent"
    callback_hours: HoursName | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as admins see them: a name to show, and who they are to the distributor.

    ``number``: where colleagues reach them; empty: nowhere. ``devices``: phones by name, each an endpoint of Asterisk;
    none: one, called as the agent. ``language``: what they are spoken to in; None: the document's first.
    """

    profile: AgentProfile
    display_name: str
    number: str = ""
    devices: Mapping[str, DeviceSpec] = field(default_factory=dict)
    language: Language | None = None
    pin: SecretSpec | None = None
    auto_answer: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Everything the service runs on. ``version`` is the SHA-256 of the files it came from (first 12 hex digits).

    ``directory``: where it was read; files that it names are relative to it. ``media``: by prompt and language, what
    is played for it: files where Asterisk finds them, words to be spoken. ``sources``: names and texts of the files
    written by hand: YAML and lists. ``trials``: the tests written in it. ``places``: where each step and test
    stands. ``warnings``: what the checks found that may be meant, sorted by place.
    """

    version: str
    numbers: Mapping[str, Dialled]
    world: World
    queues: Mapping[QueueName, Queue]
    agents: Mapping[AgentName, Agent]
    warnings: tuple[Problem, ...] = ()
    directory: Path = Path()
    prompts: Mapping[str, Mapping[Language, PromptSource]] = field(default_factory=dict)
    media: Mapping[str, Mapping[Language, MediaUri]] = field(default_factory=dict)
    music: Mapping[str, tuple[MediaUri, ...]] = field(default_factory=dict)
    sounds: Sounds = field(default_factory=dict)
    time_zone: str = "UTC"
    country: str = ""
    trunks: Mapping[str, TrunkSpec] = field(default_factory=dict)
    hours: Mapping[str, HoursSpec] = field(default_factory=dict)
    lists: Mapping[str, ListSpec] = field(default_factory=dict)
    skills: tuple[str, ...] = ()
    phones: Mapping[str, PhoneSpec] = field(default_factory=dict)
    teams: Mapping[str, TeamSpec] = field(default_factory=dict)
    supervisors: Mapping[str, SupervisorSpec] = field(default_factory=dict)
    shifts: tuple[ShiftSpec, ...] = ()
    pause_reasons: Mapping[str, PauseReasonSpec] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    dispositions: Mapping[str, DispositionSpec] = field(default_factory=dict)
    feature_codes: FeatureCodesSpec = FeatureCodesSpec()
    call_forms: Mapping[str, CallFormSpec] = field(default_factory=dict)
    scorecards: Mapping[str, ScorecardSpec] = field(default_factory=dict)
    recording_rules: tuple[RecordingRuleSpec, ...] = ()
    admission: AdmissionSpec = AdmissionSpec()
    look_ups: LookUpsSpec = LookUpsSpec()
    speech: SpeechSpec = SpeechSpec()
    trials: Mapping[str, TrialSpec] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[NodePath, Place] = field(default_factory=dict)

    @property
    def flows(self) -> Mapping[FlowName, Flow]:
        return self.world.flows

    @property
    def languages(self) -> tuple[Language, ...]:
        """What callers are spoken to in; the first is what the others fall back on."""
        return self.world.languages

    def serves(self, number: str, arrived_on: str) -> bool:
        """Whether calls to this number are taken that come in by this trunk of the document; empty: by none of them."""
        known = self.numbers.get(number)
        return known is not None and (known.trunk is None or arrived_on in {"", known.trunk})

    def caller_number(self, number: str, dialled: str, arrived_on: str = "") -> str:
        """A caller's number as flows and lists compare it: with its country where that is known, by the trunk the call
        arrived on, that of the number dialled or the document; empty for what is no number."""
        known = self.numbers.get(dialled)
        trunk = self.trunks.get(arrived_on or (known.trunk if known is not None else None) or "")
        return normal_form(number, (trunk.country if trunk is not None else None) or self.country or None)

    def recording_rule(self, queue: QueueName | None, direction: str) -> tuple[int, RecordingRuleSpec] | None:
        """The first rule for calls of this queue and direction (``in``, ``out``), with its place from 1.

        In a menu the queue is not known yet (None): of a rule for certain queues nothing counts there.
        """
        return first_fitting(self.recording_rules, queue, direction)

    def with_media(self, renamed: Callable[[MediaUri], MediaUri]) -> "Document":
        """The same document, everything that prompts and music play replaced by what ``renamed`` gives for it."""
        media = {
            name: {language: renamed(uri) for language, uri in spoken.items()} for name, spoken in self.media.items()
        }
        music = {name: tuple(map(renamed, files)) for name, files in self.music.items()}
        return replace(self._voiced(media, self.sounds), music=music)

    def with_sounds(self, sounds: Sounds) -> "Document":
        """The same document, speaking with the prompts of Asterisk's own that these are."""
        return self._voiced(self.media, sounds)

    def _voiced(self, media: Mapping[str, Mapping[Language, MediaUri]], sounds: Sounds) -> "Document":
        voice = Phrasebook(media, self.languages, sounds)
        return replace(self, media=media, sounds=sounds, world=replace(self.world, voice=voice))
