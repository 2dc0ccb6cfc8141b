"""The leg a contact came in on, and why it is being hung up. Values only."""

from dataclasses import dataclass

from asterisk.ari.events import ChannelHangupRequest
from vocabulary.causes import HangUpCause, cause_from
from vocabulary.ids import LegId

_SOFT_BY_DEVICE = 1
"""AST_SOFTHANGUP_DEV (channel.h). Of a SIP leg only the watch over its audio hangs up so (res_pjsip_sdp_rtp.c)."""


@dataclass(frozen=True, slots=True)
class CallerLeg:
    """The leg a contact came in on, as Asterisk told of it."""

    leg: LegId
    number_dialled: str
    caller_number: str
    caller_name: str


def cause_told(request: ChannelHangupRequest) -> HangUpCause | None:
    """Why a leg is being hung up, as far as this event tells.

    In a soft hang-up, one that Asterisk itself asked for, the number is no Q.850 cause but Asterisk's flags; the true
    cause is told only when the leg has left us.
    """
    if not request.soft:
        return cause_from(request.cause)
    return HangUpCause.CHANNEL_UNAVAILABLE if (request.cause or 0) & _SOFT_BY_DEVICE else None
