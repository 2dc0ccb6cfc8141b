"""The dialogue's states, and what each report or passed deadline leads to in each. Tables only; acts on nothing.

Every pair of state and report is in ``TRANSITIONS`` (it means something), in ``LATE`` (it may still come and means
nothing) or in neither (it cannot come: our own mistake).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ivr.reports import CallerArrived, CallerHungUp, CallerReturned, KeyPressed, PlaybackEnded, Report


class DialogueState(StrEnum):
    """What a dialogue waits for. ``PROMPTING``: a menu's prompt plays; ``COLLECTING``: more keys may follow."""

    EXPECTED = "expected"
    PLAYING = "playing"
    PROMPTING = "prompting"
    AWAITING_KEY = "awaiting key"
    COLLECTING = "collecting"
    IN_QUEUE = "in queue"
    ENDED = "ended"


class Reaction(StrEnum):
    """What the dialogue does. A playback that still runs is stopped first by those that move on."""

    BEGIN = "begin"
    WALK_ON = "walk on"
    KEEP_KEY = "keep key"
    AWAIT_KEY = "await key"
    TAKE_KEY = "take key"
    MISS_ANSWER = "miss answer"
    CLOSE_ANSWER = "close answer"
    END = "end"


TRANSITIONS: Final[Mapping[DialogueState, Mapping[type[Report], Reaction]]] = {
    DialogueState.EXPECTED: {CallerArrived: Reaction.BEGIN, CallerHungUp: Reaction.END},
    DialogueState.PLAYING: {
        KeyPressed: Reaction.KEEP_KEY,
        PlaybackEnded: Reaction.WALK_ON,
        CallerHungUp: Reaction.END,
    },
    DialogueState.PROMPTING: {
        KeyPressed: Reaction.TAKE_KEY,
        PlaybackEnded: Reaction.AWAIT_KEY,
        CallerHungUp: Reaction.END,
    },
    DialogueState.AWAITING_KEY: {KeyPressed: Reaction.TAKE_KEY, CallerHungUp: Reaction.END},
    DialogueState.COLLECTING: {KeyPressed: Reaction.TAKE_KEY, CallerHungUp: Reaction.END},
    DialogueState.IN_QUEUE: {CallerReturned: Reaction.WALK_ON, CallerHungUp: Reaction.END},
    DialogueState.ENDED: {},
}

LATE: Final[Mapping[DialogueState, frozenset[type[Report]]]] = {
    DialogueState.EXPECTED: frozenset(),
    DialogueState.PLAYING: frozenset(),
    DialogueState.PROMPTING: frozenset(),
    DialogueState.AWAITING_KEY: frozenset({PlaybackEnded}),
    DialogueState.COLLECTING: frozenset({PlaybackEnded}),
    DialogueState.IN_QUEUE: frozenset({KeyPressed, PlaybackEnded}),
    DialogueState.ENDED: frozenset({CallerArrived, KeyPressed, PlaybackEnded, CallerReturned, CallerHungUp}),
}
"""A key pressed in the queue belongs to the queue, never to a later menu."""

DEADLINES: Final[Mapping[DialogueState, Reaction]] = {
    DialogueState.PLAYING: Reaction.WALK_ON,
    DialogueState.PROMPTING: Reaction.AWAIT_KEY,
    DialogueState.AWAITING_KEY: Reaction.MISS_ANSWER,
    DialogueState.COLLECTING: Reaction.CLOSE_ANSWER,
}
"""The other states wait without a limit of their own."""
