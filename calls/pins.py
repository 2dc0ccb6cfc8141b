"""PINs: who typed the right one, and for how long nobody may try again. Keeps, logs and tells no digit of any.

A PIN of four digits falls to a machine that may try for ever. So wrong ones are counted for whom they were typed, and
at which phone, each by itself: neither changing phones nor changing names gives more tries.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from calls.asks import Answer
from dialplan.document import Document
from dialplan.secret_values import SecretMissing, secret_value
from dialplan.sections.secrets import SecretSpec
from vocabulary.ids import AgentName, DeviceName
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PinPolicy:
    """After so many wrong PINs within ``within_seconds`` none is taken for ``refused_seconds``.

    Five tries in a quarter of an hour are enough for a person. A machine that is given no more needs three weeks for
    all PINs of four digits, and stands in the log all the while.
    """

    wrong_at_most: int = 5
    within_seconds: float = 900.0
    refused_seconds: float = 900.0


@dataclass(slots=True)
class _Tries:
    """The wrong ones of late, for one person or at one phone."""

    wrong: list[Instant] = field(default_factory=list)
    refused_until: Instant | None = None


class Pins:
    """The PINs of one document's agents and supervisors."""

    def __init__(self, document: Callable[[], Document], policy: PinPolicy | None = None) -> None:
        self._document = document
        self._policy = policy or PinPolicy()
        self._tries: dict[tuple[str, str], _Tries] = {}

    def has_pin(self, person: str, *, as_supervisor: bool = False) -> bool:
        """Whether there is a PIN for this agent, or this supervisor."""
        return self._secret(person, as_supervisor=as_supervisor) is not None

    def check(
        self,
        person: str,
        pin: str,
        now: Instant,
        device: DeviceName | None = None,
        *,
        as_supervisor: bool = False,
    ) -> Answer:
        """Whether this is the PIN of the agent, else the supervisor, of this name; a wrong one is counted.

        Reads the secret where it is kept, each time: a PIN that was changed holds at once. Whoever is nobody, or has no
        PIN, is answered as for a wrong one: a phone must not tell who works here.

        :param device: the phone it was typed at.
        :param as_supervisor: somebody who is agent and supervisor under one name confirms as the latter.
        """
        self._forget(now)
        counted = [("person", person)] if self._known(person) else []
        counted += [("device", device)] if device is not None else []
        if any(self._refused(each) for each in counted):
            log.warning("pins.refused", person=person, device=device)
            return Answer("too many wrong PINs: try again in a quarter of an hour")
        if self._is_right(person, pin, as_supervisor=as_supervisor):
            return Answer()
        for each in counted:
            self._count(each, now)
        log.warning("pins.wrong", person=person, device=device)
        return Answer("wrong PIN")

    def _is_right(self, person: str, pin: str, *, as_supervisor: bool) -> bool:
        spec = self._secret(person, as_supervisor=as_supervisor)
        if spec is None:
            return False
        try:
            secret = secret_value(spec, self._document().directory, f"the PIN of {person}")
        except SecretMissing as error:
            log.error("pins.not_to_be_had", person=person, error=str(error))
            return False
        # In constant time: how long a refusal takes must not tell how much of it was right.
        return hmac.compare_digest(secret.get_secret_value().encode(), pin.encode("utf-8", "surrogatepass"))

    def _secret(self, person: str, *, as_supervisor: bool) -> SecretSpec | None:
        document = self._document()
        agent, supervisor = document.agents.get(AgentName(person)), document.supervisors.get(person)
        if supervisor is not None and (as_supervisor or agent is None):
            return supervisor.pin
        return agent.pin if agent is not None and not as_supervisor else None

    def _known(self, person: str) -> bool:
        """Names that nobody has are not remembered: there are too many of them."""
        document = self._document()
        return person in document.agents or person in document.supervisors

    def _refused(self, whose: tuple[str, str]) -> bool:
        tries = self._tries.get(whose)
        return tries is not None and tries.refused_until is not None

    def _count(self, whose: tuple[str, str], now: Instant) -> None:
        tries = self._tries.setdefault(whose, _Tries())
        tries.wrong.append(now)
        if len(tries.wrong) >= self._policy.wrong_at_most:
            tries.refused_until = now.plus(self._policy.refused_seconds)
            log.warning("pins.locked", **{whose[0]: whose[1]}, seconds=self._policy.refused_seconds)

    def _forget(self, now: Instant) -> None:
        """What is over counts no more. A right PIN forgives nothing: else one's own would buy tries at another's."""
        for whose, tries in list(self._tries.items()):
            if tries.refused_until is not None and tries.refused_until <= now:
                del self._tries[whose]
                continue
            tries.wrong = [at for at in tries.wrong if now.since(at) < self._policy.within_seconds]
            if not tries.wrong and tries.refused_until is None:
                del self._tries[whose]
