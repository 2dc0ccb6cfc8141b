"""What we ask of one Asterisk over ARI, one typed method each. Chooses no ids, keeps no calls, sees no events.

Every request has a deadline. A request whose id the caller chose is asked once more when the connection broke under
it, after a look whether the first one had worked; dialling never is. Orders to something that has gone already
succeed where that is what was wanted (hang up, stop, destroy) and raise AriGone elsewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Final, Literal, Self, TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import TypeAdapter, ValidationError

from asterisk.ari.asides import Asides
from asterisk.ari.errors import AriGone, AriRefused, AriUnreachable
from asterisk.ari.events import Bridge, Channel, DeviceState
from asterisk.ari.measures import Measures
from asterisk.ari.reading import NOISE
from asterisk.ari.requests import BRIDGE_GONE, JOIN_GONE, LEG_GONE, PLAYBACK_GONE, Body, Requests
from asterisk.ari.settings import AriSettings
from vocabulary.causes import HangUpCause
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId

OLDEST_VERSION: Final = (22, 10, 1)
"""Below it a user who may only read can write, and ARI deadlocks under load."""
_SOURCES_AT_ONCE: Final = 200
"""Asterisk takes request bodies up to 40,960 bytes."""

_Answer = TypeVar("_Answer")


class AriClient(Asides, Measures):
    """One Asterisk. ``async with AriClient(settings) as client``; all methods may be used from many tasks at once."""

    def __init__(self, settings: AriSettings) -> None:
        self.settings = settings
        self._opened: Requests | None = None
        self._sources: dict[str, None] = {}

    async def __aenter__(self) -> Self:
        self._opened = Requests(self.settings)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.session.close()

    async def version(self) -> str:
        """Asterisk's version, for example ``22.10.1``.

        :raises AriRefused: it is too old for us, or it does not take our password.
        """
        asked = "GET /asterisk/info"
        fields = await self._requests.send("GET", "/asterisk/info?only=system")
        system = fields.get("system") if isinstance(fields, dict) else None
        version = str(system.get("version", "")) if isinstance(system, dict) else ""
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
        if numbers is None or tuple(map(int, numbers.groups())) < OLDEST_VERSION:
            oldest = ".".join(map(str, OLDEST_VERSION))
            message = f"its version is {version or 'not told'}"
            raise AriRefused(asked=asked, status=200, message=message, mend=f"Install Asterisk {oldest} or newer.")
        return numbers.group()

    async def ping(self) -> None:
        """Returns when Asterisk has answered."""
        await self._requests.send("GET", "/asterisk/ping")

    async def answer(self, leg: LegId) -> None:
        """Answers an inbound leg.

        :raises AriGone: the caller hung up first.
        """
        await self._requests.send("POST", f"/channels/{_id(leg)}/answer", gone=LEG_GONE)

    async def ring(self, leg: LegId) -> None:
        """Tells the phone of an inbound leg that it rings at the other end.

        :raises AriGone: it hung up first.
        """
        await self._requests.send("POST", f"/channels/{_id(leg)}/ring", gone=LEG_GONE)

    async def hang_up(self, leg: LegId, cause: HangUpCause = HangUpCause.NORMAL) -> None:
        """Ends a leg with this cause, which its phone is told. A leg that has ended already is as wanted."""
        body = {"reason_code": str(int(cause))}
        await self._unless_gone("DELETE", f"/channels/{_id(leg)}", frozenset({404}), body)

    async def play(
        self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri], language: str | None = None
    ) -> None:
        """Queues a list of media on a leg as one playback.

        :raises AriGone: the leg hung up first.
        :raises AriRefused: also (412) when the leg is one we dial that has not answered yet.
        """
        body: dict[str, object] = {"media": list(media)}
        if language is not None:
            body["lang"] = language
        path = f"/channels/{_id(leg)}/play/{_id(playback)}"
        await self._create(path, body, f"/playbacks/{_id(playback)}", gone=LEG_GONE)

    async def silence(self, leg: LegId, *, on: bool) -> None:
        """Sends this leg silence, or nothing, while nothing is played to it. A playback ends the silence for good."""
        await self._requests.send("POST" if on else "DELETE", f"/channels/{_id(leg)}/silence", gone=LEG_GONE)

    async def stop_playback(self, playback: PlaybackId) -> None:
        """Stops a playback at once. One that has ended already is as wanted."""
        await self._unless_gone("DELETE", f"/playbacks/{_id(playback)}", PLAYBACK_GONE)

    async def is_playing(self, playback: PlaybackId) -> bool:
        """Whether a playback is queued or playing. After a gap in the events, its end may have been missed."""
        try:
            await self._requests.send("GET", f"/playbacks/{_id(playback)}", gone=PLAYBACK_GONE)
        except AriGone:
            return False
        return True

    async def create_leg(
        self,
        leg: LegId,
        endpoint: str,
        args: Sequence[str],
        originator: LegId | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Creates a leg that is not dialled yet. Its StasisStart, with ``args``, may arrive before this returns.

        :param endpoint: ``PJSIP/alice``.
        :param args: without commas, which Asterisk splits at.
        :param originator: the caller leg it is created for; its codecs are offered and its linked id is taken.
        :raises AriRefused: status 500 "Allocation failed" when nothing is registered there.
        """
        if any("," in one for one in args):
            raise ValueError("an argument for Stasis must not hold a comma")
        body: dict[str, object] = {
            "endpoint": endpoint,
            "app": self.settings.application,
            "appArgs": ",".join(args),
            "channelId": leg,
        }
        if originator is not None:
            body["originator"] = originator
        if variables:
            body["variables"] = dict(variables)
        await self._create("/channels/create", body, f"/channels/{_id(leg)}")

    async def dial(self, leg: LegId, caller: LegId | None, timeout_seconds: int) -> None:
        """Rings a created leg, to be called after its StasisStart. Never repeated.

        :param caller: whose number the phone shows.
        :param timeout_seconds: after it Asterisk gives up by itself with cause 19; a net below the ring timer.
        :raises AriGone: the leg has ended (or its StasisStart has not come yet, which cannot be told apart).
        """
        body: dict[str, object] = {"timeout": timeout_seconds}
        if caller is not None:
            body["caller"] = caller
        await self._requests.send("POST", f"/channels/{_id(leg)}/dial", body, gone=LEG_GONE)

    async def set_variables(self, leg: LegId, variables: Mapping[str, str]) -> None:
        """Sets channel variables. Waits behind a prompt that is playing on the leg.

        :raises AriGone: the leg hung up first.
        """
        await self._requests.send(
            "POST", f"/channels/{_id(leg)}/variables", {"variables": dict(variables)}, gone=LEG_GONE
        )

    async def create_bridge(
        self, bridge: BridgeId, kind: Literal["mixing", "mixing,proxy_media", "holding"], name: str
    ) -> None:
        """Creates a bridge. Bridge ids must never be used twice (Asterisk's issues 211 and 992).

        :param kind: with ``proxy_media`` the audio passes through Asterisk also where it could be sent past it.
        """
        body = {"type": kind, "bridgeId": bridge, "name": name}
        await self._create("/bridges", body, f"/bridges/{_id(bridge)}")

    async def add_to_bridge(self, bridge: BridgeId, legs: Sequence[LegId], role: str | None = None) -> None:
        """Moves legs into a bridge, out of the one they were in. Stop their playbacks first: it waits behind them.

        :param role: ``holding_participant`` to hear music in a holding bridge; without it there is silence.
        :raises AriGone: a leg or the bridge has ended.
        """
        body: dict[str, object] = {"channel": list(legs)}
        if role is not None:
            body["role"] = role
        await self._requests.send("POST", f"/bridges/{_id(bridge)}/addChannel", body, gone=JOIN_GONE)

    async def remove_from_bridge(self, bridge: BridgeId, legs: Sequence[LegId]) -> None:
        """Takes legs out of a bridge. Legs or a bridge that have ended already are as wanted."""
        gone = JOIN_GONE | {409}
        await self._unless_gone("POST", f"/bridges/{_id(bridge)}/removeChannel", gone, {"channel": list(legs)})

    async def destroy_bridge(self, bridge: BridgeId) -> None:
        """Ends a bridge; legs stay. Hang up or move them first (Asterisk's issues 1124 and 1201)."""
        self.forget(f"bridge:{bridge}")
        await self._unless_gone("DELETE", f"/bridges/{_id(bridge)}", BRIDGE_GONE)

    async def channels(self) -> tuple[Channel, ...]:
        """All channels of this Asterisk, also those of others."""
        return await self._read("/channels", tuple[Channel, ...])

    async def bridges(self) -> tuple[Bridge, ...]:
        """All bridges of this Asterisk, also those of others."""
        return await self._read("/bridges", tuple[Bridge, ...])

    async def legs_in(self, bridge: BridgeId) -> tuple[LegId, ...]:
        """Who is in a bridge now; nobody where it has ended."""
        try:
            fields = await self._requests.send("GET", f"/bridges/{_id(bridge)}", gone=BRIDGE_GONE)
        except AriGone:
            return ()
        found = fields.get("channels") if isinstance(fields, dict) else None
        return tuple(LegId(str(leg)) for leg in found) if isinstance(found, list) else ()

    async def device_state(self, name: str) -> DeviceState:
        """The state of a device such as ``PJSIP/alice``; INVALID for one that is not configured."""
        return await self._read(f"/deviceStates/{_id(name)}", DeviceState)

    async def subscribe(self, sources: Iterable[str]) -> None:
        """Asks for the events of ``deviceState:PJSIP/alice``, ``bridge:<id>``, ``channel:<id>``, and again after each
        connect, until they are forgotten. Without a connection it is only noted.

        :raises AriGone: one of them does not exist (any more); that one is forgotten.
        """
        wanted = list(dict.fromkeys(sources))
        self._sources.update(dict.fromkeys(wanted))
        try:
            await self._subscribe(wanted)
        except AriGone:
            for source in wanted:
                if not source.startswith("deviceState:"):
                    self.forget(source)
            raise

    def forget(self, source: str) -> None:
        """Does not ask for this source again. Asterisk drops its own subscription when the source ends."""
        self._sources.pop(source, None)

    async def reload_module(self, module: str) -> None:
        """Makes a module, such as ``res_pjsip.so``, read its files anew. Calls go on; transports are left alone.

        :raises AriRefused: it is not loaded (404, 409), or does not take its files (500).
        """
        await self._requests.send("PUT", f"/asterisk/modules/{_id(module)}")

    async def apply_filter_and_subscriptions(self) -> None:
        """Tells a fresh connection what we do not want and what we do: Asterisk may have forgotten both."""
        application = self.settings.application
        disallowed: Body = {"disallowed": [{"type": name} for name in NOISE]}
        await self._requests.send("PUT", f"/applications/{application}/eventFilter", disallowed)
        sources = list(self._sources)
        for start in range(0, len(sources), _SOURCES_AT_ONCE):
            await self._subscribe_what_exists(sources[start : start + _SOURCES_AT_ONCE])

    async def open_events(self) -> aiohttp.ClientWebSocketResponse:
        """A new websocket for events, for the stream alone."""
        return await self._requests.events()

    @property
    def _requests(self) -> Requests:
        if self._opened is None:
            raise RuntimeError("AriClient is used outside 'async with'")
        return self._opened

    async def _subscribe(self, sources: Sequence[str]) -> None:
        body: Body = {"eventSource": list(sources)}
        path = f"/applications/{self.settings.application}/subscription"
        await self._requests.send("POST", path, body, gone=frozenset({404, 422}))

    async def _subscribe_what_exists(self, sources: Sequence[str]) -> None:
        """All at once; where one of them has ended meanwhile, one by one, forgetting it."""
        try:
            await self._subscribe(sources)
        except AriGone:
            for source in sources:
                try:
                    await self._subscribe([source])
                except AriGone:
                    self.forget(source)

    async def _unless_gone(self, method: str, path: str, gone: frozenset[int], body: Body | None = None) -> None:
        try:
            await self._requests.send(method, path, body, gone=gone)
        except AriGone:
            return

    async def _create(self, path: str, body: Body, created: str, *, gone: frozenset[int] = frozenset()) -> None:
        """Creates something under an id of ours, and once more if the connection broke and the first try left nothing.

        A duplicate is told by 409 for a channel, by 500 for a bridge and not at all for a playback: hence the look.
        """
        try:
            await self._requests.send("POST", path, body, gone=gone)
        except AriUnreachable as error:
            if not isinstance(error.__cause__, aiohttp.ServerDisconnectedError | ConnectionError):
                raise
            try:
                await self._requests.send("GET", created, gone=frozenset({404}))
            except AriGone:
                await self._once_more(path, body, gone)

    async def _once_more(self, path: str, body: Body, gone: frozenset[int]) -> None:
        try:
            await self._requests.send("POST", path, body, gone=gone)
        except AriRefused as error:
            if error.status != 409:
                raise

    async def _read(self, path: str, kind: type[_Answer]) -> _Answer:
        fields = await self._requests.send("GET", path)
        try:
            return TypeAdapter(kind).validate_python(fields)
        except ValidationError as error:
            raise self._requests.unreachable(f"GET {path}", "the answer is not ARI's") from error


def _id(text: str) -> str:
    return quote(text, safe="")
