"""A call flow, ready to be walked: frozen steps, one verb each. Knows no YAML and no telephone.

The language of the document has more verbs than there are steps here: what can be said with these (consent, survey,
voicemail, the choice of a language) is put together from them by ``dialplan.steps``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.conditions import Condition
from ivr.errands import Errand
from ivr.sayings import Saying
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, Language, MediaUri, QueueName
from vocabulary.skills import Requirement

Prompts = tuple[MediaUri, ...]
"""As the flow names them: ``prompt:NAME``, ``sound:NAME``, ``text:WORDS`` (may hold ``{variable}``), ``var:NAME``: what
the variable of this name holds, played as it is (a message just recorded)."""

# --- what the caller hears -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Play:
    """Prompts one after the other. A key stops them (unless ``barge_in`` is off) and is kept for the next question.

    ``proof``: what is marked (``PROVEN``) once they were heard to the end, and only then.
    """

    prompts: Prompts
    barge_in: bool = True
    proof: "MarkKind | None" = None


@dataclass(frozen=True, slots=True)
class Say:
    """Something with a value, in the caller's language. A key does to it what it does to a prompt."""

    saying: Saying
    barge_in: bool = True


# --- what the caller presses -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Menu:
    """A question answered by keys.

    ``choices`` maps keys (one or more of ``0-9*#``) to the steps they lead to. ``first_digit_seconds`` runs from the
    end of the prompt, ``inter_digit_seconds`` from the last key where a longer choice is still possible. After
    ``attempts`` wrong or missing answers the steps of ``otherwise`` are walked. ``undo``: this key takes back the
    last choice made in a menu before, which is asked again; where there is none, this menu is.
    """

    prompts: Prompts
    choices: Mapping[str, "Steps"]
    wrong_key: Prompts = ()
    no_key: Prompts = ()
    attempts: int = 3
    first_digit_seconds: float = 5.0
    inter_digit_seconds: float = 2.0
    otherwise: "Steps" = ()
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Collect:
    """A number typed in, kept in the variable ``into``: ``least`` to ``most`` of the keys 0 to 9.

    ``end_key`` (``#``, ``*`` or none) ends it earlier; so does a pause of ``inter_digit_seconds``. Fewer than ``least``
    is a wrong answer. ``secret``: the keys are never told to a record or a log.
    """

    into: str
    prompts: Prompts = ()
    least: int = 1
    most: int = 16
    end_key: str = "#"
    wrong_key: Prompts = ()
    no_key: Prompts = ()
    attempts: int = 3
    first_digit_seconds: float = 5.0
    inter_digit_seconds: float = 3.0
    otherwise: "Steps" = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ForgetKeys:
    """What was typed ahead is forgotten: the next question is answered by who has heard it."""


# --- where it goes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Branch:
    """The steps of the first case that holds; where none does, ``otherwise``. Then the flow goes on behind it."""

    cases: tuple[tuple[Condition, "Steps"], ...]
    otherwise: "Steps" = ()


@dataclass(frozen=True, slots=True)
class IfMarked:
    """``steps`` where the contact was marked so before, whatever the value, else ``otherwise``. Then on behind it."""

    kind: "MarkKind"
    steps: "Steps" = ()
    otherwise: "Steps" = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """These steps; ``Again`` among them begins them anew, at most ``most`` times, and after that means nothing."""

    steps: "Steps"
    most: int = 10


@dataclass(frozen=True, slots=True)
class Again:
    """Back to the beginning of the loop around this step; with ``levels`` 2 of the loop around that one."""

    levels: int = 1


@dataclass(frozen=True, slots=True)
class GoTo:
    """The beginning of another flow. What stands behind is not walked."""

    flow: FlowName


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Hand the caller to a queue. The flow goes on after it when the caller comes back.

    ``requirement`` holds beside what was set before (``SetNeed``); ``priority`` None: what was set before, else 0.
    ``otherwise`` is walked before that, where the queue did not serve the caller: full, closed, waited too long, a key.
    """

    queue: QueueName
    requirement: Requirement = Requirement()
    priority: int | None = None
    otherwise: "Steps" = ()


@dataclass(frozen=True, slots=True)
class HangUp:
    cause: HangUpCause = HangUpCause.NORMAL


# --- what is remembered ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetVariable:
    """``value`` may hold ``{variable}``."""

    variable: str
    value: str


@dataclass(frozen=True, slots=True)
class SetNeed:
    """From now on every queue the caller is handed to is told that they need this too."""

    requirement: Requirement


@dataclass(frozen=True, slots=True)
class SetPriority:
    priority: int


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: Language


REFUSED = "refused"
"""The value of a mark of consent with which nothing of the contact is recorded."""


PROVEN = "yes"
"""The value of a mark that says only that something happened."""


class MarkKind(StrEnum):
    """What the contact record says of a caller that only the flow knows. ``SURVEY`` has the question as its key."""

    CATEGORY = "category"
    SOURCE = "source"
    LANGUAGE = "language"
    CONSENT = "consent"
    CONSENT_PROMPT_PLAYED = "consent prompt played"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Mark:
    """``value`` may hold ``{variable}``. Of two marks of a kind (and key) the later one counts."""

    kind: MarkKind
    value: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """From now on nothing of the call is recorded; not ``on``: it is recorded again. Waits for nothing."""

    on: bool


# --- what others do for it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunErrand:
    """The flow waits until it is done and goes on with what it brought; ``otherwise`` first where it failed."""

    errand: Errand
    otherwise: "Steps" = ()


Step = (
    Play | Say | Menu | Collect | ForgetKeys | Branch | IfMarked | Loop | Again | GoTo | Enqueue | HangUp
    | SetVariable | SetNeed | SetPriority | SetLanguage | Mark | PauseRecording | RunErrand
)  # fmt: skip
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps a caller walks through from the first. Past the last step the call is hung up."""

    name: FlowName
    steps: Steps = field(default=())
