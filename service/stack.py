"""Everything one machine needs, started together and ended together: PostgreSQL, Asterisk, the service.

What is already there is used: the machine's own Asterisk program, the database of ``DATABASE_URL``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.config.keys import of_document
from asterisk.process import AsteriskProcess
from dialplan.document import Document
from service.prompts import bring_near, check_prompts, installed_sounds, remove_others
from service.reload_job import OwnAsterisk
from service.settings import Settings, service_account
from service.speech import speech_maker
from service.speech_texts import texts_of
from service.wiring import Home, Passwords, Service, running
from storage.embedded import EmbeddedPostgres
from storage.schema import upgrade

Progress = Callable[[str], None]
"""Told, in a few words, what is being done."""
SPEAKING_SECONDS = 120.0
"""How long one text may take, its turn counted in, before anybody calls."""


class AsteriskEnded(Exception):
    """Asterisk ended by itself (code {code}); its last words: {words}"""

    def __init__(self, code: int, words: str) -> None:
        super().__init__((AsteriskEnded.__doc__ or "").format(code=code, words=words or "none"))


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs, and what a person needs to connect a phone to it. ``document`` plays prompts from near Asterisk."""

    service: Service
    document: Document
    secrets: Secrets
    installation: installation.AsteriskInstallation
    asterisk: AsteriskProcess
    database_url: str


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[str]:
    """The address of the database, at our revision: the one given, or the embedded server's while the context lasts.

    :raises DatabaseNewer: the database belongs to a newer Firstline.
    :raises DatabaseUnreachable: there is no database at this address.
    """
    given = settings.database
    if given is not None:
        await upgrade(given)
        yield given
        return
    data = settings.state / "postgres" / "data"
    run = settings.state / "run" / "postgres"
    async with EmbeddedPostgres(data, run, settings.cache, service_account()) as server:
        await upgrade(server.url)
        yield server.url


@asynccontextmanager
async def stack(
    document: Document,
    settings: Settings,
    progress: Progress,
    watchers: Sequence[Callable[..., None]] = (),
    *,
    watch: bool = False,
) -> AsyncIterator[Stack]:
    """Start it all; give it when calls can be made; end it all.

    Raises what its parts raise, each one clear line, and ``AsteriskEnded``; nothing is left running then.
    """
    async with AsyncExitStack() as parts:
        progress("finding Asterisk")
        found = await installation.find(settings.cache)
        sounds = found.sound_set("en") or found.sounds
        directory = document.directory
        document = document.with_sounds(installed_sounds(found, document.languages))
        check_prompts(document, sounds)
        config = settings.asterisk()
        document = await asyncio.to_thread(bring_near, document, config.data / "prompts")
        await asyncio.to_thread(remove_others, document, config.data / "prompts")
        await _speak(document, settings, progress)
        progress("starting PostgreSQL" if settings.database is None else "using the database of DATABASE_URL")
        url = await parts.enter_async_context(database(settings))
        progress(f"starting Asterisk {installation.dotted(found.version)}")
        made = load_or_create(config.secrets_file, document.agents)
        secrets = of_document(made, document, config.secrets_file)
        render(document, config, secrets, config.etc, found)
        fall = _Fall()
        asterisk = await parts.enter_async_context(AsteriskProcess(found, config, service_account(), fall.happened))
        try:
            progress("starting the service")
            passwords = Passwords(secrets.ari, secrets.ami)
            home = Home(directory, OwnAsterisk(config, found, sounds), watch)
            service = await parts.enter_async_context(running(document, settings, passwords, url, home, watchers))
            await service.ready()
            yield Stack(service, document, secrets, found, asterisk, url)
        finally:
            fall.tell(asterisk.last_words)


async def _speak(document: Document, settings: Settings, progress: Progress) -> None:
    """Make what is known to be spoken before anybody calls."""
    texts = texts_of(document)
    speech = speech_maker(settings, document, limit_seconds=SPEAKING_SECONDS)
    if texts:
        progress(f"speaking {len(texts)} texts, those that are new")
        await speech.ready(texts)
    await speech.tidy()


class _Fall:
    """Should Asterisk end by itself, there is nothing left to serve: whoever uses the stack is cancelled and told."""

    def __init__(self) -> None:
        self._user = asyncio.current_task()
        self._code: int | None = None

    def happened(self, code: int) -> None:
        self._code = code
        if self._user is not None:
            self._user.cancel()

    def tell(self, last_words: str) -> None:
        """Raises ``AsteriskEnded`` if it did."""
        if self._code is not None:
            raise AsteriskEnded(self._code, last_words) from None
