"""The routes that change the dialplan of the running service and show its versions. Checks and loads nothing itself."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol

from aiohttp import web
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from api.bodies import Body
from api.views import Refusal, View
from storage.dialplans import DialplanRepository, DialplanVersion
from storage.errors import DatabaseUnreachable

LONGEST_AUTHOR = 100
LONGEST_MESSAGE = 500
MOST_VERSIONS = 1_000

_Line = r"^[^\x00-\x1f\x7f]*$"
Author = Annotated[str, Field(min_length=1, max_length=LONGEST_AUTHOR, pattern=_Line)]
Message = Annotated[str, Field(max_length=LONGEST_MESSAGE, pattern=_Line)]
Version = Annotated[str, Field(pattern=r"^[0-9a-f]{4,12}$")]


class ReloadBody(Body):
    """``directory``: where the document is read from now on; without it, where it was read before."""

    author: Author
    message: Message = ""
    directory: Path | None = None


class RollbackBody(Body):
    """``version``: how it begins; the latest one that does."""

    version: Version
    author: Author
    message: Message = ""


class ChangeView(View):
    """Names of one section."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class CompareBody(Body):
    """``directory``: the document to compare with the one in force."""

    directory: Path


class CompareView(View):
    """What would change if the document in a directory were taken over. ``affected``: the numbers whose callers would
    notice, each with why. ``directory``: where the document in force was read.
    """

    version: str
    present: str
    directory: str
    changes: dict[str, ChangeView]
    affected: tuple[str, ...]


class ReloadView(View):
    """A document that is in force now.

    ``before``: the version that was. ``affected``: the numbers whose callers notice it, each with why.
    ``calls_before``: contacts in progress that end under the version they entered with. ``trouble``: what could not be
    done now and is made up for later. ``seconds``: from the request to the first call under the new version.
    """

    version: str
    before: str
    changes: dict[str, ChangeView]
    affected: tuple[str, ...]
    warnings: tuple[str, ...]
    calls_before: int
    trouble: tuple[str, ...]
    seconds: float


class Problems(Refusal):
    """``problems``: each as ``file:line:column: message``, warnings among them."""

    problems: tuple[str, ...] = ()


class VersionView(View):
    """A version that was kept. ``why``: start, reload, rollback, or set aside (never in force)."""

    version: str
    parent: str | None
    taken_at: datetime
    author: str
    message: str
    why: str


class WholeVersionView(VersionView):
    """``files``: by name, the texts. ``prompts``: by path, the first 16 hex digits of each file's SHA-256."""

    files: dict[str, str]
    prompts: dict[str, str]


class NotReloaded(Exception):
    """{why}"""

    def __init__(self, why: str, problems: Sequence[str] = ()) -> None:
        super().__init__((NotReloaded.__doc__ or "").format(why=why))
        self.problems = tuple(problems)


class LiveDialplan(Protocol):
    """What changes the document of the running service."""

    async def reload(self, author: str, message: str, directory: Path | None) -> ReloadView:
        """Check, load and take over what is in the directory. Raises ``NotReloaded``; then nothing changed."""

    async def compare(self, directory: Path) -> CompareView:
        """What taking over this directory would change; changes nothing. Raises ``NotReloaded``."""

    async def roll_back(self, version: str, author: str, message: str) -> ReloadView:
        """Write a version back into the directory and take it over. Raises ``NotReloaded``, ``DatabaseUnreachable``."""

    def present(self) -> WholeVersionView:
        """The version in force."""


class ReloadRoutes:
    """``POST /v1/reload``, ``/v1/compare``, ``/v1/rollback``; ``GET /v1/dialplan/versions``, ``…/versions/{version}``.

    Each answers with a view, or with ``Problems``: 400 where the request cannot be read, 404 where there is no such
    version, 409 where the document is refused, 503 where the database is away. The version called ``present`` is the
    one in force, also while the database is away.
    """

    def __init__(self, live: LiveDialplan, versions: DialplanRepository) -> None:
        self._live = live
        self._versions = versions

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (
            web.post("/v1/reload", self._reload),
            web.post("/v1/compare", self._compare),
            web.post("/v1/rollback", self._roll_back),
            web.get("/v1/dialplan/versions", self._latest),
            web.get("/v1/dialplan/versions/{version}", self._whole),
        )

    async def _reload(self, request: web.Request) -> web.Response:
        try:
            asked = ReloadBody.model_validate_json(await request.read())
            return _answer(await self._live.reload(asked.author, asked.message, asked.directory))
        except ValidationError as error:
            return _unreadable(error)
        except NotReloaded as error:
            return _answer(Problems(refused=str(error), problems=error.problems), status=409)

    async def _compare(self, request: web.Request) -> web.Response:
        try:
            asked = CompareBody.model_validate_json(await request.read())
            return _answer(await self._live.compare(asked.directory))
        except ValidationError as error:
            return _unreadable(error)
        except NotReloaded as error:
            return _answer(Problems(refused=str(error), problems=error.problems), status=409)

    async def _roll_back(self, request: web.Request) -> web.Response:
        try:
            asked = RollbackBody.model_validate_json(await request.read())
            return _answer(await self._live.roll_back(asked.version, asked.author, asked.message))
        except ValidationError as error:
            return _unreadable(error)
        except NotReloaded as error:
            return _answer(Problems(refused=str(error), problems=error.problems), status=409)
        except DatabaseUnreachable as error:
            return _answer(Problems(refused=str(error)), status=503)

    async def _latest(self, request: web.Request) -> web.Response:
        try:
            limit = TypeAdapter(int).validate_python(request.query.get("limit", "20"))
            found = await self._versions.latest(max(1, min(limit, MOST_VERSIONS)))
        except ValidationError:
            return _answer(Problems(refused="limit must be a whole number"), status=400)
        except DatabaseUnreachable as error:
            return _answer(Problems(refused=str(error)), status=503)
        return web.json_response(body=TypeAdapter(list[VersionView]).dump_json([_listed(each) for each in found]))

    async def _whole(self, request: web.Request) -> web.Response:
        wanted = request.match_info["version"]
        if wanted == "present":
            return _answer(self._live.present())
        try:
            found = await self._versions.find(TypeAdapter(Version).validate_python(wanted))
        except ValidationError:
            return _answer(Problems(refused="a version is 4 to 12 hex digits"), status=400)
        except DatabaseUnreachable as error:
            return _answer(Problems(refused=str(error)), status=503)
        if found is None:
            return _answer(Problems(refused=f"no version {wanted} was kept"), status=404)
        return _answer(whole_view(found))


def whole_view(kept: DialplanVersion) -> WholeVersionView:
    """The version with its texts."""
    return WholeVersionView(**dict(_listed(kept)), files=dict(kept.files), prompts=dict(kept.prompts))


def _listed(kept: DialplanVersion) -> VersionView:
    return VersionView(
        version=kept.version,
        parent=kept.parent,
        taken_at=kept.taken_at,
        author=kept.author,
        message=kept.message,
        why=kept.why.value,
    )


def _unreadable(error: ValidationError) -> web.Response:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return _answer(Problems(refused=f"{where}: {first['msg']}" if where else first["msg"]), status=400)


def _answer(view: BaseModel, status: int = 200) -> web.Response:
    return web.json_response(body=view.model_dump_json().encode(), status=status)
