"""Several phones rung as one, outside the queues' offers: the first to answer has it. Carries out and reports."""

from collections.abc import Callable, Mapping, Sequence

from asterisk.ari.events import Event
from calls.messages import LegsSeen, Message
from calls.outgoing import OutgoingLeg, Progress
from calls.surroundings import Surroundings
from vocabulary.causes import HangUpCause
from vocabulary.ids import LegId

_SAID_NO = frozenset({HangUpCause.BUSY, HangUpCause.REJECTED})


class Ring:
    """The legs to all phones of one person, or the one leg to a number. ``cause`` says why nobody is there.

    :param endpoints: as Asterisk dials them; an empty one cannot be made.
    :param leg: what the legs are called after; none of their ids is the beginning of another (see ``leg_for``).
    """

    def __init__(
        self,
        leg: LegId,
        endpoints: Sequence[str],
        ring_seconds: float,
        around: Surroundings,
        hear: Callable[[Message], None],
    ) -> None:
        self._around = around
        self._endpoints = tuple(endpoints)
        self._legs = [
            OutgoingLeg(LegId(f"{leg}.{nth:02}"), ring_seconds, around, hear)
            for nth in range(1, len(self._endpoints) + 1)
        ]
        self.answered: OutgoingLeg | None = None
        self.cause = HangUpCause.SUBSCRIBER_ABSENT

    @property
    def leg(self) -> LegId | None:
        """The leg that was answered."""
        return self.answered.leg if self.answered is not None else None

    @property
    def there(self) -> bool:
        """Whether somebody answered, and is still on the line."""
        return self.answered is not None and not self.answered.gone

    async def begin(self, caller: LegId | None, variables: Mapping[str, str] | None = None) -> Progress:
        """Ask for the legs. ``LOST`` where none could be made.

        :param caller: whose number is shown where the variables say nothing, and whose codecs are offered.
        """
        for leg, endpoint in zip(self._legs, self._endpoints, strict=True):
            await leg.ring(endpoint, caller, variables)
        return self._what_is_left()

    async def take(self, event: Event) -> Progress:
        """What Asterisk tells of one of the legs; events of others mean nothing."""
        for leg in self._legs:
            progress = await leg.take(event)
            if progress is not Progress.NOTHING:
                return await self._follow(leg, progress)
        return Progress.NOTHING

    async def compare(self, seen: LegsSeen) -> Progress:
        """What was missed in a gap."""
        for leg in tuple(self._legs):
            progress = await self._follow(leg, await leg.compare(seen))
            if progress is not Progress.NOTHING:
                return progress
        return Progress.NOTHING

    def heard_by(self, hear: Callable[[Message], None]) -> None:
        """From now on what the legs do is told there."""
        for leg in self._legs:
            if leg.asked and not leg.gone:
                self._around.adopt(leg.leg, hear)

    async def hang_up(self, cause: HangUpCause = HangUpCause.NORMAL) -> None:
        """End all legs, whatever became of them."""
        for leg in self._legs:
            await leg.hang_up(cause)

    async def _follow(self, leg: OutgoingLeg, progress: Progress) -> Progress:
        match progress:
            case Progress.ANSWERED if self.answered is None:
                self.answered = leg
                for other in self._legs:
                    if other is not leg:
                        await other.hang_up(HangUpCause.ANSWERED_ELSEWHERE)
                return progress
            case Progress.ANSWERED:
                await leg.hang_up(HangUpCause.ANSWERED_ELSEWHERE)
                return Progress.NOTHING
            case Progress.LOST if self.answered is not None:
                return progress if leg is self.answered else Progress.NOTHING
            case Progress.LOST:
                return self._what_is_left()
            case _:
                return progress

    def _what_is_left(self) -> Progress:
        causes = [leg.cause for leg in self._legs if leg.gone]
        said_no = [cause for cause in causes if cause in _SAID_NO]
        if causes:
            self.cause = said_no[0] if said_no else causes[-1]
        return Progress.LOST if len(causes) == len(self._legs) else Progress.NOTHING
