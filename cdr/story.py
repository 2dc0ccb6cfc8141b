"""A call told to a person at a terminal, one short line an event. Pure; prints nothing."""

from typing import assert_never

from acd import events as acd
from acd.events import EntryEnd
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.events import Event as CallEvent
from cdr.story_of_recordings import told_of_recording
from cdr.story_of_talks import told_of_decision, told_of_talk
from cdr.wording import caller_named, counted, handed_on, note_clause
from ivr.reports import (
    ChoiceUndone,
    ContactMarked,
    DialogueBegan,
    DialogueEnded,
    DigitsCollected,
    ErrandBegan,
    ErrandOver,
    FlowEntered,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
)
from ivr.reports import Event as DialogueEvent
from recordings.events import Event as RecordingEvent
from vocabulary.causes import HangUpCause, in_words
from vocabulary.ids import MediaUri
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible


def line_for(event: ContactFact, at: Instant) -> str | None:
    """The event as one line, with its UTC time in front; None for what a listener need not be told twice."""
    told = _told(event)
    return None if told is None else f"{at.utc:%H:%M:%S}.{at.utc.microsecond // 1000:03d}  {told}"


def _told(event: ContactFact) -> str | None:
    match event:
        case (
            DialogueBegan() | FlowEntered() | PromptsStarted() | MenuAnswered() | MenuFailed() | ChoiceUndone()
            | DigitsCollected() | ContactMarked() | ErrandBegan() | ErrandOver() | DialogueEnded()
        ):  # fmt: skip
            return _told_by_dialogue(event)
        case _ if isinstance(event, RecordingEvent):
            return told_of_recording(event)
        case _ if isinstance(event, CallEvent):
            return _told_by_hands(event)
        case _:
            return _told_by_acd(event)


def _told_by_hands(event: CallEvent) -> str | None:
    match event:
        case ContactBegan():
            caller = caller_named(visible(event.caller_number), visible(event.caller_name))
            return f"{event.agent or caller} calls {visible(event.number_dialled)}"
        case ContactEnded(_, ended_by, cause):
            who = {Party.CALLER: "caller hangs up", Party.AGENT: "agent ends the call", Party.SYSTEM: "call is ended"}
            return who[ended_by] if cause is HangUpCause.NORMAL else f"{who[ended_by]} ({in_words(cause)})"
        case _:
            return told_of_talk(event)


def _told_by_dialogue(event: DialogueEvent) -> str | None:
    match event:
        case DialogueBegan(flow):
            return f"caller enters the flow '{flow}'"
        case FlowEntered(flow):
            return f"caller is taken to the flow '{flow}'"
        case PromptsStarted(_, prompts):
            return "caller hears " + ", ".join(f"'{_prompt_name(prompt)}'" for prompt in prompts)
        case MenuAnswered(keys):
            return f"caller presses {visible(keys)}"
        case MenuFailed(fault, keys, attempt):
            pressed = f" {visible(keys)}" if keys else ""
            return f"{fault}{pressed} (attempt {attempt})"
        case ChoiceUndone():
            return "caller takes back the last choice"
        case DigitsCollected(variable, digits):
            return f"caller has typed '{variable}'" + (f": {visible(digits)}" if digits else "")
        case ContactMarked(kind, value, key):
            return f"noted: {kind}{f' {visible(key)}' if key else ''}{f': {visible(value)}' if value else ''}"
        case ErrandBegan(_, what):
            return f"the flow waits: {what}"
        case ErrandOver(_, why):
            return f"the flow goes on{f': {visible(why)}' if why else ''}"
        case DialogueEnded():
            return None
        case _:
            assert_never(event)


def _told_by_acd(event: acd.ContactEvent) -> str | None:
    match event:
        case (
            acd.EntryQueued()
            | acd.StepOpened()
            | acd.PriorityChanged()
            | acd.PositionAnnounced()
            | acd.ComfortPlayed()
            | acd.EstimateJudged()
            | acd.EntryEnded()
        ):
            return _told_of_waiting(event)
        case acd.CallbackRegistered() | acd.CallbackTried() | acd.CallerCameBack() | acd.ContactHandedOn():
            return _told_of_changes(event)
        case acd.OfferMade(_, _, _, agent, why):
            others = counted({reason.value: count for reason, count in why.counts().items()})
            return f"{agent} is offered the call ({why.rule}, rank {why.rank}{others})"
        case acd.OfferRinging():
            return "the agent's phone rings"
        case acd.OfferEnded():
            rang = f" after {event.ring_seconds:.1f} s" if event.ring_seconds else ""
            return f"offer to {event.agent} over: {event.end}{rang} ({in_words(event.cause)})"
        case acd.CallConnected():
            return f"{event.agent} answers after {event.wait_seconds:.1f} s, rang {event.ring_seconds:.1f} s"
        case acd.LegsBridged():
            return "caller and agent hear each other"
        case acd.ConnectionFailed():
            return f"{event.agent} answered but was lost: caller keeps the place"
        case acd.ConversationCompleted():
            return f"conversation with {event.agent} over after {event.talk_seconds:.1f} s, ended by {event.ended_by}"
        case (
            acd.ContactTakenUp()
            | acd.ContactJoined()
            | acd.ConsultOver()
            | acd.ReturnedToHead()
            | acd.AgentFellSilent()
            | acd.DispositionGiven()
        ):
            return told_of_decision(event)
        case acd.WrapUpBegan(agent, _, seconds):
            return f"{agent} wraps up ({'until they say so' if seconds is None else f'up to {seconds:.0f} s'})"
        case acd.WrapUpEnded(agent, _, seconds):
            return f"{agent} is done wrapping up after {seconds:.1f} s"
        case _:
            assert_never(event)


_WaitingEvent = (
    acd.EntryQueued
    | acd.StepOpened
    | acd.PriorityChanged
    | acd.PositionAnnounced
    | acd.ComfortPlayed
    | acd.EstimateJudged
    | acd.EntryEnded
)


def _told_of_waiting(event: _WaitingEvent) -> str | None:
    match event:
        case acd.EntryQueued():
            credit = f", {event.credit_seconds:.0f} s to their credit" if event.credit_seconds else ""
            return f"caller waits in '{event.queue}' (line {int(event.line)}, position {event.position}{credit})"
        case acd.StepOpened(_, _, step, why):
            return f"step {step} of what is needed begins ({why})"
        case acd.PriorityChanged(_, _, priority, boost):
            return f"priority is {priority} from now on" + (f", {boost:+.0f} s of waiting" if boost else "")
        case acd.PositionAnnounced(_, _, position):
            place = "'you are next in line'" if position == 1 else "their place in line"
            return f"caller hears {place} (position {position}{_estimated(event)})"
        case acd.ComfortPlayed(_, _, message):
            return f"caller hears message {message + 1} of the queue"
        case acd.EstimateJudged():
            held = "held" if event.waited_seconds <= event.bound_seconds else "not held"
            return f"the first estimate, at most {event.bound_seconds:.0f} s, is {held}"
        case acd.EntryEnded():
            onward = f", on to '{event.to}'" if event.to is not None else ""
            if event.end in {EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS}:
                return f"'{event.queue}' does not take the caller: {event.end}{onward}"
            waited = f"after {event.wait_seconds:.1f} s at position {event.position}{onward}"
            return None if event.end is EntryEnd.ANSWERED else f"caller leaves '{event.queue}': {event.end} {waited}"
        case _:
            assert_never(event)


_Change = acd.CallbackRegistered | acd.CallbackTried | acd.CallerCameBack | acd.ContactHandedOn


def _told_of_changes(event: _Change) -> str:
    match event:
        case acd.CallbackRegistered():
            return f"caller keeps the place in '{event.queue}' and will be called back at {visible(event.number)}"
        case acd.CallbackTried():
            return f"{event.agent} was there, the caller was not (attempt {event.attempt}, {in_words(event.cause)})"
        case acd.CallerCameBack():
            agent = f", {event.agent} preferred" if event.agent is not None else ""
            return f"caller is back: takes the place of {event.earlier}{agent}"
        case acd.ContactHandedOn():
            by = f" by {event.agent}" if event.agent is not None else ""
            handed = handed_on(event.back, event.from_queue, event.to_queue, event.to_line)
            return f"contact is {handed}{by}{note_clause(event.note)}"
        case _:
            assert_never(event)


def _estimated(event: acd.PositionAnnounced) -> str:
    if event.bound_seconds is None:
        return ""
    return f", {'told' if event.wait_spoken else 'not told'}: at most {event.bound_seconds:.0f} s"


def _prompt_name(prompt: MediaUri) -> str:
    """A prompt of the document by its file's name, one of Asterisk's own by its path in the set."""
    name = prompt.partition(":")[2]
    return name.rpartition("/")[2] if name.startswith("/") else name
