"""By which rule of the document a conversation is recorded. Pure; of several that fit the first counts."""

from dialplan.document import Document
from recordings.policy import Beginning, Policy, SoundFormat, Wish
from vocabulary.ids import QueueName


def policy_for(document: Document, queue: QueueName | None, direction: str) -> Policy:
    """What holds for a conversation that came from this queue, or from none; the usual where no rule fits.

    :param direction: ``in`` or ``out``.
    """
    found = document.recording_rule(queue, direction)
    if found is None:
        return Policy()
    place, rule = found
    return Policy(
        wish=Wish(rule.record),
        share=1.0 if rule.share is None else rule.share,
        beginning=Beginning(rule.from_),
        sound=SoundFormat(rule.format),
        keep_days=rule.keep_days,
        tells=rule.consent is not None,
        pause_seconds=rule.pause_seconds,
        rule=place,
    )
