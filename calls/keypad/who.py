"""Whose phone it is, and what language is spoken into it. Pure."""

from calls.permissions import Person
from dialplan.document import Document
from vocabulary.ids import AgentName, DeviceName, Language


def owner_of(document: Document, device: DeviceName) -> AgentName | None:
    """The agent whose phone this is, whoever sits there now. One without phones has one, called like the agent."""
    for name, agent in document.agents.items():
        if device in agent.devices or (not agent.devices and DeviceName(name) == device):
            return name
    return None


def language_of(document: Document, person: Person | None, device: DeviceName) -> Language:
    """The person's, else the phone's, else the document's first."""
    agent = document.agents.get(person.agent) if person is not None and person.agent is not None else None
    supervisor = document.supervisors.get(person.supervisor or "") if person is not None else None
    phone = document.phones.get(device)
    spoken = (each.language for each in (agent, supervisor, phone) if each is not None and each.language)
    return Language(next(spoken, document.languages[0]))
