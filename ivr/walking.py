"""The steps of a flow, taken one after the other until one of them waits. Hears nothing: reports come in elsewhere."""

from typing import assert_never

from ivr.asking import Asking
from ivr.errands import Errand, LeaveMessage
from ivr.filling import filled_in
from ivr.flow import (
    Again,
    Branch,
    Collect,
    Enqueue,
    Flow,
    ForgetKeys,
    GoTo,
    HangUp,
    IfMarked,
    Loop,
    Mark,
    MarkKind,
    Menu,
    PauseRecording,
    Play,
    RunErrand,
    Say,
    SetLanguage,
    SetNeed,
    SetPriority,
    SetVariable,
    Step,
    Steps,
)
from ivr.judging import holds
from ivr.lookahead import question_ahead
from ivr.path import Path
from ivr.questions import Question
from ivr.reports import DialogueEnd, FlowEntered, HandToQueue, RecordingAsked
from ivr.speaking import Utterance, of_saying
from ivr.standing import Standing
from ivr.transitions import DialogueState
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName
from vocabulary.instant import Instant


class Walking:
    """The walk of one dialogue. What takes a step says whether the dialogue now waits for something, or has ended."""

    def __init__(self, standing: Standing, asking: Asking) -> None:
        self._at = standing
        self._asking = asking

    def walk(self, now: Instant) -> None:
        """Take the steps ahead up to the first that waits. Past the last step the call is hung up."""
        while (step := self._next()) is not None:
            if self._at.circles.step():
                self._at.hang_up(HangUpCause.FAILURE, DialogueEnd.LED_IN_A_CIRCLE)
                return
            if self._take(step, now):
                return
        self._at.hang_up(HangUpCause.NORMAL)

    def walk_alone(self, now: Instant) -> None:
        """The caller is gone: take the steps up to where their recorded message is left; the others are passed over."""
        while self._at.message_kept and (step := self._next()) is not None:
            match step:
                case RunErrand(LeaveMessage() as errand):
                    self._run(errand, ())
                    self._at.wait(DialogueState.LEAVING, now.plus(self._at.policy.leaving_seconds))
                    return
                case Branch() | IfMarked() | Loop() | SetVariable() | SetNeed() | SetPriority() | Mark():
                    self._take(step, now)
                case HangUp() | GoTo() | Enqueue():
                    break
                case _:
                    pass
        self._at.end(DialogueEnd.CALLER_HUNG_UP)

    def enter(self, flow: Flow, now: Instant) -> bool:
        """Go on at the beginning of this flow; True where flows have led in a circle, which ends the call."""
        self._at.out.note(FlowEntered(flow.name))
        self._at.path = Path(flow.steps)
        if not self._at.circles.enter_flow(now):
            return False
        self._at.hang_up(HangUpCause.FAILURE, DialogueEnd.LED_IN_A_CIRCLE)
        return True

    def _next(self) -> Step | None:
        found = self._at.path.next()
        if found is None:
            return None
        step, self._at.path = found
        return step

    def _take(self, step: Step, now: Instant) -> bool:
        match step:
            case Play(prompts, barge_in, proof):
                return self._speak(self._at.utterance(prompts), barge_in, now, proof)
            case Say(saying, barge_in):
                utterance = of_saying(saying, self._at.memory, self._at.world.voice, self._at.language)
                return self._speak(utterance, barge_in, now)
            case Menu() | Collect():
                return self._asking.ask(Question(step), now)
            case Enqueue():
                self._hand_over(step)
                return True
            case HangUp(cause):
                self._at.hang_up(cause)
                return True
            case GoTo(flow):
                return self._go_to(flow, now)
            case RunErrand(errand, otherwise):
                self._run(errand, otherwise)
                self._at.wait(DialogueState.ON_ERRAND, now.plus(errand.limit_seconds))
                return True
            case ForgetKeys():
                self._at.typed.forget()
            case Branch():
                self._at.path = self._at.path.into(self._way(step, now))
            case IfMarked(kind, steps, otherwise):
                self._at.path = self._at.path.into(steps if kind in self._at.memory.marks else otherwise)
            case Loop():
                self._at.path = self._at.path.around(step)
            case Again(levels):
                self._at.path = self._at.path.again(levels)
            case SetVariable() | SetNeed() | SetPriority() | SetLanguage() | Mark():
                self._remember(step)
            case PauseRecording(on):
                self._at.out.ask_for(RecordingAsked(on))
            case _:
                assert_never(step)
        return False

    def _remember(self, step: SetVariable | SetNeed | SetPriority | SetLanguage | Mark) -> None:
        memory = self._at.memory
        match step:
            case SetVariable(variable, value):
                self._at.memory = memory.setting(variable, value)
            case SetNeed(requirement):
                self._at.memory = memory.needing(requirement)
            case SetPriority(priority):
                self._at.memory = memory.preferring(priority)
            case SetLanguage(language):
                self._at.language = language
                self._at.out.speak(language)
            case Mark(kind, value, key):
                self._at.mark(kind, memory.told(value), key)
            case _:
                assert_never(step)

    def _speak(self, utterance: Utterance, barge_in: bool, now: Instant, proof: MarkKind | None = None) -> bool:
        if self._at.typed and not question_ahead(self._at.path, self._at.world.flows):
            # Whoever typed too much must still hear the goodbye: no question will ever take these keys.
            self._at.typed.forget()
        if not utterance.media or (self._at.typed and barge_in):
            return False
        self._at.barge_in = barge_in
        self._at.play(utterance, DialogueState.PLAYING, now)
        self._at.proof = proof
        return True

    def _way(self, branch: Branch, now: Instant) -> Steps:
        variables = self._at.memory.variables
        ways = (steps for condition, steps in branch.cases if holds(condition, variables, self._at.world, now))
        return next(ways, branch.otherwise)

    def _go_to(self, name: FlowName, now: Instant) -> bool:
        flow = self._at.world.flows.get(name)
        if flow is not None:
            return self.enter(flow, now)
        self._at.hang_up(HangUpCause.FAILURE)
        return True

    def _hand_over(self, step: Enqueue) -> None:
        memory = self._at.memory
        priority = memory.priority if step.priority is None else step.priority
        self._at.typed.forget()
        self._at.choices.forget()
        self._at.unserved = step.otherwise
        self._at.wait(DialogueState.IN_QUEUE, None)
        self._at.out.ask_for(HandToQueue(step.queue, memory.needed(step.requirement), priority))

    def _run(self, errand: Errand, otherwise: Steps) -> None:
        if isinstance(errand, LeaveMessage):
            self._at.message_kept = False
        self._at.out.begin(filled_in(errand, self._at.memory), otherwise)
