"""One leg to somebody outside the queues: a number beyond a trunk, or a colleague's phone. Carries out and reports.

The leg has its id before it is asked for. It is dialled once it is in our application, and never again.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum

import structlog

from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import ChannelDestroyed, ChannelStateChange, Dial, Event, StasisEnd, StasisStart
from calls.messages import LegsSeen, Message
from calls.surroundings import Surroundings
from dialplan.document import Document
from dialplan.phone_numbers import NumberFormat, formatted, forms
from ivr.judging import is_like
from vocabulary.causes import HangUpCause, cause_from
from vocabulary.ids import LegId

log = structlog.get_logger(__name__)


def trunk_out(document: Document, number_dialled: str) -> str:
    """The trunk through which flows may call a caller of this number: the number's own, else the only one there is.

    Empty where there is none, or more than one to choose from.
    """
    allowed = [name for name, trunk in document.trunks.items() if "flows" in trunk.may_call_out]
    dialled = document.numbers.get(number_dialled)
    if dialled is not None and dialled.trunk in allowed:
        return str(dialled.trunk)
    return allowed[0] if len(allowed) == 1 else ""


def outside(document: Document, trunk: str, number: str) -> str:
    """The endpoint for a number beyond a trunk, written as its provider wants it; empty where it cannot be called.

    A number may come from callers and other servers: whatever is no telephone number, or none that the trunk may call,
    never reaches Asterisk.
    """
    line = document.trunks.get(trunk)
    if line is None:
        return ""
    country = line.country or document.country or None
    if line.calls_to and not any(
        is_like(form, pattern) for form in forms(number, country) for pattern in line.calls_to
    ):
        return ""
    written = formatted(number, NumberFormat(line.number_format), country)
    return f"PJSIP/{written}@trunk-{trunk}" if written else ""


class Progress(Enum):
    """What an event meant for the leg."""

    NOTHING = "nothing"
    ANSWERED = "answered"
    LOST = "lost"


class OutgoingLeg:
    """From being asked for until it is gone. ``cause`` says why it is, once it is.

    Asterisk itself ends the ringing after ``ring_seconds``, with cause 19.
    """

    def __init__(self, leg: LegId, ring_seconds: float, around: Surroundings, hear: Callable[[Message], None]) -> None:
        self.leg = leg
        self.ring_seconds = ring_seconds
        self.answered = False
        self.asked = False
        self.gone = False
        self.cause = HangUpCause.NORMAL
        self._around = around
        self._hear = hear
        self._dialled = False
        self._not_dialled = False
        self._caller: LegId | None = None
        self._asked_at = around.clock()

    async def ring(self, endpoint: str, caller: LegId | None, variables: Mapping[str, str] | None = None) -> Progress:
        """Ask for the leg.

        :param endpoint: empty: it cannot be made.
        :param caller: whose codecs are offered, and whose number is shown where the variables show nothing.
        :returns: ``LOST`` where it could not be made: nobody is registered there, or Asterisk is away.
        """
        if not endpoint:
            self._lose(HangUpCause.INVALID_NUMBER)
            return Progress.LOST
        # Naming the caller in the dial would show their number over what the variables want shown.
        self._caller = None if variables else caller
        self.asked, self._asked_at = True, self._around.clock()
        self._around.adopt(self.leg, self._hear)
        try:
            await self._around.ari.create_leg(self.leg, endpoint, ("outgoing",), caller, variables)
        except AriError as error:
            log.warning("outgoing.not_created", leg=self.leg, error=str(error))
            self._lose(HangUpCause.SUBSCRIBER_ABSENT)
            # Where there was no answer, it may have been created all the same; that it is lost is told in any case.
            with suppress(AriError):
                await self._around.ari.hang_up(self.leg, HangUpCause.FAILURE)
            return Progress.LOST
        return Progress.NOTHING

    async def take(self, event: Event) -> Progress:
        """What Asterisk tells; events of other legs mean nothing."""
        channel = event.peer if isinstance(event, Dial) else getattr(event, "channel", None)
        if self.gone or channel is None or channel.id != self.leg:
            return Progress.NOTHING
        match event:
            case StasisStart() if not self._dialled:
                return await self._dial()
            case ChannelStateChange(channel) if channel.state == "Up":
                return self._up()
            case Dial(dialstatus="ANSWER"):
                return self._up()
            case StasisEnd() if self.answered:
                self._lose(HangUpCause.NORMAL)
                return Progress.LOST
            case ChannelDestroyed(cause=cause):
                self._lose(cause_from(cause))
                return Progress.LOST
            case _:
                return Progress.NOTHING

    async def compare(self, seen: LegsSeen) -> Progress:
        """What was missed in a gap: a leg that is not there any more is gone, one that is up was answered."""
        if not self.asked or self.gone or self._asked_at >= seen.asked_at:
            return Progress.NOTHING
        state = seen.states.get(self.leg)
        if state is None:
            self._lose(HangUpCause.NORMAL)
            return Progress.LOST
        if self._not_dialled:
            await self.hang_up(HangUpCause.FAILURE)
            return Progress.LOST
        if not self._dialled:
            return await self._dial()
        return self._up() if state == "Up" else Progress.NOTHING

    async def hang_up(self, cause: HangUpCause = HangUpCause.NORMAL) -> None:
        """End the leg, whatever became of it; what it reports afterwards is nobody's business."""
        if self.asked and not self.gone:
            self._lose(cause)
            await self._around.ari.hang_up(self.leg, cause)

    async def _dial(self) -> Progress:
        self._dialled = True
        try:
            await self._around.ari.dial(self.leg, self._caller, max(1, int(self.ring_seconds)))
        except AriGone:
            log.info("outgoing.gone_before_dialled", leg=self.leg)
        except AriError as error:
            log.warning("outgoing.not_dialled", leg=self.leg, error=str(error))
            # Asterisk does not time a leg that was never dialled: should it not hear this either, ``compare`` ends it.
            self._not_dialled = True
            await self._around.ari.hang_up(self.leg, HangUpCause.FAILURE)
        return Progress.NOTHING

    def _up(self) -> Progress:
        if self.answered:
            return Progress.NOTHING
        self.answered = True
        return Progress.ANSWERED

    def _lose(self, cause: HangUpCause) -> None:
        self.gone, self.cause = True, cause
        self._around.disown(self.leg)
