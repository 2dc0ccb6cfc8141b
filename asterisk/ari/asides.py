"""What flows and callbacks ask of one Asterisk beside the plain call: recordings, variables, ways through its dialplan.

Part of ``AriClient``, which says how requests are made and repeated.
"""

from collections.abc import Sequence
from urllib.parse import quote

from asterisk.ari.errors import AriGone
from asterisk.ari.requests import BRIDGE_GONE, LEG_GONE, Requests
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId

RECORDING_GONE = frozenset({404, 409})


class Asides:
    """Requests of errands. ``AriClient`` has them all."""

    @property
    def _requests(self) -> Requests:
        raise NotImplementedError

    async def record(
        self, leg: LegId, name: str, *, most_seconds: int, silence_seconds: int, end_key: str, ended_by_any: bool
    ) -> None:
        """Records what a leg says, after a tone, into ``<spool>/recording/<name>.wav``, until it is quiet for so long,
        presses ``end_key`` (``#`` or ``*``, or any key), or time is up. ``RecordingFinished`` tells the length.

        :raises AriGone: the leg hung up first.
        """
        body = {
            "name": name,
            "format": "wav",
            "maxDurationSeconds": most_seconds,
            "maxSilenceSeconds": silence_seconds,
            "ifExists": "fail",
            "beep": True,
            "terminateOn": "any" if ended_by_any else end_key or "none",
        }
        await self._requests.send("POST", f"/channels/{_id(leg)}/record", body, gone=LEG_GONE)

    async def play_in_bridge(self, bridge: BridgeId, playback: PlaybackId, media: Sequence[MediaUri]) -> None:
        """Plays to everybody in a bridge who listens.

        :raises AriGone: the bridge has ended.
        """
        path = f"/bridges/{_id(bridge)}/play/{_id(playback)}"
        await self._requests.send("POST", path, {"media": list(media)}, gone=BRIDGE_GONE)

    async def stop_recording(self, name: str) -> None:
        """Ends a recording and keeps it. One that has ended already is as wanted."""
        try:
            await self._requests.send("POST", f"/recordings/live/{_id(name)}/stop", gone=RECORDING_GONE)
        except AriGone:
            return

    async def send_into_dialplan(self, leg: LegId, context: str) -> None:
        """Lets a leg leave our application for extension ``s`` of a context; it comes back with a new StasisStart.

        :raises AriGone: the leg hung up first.
        """
        body = {"context": context, "extension": "s", "priority": 1}
        await self._requests.send("POST", f"/channels/{_id(leg)}/continue", body, gone=LEG_GONE)

    async def variable(self, leg: LegId, name: str) -> str:
        """The value of a channel variable, empty where it is not set.

        :raises AriGone: the leg hung up first.
        """
        try:
            fields = await self._requests.send(
                "GET", f"/channels/{_id(leg)}/variable?variable={_id(name)}", gone=frozenset({404, 409})
            )
        except AriGone as error:
            if "variable" in str(error).lower():
                return ""
            raise
        return str(fields.get("value", "")) if isinstance(fields, dict) else ""


def _id(text: str) -> str:
    return quote(text, safe="")
