"""What happens in a running service and in its Asterisk, as it happens. Waits for facts; makes none and judges none."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.engine import make_url

from calls.ledger import Fact
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

T = TypeVar("T")
Kind = TypeVar("Kind")

WAIT_SECONDS = 10.0
ARI_USER = "firstline"
OBSERVER = "observer"
"""Our own application in Asterisk: it sees every channel and bridge, whether or not the service does."""


class NeverHappened(AssertionError):
    """{what} did not happen within {seconds} s"""

    def __init__(self, what: str, seconds: float, told: str) -> None:
        super().__init__(f"{what} did not happen within {seconds} s; last facts:\n{told}")


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of the ledger."""

    contact: ContactId | None
    fact: Fact
    at: Instant


class Watch:
    """Everything the ledger told, and a bell that rings at each change: a fact, an event of Asterisk, a stored record.

    ``watcher`` goes to the service; ``ring`` to whoever notices something else.
    """

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.stored: list[ContactId] = []
        self._bell = asyncio.Event()

    def watcher(self, contact: ContactId | None, fact: Fact, at: Instant) -> None:
        """For the ledger."""
        self.told.append(Told(contact, fact, at))
        self.ring()

    def ring(self) -> None:
        """Something changed: whoever waits looks again."""
        self._bell.set()
        self._bell = asyncio.Event()

    @property
    def bell(self) -> asyncio.Event:
        """Set at the next change. Take it before looking, wait for it afterwards."""
        return self._bell

    def note_stored(self, contact: str) -> None:
        """A record was committed."""
        self.stored.append(ContactId(contact))
        self.ring()

    async def until(self, find: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS) -> T:
        """What ``find`` returns as soon as it returns something; it is asked again at each change.

        Raises NeverHappened, with the last facts, after ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    # One turn of the loop later the facts of a decision are all told, and what they mean is in force.
                    bell = self._bell
                    found = find()
                    if found is not None:
                        return found
                    await bell.wait()
        except TimeoutError:
            raise NeverHappened(what, seconds, "\n".join(map(str, self.told[-12:]))) from None

    async def until_seen(self, look: Callable[[], Awaitable[T | None]], what: str, seconds: float) -> T:
        """As ``until``, for what has to be asked for."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    bell = self._bell
                    seen = await look()
                    if seen is not None:
                        return seen
                    await bell.wait()
        except TimeoutError:
            raise NeverHappened(what, seconds, "\n".join(map(str, self.told[-12:]))) from None

    async def stored_again(self, contact: ContactId, times: int) -> None:
        """Returns when the record of this contact was committed more often than so many times."""
        await self.until(lambda: self.stored.count(contact) > times or None, f"the record of {contact} stored")

    def facts(self, kind: type[Kind], contact: ContactId) -> list[tuple[Kind, Instant]]:
        """The facts of this kind about this contact so far, and when each came about."""
        return [(told.fact, told.at) for told in self.told if told.contact == contact and isinstance(told.fact, kind)]

    async def fact(
        self, kind: type[Kind], contact: ContactId, *, nth: int = 1, seconds: float = WAIT_SECONDS
    ) -> tuple[Kind, Instant]:
        """The nth fact of this kind about this contact, now or later."""

        def find() -> tuple[Kind, Instant] | None:
            facts = self.facts(kind, contact)
            return facts[nth - 1] if len(facts) >= nth else None

        return await self.until(find, f"{kind.__name__} ({nth}.) of {contact}", seconds)


@contextlib.asynccontextmanager
async def watching_asterisk(watch: Watch, port: int, password: str) -> AsyncIterator[None]:
    """Ring at every event of Asterisk, through an application of our own, for as long as the context lasts."""
    address = f"http://127.0.0.1:{port}/ari/events?app={OBSERVER}&subscribeAll=true"
    headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, password)}
    async with aiohttp.ClientSession(headers=headers) as session:
        websocket = await session.ws_connect(address)

        async def listen() -> None:
            async for _ in websocket:
                watch.ring()

        listening = asyncio.create_task(listen(), name="observer of Asterisk")
        try:
            yield
        finally:
            await websocket.close()
            await listening


@contextlib.asynccontextmanager
async def watching_database(watch: Watch, url: str) -> AsyncIterator[None]:
    """Note every contact record that is committed: PostgreSQL itself tells, by a trigger on the table."""
    address = make_url(url)
    connection = await asyncpg.connect(
        host=str(address.query["host"]), database=address.database, user=address.username
    )
    try:
        await connection.execute(
            """
            CREATE OR REPLACE FUNCTION tell_contact() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_notify('contact_stored', NEW.contact); RETURN NEW; END $$;
            CREATE OR REPLACE TRIGGER tell_contact AFTER INSERT OR UPDATE ON contact
                FOR EACH ROW EXECUTE FUNCTION tell_contact();
            """
        )
        await connection.add_listener("contact_stored", lambda *told: watch.note_stored(str(told[-1])))
        yield
    finally:
        await connection.close()
