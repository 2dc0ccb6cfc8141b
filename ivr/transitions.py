"""The dialogue's states, and what each report or passed deadline leads to in each. Tables only; acts on nothing.

Every pair of state and report is in ``TRANSITIONS`` (it means something), in ``LATE`` (it may still come and means
nothing) or in neither (it cannot come: our own mistake).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ivr.reports import CallerArrived, CallerHungUp, CallerReturned, ErrandEnded, KeyPressed, PlaybackEnded, Report


class DialogueState(StrEnum):
    """What a dialogue waits for. ``PROMPTING``: the prompt of a question plays; ``COLLECTING``: more keys may follow;
    ``LEAVING``: the caller has hung up, and a message they left is still being finished or left with a queue."""

    EXPECTED = "expected"
    PLAYING = "playing"
    PROMPTING = "prompting"
    AWAITING_KEY = "awaiting key"
    COLLECTING = "collecting"
    IN_QUEUE = "in queue"
    ON_ERRAND = "on errand"
    LEAVING = "leaving"
    ENDED = "ended"


class Reaction(StrEnum):
    """What the dialogue does. A playback that still runs is stopped first by those that move on."""

    BEGIN = "begin"
    WALK_ON = "walk on"
    KEEP_KEY = "keep key, and stop the prompt if it may be"
    STORE_KEY = "keep key, if it is the flow's"
    AWAIT_KEY = "await key"
    TAKE_KEY = "take key"
    MISS_ANSWER = "miss answer"
    CLOSE_ANSWER = "close answer"
    TAKE_RESULT = "take result, walk on"
    GIVE_UP_ERRAND = "give up errand, walk on"
    LEAVE = "end, once a message is left"
    LEAVE_MESSAGE = "take result, leave message, end"
    END = "end"


TRANSITIONS: Final[Mapping[DialogueState, Mapping[type[Report], Reaction]]] = {
    DialogueState.EXPECTED: {CallerArrived: Reaction.BEGIN, CallerHungUp: Reaction.END},
    DialogueState.PLAYING: {
        KeyPressed: Reaction.KEEP_KEY,
        PlaybackEnded: Reaction.WALK_ON,
        CallerHungUp: Reaction.LEAVE,
    },
    DialogueState.PROMPTING: {
        KeyPressed: Reaction.TAKE_KEY,
        PlaybackEnded: Reaction.AWAIT_KEY,
        CallerHungUp: Reaction.LEAVE,
    },
    DialogueState.AWAITING_KEY: {KeyPressed: Reaction.TAKE_KEY, CallerHungUp: Reaction.LEAVE},
    DialogueState.COLLECTING: {KeyPressed: Reaction.TAKE_KEY, CallerHungUp: Reaction.LEAVE},
    DialogueState.IN_QUEUE: {CallerReturned: Reaction.WALK_ON, CallerHungUp: Reaction.END},
    DialogueState.ON_ERRAND: {
        KeyPressed: Reaction.STORE_KEY,
        ErrandEnded: Reaction.TAKE_RESULT,
        CallerHungUp: Reaction.LEAVE,
    },
    DialogueState.LEAVING: {ErrandEnded: Reaction.LEAVE_MESSAGE},
    DialogueState.ENDED: {},
}

LATE: Final[Mapping[DialogueState, frozenset[type[Report]]]] = {
    DialogueState.EXPECTED: frozenset(),
    DialogueState.PLAYING: frozenset({ErrandEnded}),
    DialogueState.PROMPTING: frozenset({ErrandEnded}),
    DialogueState.AWAITING_KEY: frozenset({PlaybackEnded, ErrandEnded}),
    DialogueState.COLLECTING: frozenset({PlaybackEnded, ErrandEnded}),
    DialogueState.IN_QUEUE: frozenset({KeyPressed, PlaybackEnded, ErrandEnded}),
    DialogueState.ON_ERRAND: frozenset({PlaybackEnded}),
    DialogueState.LEAVING: frozenset({KeyPressed, PlaybackEnded, CallerHungUp}),
    DialogueState.ENDED: frozenset(
        {CallerArrived, KeyPressed, PlaybackEnded, CallerReturned, ErrandEnded, CallerHungUp}
    ),
}
"""A key pressed in the queue belongs to the queue, never to a later menu."""

DEADLINES: Final[Mapping[DialogueState, Reaction]] = {
    DialogueState.PLAYING: Reaction.WALK_ON,
    DialogueState.PROMPTING: Reaction.AWAIT_KEY,
    DialogueState.AWAITING_KEY: Reaction.MISS_ANSWER,
    DialogueState.COLLECTING: Reaction.CLOSE_ANSWER,
    DialogueState.ON_ERRAND: Reaction.GIVE_UP_ERRAND,
    DialogueState.LEAVING: Reaction.END,
}
"""The other states wait without a limit of their own."""
