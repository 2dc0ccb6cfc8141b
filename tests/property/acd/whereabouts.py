"""Where contacts are, and where they can be handed on to. Naive: goes their whole way again, each time."""

from acd.commands import EscalateContact, ReturnContact
from tests.property.acd.facts import Facts, Known
from vocabulary.ids import AgentName, QueueName


def whereabouts(facts: Facts, contact: Known | None) -> list[QueueName]:
    """The queue this contact waits in, or talks from; none while it does neither."""
    if contact is None:
        return []
    stay = facts.stay_of(contact.contact)
    if stay is not None:
        return [stay.queue]
    return [facts.rings[contact.talk].stay.queue] if contact.talk is not None else []


def talker_of(facts: Facts, contact: Known) -> AgentName | None:
    return facts.rings[contact.talk].agent if contact.talk is not None else None


def hand_on_target(facts: Facts, request: EscalateContact | ReturnContact) -> QueueName | None:
    """Where the request takes its contact; None where it cannot be carried out."""
    contact = facts.contacts.get(request.contact)
    here = whereabouts(facts, contact)
    if contact is None or not here:
        return None
    stay = facts.stay_of(contact.contact)
    if stay is not None and (facts.answered(stay) is not None or stay.callback is not None):
        return None
    if isinstance(request, ReturnContact):
        target = way_back(contact)
    else:
        target = request.queue or facts.policies[here[0]].escalates_to
    if target == here[0] or target not in facts.policies or target in facts.closed:
        return None
    return target


def way_back(contact: Known) -> QueueName | None:
    """The queue from which the contact came to the present one; a way gone back is gone."""
    path: list[QueueName] = []
    for queue in contact.queues:
        if path[-2:-1] == [queue]:
            path.pop()
        elif path[-1:] != [queue]:
            path.append(queue)
    return path[-2] if len(path) > 1 else None
