"""What may lie in a contact's tray. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.effects import Effect
from asterisk.ari.events import Event
from ivr.reports import ErrandEnded, PlaybackEnded
from vocabulary.ids import LegId
from vocabulary.instant import Instant


@dataclass(frozen=True, slots=True)
class LegsSeen:
    """After a gap: every channel Asterisk had when it was asked, with its state. A leg not among them is gone.

    ``asked_at``: legs made later cannot be among them. ``restarted``: Asterisk itself was, so whoever is gone did not
    hang up.
    """

    states: Mapping[LegId, str]
    asked_at: Instant
    restarted: bool = False


Message = Event | Effect | LegsSeen | ErrandEnded | PlaybackEnded
"""Asterisk's events, the desk's effects, what was seen after a gap, and the ends of a flow's errands."""
