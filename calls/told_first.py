"""What an agent hears before the caller is joined: a tone, and where the call comes from, by the queue's wish."""

import structlog

from asterisk.ari.errors import AriError, AriGone
from calls.agent_legs import AgentLeg
from calls.surroundings import Surroundings
from vocabulary.ids import AgentName, Language, MediaUri, PlaybackId

_ZIP_TONE = MediaUri("sound:beep")

log = structlog.get_logger(__name__)


async def told_first(leg: AgentLeg, around: Surroundings) -> PlaybackId | None:
    """Begin to tell the agent of an answered leg; None where the queue wants nothing told.

    :raises AriGone: the agent hung up. What cannot be played for another reason is left out.
    """
    offer = around.desk.state.offers.get(leg.offer)
    document = around.document
    # Who is called back hears the agent at once: they would have silence meanwhile.
    queue = document.queues.get(offer.queue) if offer is not None and not offer.to_callback else None
    if queue is None:
        return None
    language = language_of(around, leg.agent)
    words = () if queue.tell_agent is None else (document.world.voice.media(queue.tell_agent, language),)
    media = (*((_ZIP_TONE,) if queue.zip_tone else ()), *await around.speech.ready(words))
    if not media:
        return None
    playback = PlaybackId(f"{leg.leg}-tell")
    try:
        await around.ari.play(leg.leg, playback, media, language)
    except AriGone:
        raise
    except AriError as error:
        log.warning("told_first.not_told", agent=leg.agent, error=str(error))
        return None
    return playback


def language_of(around: Surroundings, agent: AgentName) -> Language:
    """What this agent is spoken to in."""
    known = around.document.agents.get(agent)
    return (known.language if known is not None else None) or around.document.languages[0]
