"""Phones that dial codes and type on a running Firstline. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from acd.agents import Activity, Agent
from acd.commands import Device
from calls.keypad.phrases import Phrase
from calls.keypad.words import CATALOGUES
from service.peers.caller import Caller
from service.peers.hearing import find_sound, first_sound_at, read_sound, tone_from
from service.speech import speech_maker
from tests.support.phone_calls import ComingCall, DialledCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import CALLER_TONE_HZ
from vocabulary.ids import AgentName, Language
from vocabulary.instant import Instant

PINS: Final = {"bea": "271828", "cleo": "314159", "dora": "173205", "sue": "161803"}
"""Of the people of the document beside this file who have one."""

ENGLISH: Final = Language("en")
RUSSIAN: Final = Language("ru")

HEARD_SECONDS = 8.0
"""How long something may take to be heard, with the words made for the first time on a busy machine."""

SAID_SECONDS = 30.0
"""How long the longest that is said takes, with the hang-up behind it."""


def agent(desk: Helpdesk, name: str) -> Agent:
    """This agent as the distributor knows them."""
    return desk.service.desk.state.agents[AgentName(name)]


async def dials(phone: DeskPhone, number: str) -> DialledCall:
    """This phone dials; the call is answered, and something is heard in it."""
    call = await phone.dial(number)
    await call.answered()
    await spoken(call)
    return call


async def spoken(call: DialledCall, after: Instant | None = None) -> Instant:
    """When something was first heard in this call."""
    return await call.audio.until(lambda heard: first_sound_at(heard, after), "something said", HEARD_SECONDS)


async def silent_seconds(call: DialledCall) -> float:
    """How long after the answer nothing was heard."""
    answer, first = await call.answered(), await spoken(call)
    return first.unix - answer.at_unix


async def types(call: DialledCall, keys: str) -> None:
    """Types, and hears what comes of it."""
    await spoken(call, await call.press(keys))


async def code(phone: DeskPhone, dialled: str) -> None:
    """This phone dials a code that needs nothing more: it is answered, heard, and hung up by the other side."""
    await (await dials(phone, dialled)).ended(SAID_SECONDS)


async def says(desk: Helpdesk, phone: DeskPhone, dialled: str, phrase: Phrase, language: Language = ENGLISH) -> None:
    """The same, and what is heard are these words in this language."""
    call = await dials(phone, dialled)
    await call.ended(SAID_SECONDS)
    assert is_heard(desk, call, phrase, language), f"{dialled} does not say {phrase} in {language}"


def is_heard(desk: Helpdesk, call: DialledCall, phrase: Phrase, language: Language = ENGLISH) -> bool:
    """Whether these words were heard in this call."""
    file = speech_maker(desk.settings, desk.document).file_of(language, CATALOGUES[language].phrases[phrase])
    if not file.exists():
        return False
    words = read_sound(file)
    # Its beginning and its end may be lost with the first and the last packets.
    return find_sound(call.audio.heard().samples, words[800:-800]).found


@contextlib.asynccontextmanager
async def at_work(desk: Helpdesk, name: str) -> AsyncIterator[DeskPhone]:
    """This agent, logged in by a code from their own phone; logged out in the end."""
    async with desk.desk_phone(name) as phone:
        await desk.device_is(name, Device.FREE)
        await code(phone, "*10")
        await desk.device_is(name, Device.FREE)
        try:
            yield phone
        finally:
            if agent(desk, name).activity is Activity.WRAPPING_UP:
                await desk.control.post(f"/v1/agents/{name}/end-wrap-up")
            await desk.log_out(name)


@contextlib.asynccontextmanager
async def conversation(
    desk: Helpdesk, phone: DeskPhone, number: str = "500"
) -> AsyncIterator[tuple[Caller, ComingCall]]:
    """Somebody calls, and whoever has this phone talks with them."""
    async with desk.caller(number) as caller:
        call = await phone.came()
        await call.answer()
        await call.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller's tone", 5.0)
        yield caller, call
