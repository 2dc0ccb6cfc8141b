"""One caller's walk through a flow: reports in, decisions out. Plays nothing, waits for nothing, reads no clock.

Keys are never lost between prompts: whatever is pressed before a question can take it is kept for the next one that
lies ahead. A pair of state and report that is in neither ``TRANSITIONS`` nor ``LATE`` is our own mistake and raises.
"""

from typing import assert_never

from ivr.asking import Asking
from ivr.digits import KEYS
from ivr.errands import DEAF_ERRANDS, RecordMessage
from ivr.flow import PROVEN, Collect, Flow, MarkKind, Menu
from ivr.outbox import KEPT_ERRANDS
from ivr.policy import DEFAULT_POLICY, DialoguePolicy
from ivr.reports import (
    AnswerCaller,
    CallerReturned,
    ContactMarked,
    Decision,
    DialogueBegan,
    DialogueEnd,
    ErrandEnded,
    KeyPressed,
    PlaybackEnded,
    Report,
    SpeakLanguage,
)
from ivr.standing import Standing
from ivr.transitions import DEADLINES, LATE, TRANSITIONS, DialogueState, Reaction
from ivr.walking import Walking
from ivr.world import Arrival, World
from vocabulary.ids import FlowName, PlaybackId
from vocabulary.instant import Instant

_BARE_WORLD = World()
_FROM_NOWHERE = Arrival()


class UnexpectedReport(Exception):
    """a dialogue that is {state} cannot be told {report}"""

    def __init__(self, state: DialogueState, report: Report) -> None:
        super().__init__(f"a dialogue that is {state} cannot be told {type(report).__name__}")


class Dialogue:
    """The dialogue of one caller, from arrival to hang-up.

    Takes the flow, a prefix for the ids of playbacks and errands, the world around it, how the caller came in, and the
    policy. Every verb takes the instant it happens at and gives what is to be recorded and done; none raises but
    ``UnexpectedReport``.
    """

    def __init__(
        self,
        flow: Flow,
        playback_prefix: str,
        world: World = _BARE_WORLD,
        arrival: Arrival = _FROM_NOWHERE,
        policy: DialoguePolicy = DEFAULT_POLICY,
    ) -> None:
        self._flow = flow
        self._arrival = arrival
        self._at = Standing(flow, playback_prefix, world, arrival, policy)
        self._asking = Asking(self._at)
        self._walking = Walking(self._at, self._asking)

    @property
    def state(self) -> DialogueState:
        return self._at.state

    @property
    def over(self) -> bool:
        """Whether nothing will follow any more. After a hang-up, a recorded message may still have to be left."""
        return self._at.state is DialogueState.ENDED

    @property
    def asked(self) -> Menu | Collect | None:
        """The question the caller is being asked now."""
        return self._at.question.asked if self._at.question is not None else None

    @property
    def playing(self) -> PlaybackId | None:
        """The playback whose end is awaited, so that after a gap in the events one can see whether it is over."""
        return self._at.out.playback

    def receive(self, report: Report, now: Instant) -> Decision:
        """What follows from ``report``; an empty decision where it comes late or means nothing.

        Raises ``UnexpectedReport`` for one that cannot come in this state.
        """
        state = self._at.state
        reaction = TRANSITIONS[state].get(type(report))
        if reaction is None:
            if type(report) in LATE[state]:
                return Decision()
            raise UnexpectedReport(state, report)
        self._at.circles.begin()
        if self._take_in(report, now):
            self._react(reaction, now)
        return self._at.out.decision()

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` wants to be called, if nothing is reported before."""
        return self._at.deadline

    def handle_deadline(self, now: Instant) -> Decision:
        """What follows from the deadline having passed; an empty decision where none has, by ``now``."""
        if self._at.deadline is None or now < self._at.deadline:
            return Decision()
        self._at.deadline = None
        self._at.circles.begin()
        self._react(DEADLINES[self._at.state], now)
        return self._at.out.decision()

    # --- reactions ---------------------------------------------------------------------------------------------------

    def _react(self, reaction: Reaction, now: Instant) -> None:
        match reaction:
            case Reaction.BEGIN:
                self._begin(now)
            case Reaction.WALK_ON | Reaction.TAKE_RESULT:
                self._at.out.silence()
                self._walking.walk(now)
            case Reaction.KEEP_KEY:
                if self._at.barge_in:
                    self._at.out.silence()
                    self._walking.walk(now)
            case Reaction.STORE_KEY:
                pass
            case Reaction.AWAIT_KEY:
                self._at.out.silence()
                self._asking.await_key(now)
            case Reaction.TAKE_KEY:
                self._walk_unless(self._asking.take_key(now), now)
            case Reaction.MISS_ANSWER:
                self._walk_unless(self._asking.miss(now), now)
            case Reaction.CLOSE_ANSWER:
                self._walk_unless(self._asking.close(now), now)
            case Reaction.GIVE_UP_ERRAND:
                self._at.out.abandon()
                self._conclude(done=False, why="too slow", now=now)
                self._walking.walk(now)
            case Reaction.LEAVE:
                self._leave(now)
            case Reaction.LEAVE_MESSAGE:
                self._walking.walk_alone(now)
            case Reaction.END:
                self._at.end(DialogueEnd.CALLER_HUNG_UP)
            case _:
                assert_never(reaction)

    def _walk_unless(self, waiting: bool, now: Instant) -> None:
        if not waiting:
            self._walking.walk(now)

    def _begin(self, now: Instant) -> None:
        out, arrival = self._at.out, self._arrival
        out.note(DialogueBegan(self._flow.name))
        out.ask_for(AnswerCaller())
        if arrival.source:
            out.note(ContactMarked(MarkKind.SOURCE, arrival.source))
        if arrival.language is not None:
            out.note(ContactMarked(MarkKind.LANGUAGE, arrival.language))
        if self._at.language != self._at.world.languages[0]:
            out.ask_for(SpeakLanguage(self._at.language))
        self._walking.walk(now)

    def _leave(self, now: Instant) -> None:
        """The caller has hung up. What they recorded, or asked for, is still done."""
        running = self._at.out.running
        self._at.out.playback = None
        self._at.question = None
        if running is not None and isinstance(running.what, (RecordMessage, *KEPT_ERRANDS)):
            self._at.wait(DialogueState.LEAVING, now.plus(self._at.policy.leaving_seconds))
        elif running is not None:
            self._at.end(DialogueEnd.CALLER_HUNG_UP)
        else:
            self._walking.walk_alone(now)

    # --- what a report brings: True where something follows from it --------------------------------------------------

    def _take_in(self, report: Report, now: Instant) -> bool:
        match report:
            case PlaybackEnded(playback, heard):
                return self._end_playback(playback, heard=heard)
            case KeyPressed(key):
                return key in KEYS and self._at.typed.add(key, now)
            case ErrandEnded(errand, done, values, why):
                running = self._at.out.running
                if running is None or errand != running.errand:
                    return False
                self._at.memory = self._at.memory.taking(values)
                self._conclude(done=done, why=why, now=now)
                return True
            case CallerReturned(why, flow):
                return self._find_way_on(why, flow, now)
            case _:
                return True

    def _end_playback(self, playback: PlaybackId, *, heard: bool) -> bool:
        if playback != self._at.out.playback:
            return False
        self._at.out.playback = None
        if heard and self._at.proof is not None:
            self._at.mark(self._at.proof, PROVEN)
        return True

    def _conclude(self, *, done: bool, why: str, now: Instant) -> None:
        running = self._at.out.finish("" if done else why or "failed")
        if isinstance(running.what, DEAF_ERRANDS):
            self._at.typed.forget()
        if isinstance(running.what, RecordMessage):
            self._at.message_kept |= done
            self._at.typed.expect_ending(running.what.end_keys, now)
        if not done:
            self._at.path = self._at.path.into(running.otherwise)

    def _find_way_on(self, why: str, name: FlowName | None, now: Instant) -> bool:
        """Put ahead what follows the queue. An unknown flow counts as none."""
        otherwise, self._at.unserved = self._at.unserved, ()
        flow = self._at.world.flows.get(name) if name is not None else None
        if flow is not None:
            return not self._walking.enter(flow, now)
        if why:
            self._at.path = self._at.path.into(otherwise)
        return True
