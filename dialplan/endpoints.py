"""Every phone of a document as Asterisk is to know it: its name, transport and password, and whom it shows. Pure.

Who uses a phone at this moment, and what it can do, is not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialplan.document import Agent, Document
from dialplan.sections.devices import DeviceSpec, PhoneSpec, Transport
from dialplan.sections.people import SupervisorSpec
from dialplan.sections.secrets import SecretSpec
from vocabulary.ids import AgentName, DeviceName, Language


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One phone. ``number`` and ``shown``: what others see of its calls. ``secret``: None where one is made.

    ``agent``, ``supervisor``: whose it is; both empty: nobody's. ``language``: None: the document's first.
    """

    device: DeviceName
    number: str
    shown: str
    transport: Transport = "udp"
    secret: SecretSpec | None = None
    agent: AgentName | None = None
    supervisor: str | None = None
    language: Language | None = None

    @property
    def whose(self) -> str:
        """To name it in a message: never empty."""
        if self.agent is not None:
            own = str(self.device) == str(self.agent)
            return f"agent '{self.agent}'" if own else f"agent '{self.agent}' ({self.device})"
        return f"phone '{self.device}'" if self.supervisor is None else f"supervisor '{self.supervisor}'"


def endpoints(document: Document) -> Mapping[DeviceName, Endpoint]:
    """The phones by name: those of agents, of supervisors, of nobody, each in the order written."""
    found: dict[DeviceName, Endpoint] = {}
    for agent_name, agent in document.agents.items():
        found |= {each.device: each for each in _of_agent(agent_name, agent)}
    for name, supervisor in document.supervisors.items():
        if supervisor.device is not None:
            found[DeviceName(supervisor.device)] = _of_supervisor(name, supervisor.device, supervisor)
    return found | {DeviceName(name): _of_nobody(name, phone) for name, phone in document.phones.items()}


def _of_agent(name: AgentName, agent: Agent) -> Iterator[Endpoint]:
    """An agent without phones has one, called like the agent."""
    for device, spec in (agent.devices or {str(name): DeviceSpec()}).items():
        yield Endpoint(
            DeviceName(device),
            number=agent.number or name,
            shown=agent.display_name,
            transport=spec.transport,
            secret=spec.secret,
            agent=name,
            language=agent.language,
        )


def _of_supervisor(name: str, device: str, spec: SupervisorSpec) -> Endpoint:
    return Endpoint(
        DeviceName(device),
        number=device,
        shown=spec.name,
        transport=spec.transport or "udp",
        secret=spec.secret,
        supervisor=name,
        language=None if spec.language is None else Language(spec.language),
    )


def _of_nobody(name: str, spec: PhoneSpec) -> Endpoint:
    return Endpoint(
        DeviceName(name),
        number=spec.number or name,
        shown=name,
        transport=spec.transport,
        secret=spec.secret,
        language=None if spec.language is None else Language(spec.language),
    )
