"""The report of who was listened to: team by team, who was heard in a time and who was not. Says nothing to agents."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import AfterValidator

from api.answers import answer, refused, told
from api.bodies import AskBody
from api.names import person_named
from api.views import View
from calls.permissions import Person, teams_of
from dialplan.document import Document
from storage.errors import DatabaseUnreachable
from storage.supervisions import AgentHeard, SupervisionRepository, agents_heard
from vocabulary.instant import Instant

FIRST_YEAR, LAST_YEAR = 2000, 9000
"""A year beyond cannot be brought to UTC from every offset."""


def _of_our_time(written: datetime) -> datetime:
    if not FIRST_YEAR <= written.year <= LAST_YEAR:
        raise ValueError(f"years go from {FIRST_YEAR} to {LAST_YEAR}")
    return written


Moment = Annotated[datetime, AfterValidator(_of_our_time)]


class HeardQuery(AskBody):
    """A time without an offset is the document's. ``until``: without it, now."""

    since: Moment
    until: Moment | None = None


class AgentHeardView(View):
    """``times``: listenings. ``seconds``: that the agent was heard, in all of them. ``supervisors``: who listened."""

    agent: str
    times: int
    seconds: float
    supervisors: tuple[str, ...]
    last_heard_at: datetime


class TeamHeardView(View):
    """``team`` is empty for agents of no team."""

    team: str
    heard: tuple[AgentHeardView, ...]
    not_heard: tuple[str, ...]


class HeardView(View):
    """The time asked about, and every team whose people the person who asks leads."""

    since: datetime
    until: datetime
    teams: tuple[TeamHeardView, ...]


class HeardRoutes:
    """``GET /v1/supervise/heard?since=…&until=…&as=…``: 403 for agents, 503 while the database is away."""

    def __init__(
        self, supervisions: SupervisionRepository, document: Callable[[], Document], clock: Callable[[], Instant]
    ) -> None:
        self._supervisions = supervisions
        self._document = document
        self._clock = clock

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (web.get("/v1/supervise/heard", told(self._heard)),)

    async def _heard(self, request: web.Request) -> web.Response:
        query, document = HeardQuery.model_validate(dict(request.query)), self._document()
        person = person_named(document, query.person)
        if not person.is_admin and person.supervisor is None:
            return refused("only supervisors are told who was heard", 403)
        since = _moment(query.since, document)
        until = self._clock().utc if query.until is None else _moment(query.until, document)
        try:
            heard = await agents_heard(self._supervisions, since, until)
        except DatabaseUnreachable as error:
            return refused(str(error), 503)
        return answer(HeardView(since=since, until=until, teams=heard_by_team(document, person, heard)))


def heard_by_team(document: Document, person: Person, heard: Sequence[AgentHeard]) -> tuple[TeamHeardView, ...]:
    """Each team that this person leads, in the order of the document; for the admin all, and who is in none."""
    by_agent = {str(each.agent): each for each in heard}
    teams = {name: document.teams[name].agents for name in teams_of(document, person)}
    if person.is_admin:
        led = {agent for team in document.teams.values() for agent in team.agents}
        alone = [str(agent) for agent in (*document.agents, *by_agent) if agent not in led]
        teams |= {"": list(dict.fromkeys(alone))} if alone else {}
    return tuple(_team(name, agents, by_agent) for name, agents in teams.items())


def _team(name: str, agents: Sequence[str], heard: Mapping[str, AgentHeard]) -> TeamHeardView:
    return TeamHeardView(
        team=name,
        heard=tuple(
            AgentHeardView(
                agent=agent,
                times=heard[agent].times,
                seconds=heard[agent].seconds,
                supervisors=heard[agent].supervisors,
                last_heard_at=heard[agent].last_heard_at,
            )
            for agent in agents
            if agent in heard
        ),
        not_heard=tuple(agent for agent in agents if agent not in heard),
    )


def _moment(written: datetime, document: Document) -> datetime:
    local = written if written.tzinfo is not None else written.replace(tzinfo=ZoneInfo(document.time_zone))
    return local.astimezone(UTC)
