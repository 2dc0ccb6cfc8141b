"""What contradicts itself in a queue, alone and with its agents and callers; and, as a warning, what may be meant."""

from collections.abc import Iterator
from itertools import chain

from acd.policy import Staffing
from dialplan.errors import Problem
from dialplan.queues import DEFAULT_MAX_WAIT_SECONDS, QueueSpec
from dialplan.requirement_checks import LONGER_THAN_THE_RING_SECONDS
from dialplan.survey import Survey
from dialplan.tree import Place

MOST_RUNG_AT_ONCE = 10
_SPOKEN_BOUND = 0.8
"""The estimate that is spoken is the bound that holds for so many of all callers."""
_STRICTNESS = tuple(Staffing)


def queue_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with each queue."""
    checks = (_Queue(survey, queue, spec) for queue, spec in survey.specs.queues.items())
    yield from chain.from_iterable(check.all() for check in checks)


class _Queue:
    def __init__(self, survey: Survey, name: str, spec: QueueSpec) -> None:
        self._survey = survey
        self._name = name
        self._spec = spec

    def all(self) -> Iterator[Problem]:
        yield from self._selection()
        yield from self._wrap_up()
        yield from self._announcements()
        yield from self._estimates()
        yield from self._ways_out()
        yield from self._bonds()
        yield from self._callbacks()
        if self._survey.whole("agents", "flows") and self._name in self._survey.served:
            yield from self._delays()
            yield from self._nothing_changes()

    def _at(self, *path: str, key: bool = False) -> Place:
        return self._survey.at("queues", self._name, *path, key=key)

    def _is_written(self, key: str) -> bool:
        return key in self._spec.model_fields_set

    def _selection(self) -> Iterator[Problem]:
        selection, agents = self._spec.selection, len(self._survey.served.get(self._name, {}))
        if self._spec.ring_width is not None and selection != "ring_several":
            yield self._at("ring_width", key=True).problem(
                f"ring_width is for selection: ring_several; this queue's is {selection}"
            )
        if selection == "ring_all" and agents > MOST_RUNG_AT_ONCE:
            yield self._at("selection").warning(
                f"ring_all rings {agents} phones for one caller; above {MOST_RUNG_AT_ONCE} take ring_several"
            )
        if selection == "fewest_contacts":
            yield self._at("selection").warning(
                "fewest_contacts makes contacts equal, but the gap in occupancy about three times that of longest_idle"
            )

    def _wrap_up(self) -> Iterator[Problem]:
        kind, seconds = self._spec.wrap_up, self._spec.wrap_up_seconds
        if kind in {"fixed", "optional", "on_request"} and seconds == 0:
            yield self._at("wrap_up_seconds").problem(f"wrap_up: {kind} needs wrap_up_seconds above 0")
        if kind == "until_ended" and self._is_written("wrap_up_seconds"):
            yield self._at("wrap_up_seconds", key=True).warning(
                "wrap_up: until_ended lasts until the agent ends it; wrap_up_seconds says nothing"
            )

    def _announcements(self) -> Iterator[Problem]:
        spec, path = self._spec.announcements, "announcements"
        for key in ("limit", "only_improved"):
            if getattr(spec, key) and not spec.ever:
                yield self._at(path, key, key=True).problem(f"the position is never spoken; {key} cannot matter")
        if spec.only_improved and spec.ever and not spec.on_change and spec.every_seconds is None:
            yield self._at(path, "only_improved", key=True).warning(
                "the position is spoken on entry only; only_improved says nothing"
            )
        if spec.every_seconds is not None and "every_seconds" in spec.model_fields_set:
            yield from self._too_often(spec.every_seconds, path, "every_seconds")
        if spec.comfort and "every_seconds" in spec.comfort.model_fields_set:
            yield from self._too_often(spec.comfort.every_seconds, path, "comfort", "every_seconds")
        if spec.comfort and spec.comfort.at_random and len(spec.comfort.prompts) == 1:
            yield self._at(path, "comfort", "at_random", key=True).warning("of one message there is no choice")

    def _too_often(self, every_seconds: float, *path: str) -> Iterator[Problem]:
        gap = self._spec.announcements.min_gap_seconds
        if every_seconds < gap:
            yield self._at(*path).warning(f"is below min_gap_seconds ({gap:g}), which decides")

    def _estimates(self) -> Iterator[Problem]:
        announcements, path = self._spec.announcements, ("announcements", "estimates")
        spec = announcements.estimates
        if spec.least_hit_rate >= spec.most_hit_rate:
            yield self._at(*path, "least_hit_rate").problem(
                f"no hit rate lies between {spec.least_hit_rate:g} and {spec.most_hit_rate:g}"
            )
        elif not spec.least_hit_rate <= _SPOKEN_BOUND <= spec.most_hit_rate:
            yield self._at(*path).warning(
                "an honest estimate would not be spoken: its bound holds for 0.8 of the callers, "
                f"and the hit rates spoken are {spec.least_hit_rate:g} to {spec.most_hit_rate:g}"
            )
        if spec.judged_at_least > spec.window:
            yield self._at(*path, "judged_at_least").problem(
                f"is above window ({spec.window}); so many estimates are never looked at"
            )
        if "spoken" in spec.model_fields_set and spec.spoken and not announcements.ever:
            yield self._at(*path, "spoken").warning(
                "the estimate is spoken with the position, and every announcement is off"
            )

    def _ways_out(self) -> Iterator[Problem]:
        spec = self._spec
        if _strictness(spec.to_stay) > _strictness(spec.joining):
            yield self._at("to_stay").problem(
                f"asks for more than to_join ({spec.joining}): who may join would be sent away at once"
            )
        if self._is_written("when_full") and spec.max_waiting is None:
            yield self._at("when_full", key=True).warning("without max_waiting the queue is never full")
        if self._is_written("when_no_agents") and spec.joining == "none":
            yield self._at("when_no_agents", key=True).warning("without to_join or to_stay nobody is ever led there")
        longest = spec.longest_wait_seconds
        if longest is not None and longest <= spec.ring_timeout_seconds:
            yield self._at("max_wait_seconds").warning(
                f"is not above ring_timeout_seconds ({spec.ring_timeout_seconds:g}): no second phone is rung"
            )

    def _bonds(self) -> Iterator[Problem]:
        if self._is_written("last_agent_within_seconds") and not self._spec.prefer_last_agent_seconds:
            yield self._at("last_agent_within_seconds", key=True).warning(
                "without prefer_last_agent_seconds the last agent is never preferred"
            )
        least = self._spec.ring_timeout_seconds + LONGER_THAN_THE_RING_SECONDS
        for key in ("prefer_previous_seconds", "prefer_last_agent_seconds"):
            seconds = getattr(self._spec, key)
            if self._is_written(key) and 0 < seconds < least:
                yield self._at(key).warning(
                    f"{seconds:g} s are over while the first of these agents is still rung, "
                    f"for {self._spec.ring_timeout_seconds:g} s; at least {least:g}"
                )

    def _callbacks(self) -> Iterator[Problem]:
        spec, path = self._spec.callback, "callback"
        if spec.hours is not None:
            declared = self._survey.declared("hours")
            yield from self._survey.unknown("hours", spec.hours, declared, ("queues", self._name, path, "hours"))
            hours = self._survey.specs.hours.get(spec.hours)
            if hours is not None and not hours.open:
                yield self._at(path, "hours").warning(
                    f"'{spec.hours}' has no weekly periods: nobody is called back but on its special dates, "
                    "and once they are over nobody is promised it"
                )
        if spec.attempts > 1 and spec.retry_after_seconds >= spec.expires_after_seconds:
            yield self._at(path).warning(
                f"there is no second attempt: one is made {spec.retry_after_seconds:g} s after the first, "
                f"and the callback is given up {spec.expires_after_seconds:g} s after the promise"
            )
        promised = {step.callback.queue for step, _ in self._survey.steps if step.callback}
        if self._is_written(path) and self._survey.whole("flows") and self._name not in promised:
            yield self._at(path, key=True).warning(f"no flow promises a callback by '{self._name}'")

    def _delays(self) -> Iterator[Problem]:
        delays, longest = self._survey.served[self._name], self._spec.longest_wait_seconds
        for agent, delay_seconds in delays.items():
            if longest is not None and delay_seconds >= longest:
                yield self._survey.at("agents", agent, "queues", self._name, "delay_seconds").problem(
                    f"'{agent}' would never serve '{self._name}': its callers leave after {longest:g} s"
                )
        shortest = min(delays.values())
        if shortest > 0:
            yield self._at(key=True).warning(
                f"every agent of '{self._name}' has a delay; nobody serves a caller before {shortest:g} s"
            )

    def _nothing_changes(self) -> Iterator[Problem]:
        steps = [
            step
            for enqueue, _ in self._survey.enqueues.get(self._name, [])
            for step in enqueue.requirement().steps
            if step.expires_after_seconds is not None
        ]
        widens = steps or any(self._survey.served[self._name].values())
        if not widens and not self._spec.keys and self._spec.longest_wait_seconds is None:
            yield self._at(key=True).warning(
                f"nothing changes for a caller who has waited {DEFAULT_MAX_WAIT_SECONDS:g} s in '{self._name}'; "
                "give it max_wait_seconds, keys, or steps that loosen what is required"
            )


def _strictness(word: str) -> int:
    return _STRICTNESS.index(Staffing[word.upper()])
