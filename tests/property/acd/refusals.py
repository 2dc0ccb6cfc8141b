"""What can be asked and reported now, by the ledger: requests to be refused, reports too late to mean anything."""

from acd.commands import (
    AgentSilent,
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    CallerReached,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    ConfigureAgent,
    ContactOver,
    ConversationEnded,
    DeviceReported,
    EndWrapUp,
    EscalateContact,
    GiveDisposition,
    JoinContacts,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    OccupyAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
    OpenQueue,
    PartFromAgent,
    PauseAgent,
    PullContact,
    RaiseHand,
    RequestCallback,
    RequestWrapUp,
    RestCallback,
    ResumeAgent,
    RetireAgent,
    ReturnContact,
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from acd.decision import Decision
from acd.effects import Release, ReleaseAgent
from acd.policy import Stay as StayHere
from acd.policy import ToCallback, ToQueue
from tests.property.acd.arriving import Arriving, refusal, stay_of
from tests.property.acd.facts import Facts
from tests.property.acd.passing import (
    refuses_joining,
    refuses_signing,
    refuses_task,
    spoken_with,
    waits_or_unknown,
)
from tests.property.acd.staff import may
from tests.property.acd.whereabouts import hand_on_target

STEPS: dict[str, tuple[type[OfferReport], ...]] = {
    "made": (OfferRang, OfferAnswered, OfferFailed),
    "ringing": (OfferAnswered, OfferFailed),
    "reaching": (CallerReached, CallerNotReached, JoinFailed),
    "joining": (LegsJoined, JoinFailed),
    "talking": (ConversationEnded,),
    "over": (),
}
"""What may be reported next of an offer in this phase."""

LATER: dict[str, tuple[type[OfferReport], ...]] = {
    "made": (CallerReached, CallerNotReached, LegsJoined, JoinFailed, ConversationEnded),
    "ringing": (CallerReached, CallerNotReached, LegsJoined, JoinFailed, ConversationEnded),
    "reaching": (OfferFailed, LegsJoined, ConversationEnded),
    "joining": (OfferFailed, CallerNotReached, ConversationEnded),
    "talking": (OfferFailed, CallerNotReached, JoinFailed),
    "over": (),
}
"""What cannot have happened yet, or any more."""

NOTHING = Decision()


def refuses(facts: Facts, command: Command) -> bool:
    """Whether this request cannot be carried out now."""
    match command:
        case ConfigureAgent(profile):
            return any(queue not in facts.policies for queue in profile.queues)
        case CallerEntered(entry, contact, queue):
            known = facts.contacts.get(contact)
            busy = facts.stay_of(contact) is not None or (known is not None and known.talk is not None)
            return entry in facts.stays or busy or queue not in facts.policies
        case RequestCallback(entry, contact, queue, number):
            here = entry in facts.stays or contact in facts.contacts
            return here or queue not in facts.policies or not number
        case OpenQueue(queue) | CloseQueue(queue):
            return queue not in facts.policies
        case LogInAgent() | LogOutAgent() | PauseAgent() | ResumeAgent() | EndWrapUp() | RequestWrapUp():
            return not facts.is_known(command.agent) or not may(facts, facts.people[command.agent], command)
        case DeviceReported(name) | RetireAgent(name):
            return not facts.is_known(name)
        case ChangePriority(contact) | ChangeRequirement(contact):
            stay = facts.stay_of(contact)
            return stay is None or facts.answered(stay) is not None
        case EscalateContact() | ReturnContact():
            return hand_on_target(facts, command) is None
        case _:
            return _refuses_beside(facts, command)


def _refuses_beside(facts: Facts, command: Command) -> bool:
    """The same for what no queue's rule is about."""
    match command:
        case OccupyAgent():
            return refuses_task(facts, command)
        case SignInToQueue() | SignOutOfQueue():
            return refuses_signing(facts, command)
        case GiveDisposition(name):
            return not facts.is_known(name) or spoken_with(facts, facts.people[name]) is None
        case RaiseHand(name):
            return not facts.is_known(name) or facts.people[name].presence == "out"
        case LowerHand(name):
            return not facts.is_known(name) or facts.people[name].hand is None
        case TakeUpContact(contact, name, task, offer):
            in_use = offer in facts.rings and facts.rings[offer].phase != "over"
            held = name in facts.people and task in facts.people[name].tasks
            return waits_or_unknown(facts, contact) or in_use or not held
        case JoinContacts():
            return refuses_joining(facts, command)
        case ReturnToHead(contact):
            return waits_or_unknown(facts, contact)
        case PullContact(contact, name):
            stay = facts.stay_of(contact)
            fit = stay is not None and facts.answered(stay) is None and stay.callback is None
            return not fit or not facts.is_known(name) or not facts.people[name].ready
        case _:
            return False


def expected_of_late(facts: Facts, command: Command) -> Decision | None:
    """The whole decision owed to a report that is late, repeated or without meaning; None when it is neither."""
    match command:
        case CallerLeft(entry):
            return None if entry in facts.stays and facts.stays[entry].callback is None else NOTHING
        case ContactOver(contact):
            stay = facts.stay_of(contact)
            known = facts.contacts.get(contact)
            waits = stay is not None and stay.callback is None
            return None if waits or (known is not None and known.talk is not None) else NOTHING
        case RestCallback(entry, seconds):
            kept = entry in facts.stays and facts.stays[entry].callback is not None
            return None if kept and seconds > 0 else NOTHING
        case PartFromAgent(offer):
            return None if facts.rings[offer].phase == "talking" else NOTHING
        case AgentSilent(offer):
            return None if facts.rings[offer].phase == "talking" and not facts.rings[offer].silent else NOTHING
        case VacateAgent(name, task):
            return None if name in facts.people and task in facts.people[name].tasks else NOTHING
        case CallerPressedKey():
            return None if leads_somewhere(facts, command) else NOTHING
        case (
            OfferRang()
            | OfferAnswered()
            | OfferFailed()
            | CallerReached()
            | CallerNotReached()
            | LegsJoined()
            | JoinFailed()
            | ConversationEnded()
        ):
            phase = facts.rings[command.offer].phase
            if type(command) in STEPS[phase]:
                return None
            late_answer = phase == "over" and isinstance(command, OfferAnswered)
            return Decision((), (ReleaseAgent(command.offer, Release.TOO_LATE),)) if late_answer else NOTHING
        case _:
            return None


def leads_somewhere(facts: Facts, press: CallerPressedKey) -> bool:
    """Whether this key means something to this caller now."""
    stay = facts.stays.get(press.entry)
    if stay is None or stay.callback is not None or facts.answered(stay) is not None:
        return False
    keys = dict(facts.policies[stay.queue].ways_out.keys)
    contact = facts.contacts[stay.contact]
    match keys.get(press.key):
        case None | StayHere():
            return False
        case ToCallback():
            return bool(contact.caller)
        case ToQueue(queue, keeps_time):
            arriving = Arriving(contact, queue, credit=facts.now.monotonic - stay.order[1] if keeps_time else 0.0)
            return refusal(facts, arriving, stay_of(facts, arriving, stay.entry)) is None
        case _:
            return True
