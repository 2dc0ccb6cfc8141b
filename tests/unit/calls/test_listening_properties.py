"""Whatever happens in whatever order: who hears whom comes to what scene and mode say, and nobody is overheard."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from calls.listening import Listening
from calls.listening_place import place_of
from calls.scene import Scene
from cdr.events import ListeningBegan, ListeningEnded, ListeningMode
from tests.unit.calls.listening_stage import HELD, HELD_BY_PHONE, PRIVATE, SUPERVISOR, TALKS, TALKS_NEXT, WAITS, Stage

SCENES = st.sampled_from([WAITS, TALKS, HELD, HELD_BY_PHONE, TALKS_NEXT, PRIVATE])
MODES = st.sampled_from([ListeningMode.MONITOR, ListeningMode.WHISPER, ListeningMode.BARGE])
KEYS = st.sampled_from("4567")


class OneListening(RuleBasedStateMachine):
    """A supervisor in a contact; events of Asterisk come when a rule brings them."""

    stage: Stage
    listening: Listening

    @initialize(scene=SCENES, mode=MODES)
    def begins(self, scene: Scene, mode: ListeningMode) -> None:
        self.wanted = mode
        self.stage = Stage(present=scene)
        self.listening = self.stage.listening(mode)
        self._run(self.stage.turn(self.listening.begin()))

    @rule(scene=SCENES)
    def contact_becomes(self, scene: Scene) -> None:
        self.stage.becomes(scene)

    @rule(key=KEYS)
    def presses(self, key: str) -> None:
        self.stage.press(key)

    @rule()
    def events_arrive(self) -> None:
        self._run(self.stage.tell_events())

    @rule()
    def takes_its_turns(self) -> None:
        self._run(self.stage.handle(self.listening))

    @precondition(lambda self: self.stage.asterisk.snoops)
    @rule(chosen=st.randoms(use_true_random=False))
    def snoop_ends_by_itself(self, chosen: Any) -> None:
        self.stage.asterisk.end(chosen.choice(sorted(self.stage.asterisk.snoops)))

    @rule()
    def link_is_cut(self) -> None:
        self.stage.asterisk.away = True

    @rule()
    def answers_are_lost(self) -> None:
        self.stage.asterisk.mute = True

    @precondition(lambda self: self.stage.asterisk.away or self.stage.asterisk.mute)
    @rule()
    def link_is_back(self) -> None:
        self.stage.asterisk.away = self.stage.asterisk.mute = False
        self.stage.legs_are_seen()

    @precondition(lambda self: self.stage.present is not None)
    @rule()
    def settles(self) -> None:
        """In the end everybody hears whom they should, however it came about."""
        if self.stage.asterisk.away or self.stage.asterisk.mute:
            self.link_is_back()
        self._run(self.stage.rest(self.listening))
        if self.listening.over:
            return
        scene, asterisk = self.stage.present, self.stage.asterisk
        assert scene is not None
        place = place_of(scene, self.listening.wanted)
        if place.joins is not None:
            assert SUPERVISOR in asterisk.bridges[place.joins]
            assert not asterisk.snoops
        else:
            assert asterisk.heard_by_supervisor == ({place.hears} if place.hears is not None else set())
            assert asterisk.hear_supervisor == ({place.hears} if place.whispers else set())
            assert len(asterisk.snoops) == (place.hears is not None)

    @invariant()
    def two_snoops_never_hear_each_other(self) -> None:
        assert self.stage.asterisk.most_snoops_together <= 1

    def teardown(self) -> None:
        self.stage.asterisk.away = self.stage.asterisk.mute = False
        self._run(self.listening.close())
        assert not self.stage.asterisk.snoops
        assert not self.stage.asterisk.listening_bridges
        assert (self.stage.watchers, self.stage.entered) == ([], [])
        began = sum(isinstance(fact, ListeningBegan) for fact in self.stage.facts)
        ended = sum(isinstance(fact, ListeningEnded) for fact in self.stage.facts)
        assert began == ended <= 1

    def _run(self, turn: Coroutine[Any, Any, None]) -> None:
        asyncio.run(turn)


TestOneListening = OneListening.TestCase
TestOneListening.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
