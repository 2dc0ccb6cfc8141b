"""One call at a desk phone, come in or dialled: what can be done in it, and what the other side said."""

from urllib.parse import quote

from service.peers.audio import AudioPeer
from service.peers.sip import Direction, SipMessage, audio_address
from service.peers.sipp import WAIT_SECONDS, Sipp
from tests.support.phone_scenario import DECLINES
from vocabulary.instant import Instant


class DeskCall:
    """A call at a desk phone. ``audio`` is its mouth and ear: a tone, keys, and what is heard."""

    def __init__(self, sipp: Sipp, audio: AudioPeer, call_id: str) -> None:
        self.audio = audio
        self.call_id = call_id
        self._sipp = sipp

    @property
    def messages(self) -> list[SipMessage]:
        """The messages of this call so far."""
        return [message for message in self._sipp.messages if message.call_id == self.call_id]

    @property
    def over(self) -> bool:
        """Whether it has ended, or was never taken."""
        return self._last_word() is not None

    async def sent(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind sent in this call, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.SENT, wanted, to=to, call_id=self.call_id, seconds=seconds)

    async def received(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind received in this call, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.RECEIVED, wanted, to=to, call_id=self.call_id, seconds=seconds)

    async def ended(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The message that ended the call: a BYE received, the answer to ours, or the refusal."""
        return await self._sipp.wait_for(self._last_word, "end of the call", seconds)

    async def press(self, keys: str, seconds: float = 0.1, gap_seconds: float = 0.06) -> Instant:
        """Presses keys (RFC 4733); returns when the end of the last one was first sent. Raises as AudioPeer does."""
        return await self.audio.press(keys, seconds, gap_seconds)

    async def hold(self, direction: str = "sendonly") -> SipMessage:
        """Puts the other side on hold by a re-INVITE (``sendonly`` or ``inactive``) and falls silent; the answer."""
        answer = await self._reoffered(direction)
        self.audio.fall_silent()
        return answer

    async def resume(self) -> SipMessage:
        """Ends the hold by a re-INVITE and speaks again; the answer."""
        answer = await self._reoffered("sendrecv")
        remote = audio_address(answer)
        if remote is not None:
            self.audio.send_to(remote)
        return answer

    def mute(self) -> None:
        """Sends no audio any more, as a phone whose network lost its media; what is signalled goes on as before."""
        self.audio.fall_silent()

    async def refer(self, target: str, *, refer_sub: bool = True) -> SipMessage:
        """Transfers the other side blindly to a number, or to a whole URI in angle brackets; the answer to the REFER.

        Without ``refer_sub`` it asks for no reports (RFC 4488).
        """
        address, port = self._sipp.settings.target
        return await self._referred(target if target.startswith("<") else f"<sip:{target}@{address}:{port}>", refer_sub)

    async def refer_replacing(self, other: "DeskCall", *, refer_sub: bool = True) -> SipMessage:
        """Connects the other side of this call with that of ``other`` (RFC 3891); the answer to the REFER."""
        address, port = self._sipp.settings.target
        replaces = quote(other.replaced(), safe="")
        return await self._referred(f"<sip:{address}:{port}?Replaces={replaces}>", refer_sub)

    async def transferred(self, seconds: float = WAIT_SECONDS) -> str:
        """The final report about our REFER, such as ``SIP/2.0 200 OK`` (RFC 3515 2.4.5)."""

        def final() -> str | None:
            reports = [message.body.decode().strip() for message in self.messages if message.method == "NOTIFY"]
            return next((report for report in reports if not report.startswith("SIP/2.0 1")), None)

        return await self._sipp.wait_for(final, "final report about a REFER", seconds)

    async def hang_up(self) -> SipMessage:
        """Sends BYE, or CANCEL before the answer; returns it, or what ended the call where that was quicker."""
        await self._can_hang_up()
        if (last := self._last_word()) is not None:
            return last
        self._sipp.steer(self.call_id, "HANGUP")

        def goodbye() -> SipMessage | None:
            return self._first(Direction.SENT, "BYE") or self._first(Direction.SENT, "CANCEL") or self._last_word()

        message = await self._sipp.wait_for(goodbye, "BYE or CANCEL sent")
        self.audio.fall_silent()
        return message

    def replaced(self) -> str:
        """What a Replaces header names this call by: its Call-ID, the other side's tag and ours (RFC 3891 6.1)."""
        theirs, ours = self._tags()
        return f"{self.call_id};to-tag={theirs};from-tag={ours}"

    def _tags(self) -> tuple[str, str]:
        answers = [message for message in self.messages if message.answers == "INVITE" and _tag(message.header("To"))]
        first = next(message for message in self.messages if message.method == "INVITE")
        if first.direction is Direction.RECEIVED:
            return _tag(first.header("From")), _tag(answers[0].header("To"))
        return _tag(answers[-1].header("To")), _tag(first.header("From"))

    async def _can_hang_up(self) -> None:
        """Returns when there is something to send the BYE or the CANCEL to."""
        raise NotImplementedError

    async def _reoffered(self, direction: str) -> SipMessage:
        asked = sum(message.direction is Direction.SENT and message.method == "INVITE" for message in self.messages)
        self._sipp.steer(self.call_id, "REOFFER", X_Direction=direction)

        def answer() -> SipMessage | None:
            requests = [
                message
                for message in self.messages
                if message.direction is Direction.SENT and message.method == "INVITE"
            ]
            if len(requests) == asked:
                return None
            number = requests[-1].header("CSeq")
            answers = (message for message in self.messages if message.is_a("200", "INVITE"))
            return next((message for message in answers if message.header("CSeq") == number), None)

        return await self._sipp.wait_for(answer, "answer to a re-INVITE")

    async def _referred(self, target: str, refer_sub: bool) -> SipMessage:
        before = sum(message.answers == "REFER" for message in self.messages)
        self._sipp.steer(self.call_id, "TRANSFER" if refer_sub else "TRANSFERQUIET", X_Refer_To=target)

        def answer() -> SipMessage | None:
            answers = [message for message in self.messages if message.answers == "REFER"]
            return answers[before] if len(answers) > before else None

        return await self._sipp.wait_for(answer, "answer to a REFER")

    def _first(self, direction: Direction, wanted: str, to: str | None = None) -> SipMessage | None:
        return self._sipp.first(direction, wanted, to=to, call_id=self.call_id)

    def _last_word(self) -> SipMessage | None:
        if self._first(Direction.SENT, "BYE") is not None:
            done = self._first(Direction.RECEIVED, "200", "BYE")
            return done or self._first(Direction.RECEIVED, "481", "BYE")
        if (theirs := self._first(Direction.RECEIVED, "BYE")) is not None:
            return theirs if self._first(Direction.SENT, "200", "BYE") else None
        return self._refusal()

    def _refusal(self) -> SipMessage | None:
        for message in self.messages:
            if message.answers == "INVITE" and (message.status or 0) >= 300 and message.status != 401:
                return message
        return None


class ComingCall(DeskCall):
    """A call that came in, and rings until it is answered, declined or redirected."""

    @property
    def invite(self) -> SipMessage:
        """What the phone is shown: caller id, Call-Info, Alert-Info."""
        return next(message for message in self.messages if message.method == "INVITE")

    async def answer(self) -> SipMessage:
        """Answers; the 200 that was sent. It may cross a CANCEL: then that is returned."""
        await self.sent("1xx", "INVITE")
        self._sipp.steer(self.call_id, "ANSWER")

        def answer() -> SipMessage | None:
            return self._first(Direction.SENT, "200", "INVITE") or self._first(Direction.RECEIVED, "CANCEL")

        return await self._sipp.wait_for(answer, "200 to INVITE sent")

    async def decline(self, status: int = 486) -> SipMessage:
        """Declines with one of DECLINES; the response that was sent. Raises ValueError for another status."""
        if status not in DECLINES:
            raise ValueError(f"a desk phone declines with one of {tuple(DECLINES)}, not {status}")
        await self.sent("1xx", "INVITE")
        self._sipp.steer(self.call_id, f"DECLINE{status}")
        return await self.sent(str(status), "INVITE")

    async def redirect(self, uri: str) -> SipMessage:
        """Answers 302: the caller is to try this URI instead."""
        await self.sent("1xx", "INVITE")
        self._sipp.steer(self.call_id, "REDIRECT", X_Contact=f"<{uri}>")
        return await self.sent("302", "INVITE")

    async def confirmed(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The ACK of our answer: the other side knows that we answered."""
        return await self.received("ACK", seconds=seconds)

    async def cancelled(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The CANCEL that withdrew the call; its Reason header tells why, for example answered elsewhere."""
        return await self.received("CANCEL", seconds=seconds)

    @property
    def answered(self) -> bool:
        """Whether the phone answered it."""
        return self._first(Direction.SENT, "200", "INVITE") is not None

    async def _can_hang_up(self) -> None:
        await self._sipp.wait_for(lambda: self._first(Direction.RECEIVED, "ACK") or self._last_word(), "ACK")


class DialledCall(DeskCall):
    """A call that the phone dialled."""

    async def ringing(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first sign that it rings, with or without early media."""

        def sign() -> SipMessage | None:
            return self._first(Direction.RECEIVED, "180", "INVITE") or self._first(Direction.RECEIVED, "183", "INVITE")

        return await self._sipp.wait_for(sign, "180 or 183", seconds)

    async def answered(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The 200 to the INVITE, once it was acknowledged."""
        answer = await self.received("200", "INVITE", seconds)
        await self._sipp.wait_for(lambda: self._acknowledged(answer), "ACK sent", seconds)
        return answer

    async def refused(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The final response that refused the call."""
        return await self._sipp.wait_for(self._refusal, "refusal received", seconds)

    async def _can_hang_up(self) -> None:
        """CANCEL goes out after a first response (RFC 3261 9.1), which here follows the challenge."""

        def response() -> SipMessage | None:
            answers = (message for message in self.messages if message.answers == "INVITE")
            return next((message for message in answers if message.status != 401), None)

        await self._sipp.wait_for(response, "response to INVITE")

    def _acknowledged(self, answer: SipMessage) -> SipMessage | None:
        number = answer.header("CSeq").split()[0]
        sent = (message for message in self.messages if message.method == "ACK")
        return next((message for message in sent if message.header("CSeq").split()[0] == number), None)


def _tag(header: str) -> str:
    return header.partition(";tag=")[2].partition(";")[0]
