"""Hang-up causes: the numbers of ITU-T Q.850 as Asterisk reports them, and their plain words for people."""

from enum import IntEnum


class HangUpCause(IntEnum):
    """A Q.850 cause value. Unknown numbers are kept as ``UNKNOWN`` by :func:`cause_from`."""

    UNKNOWN = 0
    UNALLOCATED = 1
    NO_ROUTE = 3
    NORMAL = 16
    BUSY = 17
    NO_RESPONSE = 18
    NO_ANSWER = 19
    SUBSCRIBER_ABSENT = 20
    REJECTED = 21
    REDIRECTED = 23
    ANSWERED_ELSEWHERE = 26
    DESTINATION_OUT_OF_ORDER = 27
    INVALID_NUMBER = 28
    NORMAL_UNSPECIFIED = 31
    CONGESTION = 34
    FAILURE = 38
    TEMPORARY_FAILURE = 41
    SWITCH_CONGESTION = 42
    CHANNEL_UNAVAILABLE = 44
    RESOURCE_UNAVAILABLE = 47
    BEARER_UNAVAILABLE = 58
    SERVICE_UNAVAILABLE = 63
    INCOMPATIBLE_DESTINATION = 88
    TIMER_EXPIRED = 102
    PROTOCOL_ERROR = 111
    INTERWORKING = 127


_WORDS = {
    HangUpCause.UNKNOWN: "no cause given",
    HangUpCause.UNALLOCATED: "no such number",
    HangUpCause.NO_ROUTE: "no route",
    HangUpCause.NORMAL: "hung up",
    HangUpCause.BUSY: "busy",
    HangUpCause.NO_RESPONSE: "phone did not respond",
    HangUpCause.NO_ANSWER: "not answered",
    HangUpCause.SUBSCRIBER_ABSENT: "phone not registered",
    HangUpCause.REJECTED: "declined",
    HangUpCause.REDIRECTED: "phone wants it elsewhere",
    HangUpCause.ANSWERED_ELSEWHERE: "answered elsewhere",
    HangUpCause.DESTINATION_OUT_OF_ORDER: "phone out of order",
    HangUpCause.INVALID_NUMBER: "number incomplete or invalid",
    HangUpCause.NORMAL_UNSPECIFIED: "ended without a reason",
    HangUpCause.CONGESTION: "network congested or phone unavailable",
    HangUpCause.FAILURE: "network failure",
    HangUpCause.TEMPORARY_FAILURE: "temporary network failure",
    HangUpCause.SWITCH_CONGESTION: "switch congested",
    HangUpCause.CHANNEL_UNAVAILABLE: "audio lost or line unavailable",
    HangUpCause.RESOURCE_UNAVAILABLE: "no resource in the network",
    HangUpCause.BEARER_UNAVAILABLE: "no common codec",
    HangUpCause.SERVICE_UNAVAILABLE: "service unavailable",
    HangUpCause.INCOMPATIBLE_DESTINATION: "incompatible destination",
    HangUpCause.TIMER_EXPIRED: "network timer expired",
    HangUpCause.PROTOCOL_ERROR: "protocol error",
    HangUpCause.INTERWORKING: "ended by another network",
}

_ORDINARY = frozenset(
    {
        HangUpCause.UNKNOWN,
        HangUpCause.NORMAL,
        HangUpCause.BUSY,
        HangUpCause.NO_ANSWER,
        HangUpCause.REJECTED,
        HangUpCause.ANSWERED_ELSEWHERE,
        HangUpCause.NORMAL_UNSPECIFIED,
    }
)
"""What a person does, or what says nothing."""


def cause_from(number: int | None) -> HangUpCause:
    """The cause with this Q.850 number; ``UNKNOWN`` for ``None`` and for numbers not listed here."""
    try:
        return HangUpCause(number or 0)
    except ValueError:
        return HangUpCause.UNKNOWN


def in_words(cause: HangUpCause) -> str:
    """The cause as a person would say it."""
    return _WORDS[cause]


def was_cut(cause: HangUpCause) -> bool:
    """Whether a leg in use that ended so was cut: the network, or the loss of its audio, ended it and no person did.

    Asterisk ends a leg whose audio stays away with ``CHANNEL_UNAVAILABLE`` (res_pjsip_sdp_rtp.c).
    """
    return cause not in _ORDINARY
