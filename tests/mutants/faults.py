"""The faults that are planted: where, what stands there, and what is written instead. Text only; runs nothing."""

from dataclasses import dataclass


class StaleFault(Exception):
    """The text this fault replaces does not stand exactly once in its file: write the fault anew."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``old`` must stand exactly once in ``file``, a path from the root of the repository."""

    name: str
    file: str
    old: str
    new: str

    def planted(self, text: str) -> str:
        """The file's text with the fault in it.

        :raises StaleFault: when the text to replace is not there, or not there once.
        """
        count = text.count(self.old)
        if count != 1:
            raise StaleFault(f"{self.name}: the text it replaces stands {count} times in {self.file}, not once")
        return text.replace(self.old, self.new)


FAULTS = (
    Fault(
        "late answer not released",
        "acd/distributor.py",
        "            if isinstance(report, OfferAnswered):\n",
        "            if isinstance(report, OfferRang):\n",
    ),
    Fault(
        "agent's phone rings on after the caller left",
        "acd/matching.py",
        "            if offer.rings:\n",
        "            if offer.rings and end is not OfferEnd.CALLER_LEFT:\n",
    ),
    Fault(
        "priority ignored",
        "acd/queues.py",
        "        self.order = (-self.priority, ",
        "        self.order = (0, ",
    ),
    Fault(
        "last come, first served",
        "acd/queues.py",
        "self.entered_at.monotonic - self.credit_seconds, self.id)",
        "-self.entered_at.monotonic - self.credit_seconds, self.id)",
    ),
    Fault(
        "credit counted against the caller",
        "acd/queues.py",
        "self.entered_at.monotonic - self.credit_seconds, self.id)",
        "self.entered_at.monotonic + self.credit_seconds, self.id)",
    ),
    Fault(
        "position counted from zero",
        "acd/queues.py",
        "        return bisect_left(self.order, entry.order) + 1\n",
        "        return bisect_left(self.order, entry.order)\n",
    ),
    Fault(
        "ring deadline forgotten after the first offer",
        "acd/matching.py",
        "        self._state.timers.set(RingOver(offer.id), ",
        "        if entry.offers_made == 1:\n            self._state.timers.set(RingOver(offer.id), ",
    ),
    Fault(
        "join deadline forgotten",
        "acd/conversations.py",
        "        answered_at, offer.connected_at = offer.answered_at or now, now\n",
        "        answered_at, offer.connected_at = offer.answered_at or now, now\n"
        "        self._state.timers.cancel(JoinOverdue(offer.id))\n",
    ),
    Fault(
        "announcement gap measured from entering",
        "acd/announcing.py",
        "        entry.said_at, entry.moved = now, False\n",
        "        entry.said_at, entry.moved = entry.said_at or now, False\n",
    ),
    Fault(
        "no rest after a decline",
        "acd/distributor.py",
        "        self._matching.rest(agent, seconds, now)\n",
        "        if end is not OfferEnd.DECLINED:\n            self._matching.rest(agent, seconds, now)\n",
    ),
    Fault(
        "tried agents never forgotten",
        "acd/matching.py",
        "                entry.tried.clear()\n",
        "                pass\n",
    ),
    Fault(
        "an unanswered agent not skipped",
        "acd/distributor.py",
        "        entry.tried[offer.agent] = None\n",
        "        entry.tried.clear()\n",
    ),
    Fault(
        "the rank of an assignment ignored among callers",
        "acd/matching.py",
        "            elif first is None or (rank, entry.order) < (first_rank, first.order):\n",
        "            elif first is None or entry.order < first.order:\n",
    ),
    Fault(
        "a delay not waited for",
        "acd/queues.py",
        "bucket and (not delay or order[1] + delay <= now.monotonic)",
        "bucket",
    ),
    Fault(
        "a step that nobody could match is waited for",
        "acd/relaxation.py",
        "    if match.logged_in or number >= len(requirement.steps):\n        return False\n",
        "    if number >= 0:\n        return False\n",
    ),
    Fault(
        "an expired step opens nothing",
        "acd/relaxation.py",
        "        self._open(entry, entry.step + 1, StepChange.EXPIRED, now)\n",
        "        self._open(entry, entry.step, StepChange.EXPIRED, now)\n",
    ),
    Fault(
        "the losers of a race ring on",
        "acd/conversations.py",
        "        self._matching.end_ringing(entry, OfferEnd.LOST_RACE, Release.LOST_RACE, now)\n",
        "",
    ),
    Fault(
        "a phone that never rang is blamed on its agent",
        "acd/distributor.py",
        "        if offer.state is OfferState.MADE:\n",
        "        if offer.state is OfferState.TALKING:\n",
    ),
    Fault(
        "wrap-up skipped for an agent who paused meanwhile",
        "acd/conversations.py",
        "                owed = policy.wrap_up_seconds > 0\n",
        "                owed = policy.wrap_up_seconds > 0 and not agent.pause_reason\n",
    ),
    Fault(
        "a fixed wrap-up may be ended",
        "acd/conversations.py",
        "may_end = policy.wrap_up is not WrapUp.FIXED",
        "may_end = policy.wrap_up is not WrapUp.OPTIONAL",
    ),
    Fault(
        "wait measured from the offer",
        "acd/conversations.py",
        "        wait_seconds, ring_seconds = now.since(entry.entered_at),",
        "        wait_seconds, ring_seconds = now.since(offer.made_at),",
    ),
    Fault(
        "announcement while an offer is out",
        "acd/announcing.py",
        "        if entry.offers or entry.placeholder is not None:\n",
        "        if entry.placeholder is not None:\n",
    ),
    Fault(
        "a skill has to be exceeded",
        "vocabulary/skills.py",
        "    Comparison.AT_LEAST: operator.ge,\n",
        "    Comparison.AT_LEAST: operator.gt,\n",
    ),
    Fault(
        "phone in use is rung",
        "acd/agents.py",
        "        if self.device is not Device.FREE and",
        "        if self.device is Device.UNREACHABLE and",
    ),
    Fault(
        "the agent idle shortest is rung",
        "acd/selection.py",
        "        return next(fresh, None)\n",
        "        return next(reversed(list(fresh)), None)\n",
    ),
    Fault(
        "unanswered offers counted for life",
        "acd/conversations.py",
        "        agent.misses.clear()\n",
        "",
    ),
    Fault(
        "logging out leaves the phone ringing",
        "acd/people.py",
        "        self._withdraw_if_not_wanted(agent, now)\n        if",
        "        if",
    ),
    Fault(
        "the longest wait does not wait for a ringing phone",
        "acd/stays.py",
        "        if entry.offers or entry.placeholder is not None:\n            return False\n",
        "        if entry.joining or entry.placeholder is not None:\n            return False\n",
    ),
    Fault(
        "a refused caller forgets the time they waited",
        "acd/stays.py",
        "            credit_seconds=arrival.credit_seconds if keeps else 0.0,\n",
        "            credit_seconds=0.0,\n",
    ),
    Fault(
        "a callback loses its place",
        "acd/callbacks.py",
        "        credit = max(arrival.credit_seconds, now.monotonic - entry.order[1])\n",
        "        credit = arrival.credit_seconds\n",
    ),
    Fault(
        "a cut call is forgotten",
        "acd/callers.py",
        "            self._state.memory.note_cut(contact.caller, kept, now)\n",
        "            pass\n",
    ),
    Fault(
        "whoever comes back to a queue gets no credit",
        "acd/handing.py",
        "bonds.bounce_boost_seconds if bounces else 0.0",
        "0.0 if bounces else 0.0",
    ),
    Fault(
        "an agent elsewhere is offered callers",
        "acd/agents.py",
        "    Activity.ELSEWHERE: Standing.ELSEWHERE,\n",
        "    Activity.ELSEWHERE: Standing.READY,\n",
    ),
    Fault(
        "the first of several tasks given up ends all",
        "acd/elsewhere.py",
        "        del agent.tasks[command.task]\n",
        "        agent.tasks.clear()\n",
    ),
    Fault(
        "a call of their own puts an agent behind the others",
        "acd/matching.py",
        "            if agent.was_elsewhere:\n",
        "            if agent.was_elsewhere and agent.since_ready is None:\n",
    ),
    Fault(
        "a call that was no task counts as being idle",
        "acd/matching.py",
        "agent.since_ready and (agent.was_elsewhere or agent.placed is Standing.ELSEWHERE)",
        "agent.since_ready",
    ),
    Fault(
        "whoever is offered a caller can be called",
        "acd/elsewhere.py",
        "        if offer is not None:\n            return",
        "        if offer is not None and not offer.rings:\n            return",
    ),
    Fault(
        "who waits longest stands before the head",
        "acd/handing_over.py",
        "min(contact.since, since - AHEAD_SECONDS)",
        "contact.since",
    ),
    Fault(
        "the most urgent stands before the head",
        "acd/handing_over.py",
        "max(contact.priority, -int(minus_priority))",
        "contact.priority",
    ),
    Fault(
        "whose agent's phone is lost is sent on",
        "acd/distributor.py",
        "if self._state.policy_of(offer).keeps_lost:",
        "if not self._state.policy_of(offer).keeps_lost:",
    ),
    Fault(
        "the agent whose phone is lost wraps up",
        "acd/handing_over.py",
        "Party.SYSTEM, now, owes_wrap_up=False)",
        "Party.SYSTEM, now)",
    ),
    Fault(
        "silence is told again and again",
        "acd/handing_over.py",
        "        offer.silent = True\n",
        "",
    ),
    Fault(
        "a contact taken up has two agents",
        "acd/handing_over.py",
        "        from_agent = self._part_from_talker(contact, now)\n        self._begin",
        "        from_agent = None\n        self._begin",
    ),
    Fault(
        "a joined contact forgets the queue that was asked",
        "acd/handing_over.py",
        "        contact.note_queue(offer.queue)\n",
        "",
    ),
    Fault(
        "a consultation outlives its joining",
        "acd/handing_over.py",
        "            del self._state.contacts[consult.id]\n",
        "",
    ),
    Fault(
        "others are rung for a contact that was pulled",
        "acd/matching.py",
        "        if entry.placeholder is not None or entry.pulled:\n",
        "        if entry.placeholder is not None:\n",
    ),
    Fault(
        "to pull is to have had one's turn",
        "acd/matching.py",
        "        if choice.by_hand is None:\n",
        "        if choice.agent is not None:\n",
    ),
    Fault(
        "a raised hand outlives its conversation",
        "acd/conversations.py",
        "        if agent.hand_in == offer.id:\n",
        "        if agent.hand_in == offer.contact:\n",
    ),
    Fault(
        "a log-in does not sign in to every queue",
        "acd/people.py",
        "                self._sign_in(agent, agent.signed_out, now)\n",
        "",
    ),
    Fault(
        "whoever went home wraps up for ever",
        "acd/conversations.py",
        "owed, seconds = agent.presence is not Presence.LOGGED_OUT, None",
        "owed, seconds = True, None",
    ),
    Fault(
        "a boost while the phone rings is lost to the place",
        "acd/conversations.py",
        "offer.joined_at, offer.since = now, entry.order[1]",
        "offer.joined_at = now",
    ),
)
"""Each is one slip somebody could make in an afternoon."""

SHORT = (
    "late answer not released",
    "last come, first served",
    "ring deadline forgotten after the first offer",
    "announcement while an offer is out",
    "an unanswered agent not skipped",
)
"""Five of them, one of each kind, for every run of the whole test."""
