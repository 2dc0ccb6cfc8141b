"""A document as its tests run live: what it asks of servers and providers elsewhere is asked of this machine instead.

Nobody waits long for a key that is not pressed or a phone that is not answered. All else stays as it is written.
Secrets of others are neither needed nor sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialplan.document import Document
from dialplan.sections.admission import LookUpsSpec
from dialplan.sections.devices import PhoneSpec
from dialplan.sections.people import SupervisorSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.errands import Errand, LookUp, RunScript, TransferCaller
from ivr.flow import Branch, Collect, Enqueue, Flow, Loop, Menu, RunErrand, Step, Steps

LOOPBACK = "127.0.0.1"
SCRIPT = "trial"
LONGEST_FIRST_DIGIT_SECONDS = 1.0
"""A test's caller answers a quarter of a second after the question."""
LONGEST_RING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Nearby:
    """``http_port``, ``agi_port``: of this machine. ``trunks``: the address of whom each trunk reaches."""

    http_port: int
    agi_port: int
    trunks: Mapping[str, str]


def brought_near(document: Document, nearby: Nearby) -> Document:
    """The same document, asking nobody but ``nearby``."""
    flows = {name: Flow(name, _steps(flow.steps, nearby)) for name, flow in document.flows.items()}
    return replace(
        document,
        world=replace(document.world, flows=flows),
        trunks={name: _trunk(spec, nearby.trunks[name]) for name, spec in document.trunks.items()},
        # Every agent has one plain phone: those of the tests speak SIP over UDP.
        agents={name: replace(agent, devices={}) for name, agent in document.agents.items()},
        supervisors={name: _plain(spec) for name, spec in document.supervisors.items()},
        phones={name: PhoneSpec(number=spec.number) for name, spec in document.phones.items()},
        look_ups=LookUpsSpec(allow_private=[LOOPBACK]),
    )


def _trunk(spec: TrunkSpec, address: str) -> TrunkSpec:
    return spec.model_copy(update={"address": address, "registration": None, "nat_address": None})


def _plain(spec: SupervisorSpec) -> SupervisorSpec:
    return spec.model_copy(update={"secret": None, "transport": None})


def _steps(steps: Steps, nearby: Nearby) -> Steps:
    return tuple(_step(step, nearby) for step in steps)


def _step(step: Step, nearby: Nearby) -> Step:
    match step:
        case Menu(choices=choices):
            near = {keys: _steps(inner, nearby) for keys, inner in choices.items()}
            soon = min(step.first_digit_seconds, LONGEST_FIRST_DIGIT_SECONDS)
            return replace(step, choices=near, first_digit_seconds=soon, otherwise=_steps(step.otherwise, nearby))
        case Branch(cases=cases):
            return Branch(
                tuple((condition, _steps(inner, nearby)) for condition, inner in cases), _steps(step.otherwise, nearby)
            )
        case Loop(steps=inner):
            return replace(step, steps=_steps(inner, nearby))
        case Collect():
            soon = min(step.first_digit_seconds, LONGEST_FIRST_DIGIT_SECONDS)
            return replace(step, first_digit_seconds=soon, otherwise=_steps(step.otherwise, nearby))
        case Enqueue():
            return replace(step, otherwise=_steps(step.otherwise, nearby))
        case RunErrand(errand=errand):
            return RunErrand(_errand(errand, nearby), _steps(step.otherwise, nearby))
        case _:
            return step


def _errand(errand: Errand, nearby: Nearby) -> Errand:
    match errand:
        case LookUp():
            return replace(errand, url=f"http://{LOOPBACK}:{nearby.http_port}/", secret_headers=())
        case RunScript():
            return replace(errand, url=f"agi://{LOOPBACK}:{nearby.agi_port}/{SCRIPT}")
        case TransferCaller():
            return replace(errand, ring_seconds=min(errand.ring_seconds, LONGEST_RING_SECONDS))
        case _:
            return errand
