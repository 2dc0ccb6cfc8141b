"""The demo finds a way through any document, or says that there is none."""

import pytest

from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from dialplan.document import Agent, Dialled, Document, Queue
from ivr.flow import Enqueue, Flow, HangUp, Menu, Play, Steps
from ivr.world import World
from service.demo.path import KeyStroke, NoWayThrough, find_path
from vocabulary.ids import AgentName, FlowName, MediaUri, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Threshold, needing

NOW = Instant(0.0, 1_800_000_000.0)
ENGLISH = needing(Threshold(SkillName("english"), 3))


def document(steps: Steps, *agents: tuple[str, int]) -> Document:
    queue, main = QueueName("q"), FlowName("main")
    people = {
        AgentName(name): Agent(
            AgentProfile(AgentName(name), (Assignment(queue),), ((SkillName("english"), level),)), name
        )
        for name, level in agents
    }
    world = World({main: Flow(main, steps)})
    return Document("v", {"100": Dialled(main)}, world, {queue: Queue(QueuePolicy(queue))}, people)


def test_a_queue_behind_two_menus_is_reached_by_their_keys() -> None:
    inner = Menu((MediaUri("sound:b"),), {"2": (Enqueue(QueueName("q"), ENGLISH),)})
    outer = Menu((MediaUri("sound:a"),), {"9": (HangUp(),), "1": (Play(()), inner)})
    path = find_path(document((outer,), ("bob", 2), ("alice", 3)), NOW)
    assert path.strokes == (KeyStroke("1", outer.prompts, outer.prompts), KeyStroke("2", inner.prompts, inner.prompts))
    assert (path.number, path.agent) == ("100", "alice")


def test_a_document_nobody_can_be_reached_in_allows_no_demo() -> None:
    with pytest.raises(NoWayThrough):
        find_path(document((Enqueue(QueueName("q"), ENGLISH),), ("bob", 2)), NOW)
