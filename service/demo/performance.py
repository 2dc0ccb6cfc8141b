"""The demo call as it is played: a caller and an agent's phone, both SIPp, heard on both ends. Judges nothing.

The agent logs in only once the caller has heard their position, so that there is a wait to be seen and heard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from acd.events import AgentLoggedIn, PositionAnnounced
from api.client import ControlClient
from cdr.events import ContactBegan
from ivr.reports import PromptsStarted
from service import clock
from service.demo.feed import Feed
from service.demo.path import DEMO_NAME, DEMO_NUMBER, DemoPath, KeyStroke
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import RATE, Samples
from service.peers.hearing import Heard, Match, find_sound, first_sound_at, played_until, read_sound, tone_from
from service.peers.ports import free_udp_ports
from vocabulary.ids import ContactId, MediaUri
from vocabulary.instant import Instant

CALLER_TONE_HZ = 453.0
AGENT_TONE_HZ = 605.0
"""Between the keys of a piano: no prompt and no music can be taken for them."""

BEGINNING_SECONDS = 0.5
"""So much of a prompt is enough to know it by: it may be cut short."""

MARGIN_SECONDS = 0.5
FIRST_PORT, LAST_PORT = 20_000, 21_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How long, in seconds, a menu is listened to before the key, the phone rings, and the two talk."""

    prompt_seconds: float = 1.5
    ring_seconds: float = 1.0
    talk_seconds: float = 5.0


USUAL_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the demo plays. ``file_of``: the sound behind what is played; ``spoken``: what is played to who is next;
    ``logs``: where SIPp writes."""

    path: DemoPath
    secret: str
    target: tuple[str, int]
    caller_address: str
    control_socket: Path
    file_of: Callable[[MediaUri], Path]
    spoken: tuple[MediaUri, ...]
    logs: Path
    pace: Pace


@dataclass(frozen=True, slots=True)
class Performance:
    """What was heard and when. ``prompt_stopped_at`` is None where no key was pressed; instants are of one clock."""

    contact: ContactId
    invited_at: float
    first_prompt_at: Instant | None
    key_pressed_at: Instant | None
    prompt_stopped_at: Instant | None
    announcement: Match
    agent_free_at: Instant
    agent_invited_at: float
    agent_answered_at: float
    caller_heard_agent_at: Instant | None
    agent_heard_caller_at: Instant | None


async def perform(scene: Scene, feed: Feed) -> Performance:
    """Play the demo call in this event loop, and end it whatever happens. What was heard is looked at afterwards only.

    :raises PeerFailure, NeverHappened, Refused: something that should have happened did not.
    """
    caller_port, caller_media = free_udp_ports(2, scene.caller_address, FIRST_PORT, LAST_PORT)
    phone_port, phone_media = free_udp_ports(2, "127.0.0.1", FIRST_PORT, LAST_PORT)
    name = scene.path.device
    phone_line = PhoneLine(name, scene.secret, "127.0.0.1", phone_port, phone_media)
    number = scene.path.number
    caller_line = CallerLine(scene.caller_address, caller_port, caller_media, number, DEMO_NUMBER, DEMO_NAME)
    async with (
        AgentPhone(
            phone_line, target=scene.target, now=clock.now, log_folder=scene.logs, tone_hz=AGENT_TONE_HZ
        ) as phone,
        Caller(
            caller_line, target=scene.target, now=clock.now, log_folder=scene.logs, tone_hz=CALLER_TONE_HZ
        ) as caller,
    ):
        return await _call(scene, feed, caller, phone)


async def _call(scene: Scene, feed: Feed, caller: Caller, phone: AgentPhone) -> Performance:
    control = ControlClient(scene.control_socket)
    invited = await caller.sent("INVITE")
    await caller.answered()
    began, _ = await feed.first(ContactBegan)
    pressed_at = await _press(scene, feed, caller)
    await _hear_position(scene, feed, caller)
    await control.post(f"/v1/agents/{scene.path.agent}/login")
    _, free_at = await feed.first(AgentLoggedIn)
    call = await phone.rang()
    await caller.audio.listen(scene.pace.ring_seconds)
    answered = await call.answer()
    await call.confirmed()
    await call.audio.listen(scene.pace.talk_seconds)
    await caller.hang_up()
    await caller.ended()
    await call.ended()
    by_caller, by_agent = caller.audio.heard(), call.audio.heard()
    return Performance(
        contact=began.contact,
        invited_at=invited.at_unix,
        first_prompt_at=first_sound_at(by_caller),
        key_pressed_at=pressed_at,
        prompt_stopped_at=_stopped(scene, by_caller, pressed_at) if pressed_at is not None else None,
        announcement=find_sound(by_caller.samples, _spoken(scene)[0]),
        agent_free_at=free_at,
        agent_invited_at=call.invite.at_unix,
        agent_answered_at=answered.at_unix,
        caller_heard_agent_at=tone_from(by_caller, AGENT_TONE_HZ),
        agent_heard_caller_at=tone_from(by_agent, CALLER_TONE_HZ),
    )


async def _press(scene: Scene, feed: Feed, caller: Caller) -> Instant | None:
    """Press each key while its menu speaks; when the last one was let go."""
    pressed_at = None
    for stroke in scene.path.strokes:
        await feed.first(PromptsStarted, _about(stroke))
        await caller.audio.listen(scene.pace.prompt_seconds)
        pressed_at = await caller.audio.press(stroke.keys)
    return pressed_at


async def _hear_position(scene: Scene, feed: Feed, caller: Caller) -> None:
    """Wait until the announcement of the position can have been heard whole."""
    await feed.first(PositionAnnounced)
    lengths = (len(prompt) / RATE for prompt in _spoken(scene))
    await caller.audio.listen(sum(lengths) + MARGIN_SECONDS)


def _stopped(scene: Scene, heard: Heard, pressed_at: Instant) -> Instant | None:
    """When the prompt that the last key cut was last heard, whatever began to play after it."""
    for uri in scene.path.strokes[-1].media:
        prompt = read_sound(scene.file_of(uri))
        match = find_sound(heard.samples, prompt[: int(BEGINNING_SECONDS * RATE)])
        if match.found and heard.at(int(match.offset_seconds * RATE)) <= pressed_at:
            return played_until(heard, prompt, match)
    return None


def _spoken(scene: Scene) -> list[Samples]:
    """The demo's caller is alone, and next."""
    return [read_sound(scene.file_of(uri)) for uri in scene.spoken]


def _about(stroke: KeyStroke) -> Callable[[PromptsStarted], bool]:
    return lambda fact: fact.prompts == stroke.prompts
