"""Menus and numbers to be typed in, from the prompt to the answer. Walks no steps, only puts ahead those that follow.

What asks or takes a key says whether the dialogue now waits for something; where it does not, the steps ahead follow.
"""

from dataclasses import replace
from typing import assert_never

from ivr.choices import Choice
from ivr.digits import Verdict
from ivr.flow import Collect, MarkKind, Menu, Steps
from ivr.questions import Question
from ivr.reports import AnswerFault, ChoiceUndone, ContactMarked, DigitsCollected, MenuAnswered, MenuFailed
from ivr.standing import Standing
from ivr.transitions import DialogueState
from vocabulary.instant import Instant

_TAKEN_BACK = (MarkKind.CATEGORY, MarkKind.SOURCE)
"""Marks that only say what was chosen."""


class Asking:
    """The questions of one dialogue."""

    def __init__(self, standing: Standing) -> None:
        self._at = standing
        self._undos = 0

    def ask(self, question: Question, now: Instant) -> bool:
        """Ask this, or take what was typed ahead as the answer."""
        self._at.question = question
        self._drop_idle_end_keys()
        if self._at.typed:
            return self._collect(now)
        utterance = self._at.utterance(question.reproach + question.asked.prompts)
        if utterance.media:
            self._at.play(utterance, DialogueState.PROMPTING, now)
        else:
            self.await_key(now)
        return True

    def await_key(self, now: Instant) -> None:
        """The prompt is over, and no key was pressed yet."""
        self._at.wait(DialogueState.AWAITING_KEY, now.plus(self._asked().asked.first_digit_seconds))

    def take_key(self, now: Instant) -> bool:
        """A key was pressed."""
        self._drop_idle_end_keys()
        if not self._at.typed:
            return True
        self._at.out.silence()
        return self._collect(now)

    def miss(self, now: Instant) -> bool:
        """No key was pressed in time."""
        return self._fail(AnswerFault.NO_KEY, now)

    def close(self, now: Instant) -> bool:
        """No further key was pressed in time."""
        return self._answer(self._asked().close(), now)

    def _asked(self) -> Question:
        assert self._at.question is not None, f"nothing is asked in a dialogue that is {self._at.state}"
        return self._at.question

    def _drop_idle_end_keys(self) -> None:
        while self._at.typed and self._asked().means_nothing(self._at.typed.first()):
            self._at.typed.take()

    def _collect(self, now: Instant) -> bool:
        while self._at.typed:
            self._at.question, verdict = self._asked().take(self._at.typed.take())
            if verdict is not Verdict.OPEN:
                return self._answer(verdict, now)
        self._at.wait(DialogueState.COLLECTING, now.plus(self._asked().asked.inter_digit_seconds))
        return True

    def _answer(self, verdict: Verdict, now: Instant) -> bool:
        question = self._asked()
        self._at.circles.answered()
        match question.asked:
            case Menu() as menu if question.undone and self._undos < self._at.policy.undos:
                return self._undo(menu, now)
            case Menu() if question.undone or verdict is Verdict.WRONG:
                return self._fail(AnswerFault.WRONG_KEY, now)
            case Menu() as menu:
                self._choose(menu, question.keys)
            case Collect() if verdict is Verdict.WRONG:
                return self._fail(AnswerFault.WRONG_KEY, now)
            case Collect() as collect:
                self._keep(collect, question.keys, now)
            case _:
                assert_never(question.asked)
        return False

    def _choose(self, menu: Menu, keys: str) -> None:
        self._at.out.note(MenuAnswered(keys))
        if menu.prompts:
            # Nobody would notice being asked a question without a word, and silence might be taken for their answer.
            self._at.choices.add(Choice(menu, self._at.path, self._at.memory, self._at.language))
        self._undos = 0
        self._go_on(menu.choices[keys])

    def _keep(self, collect: Collect, digits: str, now: Instant) -> None:
        self._at.out.note(DigitsCollected(collect.into, "" if collect.secret else digits))
        self._at.memory = self._at.memory.keeping(collect.into, digits, secret=collect.secret)
        self._undos = 0
        if len(digits) == collect.most:
            self._at.typed.expect_ending(collect.end_key, now)
        self._go_on(())

    def _undo(self, menu: Menu, now: Instant) -> bool:
        self._undos += 1
        self._at.out.note(ChoiceUndone())
        choice = self._at.choices.take_back(menu)
        if choice is None:
            return self.ask(replace(self._asked(), keys="", reproach=()), now)
        self._at.path = choice.behind
        self._unmark(choice)
        return self.ask(Question(choice.menu), now)

    def _unmark(self, choice: Choice) -> None:
        """What the choice made of the caller counts no more; that they heard or refused something stays true."""
        for kind in _TAKEN_BACK:
            before = choice.memory.marks.get(kind, "")
            if before != self._at.memory.marks.get(kind, ""):
                self._at.out.note(ContactMarked(kind, before))
        if choice.language != self._at.language:
            self._at.language = choice.language
            self._at.out.speak(choice.language)
        stays = {kind: value for kind, value in self._at.memory.marks.items() if kind not in _TAKEN_BACK}
        taken_back = {kind: choice.memory.marks[kind] for kind in _TAKEN_BACK if kind in choice.memory.marks}
        self._at.memory = replace(choice.memory, marks=stays | taken_back)

    def _fail(self, fault: AnswerFault, now: Instant) -> bool:
        question = self._asked()
        self._at.out.note(MenuFailed(fault, "" if question.secret else question.keys, question.attempt))
        if question.attempt < question.asked.attempts:
            return self.ask(question.again(fault), now)
        self._go_on(question.asked.otherwise)
        return False

    def _go_on(self, steps: Steps) -> None:
        self._at.question = None
        self._at.path = self._at.path.into(steps)
