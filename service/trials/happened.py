"""What became of one call of a test, read from its facts: the same ones in virtual time and live. Judges nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acd.events import EntryEnd, EntryEnded, EntryQueued, LegsBridged, OfferMade
from cdr.events import ContactFact
from dialplan.trials import Outcome
from ivr.flow import MarkKind
from ivr.reports import (
    ContactMarked,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    DigitsCollected,
    ErrandBegan,
    ErrandOver,
    PromptsStarted,
)
from vocabulary.ids import AgentName, ErrandId, OfferId, QueueName

_PROMPT = "prompt:"


@dataclass(frozen=True, slots=True)
class Happened:
    """``heard``: as tests name it. ``marks``: by kind and key; ``collected``: digits by variable."""

    outcome: Outcome
    heard: tuple[str, ...] = ()
    queue: QueueName | None = None
    agent: AgentName | None = None
    priority: int | None = None
    marks: Mapping[tuple[MarkKind, str], str] = field(default_factory=dict)
    collected: Mapping[str, str] = field(default_factory=dict)

    def marked(self, kind: MarkKind) -> str | None:
        """What was marked last of this kind, where it has no key."""
        return self.marks.get((kind, ""))


@dataclass(slots=True)
class _Gathering:
    """What was read so far."""

    heard: list[str] = field(default_factory=list)
    queue: QueueName | None = None
    agent: AgentName | None = None
    priority: int | None = None
    marks: dict[tuple[MarkKind, str], str] = field(default_factory=dict)
    collected: dict[str, str] = field(default_factory=dict)
    offered: dict[OfferId, AgentName] = field(default_factory=dict)
    errands: dict[ErrandId, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    ends: list[EntryEnd] = field(default_factory=list)
    began: bool = False
    ended: DialogueEnd | None = None

    def take(self, fact: ContactFact) -> None:
        match fact:
            case DialogueBegan():
                self.began = True
            case PromptsStarted(_, prompts):
                self.heard += [prompt.removeprefix(_PROMPT) for prompt in prompts]
            case DigitsCollected(variable, digits):
                self.collected[variable] = digits
            case ContactMarked(kind, value, key):
                self.marks[(kind, key)] = value
            case ErrandBegan(errand, what):
                self.errands[errand] = what
            case ErrandOver(errand, ""):
                self.done.add(self.errands[errand])
            case EntryQueued():
                self.queue, self.priority = fact.queue, fact.priority
            case EntryEnded():
                self.queue = fact.queue
                self.ends.append(fact.end)
            case OfferMade():
                self.offered[fact.offer] = fact.agent
            case LegsBridged(offer):
                self.agent = self.offered[offer]
            case DialogueEnded(end):
                self.ended = end
            case _:
                pass

    def outcome(self) -> Outcome:
        """The first of these that is true: what was left behind counts more than how the call ended."""
        unserved = [end for end in self.ends if end is not EntryEnd.ANSWERED]
        rules: tuple[tuple[Outcome, bool], ...] = (
            ("refused", not self.began),
            ("message", "LeaveMessage" in self.done),
            ("callback", "PromiseCallback" in self.done or EntryEnd.CALLBACK in self.ends),
            ("connected", self.agent is not None),
            ("transferred", "TransferCaller" in self.done),
            ("abandoned", EntryEnd.ABANDONED in self.ends),
            ("left_queue", bool(unserved)),
            ("caller_left", self.ended is DialogueEnd.CALLER_HUNG_UP),
        )
        return next((outcome for outcome, holds in rules if holds), "hung_up")


def happened(facts: Iterable[ContactFact]) -> Happened:
    """What the facts of one contact, in their order, come to."""
    found = _Gathering()
    for fact in facts:
        found.take(fact)
    return Happened(
        found.outcome(),
        tuple(found.heard),
        found.queue,
        found.agent,
        found.priority,
        found.marks,
        found.collected,
    )
