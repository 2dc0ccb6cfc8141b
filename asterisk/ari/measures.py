"""What one Asterisk is asked about the media of a leg, and told for lamps.

Part of ``AriClient``, which says how requests are made and repeated.
"""

from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from asterisk.ari.requests import Requests
from vocabulary.ids import LegId

LampState = Literal["NOT_INUSE", "INUSE", "RINGING", "ONHOLD", "BUSY", "UNAVAILABLE"]
"""The device states a lamp is told; Asterisk knows more."""

_GONE = frozenset({404})
_TECHNOLOGY = "PJSIP/"
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class RtpStatistics:
    """The media of one leg so far. ``rxcount``: packets that came from its phone; ``txcount``: that went to it."""

    rxcount: int
    txcount: int


@dataclass(frozen=True, slots=True)
class _Named:
    name: str


@dataclass(frozen=True, slots=True)
class _Stated:
    state: str | None = None


# Made once: making one takes a millisecond, and legs are looked at just when they are answered.
_STATISTICS, _NAME, _STATE = TypeAdapter(RtpStatistics), TypeAdapter(_Named), TypeAdapter(_Stated)


class Measures:
    """Requests about media and lamps. ``AriClient`` has them all."""

    @property
    def _requests(self) -> Requests:
        raise NotImplementedError

    async def rtp_statistics(self, leg: LegId) -> RtpStatistics:
        """What went through this leg until now; seen live: counted packet by packet while the call runs.

        :raises AriGone: the leg has ended, or it has no RTP.
        """
        asked = f"/channels/{_id(leg)}/rtp_statistics"
        return self._read_as(_STATISTICS, f"GET {asked}", await self._requests.send("GET", asked, gone=_GONE))

    async def endpoint_of(self, leg: LegId) -> str | None:
        """The name of the endpoint this leg belongs to; None for one that is no SIP leg.

        :raises AriGone: the leg has ended.
        """
        asked = f"/channels/{_id(leg)}"
        named = self._read_as(_NAME, f"GET {asked}", await self._requests.send("GET", asked, gone=_GONE))
        return endpoint_in(named.name)

    async def is_online(self, endpoint: str) -> bool:
        """Whether this phone is registered and answered when Asterisk asked it last; calls do not matter.

        :raises AriGone: there is no such endpoint.
        """
        asked = f"/endpoints/PJSIP/{_id(endpoint)}"
        state = self._read_as(_STATE, f"GET {asked}", await self._requests.send("GET", asked, gone=_GONE)).state
        return state == "online"

    async def put_device_state(self, name: str, state: LampState) -> None:
        """Sets the state of a device of ours.

        :param name: ``Stasis:`` and anything.
        :raises AriRefused: the name does not begin so.
        """
        await self._requests.send("PUT", f"/deviceStates/{_id(name)}", {"deviceState": state})

    def _read_as(self, kind: TypeAdapter[_Answer], asked: str, fields: object) -> _Answer:
        try:
            return kind.validate_python(fields)
        except ValidationError as error:
            raise self._requests.unreachable(asked, "the answer is not ARI's") from error


def endpoint_in(channel_name: str) -> str | None:
    """The endpoint in a channel's name, ``PJSIP/ENDPOINT-NUMBER`` with the number in hex digits; None: no SIP leg."""
    endpoint, _, _ = channel_name.removeprefix(_TECHNOLOGY).rpartition("-")
    return endpoint if channel_name.startswith(_TECHNOLOGY) and endpoint else None


def _id(text: str) -> str:
    return quote(text, safe="")
