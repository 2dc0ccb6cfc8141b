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
        "acd/distributor.py",
        "            self._state.want(ReleaseAgent(offer.id, Release.CALLER_GONE))\n",
        "",
    ),
    Fault(
        "priority ignored",
        "acd/queues.py",
        "        return (-self.priority, self.entered_at.monotonic, self.id)\n",
        "        return (0, self.entered_at.monotonic, self.id)\n",
    ),
    Fault(
        "last come, first served",
        "acd/queues.py",
        "        return (-self.priority, self.entered_at.monotonic, self.id)\n",
        "        return (-self.priority, -self.entered_at.monotonic, self.id)\n",
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
        "        self._state.timers.set(RingOver(offer.id), now.plus(seconds))\n",
        "        if entry.offers_made == 1:\n"
        "            self._state.timers.set(RingOver(offer.id), now.plus(seconds))\n",
    ),
    Fault(
        "join deadline forgotten",
        "acd/conversations.py",
        "        self._state.timers.set(JoinOverdue(offer.id), "
        "now.plus(self._state.policy_of(offer).connect_timeout_seconds))\n",
        "",
    ),
    Fault(
        "announcement gap measured from entering",
        "acd/announcing.py",
        "        entry.said_position, entry.said_at = position, now\n",
        "        entry.said_position, entry.said_at = position, entry.said_at or now\n",
    ),
    Fault(
        "no rest after a decline",
        "acd/distributor.py",
        "        self._matching.rest(self._state.agents[offer.agent], seconds, now)\n",
        "        if end is not OfferEnd.DECLINED:\n"
        "            self._matching.rest(self._state.agents[offer.agent], seconds, now)\n",
    ),
    Fault(
        "tried agents never forgotten",
        "acd/matching.py",
        "            entry.tried.clear()\n            name = match.longest_idle(entry.tried)\n",
        "            for tired in match.ready:\n"
        "                self._freed_agents.pop(tired, None)\n"
        "            name = None\n",
    ),
    Fault(
        "an unanswered agent not skipped",
        "acd/distributor.py",
        "        entry.tried[offer.agent] = None\n",
        "        entry.tried.clear()\n",
    ),
    Fault(
        "wrap-up skipped for an agent who paused meanwhile",
        "acd/conversations.py",
        "        if seconds <= 0:\n",
        "        if seconds <= 0 or agent.pause_reason:\n",
    ),
    Fault(
        "wait measured from the offer",
        "acd/conversations.py",
        "now.since(entry.entered_at), offer.ring_seconds(now)",
        "now.since(offer.made_at), offer.ring_seconds(now)",
    ),
    Fault(
        "announcement while an offer is out",
        "acd/announcing.py",
        "        if not entry.listed:\n            return\n",
        "",
    ),
    Fault(
        "a skill has to be exceeded",
        "vocabulary/skills.py",
        "proficiencies[threshold.skill] >= threshold.at_least",
        "proficiencies[threshold.skill] > threshold.at_least",
    ),
    Fault(
        "phone in use is rung",
        "acd/agents.py",
        "            and self.device is Device.FREE\n",
        "            and self.device is not Device.UNREACHABLE\n",
    ),
    Fault(
        "the agent idle shortest is rung",
        "acd/queues.py",
        "        return next((name for name in self.ready if name not in tried), None)\n",
        "        return next((name for name in reversed(self.ready) if name not in tried), None)\n",
    ),
    Fault(
        "unanswered offers counted for life",
        "acd/conversations.py",
        "        self._state.agents[offer.agent].unanswered = 0\n",
        "",
    ),
    Fault(
        "logging out leaves the phone ringing",
        "acd/distributor.py",
        "        self._withdraw_if_not_wanted(agent, now)\n",
        "",
    ),
    Fault(
        "a freed caller is not looked at",
        "acd/matching.py",
        "        self._freed_entries[entry.id] = None\n        self._announcing.look(entry)\n",
        "        if entry.offers_made == 0:\n"
        "            self._freed_entries[entry.id] = None\n"
        "        self._announcing.look(entry)\n",
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
