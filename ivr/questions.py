"""A question being asked, and what the keys so far mean to it. A pure judgement: knows no time and no prompt."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import assert_never

from ivr.digits import Verdict, ends_answer, judge, judge_number, settle, settle_number
from ivr.flow import Collect, Menu, Prompts
from ivr.reports import AnswerFault


@dataclass(frozen=True, slots=True)
class Question:
    """A menu or a number being asked: which attempt it is, what is said before the prompt, the keys taken so far."""

    asked: Menu | Collect
    attempt: int = 1
    reproach: Prompts = ()
    keys: str = ""

    @property
    def undone(self) -> bool:
        """Whether the keys take back the choice before."""
        return isinstance(self.asked, Menu) and self.asked.undo != "" and self.keys == self.asked.undo

    @property
    def secret(self) -> bool:
        """Whether the keys may be told to nobody."""
        return isinstance(self.asked, Collect) and self.asked.secret

    def means_nothing(self, key: str) -> bool:
        """Whether this key, as the first, neither stops the prompt nor counts."""
        return isinstance(self.asked, Menu) and not self.keys and ends_answer(key, _choices(self.asked))

    def take(self, key: str) -> "tuple[Question, Verdict]":
        """The question with this key, and what its keys are while more may follow."""
        match self.asked:
            case Menu() as menu if ends_answer(key, _choices(menu)):
                return self, self.close()
            case Menu() as menu:
                grown = replace(self, keys=self.keys + key)
                return grown, judge(grown.keys, _choices(menu))
            case Collect(end_key=end_key) if key == end_key:
                return self, self.close()
            case Collect(most=most):
                grown = replace(self, keys=self.keys + key)
                return grown, judge_number(grown.keys, most)
            case _:
                assert_never(self.asked)

    def close(self) -> Verdict:
        """What the keys are when no more follow: never ``OPEN``."""
        match self.asked:
            case Menu() as menu:
                return settle(self.keys, _choices(menu))
            case Collect(least=least):
                return settle_number(self.keys, least)
            case _:
                assert_never(self.asked)

    def again(self, fault: AnswerFault) -> "Question":
        """The next attempt."""
        reproach = self.asked.wrong_key if fault is AnswerFault.WRONG_KEY else self.asked.no_key
        return Question(self.asked, self.attempt + 1, reproach)


def _choices(menu: Menu) -> Collection[str]:
    return (*menu.choices, menu.undo) if menu.undo else menu.choices
