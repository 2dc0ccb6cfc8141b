"""What is recorded, by which rule, and why not where it is not. Pure: a sample is drawn from the contact's own id."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import ContactId


class Wish(StrEnum):
    """Whether a rule wants a conversation recorded: ``SAMPLE`` a share of them, ``ON_DEMAND`` when somebody asks."""

    ALWAYS = "always"
    NEVER = "never"
    ON_DEMAND = "on_demand"
    SAMPLE = "sample"


class Beginning(StrEnum):
    """From which moment on: the agent's answer, the entry into the queue, the beginning of the call."""

    CONNECTION = "connection"
    QUEUE = "queue"
    MENU = "menu"


class SoundFormat(StrEnum):
    """How a finished recording is kept; the ending of its file."""

    FLAC = "flac"
    OPUS = "opus"
    WAV = "wav"


class WhyNot(StrEnum):
    """Why a conversation is not recorded, although nothing is wrong."""

    BY_RULE = "by rule"
    NOT_SAMPLED = "not in the sample"
    NOT_ASKED_FOR = "nobody asked for it"
    REFUSED = "refused by the caller"
    NOT_TOLD = "the caller was not told"
    BETWEEN_AGENTS = "between agents"


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule, as it holds for a conversation.

    ``share``: of a sample, between 0 and 1. ``tells``: the caller must have been told before, or nothing is recorded.
    ``pause_seconds``: after so long a pause the recording goes on by itself. ``rule``: its place in the document, from
    1; 0 where no rule fits, and the usual holds.
    """

    wish: Wish = Wish.ALWAYS
    share: float = 1.0
    beginning: Beginning = Beginning.CONNECTION
    sound: SoundFormat = SoundFormat.FLAC
    keep_days: int = 365
    tells: bool = False
    pause_seconds: float = 600.0
    rule: int = 0

    def why_not(self, contact: ContactId, *, refused: bool, told: bool) -> WhyNot | None:
        """Why this contact's conversations are not recorded now; None where they are.

        :param refused: the caller said no, which counts whatever the rule wants.
        :param told: the caller has heard that the call may be recorded.
        """
        if refused:
            return WhyNot.REFUSED
        if self.wish is Wish.NEVER:
            return WhyNot.BY_RULE
        if self.tells and not told:
            return WhyNot.NOT_TOLD
        if self.wish is Wish.ON_DEMAND:
            return WhyNot.NOT_ASKED_FOR
        if self.wish is Wish.SAMPLE and drawn(contact) >= self.share:
            return WhyNot.NOT_SAMPLED
        return None


def drawn(contact: ContactId) -> float:
    """A number in [0, 1) that is this contact's own: the same whenever it is asked, evenly spread over contacts."""
    return int.from_bytes(hashlib.sha256(contact.encode()).digest()[:8], "big") / 2**64
