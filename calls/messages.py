"""What may lie in a contact's tray Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.effects import Effect
from asterisk.ari.events import Event
from vocabulary.ids import LegId


@dataclass(frozen=True, slots=True)
class LegsSeen:
    """After a gap: every channel Asterisk has now, with its state. A leg that is not among them is gone."""

    states: Mapping[LegId, str]


Message = Event | Effect | LegsSeen
"""Asterisk's events, the desk's effects, and what was seen after a gap."""
