"""Which rule of the document a conversation is recorded by. Pure; of several that fit the first counts."""

from dialplan.document import Document
from vocabulary.ids import QueueName


def is_on_demand(document: Document, queue: QueueName | None) -> bool:
    """Whether conversations of this queue are recorded only when somebody asks for it."""
    for rule in document.recording_rules:
        if rule.direction != "out" and (not rule.queues or queue in rule.queues):
            return rule.record == "on_demand"
    return False
