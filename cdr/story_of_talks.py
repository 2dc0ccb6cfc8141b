"""What goes on in a conversation, in words: holds, consults, transfers, guests, listeners, pauses. Pure."""

from typing import assert_never

from acd.events import (
    AgentFellSilent,
    ConsultOver,
    ContactJoined,
    ContactTakenUp,
    DispositionGiven,
    ReturnedToHead,
)
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnded,
    ConversationEvent,
    GuestJoined,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    ListeningEvent,
    PauseEvent,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
)
from cdr.wording import note_clause
from vocabulary.text import visible

TalkDecision = ContactTakenUp | ContactJoined | ConsultOver | ReturnedToHead | AgentFellSilent | DispositionGiven
"""What the distributor tells of conversations that no queue gave, and of how conversations go."""


def told_of_talk(event: ConversationEvent | ListeningEvent | PauseEvent) -> str:
    """What the hands tell of a conversation."""
    match event:
        case CallHeld(_, agent):
            return f"{agent} holds the caller"
        case CallResumed(_, agent):
            return f"{agent} goes on with the caller"
        case ConsultBegan() | ConsultAnswered() | ConsultEnded():
            return _told_of_consult(event)
        case TransferBegan() | TransferEnded():
            return _told_of_transfer(event)
        case GuestJoined(_, who, kind):
            return f"{visible(who)} ({kind}) talks with the caller"
        case GuestLeft(_, who, ended_by, talk_seconds):
            return f"talk with {visible(who)} over after {talk_seconds:.1f} s, ended by {ended_by}"
        case ListeningBegan() | ListeningChanged() | ListeningEnded():
            return _told_of_listening(event)
        case RecordingPaused(_, by, why):
            return f"recording pauses (by {visible(by)}){note_clause(why)}"
        case RecordingGoesOn(_, by):
            return f"recording goes on ({f'by {visible(by)}' if by else 'by itself'})"
        case _:
            assert_never(event)


def _told_of_consult(event: ConsultBegan | ConsultAnswered | ConsultEnded) -> str:
    match event:
        case ConsultBegan(_, agent, target):
            return f"{agent} asks '{visible(target)}'"
        case ConsultAnswered(_, target):
            return f"'{visible(target)}' answers the question"
        case ConsultEnded(_, target, end):
            return f"question to '{visible(target)}' over: {end}"
        case _:
            assert_never(event)


def _told_of_transfer(event: TransferBegan | TransferEnded) -> str:
    match event:
        case TransferBegan(_, agent, target, kind, note):
            by = f" by {agent}" if agent is not None else ""
            return f"caller is handed to '{visible(target)}'{by} ({kind}){note_clause(note)}"
        case TransferEnded(_, target, True):
            return f"caller has reached '{visible(target)}'"
        case TransferEnded(_, target, _, why, goes_to):
            onward = f", caller goes to {visible(goes_to)}" if goes_to else ""
            return f"'{visible(target)}' was not reached{note_clause(why)}{onward}"
        case _:
            assert_never(event)


def _told_of_listening(event: ListeningEvent) -> str:
    match event:
        case ListeningBegan(_, _, supervisor, mode, agent):
            return f"{visible(supervisor)} listens ({mode}){f', {agent} is heard' if agent is not None else ''}"
        case ListeningChanged(_, _, mode, agent):
            return f"listening goes on ({mode}){f', {agent} is heard' if agent is not None else ''}"
        case ListeningEnded():
            return "listening is over"
        case _:
            assert_never(event)


def told_of_decision(event: TalkDecision) -> str:
    """What the distributor tells of it."""
    match event:
        case ContactTakenUp(_, _, agent, _, from_agent):
            return f"{agent} takes the caller up{f' from {from_agent}' if from_agent is not None else ''}"
        case ContactJoined(_, _, _, agent, from_agent):
            whose = f" from {from_agent}" if from_agent is not None else ""
            return f"{agent}, who was asked, takes the caller up{whose}"
        case ConsultOver(_, joined):
            return f"the conversation goes on as contact {joined}"
        case ReturnedToHead(_, queue, why, agent):
            parted = f", parted from {agent}" if agent is not None else ""
            return f"caller is at the head of '{queue}' again{parted}{note_clause(why)}"
        case AgentFellSilent(_, _, agent):
            return f"nothing is heard from {agent}"
        case DispositionGiven(_, agent, disposition):
            return f"{agent} says how it came out: {visible(disposition)}"
        case _:
            assert_never(event)
