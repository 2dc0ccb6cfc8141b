"""A message a caller speaks: recorded by Asterisk, ended by a key, by silence, by length or by hanging up."""

from collections.abc import Callable, Mapping

from asterisk.ari.events import Event, RecordingFailed, RecordingFinished
from calls.surroundings import Surroundings
from ivr.errands import RecordMessage
from vocabulary.ids import ErrandId, LegId

SHORTEST_SECONDS = 1
"""Below it nothing was said: Asterisk tells whole seconds."""


class TakenMessage:
    """One recording. ``tell`` is called once, when it is over; also after the caller hung up."""

    def __init__(
        self,
        errand: ErrandId,
        what: RecordMessage,
        caller: LegId,
        around: Surroundings,
        tell: Callable[[bool, Mapping[str, str], str], None],
    ) -> None:
        self._name = f"message-{errand}"
        self._what = what
        self._caller = caller
        self._around = around
        self._tell = tell

    async def begin(self) -> None:
        """Let Asterisk record.

        :raises AriError: it could not.
        """
        what = self._what
        await self._around.ari.record(
            self._caller,
            self._name,
            most_seconds=int(what.most_seconds),
            silence_seconds=int(what.silence_seconds),
            end_key=what.end_keys[:1],
            ended_by_any=len(what.end_keys) > 1,
        )

    async def take(self, event: Event) -> None:
        """What Asterisk tells of the recording; other events mean nothing."""
        match event:
            case RecordingFinished(recording) if recording.name == self._name:
                seconds = recording.duration or 0
                values = {
                    "message.id": self._name,
                    "message.media": f"recording:{self._name}",
                    "message.seconds": str(seconds),
                }
                heard = seconds >= SHORTEST_SECONDS
                self._tell(heard, values if heard else {}, "" if heard else "nothing was said")
            case RecordingFailed(recording) if recording.name == self._name:
                self._tell(False, {}, recording.cause or "not recorded")
            case _:
                pass

    async def give_up(self, *, caller_is_there: bool) -> None:
        """End it; what was said is kept by Asterisk, and its end is nobody's business."""
        if caller_is_there:
            await self._around.ari.stop_recording(self._name)
