"""What is asked of one Asterisk beside the plain call: recordings made and heard, variables, ways through its dialplan,
listening in.

Part of ``AriClient``, which says how requests are made and repeated.
"""

from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import quote

from asterisk.ari.errors import AriGone
from asterisk.ari.requests import BRIDGE_GONE, JOIN_GONE, LEG_GONE, PLAYBACK_GONE, Requests
from asterisk.ari.settings import AriSettings
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId

RECORDING_GONE = frozenset({404, 409})


class PlaybackOrder(StrEnum):
    """What can be asked of a playback, in ARI's words. Back and forward go by the step it was begun with."""

    FROM_THE_BEGINNING = "restart"
    PAUSE = "pause"
    GO_ON = "unpause"
    BACK = "reverse"
    FORWARD = "forward"


class Asides:
    """Requests of errands and listeners. ``AriClient`` has them all."""

    settings: AriSettings

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

    async def play_from(
        self, leg: LegId, playback: PlaybackId, media: MediaUri, *, from_seconds: float, step_seconds: float
    ) -> None:
        """Plays one file on a leg, from so many seconds on; ``step_seconds``: how far an order goes forward or back.

        :raises AriGone: the leg hung up first.
        """
        body = {"media": [media], "offsetms": round(from_seconds * 1000), "skipms": round(step_seconds * 1000)}
        await self._requests.send("POST", f"/channels/{_id(leg)}/play/{_id(playback)}", body, gone=LEG_GONE)

    async def control_playback(self, playback: PlaybackId, order: PlaybackOrder) -> None:
        """Pauses a playback, lets it go on, or moves it.

        :raises AriGone: it has ended.
        """
        path = f"/playbacks/{_id(playback)}/control"
        await self._requests.send("POST", path, {"operation": order.value}, gone=PLAYBACK_GONE)

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

    async def snoop(self, leg: LegId, snoop: LegId, args: Sequence[str], *, whispers: bool) -> None:
        """Lets a new leg hear both directions of this one. It comes to us with a StasisStart, like any leg.

        :param snoop: the id of the new leg.
        :param args: without commas, which Asterisk splits at.
        :param whispers: what the new leg says is heard by whoever is on ``leg``, and by nobody else; without it, nobody
            hears it, whatever it says.
        :raises AriGone: the leg to be heard hung up first.
        """
        if any("," in one for one in args):
            raise ValueError("an argument for Stasis must not hold a comma")
        body = {
            "spy": "both",
            "whisper": "out" if whispers else "none",
            "app": self.settings.application,
            "appArgs": ",".join(args),
        }
        await self._requests.send("POST", f"/channels/{_id(leg)}/snoop/{_id(snoop)}", body, gone=LEG_GONE)

    async def let_in(self, bridge: BridgeId, leg: LegId) -> None:
        """As ``add_to_bridge``, for a leg whose keys are for us alone: whoever is in the bridge does not hear them, nor
        does any phone there show who came.

        :raises AriGone: the leg or the bridge has ended.
        """
        body = {"channel": [leg], "absorbDTMF": True, "inhibitConnectedLineUpdates": True}
        await self._requests.send("POST", f"/bridges/{_id(bridge)}/addChannel", body, gone=JOIN_GONE)

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
