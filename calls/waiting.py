"""The caller's side of queueing: which entry they are, whose music they hear, what they are told. Decides nothing.

Where the caller should be and where they are, as far as Asterisk confirmed it, are kept apart, so that what could not
be done while the link was away is made up for afterwards.
"""

from acd.commands import CallerEntered
from acd.effects import Announce
from calls.surroundings import Surroundings
from ivr.reports import HandToQueue
from vocabulary.ids import ContactId, EntryId, LegId, MediaUri, PlaybackId, QueueName
from vocabulary.instant import Instant


class Waiting:
    """One contact's stays in queues, one after the other."""

    def __init__(self, contact: ContactId, caller: LegId, caller_number: str, around: Surroundings) -> None:
        self._contact = contact
        self._caller = caller
        self._number = caller_number
        self._around = around
        self._entries = 0
        self._entry: EntryId | None = None
        self._queue: QueueName | None = None
        self._room: QueueName | None = None
        self._held: QueueName | None = None
        self._announcements: dict[PlaybackId, None] = {}
        self._announced = 0
        self._entered_at: dict[QueueName, Instant] = {}
        self._asked: dict[QueueName, HandToQueue] = {}
        self.language = around.document.world.languages[0]

    @property
    def entry(self) -> EntryId | None:
        """The entry the caller waits under now; None while they do not wait."""
        return self._entry

    @property
    def queue(self) -> QueueName | None:
        """The queue they wait in, or waited in last."""
        return self._queue

    @property
    def ever(self) -> bool:
        """Whether the contact was handed to a queue at all: only then the distributor knows it."""
        return self._entries > 0

    async def enter(self, effect: HandToQueue) -> None:
        """Hand the caller to the distributor, and let them hear the queue's music.

        :raises AriError: they could not be moved there; ``settle`` makes up for it.
        """
        self._entries += 1
        self._entry, self._queue = EntryId(f"{self._contact}-q{self._entries}"), effect.queue
        self._entered_at.setdefault(effect.queue, self._around.clock())
        self._asked[effect.queue] = effect
        await self._around.desk.submit(
            CallerEntered(
                self._entry, self._contact, effect.queue, effect.requirement, effect.priority, caller=self._number
            )
        )
        await self.settle()

    def waited_seconds(self, queue: QueueName, now: Instant) -> float:
        """Since they first entered this queue in this contact; 0 where they never did: what a callback is credited."""
        entered_at = self._entered_at.get(queue)
        return 0.0 if entered_at is None else now.since(entered_at)

    def asked_of(self, queue: QueueName) -> HandToQueue | None:
        """With what needs they were handed to this queue last; None where they never were."""
        return self._asked.get(queue)

    async def move(self, entry: EntryId, queue: QueueName) -> None:
        """The caller waits under this entry in this queue, wherever they were. Raises as ``enter``."""
        self._entry, self._queue, self._held = entry, queue, None
        self._entered_at.setdefault(queue, self._around.clock())
        await self.settle()

    async def hold(self, queue: QueueName) -> None:
        """The caller hears this queue's music, waiting for nobody of it. Raises as ``enter``."""
        self._held = queue
        await self.settle()

    async def again(self, entry: EntryId) -> None:
        """The caller waits on in the queue they were in last. Raises as ``enter``."""
        room, self._room = self._room, None
        self._entry, self._held = entry, None
        if room is not None:
            # Whether they have left it is not known, and one who is added where they are hears nothing more (seen).
            await self._around.waiting_rooms.dismiss(self._caller, room)
        await self.settle()

    async def leave(self) -> None:
        """The caller waits no longer: out of the waiting room, so that prompts are heard. Raises as ``enter``."""
        self._entry = self._held = None
        await self.settle()

    def over(self) -> None:
        """The caller waits no longer, and is in no waiting room any more: in a conversation, or gone."""
        self._entry = self._room = self._held = None

    async def settle(self) -> None:
        """Bring the caller where they should be, unless they are there.

        An announcement is stopped first: Asterisk moves a channel only after its playback. Raises as ``enter``.
        """
        wanted = self._queue if self._entry is not None else self._held
        if wanted == self._room:
            return
        for playback in self.take_announcements():
            await self._around.ari.stop_playback(playback)
        if wanted is not None:
            await self._around.waiting_rooms.admit(self._caller, wanted)
        elif self._room is not None:
            await self._around.waiting_rooms.dismiss(self._caller, self._room)
        self._room = wanted

    async def announce(self, effect: Announce) -> None:
        """Tell the caller what is to be told, if they still wait under that entry.

        :raises AriError: it could not be played.
        """
        voice = self._around.document.world.voice
        told = voice.announcement(
            self.language, effect.position, more_than=effect.more_than, wait_seconds=effect.wait_seconds
        )
        prompts = await self._around.speech.ready((*told, *self._comfort(effect.comfort)))
        if effect.entry != self._entry or not prompts:
            return
        self._announced += 1
        playback = PlaybackId(f"{self._contact}-position-{self._announced}")
        self._announcements[playback] = None
        await self._around.ari.play(self._caller, playback, prompts, self.language)

    def heard(self, playback: PlaybackId) -> None:
        """This playback is over, whosever it was."""
        self._announcements.pop(playback, None)

    def take_announcements(self) -> list[PlaybackId]:
        """What is being announced now, for whoever is about to stop it."""
        announcements, self._announcements = list(self._announcements), {}
        return announcements

    def _comfort(self, message: int | None) -> tuple[MediaUri, ...]:
        if message is None or self._queue is None:
            return ()
        document = self._around.document
        # A queue of a newer document may have taken over whoever waits: theirs does not know what is said there.
        queue = document.queues.get(self._queue)
        prompts = queue.comfort[message : message + 1] if queue is not None else ()
        return tuple(document.world.voice.media(prompt, self.language) for prompt in prompts)
