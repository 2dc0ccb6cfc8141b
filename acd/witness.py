"""Who may look on while an offer is decided, to explain it afterwards. A protocol only."""

from typing import Protocol

from acd.agents import Agent
from acd.queues import Entry
from acd.selection import Choice
from acd.state import State
from vocabulary.instant import Instant


class Witness(Protocol):
    """Sees the state in which an offer is made, just before it is written."""

    def offering(self, state: State, entry: Entry, agent: Agent, choice: Choice, now: Instant) -> None:
        """``entry`` is about to be offered to ``agent``. Look, keep what is wanted, change nothing."""
