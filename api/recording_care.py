"""The routes by which recordings are held, checked, repaired, erased and expired. Decides nothing itself."""

from collections.abc import Callable, Sequence

from aiohttp import web

from api.answers import answer, refused
from api.names import person_named
from api.recording_bodies import EraseBody, ExpireBody, ShowQuery, SpanBody, WhyBody, recording_called, utc
from api.recording_views import ErasureView, ExpiryView, RecordingView, checked_view
from api.recordings import of_recordings
from calls.permissions import Person
from calls.recordings_in_care import RecordingsInCare
from dialplan.document import Document
from storage.catalogue_search import Criteria


class RecordingCareRoutes:
    """``POST`` of hold, release, verify and repair below ``/v1/recordings/{recording}``; of verify, repair, erase and
    expire below ``/v1/recordings``.

    Answers as ``RecordingRoutes``.
    """

    def __init__(self, in_care: RecordingsInCare, document: Callable[[], Document]) -> None:
        self._in_care = in_care
        self._document = document

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (
            web.post("/v1/recordings/{recording}/hold", of_recordings(self._hold)),
            web.post("/v1/recordings/{recording}/release", of_recordings(self._release)),
            web.post("/v1/recordings/{recording}/verify", of_recordings(self._verify_one)),
            web.post("/v1/recordings/{recording}/repair", of_recordings(self._repair_one)),
            web.post("/v1/recordings/verify", of_recordings(self._verify)),
            web.post("/v1/recordings/repair", of_recordings(self._repair)),
            web.post("/v1/recordings/erase", of_recordings(self._erase)),
            web.post("/v1/recordings/expire", of_recordings(self._expire)),
        )

    async def _hold(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = WhyBody.model_validate_json(await request.read() or b"{}")
        entry = await self._in_care.hold(self._person(body.person), recording, body.why)
        return answer(RecordingView.of(entry))

    async def _release(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = WhyBody.model_validate_json(await request.read() or b"{}")
        entry = await self._in_care.release(self._person(body.person), recording, body.why)
        return answer(RecordingView.of(entry))

    async def _verify_one(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = ShowQuery.model_validate_json(await request.read() or b"{}")
        return answer(checked_view(await self._in_care.verify(self._person(body.person), recording)))

    async def _repair_one(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = ShowQuery.model_validate_json(await request.read() or b"{}")
        return answer(checked_view(await self._in_care.repair(self._person(body.person), recording)))

    async def _verify(self, request: web.Request) -> web.Response:
        body = SpanBody.model_validate_json(await request.read() or b"{}")
        return answer(checked_view(await self._in_care.verify(self._person(body.person), self._span(body))))

    async def _repair(self, request: web.Request) -> web.Response:
        body = SpanBody.model_validate_json(await request.read() or b"{}")
        return answer(checked_view(await self._in_care.repair(self._person(body.person), self._span(body))))

    def _span(self, body: SpanBody) -> Criteria:
        document = self._document()
        return Criteria(
            since=None if body.since is None else utc(body.since, document),
            until=None if body.until is None else utc(body.until, document),
            limit=body.limit,
        )

    async def _erase(self, request: web.Request) -> web.Response:
        body = EraseBody.model_validate_json(await request.read() or b"{}")
        report = await self._in_care.erase(self._person(body.person), body.caller, body.why)
        return answer(ErasureView.of(report))

    async def _expire(self, request: web.Request) -> web.Response:
        body = ExpireBody.model_validate_json(await request.read() or b"{}")
        report = await self._in_care.expire(self._person(body.person), anyway=body.anyway)
        return refused(report.refused, 409) if report.refused else answer(ExpiryView.of(report))

    def _person(self, name: str | None) -> Person:
        return person_named(self._document(), name)
