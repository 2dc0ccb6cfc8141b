"""What a flow has done for it by others: asked, fetched, recorded, connected. Values only; carried out in ``calls``.

Every text may hold ``{variable}``; the dialogue fills them in before the errand is run. Each errand says how long it
may take at most: after that the dialogue goes on without it.
"""

from dataclasses import dataclass

from vocabulary.ids import AgentName, QueueName
from vocabulary.skills import Requirement


@dataclass(frozen=True, slots=True)
class LookAtQueue:
    """How a queue stands, as variables ``queue.NAME.…``: ``waiting``, ``position`` (of one more), ``agents`` logged in,
    ``ready``, ``open`` (``yes`` or ``no``) and ``estimate_seconds`` (empty while no honest estimate is known)."""

    queue: QueueName

    @property
    def limit_seconds(self) -> float:
        return 5.0


@dataclass(frozen=True, slots=True)
class LookUp:
    """An HTTP request. ``results``: variables, each with its path into the JSON answer (``orders.0.id``).

    Done: answered 200 to 299 with JSON; what the answer lacks becomes an empty variable. The status is in
    ``lookup.status`` (empty without an answer).
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    timeout_seconds: float = 5.0
    results: tuple[tuple[str, str], ...] = ()
    secret_headers: tuple[tuple[str, str, str], ...] = ()
    """Headers whose value is read when the request is sent: name, ``file`` or ``env``, and the path or name of it.
    Never filled in, so that no value of a caller or an answer can name a secret."""

    @property
    def limit_seconds(self) -> float:
        return self.timeout_seconds + 2.0


@dataclass(frozen=True, slots=True)
class RunScript:
    """An existing AGI script, run on the call (``agi://host/script``). ``results``: channel variables taken over."""

    url: str
    arguments: tuple[str, ...] = ()
    timeout_seconds: float = 30.0
    results: tuple[str, ...] = ()

    @property
    def limit_seconds(self) -> float:
        return self.timeout_seconds + 5.0


@dataclass(frozen=True, slots=True)
class TransferCaller:
    """The caller is connected with an agent's phone, or a number outside through ``trunk``; ends when they have talked.

    Done: they were connected. ``transfer.result``: ``connected``, ``busy``, ``no answer``, ``unreachable``.
    """

    agent: AgentName | None = None
    number: str = ""
    trunk: str = ""
    ring_seconds: float = 30.0
    most_seconds: float = 14_400.0

    @property
    def limit_seconds(self) -> float:
        return self.ring_seconds + self.most_seconds


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """The caller speaks after a tone; ends by a key of ``end_keys``, by silence, or by length.

    Done: something was recorded. ``message.id`` is its recording, ``message.media`` plays it, ``message.seconds`` its
    length.
    """

    most_seconds: float = 120.0
    silence_seconds: float = 5.0
    end_keys: str = "#"

    @property
    def limit_seconds(self) -> float:
        return self.most_seconds + 10.0


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """The recorded message is brought to an agent of this queue, who hears it and may call back with a key."""

    queue: QueueName
    message: str
    requirement: Requirement = Requirement()
    priority: int = 0

    @property
    def limit_seconds(self) -> float:
        return 5.0


@dataclass(frozen=True, slots=True)
class PromiseCallback:
    """The caller is called back at ``number`` when it is their turn in this queue; they may hang up.

    Done: promised. Not done: the queue takes no more (``callback.result`` says why).
    """

    queue: QueueName
    number: str
    requirement: Requirement = Requirement()
    priority: int = 0

    @property
    def limit_seconds(self) -> float:
        return 5.0


Errand = LookAtQueue | LookUp | RunScript | TransferCaller | RecordMessage | LeaveMessage | PromiseCallback

DEAF_ERRANDS = (RecordMessage, TransferCaller, RunScript)
"""While these run, a key is not the flow's: it ends the recording, or is heard by whoever the caller speaks to."""
