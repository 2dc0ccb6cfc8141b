"""Where one dialogue stands: what it waits for, the steps ahead, what it remembers, what it has decided. One owner.

Walks and asks nothing itself: ``ivr.walking`` and ``ivr.asking`` do, on this.
"""

from ivr.choices import ChoicesMade
from ivr.circles import CircleWatch
from ivr.flow import Flow, MarkKind, Prompts, Steps
from ivr.memory import Memory
from ivr.outbox import Outbox
from ivr.path import Path
from ivr.policy import DialoguePolicy
from ivr.questions import Question
from ivr.reports import ContactMarked, DialogueEnd, DialogueEnded, HangUpCaller
from ivr.speaking import Utterance, of_prompts
from ivr.transitions import DialogueState
from ivr.typed import TypedKeys
from ivr.world import Arrival, World
from vocabulary.causes import HangUpCause
from vocabulary.instant import Instant


class Standing:
    """``unserved``: what is walked first where a queue did not serve the caller. ``message_kept``: a message was
    recorded and not yet left with anybody. ``proof``: what is marked once what plays was heard to the end."""

    def __init__(self, flow: Flow, prefix: str, world: World, arrival: Arrival, policy: DialoguePolicy) -> None:
        self.world = world
        self.policy = policy
        self.state = DialogueState.EXPECTED
        self.deadline: Instant | None = None
        self.path = Path(flow.steps)
        self.memory = Memory.of(arrival)
        self.language = arrival.language or world.languages[0]
        self.typed = TypedKeys(policy)
        self.choices = ChoicesMade(policy.choices_kept)
        self.circles = CircleWatch(policy)
        self.out = Outbox(prefix)
        self.question: Question | None = None
        self.barge_in = True
        self.unserved: Steps = ()
        self.message_kept = False
        self.proof: MarkKind | None = None

    def wait(self, state: DialogueState, deadline: Instant | None) -> None:
        self.state = state
        self.deadline = deadline

    def utterance(self, prompts: Prompts) -> Utterance:
        """These prompts as they are said to this caller now."""
        return of_prompts(prompts, self.memory, self.world.voice, self.language)

    def play(self, utterance: Utterance, state: DialogueState, now: Instant) -> None:
        """Play something, and wait for its end."""
        self.proof = None
        self.out.play(utterance, self.language)
        self.wait(state, now.plus(self.policy.playback_guard_seconds * len(utterance.media)))

    def mark(self, kind: MarkKind, value: str, key: str = "") -> None:
        """Tell the record this of the contact, and remember it."""
        self.out.note(ContactMarked(kind, value, key))
        self.memory = self.memory.marking(kind, value)

    def hang_up(self, cause: HangUpCause, end: DialogueEnd = DialogueEnd.HUNG_UP_BY_FLOW) -> None:
        self.out.ask_for(HangUpCaller(cause))
        self.end(end)

    def end(self, end: DialogueEnd) -> None:
        self.out.note(DialogueEnded(end))
        self.out.leave()
        self.typed.forget()
        self.choices.forget()
        self.question = None
        self.path = Path()
        self.wait(DialogueState.ENDED, None)
