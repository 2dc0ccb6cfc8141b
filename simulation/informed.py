"""The estimate of somebody who knows everything but the future: what ours is measured against. Speaks to no caller.

With n callers ahead, s agents, service rate mu and rate of giving up theta, all true, the mean wait is the sum over
i = 0 … n of 1 / (s·mu + i·theta): QLm of R. Ibrahim and W. Whitt, "Real-time delay estimation in overloaded multiserver
queues with abandonments", Management Science 55 (2009). It is defined for a queue of equal callers and agents of its
own, served in order of arrival, exponential throughout; elsewhere there is none.
"""

from acd.profile import AgentProfile, Assignment
from simulation.draws import Exponential, mean_seconds
from simulation.scenario import Scenario
from vocabulary.ids import QueueName
from vocabulary.skills import Requirement, matches


class Informed:
    """The estimator of one queue."""

    def __init__(self, agents: int, service_seconds: float, patience_seconds: float | None) -> None:
        self._serving_per_second = agents / service_seconds
        self._leaving_per_second = 0.0 if patience_seconds is None else 1.0 / patience_seconds
        self._means = [1.0 / self._serving_per_second]

    def mean_seconds(self, ahead: int) -> float:
        """The mean wait of a caller who is not served at once and finds so many waiting."""
        while len(self._means) <= ahead:
            rate = self._serving_per_second + len(self._means) * self._leaving_per_second
            self._means.append(self._means[-1] + 1.0 / rate)
        return self._means[ahead]


def informed_of(scenario: Scenario) -> dict[QueueName, Informed]:
    """The estimators of all queues that have one."""
    found = {policy.name: _informed(policy.name, scenario) for policy in scenario.policies}
    return {queue: informed for queue, informed in found.items() if informed is not None}


def _informed(queue: QueueName, scenario: Scenario) -> Informed | None:
    policy = next(policy for policy in scenario.policies if policy.name == queue)
    callers = [arrivals for arrivals in scenario.arrivals if arrivals.queue == queue]
    agents = [profile for profile in scenario.profiles if queue in profile.queues]
    if not callers or not agents or policy.wrap_up_seconds > 0 or policy.ways_out.max_wait_seconds is not None:
        return None
    first = callers[0]
    service, patience = first.service, first.patience
    if not isinstance(service, Exponential) or not isinstance(patience, Exponential | None):
        return None
    equal = all((each.service, each.patience, each.priority) == (service, patience, first.priority) for each in callers)
    alone = all(_serves_only(profile, queue) and not _mean_seconds_to_answer(profile, scenario) for profile in agents)
    if not equal or not alone or not all(_fits(each.requirement, agents) for each in callers):
        return None
    return Informed(len(agents), service.mean_seconds, patience.mean_seconds if patience else None)


def _mean_seconds_to_answer(profile: AgentProfile, scenario: Scenario) -> float:
    answer = scenario.answers.get(profile.name)
    return 0.0 if answer is None else mean_seconds(answer)


def _serves_only(profile: AgentProfile, queue: QueueName) -> bool:
    return profile.micro_pause is None and profile.assignments == (Assignment(queue, profile.assignments[0].rank),)


def _fits(requirement: Requirement, agents: list[AgentProfile]) -> bool:
    expression = requirement.expression(0)
    return all(matches(expression, profile.name, dict(profile.skills)) for profile in agents)
