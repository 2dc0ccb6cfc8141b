"""How a queue stands, as variables of a flow. Reads; decides nothing."""

from typing import Protocol

from acd.state import State
from acd.why import Standing
from vocabulary.ids import QueueName


class QueuesSeen(Protocol):
    """Whoever knows how the queues stand: the desk."""

    @property
    def state(self) -> State:
        """For reading only."""

    def estimated_wait(self, queue: QueueName) -> float | None:
        """In seconds, for somebody who came now; None where no honest one is known."""


def queue_variables(desk: QueuesSeen, queue: QueueName) -> dict[str, str]:
    """``queue.NAME.waiting`` (callbacks counted in), ``position``, ``agents``, ``ready``, ``open`` and
    ``estimate_seconds``.

    A queue the distributor does not have counts as closed and empty.
    """
    room = desk.state.rooms.queues.get(queue)
    values = {"waiting": "0", "position": "1", "agents": "0", "ready": "0", "open": "no", "estimate_seconds": ""}
    if room is not None:
        estimate = desk.estimated_wait(queue)
        values = {
            "waiting": str(len(room.order)),
            "position": str(len(room.order) + 1),
            "agents": str(len(room.agents) - room.standings[Standing.LOGGED_OUT]),
            "ready": str(room.standings[Standing.READY]),
            "open": "yes" if room.open else "no",
            "estimate_seconds": "" if estimate is None else f"{estimate:.0f}",
        }
    return {f"queue.{queue}.{name}": value for name, value in values.items()}
