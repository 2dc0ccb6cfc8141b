"""Races: many calls of one SIPp process whose ends fall as close together as a plan says. Judges by SIPp's own log.

A caller's hang-up is planned call by call; the agent's phone answers and hangs up after fixed times. No audio flows.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from service.clock import Clock
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import CallerLine
from service.peers.sip import Direction, SipMessage
from service.peers.sipp import Sipp, SippSettings

RACE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class RacedCall:
    """One call of a race by its caller's log; ``None`` where no such message was seen. Unix seconds."""

    call_id: str
    answered_at: float | None
    bye_sent_at: float | None
    bye_received_at: float | None

    @property
    def crossed(self) -> bool:
        """Whether both sides hung up at once."""
        return self.bye_sent_at is not None and self.bye_received_at is not None


def racing_phone(
    line: PhoneLine,
    *,
    target: tuple[str, int],
    now: Clock,
    log_folder: Path,
    answer_after_seconds: float,
    talk_seconds: float,
) -> AgentPhone:
    """A phone that answers every call by itself after a fixed time, and hangs up a fixed time after the ACK."""
    keys = {"answer_ms": _milliseconds(answer_after_seconds), "talk_ms": _milliseconds(talk_seconds)}
    return AgentPhone(
        line,
        target=target,
        now=now,
        log_folder=log_folder,
        scenario="race_agent.xml",
        more_keys={key: value.encode() for key, value in keys.items()},
    )


class RacingCallers:
    """Calls that begin ``calls_per_second`` a second, each hung up ``talks_seconds`` after its ACK, one number a call.

    A context manager: the first call goes out on entry; leaving early ends SIPp and forgets the rest.
    """

    def __init__(
        self,
        line: CallerLine,
        *,
        target: tuple[str, int],
        log_folder: Path,
        talks_seconds: Sequence[float],
        calls_per_second: float = 5.0,
        at_once: int = 10,
    ) -> None:
        self._plan = log_folder / f"race-{line.port}.csv"
        self._talks = tuple(talks_seconds)
        keys = {
            "number": line.number.encode(),
            "from_user": line.from_user.encode(),
            "from_name": line.quoted_name,
            "rtp_ip": line.address.encode(),
            "rtp_port": str(line.media_port).encode(),
        }
        rate = ("-r", "1", "-rp", _milliseconds(1 / calls_per_second), "-l", str(at_once))
        self._sipp = Sipp(
            SippSettings(
                name="race",
                scenario="race_caller.xml",
                address=line.address,
                port=line.port,
                target=target,
                log_folder=log_folder,
                keys=keys,
                calls=len(self._talks),
                more=(*rate, "-inf", str(self._plan)),
            )
        )
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        lines = "".join(f"{_milliseconds(seconds)};\n" for seconds in self._talks)
        self._plan.write_text(f"SEQUENTIAL\n{lines}")
        await self._open.enter_async_context(self._sipp)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def messages(self) -> list[SipMessage]:
        """SIPp's own log, all calls together."""
        return self._sipp.messages

    async def ended(self, seconds: float = RACE_SECONDS) -> int:
        """SIPp's exit status once all calls are over: 0 when each went as it may. Raises WaitedTooLong."""
        return await self._sipp.ended(seconds)

    def calls(self) -> list[RacedCall]:
        """What became of each call so far, in the order of their INVITEs."""
        ids = dict.fromkeys(message.call_id for message in self.messages)
        return [self._raced(call_id) for call_id in ids]

    def _raced(self, call_id: str) -> RacedCall:
        def seen(direction: Direction, wanted: str, to: str | None = None) -> float | None:
            message = self._sipp.first(direction, wanted, to=to, call_id=call_id)
            return message.at_unix if message else None

        return RacedCall(
            call_id,
            answered_at=seen(Direction.RECEIVED, "200", "INVITE"),
            bye_sent_at=seen(Direction.SENT, "BYE"),
            bye_received_at=seen(Direction.RECEIVED, "BYE"),
        )


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))
