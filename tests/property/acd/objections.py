"""What must hold after every verb of the distributor, by the ledger: nothing forgotten, nobody idle for nothing."""

from tests.property.acd import rules
from tests.property.acd.calling import check_answers
from tests.property.acd.facts import RUNG, Facts, Stay
from tests.property.acd.stepping import check_steps, expires_at
from tests.property.acd.telling import check_everything_is_told, due
from vocabulary.instant import Instant


def check_all(facts: Facts, following: Instant | None) -> None:
    """Everything, with the next deadline as the distributor gives it."""
    check_nobody_waits_for_nothing(facts)
    check_answers(facts)
    check_steps(facts)
    check_nobody_overstays(facts)
    check_everything_is_told(facts)
    check_no_deadline_is_forgotten(facts, following)


def check_nobody_waits_for_nothing(facts: Facts) -> None:
    """No able agent idles while a caller takes an offer."""
    for stay in facts.stays.values():
        if rules.wants_one(facts, stay):
            idle, _ = rules.pool(facts, stay, facts.sure_at)
            assert not idle, f"{stay.entry} waits and {sorted(idle)} idle"


def check_nobody_overstays(facts: Facts) -> None:
    """Whoever waits, and no phone rings for them, may wait."""
    for stay in facts.stays.values():
        ways = facts.policies[stay.queue].ways_out
        if stay.offers:
            continue
        if stay.callback is not None:
            assert stay.callback.expires_at > facts.sure_at, "too old a callback"
            allowed = max(stay.callback.allowed, facts.policies[stay.queue].callback.attempts)
            assert stay.callback.attempts < allowed, "tried too often"
            continue
        assert not (stay.queue in facts.closed and ways.closing_sends_away), f"{stay.entry} waits in a closed queue"
        assert rules.is_staffed(facts, stay, stay.step, ways.to_stay), f"{stay.entry} waits for nobody"
        limit = wait_over(facts, stay)
        assert facts.command is not None or limit is None or limit > facts.now, f"{stay.entry} waits too long"


def wait_over(facts: Facts, stay: Stay) -> Instant | None:
    """When the longest wait is over; None: never."""
    seconds = facts.policies[stay.queue].ways_out.max_wait_seconds
    return stay.limit_from.plus(seconds) if seconds is not None else None


def deadlines(facts: Facts) -> list[Instant]:
    """Every instant by which something is owed. Announcements included."""
    waiting_for_phones = {*RUNG, "reaching", "joining"}
    owed = [ring.due for ring in facts.rings.values() if ring.phase in waiting_for_phones]
    for person in facts.people.values():
        over = [person.rest_until, person.wrap_up.until if person.wrap_up is not None else None]
        owed.extend(until for until in over if until is not None)
    for stay in facts.stays.values():
        owed.extend(_deadlines_of(facts, stay))
    return owed


def _deadlines_of(facts: Facts, stay: Stay) -> list[Instant]:
    at = [expires_at(stay)]
    if stay.callback is not None:
        at.append(stay.callback.rests_until)
        at.append(stay.callback.expires_at if facts.answered(stay) is None else None)
    elif not stay.offers:
        at.extend((wait_over(facts, stay), due(facts, stay)))
    if stay.grows_at is not None and facts.answered(stay) is None:
        at.append(stay.grows_at)
    if rules.wants_one(facts, stay):
        at.extend(_delays_over(facts, stay))
    return [instant for instant in at if instant is not None]


def _delays_over(facts: Facts, stay: Stay) -> list[Instant]:
    """When agents who are ready for this caller, but for the delay, will see them."""
    found = []
    for person in rules.of_queue(facts, stay).values():
        seat = rules.assignment(person, stay)
        delayed = not rules.undelayed(person, stay, facts.now)
        if seat is not None and delayed and person.ready and rules.meets(person, rules.active(stay)):
            found.append(Instant(stay.order[1] + seat.delay_seconds, 0.0))
    return found


def check_no_deadline_is_forgotten(facts: Facts, following: Instant | None) -> None:
    """The next deadline is no later than anything owed; once handled, everything owed lies ahead."""
    owed = deadlines(facts)
    if owed:
        assert following is not None
        assert following <= max(min(owed), facts.now)
    if facts.command is None:
        assert following is None or following > facts.now
        assert all(until > facts.now for until in owed)
