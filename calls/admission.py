"""Answers Asterisk's question whether a call may come in, before it is handed to us. Decides by ``calls.letting_in``.

It must never cost a call: whatever goes wrong here, or takes longer than a second, the dialplan goes on as if the
caller had been let in.
"""

from collections.abc import Callable, Mapping
from typing import Final, assert_never

import structlog

from asterisk.agi.server import AgiCall, AgiLimits, AgiServer
from asterisk.config import callplan
from calls.letting_in import Admitted, CallInProgress, TurnedAway, admitted
from dialplan.document import Document
from vocabulary.ids import LegId
from vocabulary.instant import Instant

EXPECTED_SECONDS: Final = 5.0
"""How long a caller who was let in counts before they have arrived: Asterisk hands them over within milliseconds."""
LIMITS: Final = AgiLimits(opening_seconds=1.0, call_seconds=1.0)
NOT_TOLD: Final = "unknown"
"""What ``agi_callerid`` says where the caller's number was not sent."""

log = structlog.get_logger(__name__)


class Admission:
    """Whoever asks for many calls at once is answered one by one, each answer counting those before.

    :param document: the one in force.
    :param in_progress: the callers who are in, by their leg.
    """

    def __init__(
        self,
        document: Callable[[], Document],
        in_progress: Callable[[], Mapping[LegId, CallInProgress]],
        clock: Callable[[], Instant],
    ) -> None:
        self._document = document
        self._in_progress = in_progress
        self._clock = clock
        self._expected: dict[LegId, tuple[CallInProgress, Instant]] = {}

    def server(self, port: int) -> AgiServer:
        """The server that Asterisk's dialplan asks; enter it where the callers are taken."""
        return AgiServer(port, {callplan.ADMISSION: self.answer}, LIMITS)

    async def answer(self, call: AgiCall) -> None:
        """Answers for one call. Raises ``AgiError`` where Asterisk cannot be told."""
        leg = LegId(call.environment.get("uniqueid", ""))
        number = call.environment.get("callerid", "")
        caller = "" if number == NOT_TOLD else number
        dialled = call.arguments[0] if call.arguments else ""
        decision = self._decide(leg, CallInProgress(dialled, caller))
        match decision:
            case Admitted(flow=None):
                return
            case Admitted(flow=flow, objection=objection):
                log.info("admission.sent_to_another_flow", leg=leg, dialled=dialled, why=objection, flow=flow)
                await call.set_variable(callplan.FLOW, str(flow))
            case TurnedAway(objection=objection, cause=cause):
                log.info("admission.turned_away", leg=leg, dialled=dialled, why=objection)
                await call.set_variable(callplan.TURNED_AWAY, str(int(cause)))
            case _:
                assert_never(decision)

    def _decide(self, leg: LegId, asked: CallInProgress) -> Admitted | TurnedAway:
        now = self._clock()
        arrived = self._in_progress()
        self._expected = {
            one: (call, until)
            for one, (call, until) in self._expected.items()
            if one not in arrived and one != leg and now < until
        }
        others = [call for one, call in arrived.items() if one != leg]
        others.extend(call for call, _ in self._expected.values())
        decision = admitted(self._document(), others, asked.caller, asked.dialled)
        if isinstance(decision, Admitted):
            self._expected[leg] = (asked, now.plus(EXPECTED_SECONDS))
        return decision
