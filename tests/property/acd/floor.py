"""Agents, callers and phones before one distributor, and the ledger beside it. What happens is drawn elsewhere.

Time is virtual: deadlines and impatient callers happen each at their time.
"""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from acd.commands import (
    CallerLeft,
    CallerNotReached,
    CallerReached,
    Command,
    ConversationEnded,
    JoinFailed,
    LegsJoined,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
    Unanswered,
)
from acd.decision import Decision
from acd.distributor import Distributor
from tests.property.acd import objections
from tests.property.acd.facts import Facts
from tests.property.acd.ledger import Ledger
from tests.support.desk import moment
from vocabulary.causes import HangUpCause
from vocabulary.chance import SeededChance
from vocabulary.ids import ContactId, EntryId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

BEST: dict[str, type[OfferReport]] = {
    "made": OfferAnswered,
    "ringing": OfferAnswered,
    "reaching": CallerReached,
    "joining": LegsJoined,
    "talking": ConversationEnded,
}
"""The best that can be reported next."""

PLAIN: tuple[type[OfferReport], ...] = (OfferRang, OfferAnswered, CallerReached, LegsJoined, JoinFailed)
KINDS: tuple[type[OfferReport], ...] = (*PLAIN, OfferFailed, CallerNotReached, ConversationEnded)
SEED = 11


class Floor(RuleBasedStateMachine):
    """The machinery of a machine: telling, waiting, and going home."""

    def __init__(self) -> None:
        super().__init__()
        self.distributor = Distributor(chance=SeededChance(SEED))
        self.ledger = Ledger()
        self.now = moment(0.1)
        self.log: list[tuple[Command | None, Instant, Decision]] = []
        self.entries: list[EntryId] = []
        self.callers: list[ContactId] = []
        self.hang_ups: dict[ContactId, float] = {}
        self.numbers = 0
        self.sound = True

    @property
    def facts(self) -> Facts:
        return self.ledger.facts

    def running(self) -> list[OfferId]:
        """Every offer that is not over."""
        return [offer for offer, ring in self.facts.rings.items() if ring.phase != "over"]

    def tell(self, command: Command) -> Decision:
        deadline = self.distributor.next_deadline()
        on_time = deadline is None or deadline > self.now
        decision = self.distributor.receive(command, self.now)
        self.note(command, decision, on_time=on_time)
        return decision

    def handle(self) -> None:
        self.note(None, self.distributor.handle_deadline(self.now), on_time=True)

    def note(self, command: Command | None, decision: Decision, *, on_time: bool) -> None:
        self.log.append((command, self.now, decision))
        self.sound = False
        self.ledger.take(command, self.now, decision, on_time=on_time)
        objections.check_all(self.facts, self.distributor.next_deadline())
        self.sound = True

    # --- time --------------------------------------------------------------------------------------------------------

    def let_pass(self, seconds: float) -> None:
        """Deadlines and impatient callers, each at their time; a deadline handled is gone, or this would never end."""
        then = self.now.plus(seconds)
        while (due := self.first_due(then)) is not None:
            self.now = max(self.now, due[0])
            if due[1] is None:
                self.handle()
            else:
                self.tell(CallerLeft(due[1]))
        self.now = max(self.now, then)

    def first_due(self, then: Instant) -> tuple[Instant, EntryId | None] | None:
        due: list[tuple[Instant, EntryId | None]] = [
            (self.now.plus(self.hang_ups[stay.contact] - self.now.monotonic), stay.entry)
            for stay in self.facts.stays.values()
            if stay.callback is None
        ]
        deadline = self.distributor.next_deadline()
        if deadline is not None:
            due.append((deadline, None))
        earliest = min(due, key=lambda each: each[0].monotonic, default=None)
        return earliest if earliest is not None and earliest[0] <= then else None

    # --- the end -----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """The same log gives the same decisions; and when everybody went home, nothing is left."""
        if not self.sound:
            return
        again = Distributor(chance=SeededChance(SEED))
        for command, now, decision in self.log:
            assert decision == (again.handle_deadline(now) if command is None else again.receive(command, now))
        self.let_pass(0.0)
        self.go_home()
        state = self.distributor.state
        assert (state.entries, state.offers, state.contacts, len(state.timers)) == ({}, {}, {}, 0)
        assert (self.facts.stays, self.facts.contacts) == ({}, {})
        assert sorted(self.entries) == sorted(entry for entry in self.facts.ended if entry in self.entries)

    def go_home(self) -> None:
        raise NotImplementedError


def report(data: st.DataObject, kind: type[OfferReport], offer: OfferId) -> OfferReport:
    """A report of this kind, its details drawn."""
    if kind is OfferFailed:
        return OfferFailed(offer, data.draw(st.sampled_from(Unanswered)), HangUpCause.REJECTED)
    if kind is CallerNotReached:
        return CallerNotReached(offer, data.draw(st.sampled_from([HangUpCause.BUSY, HangUpCause.NO_ANSWER])))
    if kind is ConversationEnded:
        ended_by = data.draw(st.sampled_from(Party))
        odd = data.draw(st.booleans())
        return ConversationEnded(offer, ended_by, cut=odd and ended_by is not Party.AGENT, lost=odd)
    plain: dict[type[OfferReport], OfferReport] = {
        OfferRang: OfferRang(offer),
        OfferAnswered: OfferAnswered(offer),
        CallerReached: CallerReached(offer),
        LegsJoined: LegsJoined(offer),
        JoinFailed: JoinFailed(offer),
    }
    return plain[kind]
