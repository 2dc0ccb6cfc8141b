"""Who is let in, before the call is ours: blocked callers, and limits for all calls, a number and a caller. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from dialplan.document import Document
from dialplan.phone_numbers import is_withheld
from dialplan.sections.admission import TurnedAway as Way
from dialplan.sections.admission import TurnedAwaySpec
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, ListName


@dataclass(frozen=True, slots=True)
class CallInProgress:
    """One caller who is in, in whatever flow or queue: the number they dialled and their own."""

    dialled: str
    caller: str


class Objection(StrEnum):
    """Why a caller is not let in as they wished."""

    BLOCKED = "blocked"
    FULL = "all lines are taken"
    NUMBER_FULL = "all lines of the number are taken"
    CALLER_FULL = "too many calls of the caller"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Let in: to the flow of the number dialled, or because of an objection to another one."""

    flow: FlowName | None = None
    objection: Objection | None = None


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Refused, unanswered, with this cause: declined where blocked, busy where full.

    Busy, not congested: a carrier takes congestion for a fault of the line and tries again or takes it out of use.
    """

    objection: Objection
    cause: HangUpCause


def admitted(document: Document, calls: Collection[CallInProgress], caller: str, dialled: str) -> Admitted | TurnedAway:
    """Whether this caller may come in.

    :param calls: those in progress, without this one.
    :param caller: their number as Asterisk told it; callers who withhold it are not counted as one.
    :param dialled: the number they dialled.
    """
    objection = _objection(document, calls, caller, dialled)
    if objection is None:
        return Admitted()
    rules = document.admission
    blocked = objection is Objection.BLOCKED
    way: Way = rules.when_blocked if blocked else rules.when_full
    if isinstance(way, TurnedAwaySpec):
        return Admitted(FlowName(way.flow), objection)
    return TurnedAway(objection, HangUpCause.REJECTED if blocked else HangUpCause.BUSY)


def _objection(document: Document, calls: Collection[CallInProgress], caller: str, dialled: str) -> Objection | None:
    rules = document.admission
    number_told = document.caller_number(caller, dialled)
    if rules.blocked is not None and document.world.lists.holds(ListName(rules.blocked), number_told):
        return Objection.BLOCKED
    if not is_withheld(caller) and _reached(sum(call.caller == caller for call in calls), rules.most_calls_per_caller):
        return Objection.CALLER_FULL
    number = document.numbers.get(dialled)
    if number is not None and _reached(sum(call.dialled == dialled for call in calls), number.most_calls):
        return Objection.NUMBER_FULL
    return Objection.FULL if _reached(len(calls), rules.most_calls) else None


def _reached(count: int, limit: int | None) -> bool:
    return limit is not None and count >= limit
