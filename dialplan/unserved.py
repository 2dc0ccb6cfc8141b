"""By which of its keys a queue hands callers back to their flow without having served them. Judges nothing."""

from dialplan.queues import QueueSpec
from dialplan.ways import GO_ON


def why_unserved(spec: QueueSpec) -> str | None:
    """The key by which callers of this queue go on in their flow without having been served; None: by none written."""
    if spec.longest_wait_seconds is not None and spec.after_max_wait == GO_ON:
        return "max_wait_seconds"
    if spec.max_waiting is not None and spec.when_full == GO_ON:
        return "max_waiting"
    if spec.joining != "none" and spec.when_no_agents == GO_ON:
        return "to_join" if spec.to_join else "to_stay"
    if spec.closing_sends_away and spec.when_closed == GO_ON:
        return "closing_sends_away"
    return "keys" if GO_ON in spec.keys.values() else None
