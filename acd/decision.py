"""The answer to every command: facts for the record and things to be done."""

from dataclasses import dataclass

from acd.effects import Effect
from acd.events import Event


@dataclass(frozen=True, slots=True)
class Decision:
    """Both in the order in which they came about. Empty when there is nothing to say or do."""

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
