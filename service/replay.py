"""Telling a distributor again what a log says it was told. Changes nothing of the log and asks nobody else."""

from collections.abc import Iterable, Iterator

from acd.codec import Deadline, Logged
from acd.commands import Command
from acd.decision import Decision
from acd.distributor import Distributor
from vocabulary.instant import Instant


def replay(
    distributor: Distributor, told: Iterable[tuple[Logged, Instant]]
) -> Iterator[tuple[Logged, Instant, Decision]]:
    """Each command with its decision, in order. The distributor must be as new, with the chance of the log's seed.

    A command that was a mistake of ours, and raised, raises here too; the desk went on to the next one, and so does
    the replay: it has an empty decision.
    """
    for logged, at in told:
        match logged:
            case Deadline():
                yield logged, at, distributor.handle_deadline(at)
            case _:
                yield logged, at, _received(distributor, logged, at)


def _received(distributor: Distributor, command: Command, at: Instant) -> Decision:
    try:
        return distributor.receive(command, at)
    except Exception:  # noqa: BLE001 whatever it was, the desk wrote it into the service's log and went on
        return Decision()
