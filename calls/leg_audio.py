"""Whether audio still comes from an agent's phone: the rules, told how many packets were counted. Asks nobody.

A phone that falls silent is asked whether it is there before anything is decided. Of one that is there but was never
heard only its silence is told: the way of its audio may be broken, and what to do then is a queue's policy. One that
may be silent, on hold for example, is left alone as long as it answers Asterisk.
"""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from vocabulary.instant import Instant

LOOK_SECONDS = 2.0
"""Between two looks at one leg. What stopped between two of them counts from the second on."""
FIRST_LOOKS_SECONDS = 2.5
"""The same while nothing was heard yet: so that a look falls on the end of ``SILENT_SECONDS``."""
SILENT_SECONDS = 5.0
"""An agent who was not heard for so long after the legs were joined is of no use to the caller."""
PROBE_SECONDS = 4.0
"""A phone that sends nothing for so long is asked whether it is there; the answer takes two seconds at most."""
LOST_SECONDS = 8.0
"""A phone that sent audio and stopped for so long has lost the call, whether or not it is there."""
NEXT_PROBE_SECONDS = 15.0
"""Between two probes of a phone that answered, where its silence alone is no sign."""
LOOKS_WITHOUT_AUDIO = 3
"""So many in a row at least: after Asterisk itself was held up, one look may come before the packets it has to catch
up with."""


@dataclass(frozen=True, slots=True)
class FellSilent:
    """Nothing came from the agent since the legs were joined. Told once."""


@dataclass(frozen=True, slots=True)
class ProbeWanted:
    """Ask the phone whether it is there; nothing more is found until the answer is told."""


@dataclass(frozen=True, slots=True)
class LegLost:
    """The call is over, though nobody said so: the last finding. ``there``: what the phone answered; None: unknown."""

    there: bool | None


Finding = FellSilent | ProbeWanted | LegLost


class _Probe(Enum):
    NOT_ASKED = "not asked"
    ASKED = "asked"
    ANSWERED = "answered"


class LegAudio:
    """The audio that comes from one leg. ``joined``: it is watched from the moment the legs were joined on.

    ``patient``: the phone may well send nothing, on hold or suppressing silence: it is asked whether it is there only
    after it did not answer Asterisk, and lost only if it is not. ``forgiving``: lost only then, too, but asked as early
    as any. ``look_at``: when to count next.
    """

    def __init__(self, now: Instant, *, joined: bool, patient: bool = False, forgiving: bool = False) -> None:
        self.look_at = now
        self.over = False
        self._forgiving = forgiving
        self._silence_told = not joined
        self._patient = patient
        self._count: int | None = None
        self._heard = False
        self._heard_at = now
        self._looks_without = 0
        self._probe = _Probe.NOT_ASKED
        self._there: bool | None = None
        self._probed_at = now

    def needs_more_than(self, count: int) -> bool:
        """Whether this count alone tells too little: then Asterisk's own opinion of the phone is wanted with it."""
        return count == self._count and not self._must_send

    def receive(self, count: int, now: Instant, *, offline: bool = False) -> tuple[Finding, ...]:
        """So many packets came from the phone so far, as counted now. Another number means audio, also a smaller one:
        Asterisk counts anew after some changes of the media. ``offline``: the phone did not answer Asterisk, or its
        connection was closed."""
        if self._count != count:
            self._heard = self._count is not None
            self._count, self._heard_at, self._looks_without = count, now, 0
            self._forget_probe(now)
        else:
            self._looks_without += 1
        self.look_at = now.plus(LOOK_SECONDS if self._heard or self._silence_told else FIRST_LOOKS_SECONDS)
        return tuple(self._findings(now, offline))

    def probed(self, there: bool | None, now: Instant) -> None:
        """What came of the probe that was wanted; None: it could not be made."""
        if self._probe is _Probe.ASKED:
            self._probe, self._there, self._probed_at = _Probe.ANSWERED, there, now

    def be_patient(self, patient: bool, now: Instant) -> None:
        """The call is held by the phone, or no longer: then audio is waited for anew."""
        if patient is not self._patient:
            self._patient, self._silence_told = patient, True
            self._heard, self._heard_at, self._looks_without = False, now, 0
            self._forget_probe(now)

    def _forget_probe(self, now: Instant) -> None:
        self._probe, self._there, self._probed_at = _Probe.NOT_ASKED, None, now

    def _findings(self, now: Instant, offline: bool) -> list[Finding]:
        quiet_seconds = now.since(self._heard_at)
        found: list[Finding] = []
        if not (self._heard or self._silence_told or self._patient) and quiet_seconds >= SILENT_SECONDS:
            self._silence_told = True
            found.append(FellSilent())
        if self._is_lost(quiet_seconds):
            self.over = True
            found.append(LegLost(self._there))
        elif self._wants_probe(quiet_seconds, now, offline):
            self._probe = _Probe.ASKED
            found.append(ProbeWanted())
        return found

    def _is_lost(self, quiet_seconds: float) -> bool:
        if self._probe is not _Probe.ANSWERED or self._looks_without < LOOKS_WITHOUT_AUDIO:
            return False
        return quiet_seconds >= LOST_SECONDS and (self._must_send or self._there is False)

    @property
    def _must_send(self) -> bool:
        """Whether silence alone is a sign that the call is over."""
        return self._heard and not self._patient and not self._forgiving

    def _wants_probe(self, quiet_seconds: float, now: Instant, offline: bool) -> bool:
        match self._probe:
            case _Probe.NOT_ASKED:
                return offline or (quiet_seconds >= PROBE_SECONDS and not self._patient)
            case _Probe.ASKED:
                return False
            case _Probe.ANSWERED:
                doubted = offline or not self._patient
                return doubted and not self._must_send and now.since(self._probed_at) >= NEXT_PROBE_SECONDS
            case _:
                assert_never(self._probe)
