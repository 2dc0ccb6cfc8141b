"""The choices a caller made in menus, to be taken back. Remembers; asks nothing."""

from collections import deque
from dataclasses import dataclass

from ivr.flow import Menu
from ivr.memory import Memory
from ivr.path import Path
from vocabulary.ids import Language


@dataclass(frozen=True, slots=True)
class Choice:
    """A menu that was answered, what lay behind it, and what was remembered of the caller and spoken until then."""

    menu: Menu
    behind: Path
    memory: Memory
    language: Language


class ChoicesMade:
    """The last choices; of more than ``most`` the oldest are forgotten."""

    def __init__(self, most: int) -> None:
        self._choices: deque[Choice] = deque(maxlen=most)

    def __len__(self) -> int:
        return len(self._choices)

    def add(self, choice: Choice) -> None:
        self._choices.append(choice)

    def take_back(self, present: Menu) -> Choice | None:
        """The last choice made in another menu than the present one; with it goes what was chosen since."""
        while self._choices:
            choice = self._choices.pop()
            if choice.menu is not present:
                return choice
        return None

    def forget(self) -> None:
        """No choice can be taken back any more."""
        self._choices.clear()
