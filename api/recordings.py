"""The routes by which recordings are found, heard and exported, in somebody's name. Decides nothing itself.

Whoever may open the local socket may name anybody: ``as`` says in whose name something is asked, and proves nothing.
"""

from collections.abc import Callable, Sequence

from aiohttp import web

from api.answers import Handler, answer, refused, told
from api.names import UnknownName, person_named
from api.recording_bodies import (
    FetchBody,
    FindQuery,
    NoRecordingId,
    PlayBody,
    ShowQuery,
    recording_called,
    utc,
)
from api.recording_views import RingsView, ShownView, found_view
from calls.permissions import Person
from calls.recordings_at_hand import NotAllowed, NotAsKept, NotNow, RecordingsAtHand
from dialplan.document import Document
from recordings.policy import SoundFormat
from storage.archive import ArchiveUnreachable
from storage.catalogue_search import Criteria
from storage.custody import NoNumber, NotHeld, RecordingGone, RecordingUnknown, number_forms
from storage.errors import DatabaseRefused, DatabaseUnreachable
from storage.sealing import NotOpened
from vocabulary.ids import AgentName, ContactId, QueueName

CHECKSUM = "X-Recording-SHA256"
"""Of what is in the body of a fetched recording: whoever writes it down compares."""

_MEDIA_TYPES = {SoundFormat.FLAC: "audio/flac", SoundFormat.OPUS: "audio/ogg", SoundFormat.WAV: "audio/wav"}
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NoRecordingId, 400),
    (NoNumber, 400),
    (NotAllowed, 403),
    (RecordingUnknown, 404),
    (NotNow, 409),
    (NotHeld, 409),
    (NotOpened, 409),
    (NotAsKept, 409),
    (DatabaseRefused, 409),
    (RecordingGone, 410),
    (ArchiveUnreachable, 503),
    (DatabaseUnreachable, 503),
)


def of_recordings(handler: Handler) -> Handler:
    """The same handler, with what may be wrong with a recording made into an answer."""

    async def answered(request: web.Request) -> web.Response:
        try:
            return await told(handler)(request)
        except tuple(kind for kind, _ in _STATUSES) as error:
            return refused(str(error), next(status for kind, status in _STATUSES if isinstance(error, kind)))

    return answered


class RecordingRoutes:
    """``GET /v1/recordings``, ``GET /v1/recordings/{recording}``, and ``POST`` of play and fetch below it.

    Each answers with a view, a sound file, or a ``Refusal``: 400 where the request cannot be read, 403 where the person
    may not, 404 where there is no such recording, 409 where it cannot be done now, 410 where it was deleted, 503 while
    the database or the store is away.
    """

    def __init__(self, at_hand: RecordingsAtHand, document: Callable[[], Document]) -> None:
        self._at_hand = at_hand
        self._document = document

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (
            web.get("/v1/recordings", of_recordings(self._find)),
            web.get("/v1/recordings/{recording}", of_recordings(self._show)),
            web.post("/v1/recordings/{recording}/play", of_recordings(self._play)),
            web.post("/v1/recordings/{recording}/fetch", of_recordings(self._fetch)),
        )

    async def _find(self, request: web.Request) -> web.Response:
        query, document = FindQuery.model_validate(dict(request.query)), self._document()
        person = person_named(document, query.person)
        criteria = criteria_of(query, document)
        found = await self._at_hand.find(person, criteria)
        if not found:
            check_names(criteria, document)
        return answer(found_view(found, query.limit, document.time_zone))

    async def _show(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        query, document = ShowQuery.model_validate(dict(request.query)), self._document()
        shown = await self._at_hand.show(person_named(document, query.person), recording)
        return answer(ShownView.of(shown, document.time_zone))

    async def _play(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = PlayBody.model_validate_json(await request.read() or b"{}")
        entry = await self._at_hand.play(self._person(body.person), recording, body.at, body.why)
        return answer(RingsView(seconds=entry.seconds))

    async def _fetch(self, request: web.Request) -> web.Response:
        recording = recording_called(request.match_info["recording"])
        body = FetchBody.model_validate_json(await request.read() or b"{}")
        fetched = await self._at_hand.fetch(self._person(body.person), recording, body.why)
        kept_as = SoundFormat.WAV if fetched.entry.sound is None else fetched.entry.sound.kept_as
        headers = {
            CHECKSUM: fetched.sha256,
            "Content-Disposition": f'attachment; filename="{recording}.{kept_as.value}"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=fetched.content, content_type=_MEDIA_TYPES[kept_as], headers=headers)

    def _person(self, name: str | None) -> Person:
        return person_named(self._document(), name)


def criteria_of(query: FindQuery, document: Document) -> Criteria:
    """What is looked for. Agents and queues by name or number; a name the document has not may be of an earlier one.

    :raises NoNumber: the caller's number is none.
    """
    agents = {agent.number: name for name, agent in document.agents.items() if agent.number}
    queues = {queue.number: name for name, queue in document.queues.items() if queue.number}
    return Criteria(
        since=None if query.since is None else utc(query.since, document),
        until=None if query.until is None else utc(query.until, document),
        agents=() if query.agent is None else (agents.get(query.agent, AgentName(query.agent)),),
        callers=() if query.caller is None else number_forms(query.caller, document.country or None),
        queues=() if query.queue is None else (queues.get(query.queue, QueueName(query.queue)),),
        contact=None if query.contact is None else ContactId(query.contact),
        disposition=query.disposition,
        longer=query.longer,
        shorter=query.shorter,
        flags=() if query.flag is None else (query.flag,),
        states=() if query.state is None else (query.state,),
        kind=query.kind,
        held=query.held,
        deleted=query.deleted,
        limit=query.limit,
    )


def check_names(criteria: Criteria, document: Document) -> None:
    """Nothing was found: was it a slip?

    :raises UnknownName: of the first name that the document does not have.
    """
    for what, names, known in (
        ("agent", criteria.agents, document.agents),
        ("queue", criteria.queues, document.queues),
        ("disposition", (criteria.disposition or "",), {"": None, **document.dispositions}),
    ):
        for name in names:
            if name not in known:
                raise UnknownName(what, name, [each for each in known if each])
