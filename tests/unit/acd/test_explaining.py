"""What is said of each agent agrees with what was decided, and says it in words with the figures."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings

from acd.agents import Agent
from acd.commands import (
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    Occupation,
    OfferFailed,
    OfferRang,
    PauseAgent,
    Unanswered,
)
from acd.distributor import Distributor
from acd.events import OfferMade
from acd.explaining import Verdict, explain
from acd.policy import QueuePolicy, Selection, WrapUp
from acd.profile import AgentProfile, Assignment
from acd.queues import Entry
from acd.selection import Choice
from acd.state import State
from acd.why import ByHand, Reason
from tests.property.acd.profiles import COMMON
from tests.support.desk import Desk
from tests.unit.acd.floor import Floor, floors
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import AnyOf, Not, OneOf, Threshold, needing

SUPPORT = QueueName("support")
ENGLISH = SkillName("english")
FEWER = settings(COMMON, max_examples=60)


@dataclass
class Looking:
    """Explains every offer while it is made."""

    explained: list[tuple[EntryId, AgentName, Selection | ByHand, tuple[Verdict, ...]]] = field(default_factory=list)

    def offering(self, state: State, entry: Entry, agent: Agent, choice: Choice, now: Instant) -> None:
        rule = choice.by_hand or state.room_of(entry).policy.selection
        self.explained.append((entry.id, agent.name, rule, explain(state, entry, now, agent.name)))
        assert choice.agent is agent


@FEWER
@given(floors(Looking))
def test_what_is_explained_is_what_was_decided(floor: Floor) -> None:
    made = [event for decision in floor.decisions for event in decision.events if isinstance(event, OfferMade)]
    assert isinstance(floor.witness, Looking)
    assert [(event.entry, event.agent) for event in made] == [
        (entry, agent) for entry, agent, *_ in floor.witness.explained
    ]
    for event, (_, _, _, verdicts) in zip(made, floor.witness.explained, strict=True):
        reasons = Counter(verdict.reason for verdict in verdicts if verdict.reason is not None)
        assert reasons == event.why.counts()
        assert [verdict.agent for verdict in verdicts if verdict.reason is None] == [event.agent]


@FEWER
@given(floors(Looking))
def test_the_chosen_one_is_the_first_by_rank_and_by_the_rule_of_those_who_could_serve(floor: Floor) -> None:
    """The order in which those who come later are listed is the queue's own; of a drawn lot only the rank is."""
    assert isinstance(floor.witness, Looking)
    for _, agent, rule, verdicts in floor.witness.explained:
        if rule is ByHand.PULLED:
            continue
        willing = [verdict for verdict in verdicts if verdict.reason in {None, Reason.LATER}]
        assert [verdict.rank for verdict in willing] == sorted(verdict.rank for verdict in willing)
        assert rule is Selection.RANDOM or willing[0].agent == agent


def said(desk: Desk, entry: str, chosen: str | None = None) -> dict[str, tuple[Reason | None, str]]:
    """What is said of each agent, about this caller, now."""
    state = desk.distributor.state
    name = AgentName(chosen) if chosen is not None else None
    verdicts = explain(state, state.entries[EntryId(entry)], desk.now, name)
    return {verdict.agent: (verdict.reason, verdict.detail) for verdict in verdicts}


def know(desk: Desk, name: str, rank: int = 1, delay_seconds: float = 0.0, **skills: int) -> None:
    """An agent of ``support`` who is at work."""
    held = tuple((SkillName(skill), level) for skill, level in skills.items())
    profile = AgentProfile(AgentName(name), (Assignment(SUPPORT, rank, delay_seconds),), held)
    desk.tell(ConfigureAgent(profile), LogInAgent(profile.name), DeviceReported(profile.name, Device.FREE))


def test_whoever_is_not_at_work_is_told_by_the_first_thing_that_keeps_them() -> None:
    desk = Desk()
    desk.queue()
    for name in ("anne", "bert", "carl", "dora"):
        know(desk, name)
    desk.tell(
        LogOutAgent(AgentName("anne")),
        PauseAgent(AgentName("bert"), "lunch"),
        DeviceReported(AgentName("carl"), Device.UNREACHABLE),
        DeviceReported(AgentName("dora"), Device.IN_USE),
    )
    know(desk, "emil")
    desk.occupies("emil", Occupation.CALLING, "t1")
    desk.occupies("emil", Occupation.SUPERVISING, "t2")
    desk.caller("e")
    assert said(desk, "e") == {
        "emil": (Reason.ELSEWHERE, "elsewhere: calling, supervising"),
        "dora": (Reason.IN_USE, "the phone is in use outside our calls"),
        "carl": (Reason.UNREACHABLE, "the phone is not reachable"),
        "bert": (Reason.PAUSED, "paused: lunch"),
        "anne": (Reason.LOGGED_OUT, "logged out"),
    }


def test_the_nearest_to_being_chosen_are_told_first() -> None:
    desk = Desk()
    desk.queue()
    for name in ("anne", "bert", "carl"):
        know(desk, name)
    desk.tell(LogOutAgent(AgentName("anne")), PauseAgent(AgentName("bert"), "lunch"))
    desk.tell(DeviceReported(AgentName("carl"), Device.IN_USE))
    desk.caller("e")
    assert list(said(desk, "e")) == ["carl", "bert", "anne"]


def test_what_an_agent_lacks_is_named_with_what_they_have() -> None:
    desk = Desk()
    desk.queue()
    know(desk, "anne", english=2)
    know(desk, "bert")
    desk.caller("e", needs=needing(Threshold(ENGLISH, 3)))
    assert said(desk, "e") == {
        "anne": (Reason.NO_MATCH, "needs english >= 3, has 2"),
        "bert": (Reason.NO_MATCH, "needs english >= 3, has none"),
    }


def test_of_several_conditions_only_those_not_met_are_named() -> None:
    desk = Desk()
    desk.queue()
    know(desk, "anne", english=3, sales=1)
    either = AnyOf((Threshold(SkillName("french"), 2), OneOf((AgentName("bert"),))))
    desk.caller("e", needs=needing(Threshold(ENGLISH, 3), Not(Threshold(SkillName("sales"), 1)), either))
    assert said(desk, "e") == {
        "anne": (Reason.NO_MATCH, "needs not sales, has sales 1; needs french >= 2 or agent bert"),
    }


def test_a_delay_is_told_with_what_is_left_of_it() -> None:
    desk = Desk()
    desk.queue()
    know(desk, "anne", delay_seconds=30.0)
    desk.caller("e")
    desk.at(12.0)
    assert said(desk, "e") == {
        "anne": (Reason.DELAYED, "delay: takes callers who waited 30 s, this one in 18 s"),
    }


def test_whoever_did_not_answer_this_contact_is_told_so() -> None:
    desk = Desk()
    desk.queue(policy=QueuePolicy(SUPPORT, decline_rest_seconds=0.0))
    know(desk, "anne")
    know(desk, "bert")
    desk.caller("e")
    desk.declines("anne")
    assert said(desk, "e")["anne"] == (Reason.TRIED, "did not answer this contact; others come first")


def test_whoever_rests_after_a_refusal_is_told_so() -> None:
    desk = Desk()
    desk.queue()
    know(desk, "anne")
    desk.caller("e")
    desk.tell(OfferFailed(desk.offer_of("anne"), Unanswered.DECLINED, HangUpCause.REJECTED))
    assert said(desk, "e") == {
        "anne": (Reason.RESTING, "rests after a declined or failed offer, or after much talking"),
    }


def test_what_a_busy_agent_is_busy_with_is_told_with_its_time() -> None:
    desk = Desk()
    desk.queue(policy=QueuePolicy(SUPPORT, wrap_up_seconds=20.0))
    for name in ("anne", "bert", "carl"):
        know(desk, name)
    for entry in ("e1", "e2", "e3"):
        desk.caller(entry)
    desk.talks("anne")
    desk.talks("bert")
    desk.ends("bert")
    desk.tell(OfferRang(desk.offer_of("carl")))
    desk.at(8.0)
    desk.caller("e4")
    assert said(desk, "e4") == {
        "bert": (Reason.WRAPPING_UP, "wrap-up ends in 12 s"),
        "anne": (Reason.TALKING, "talking with contact contact-e1 for 8.0 s"),
        "carl": (Reason.OFFERED, "being rung for contact contact-e3 for 8.0 s"),
    }


def test_a_wrap_up_without_end_is_told_as_one() -> None:
    desk = Desk()
    desk.queue(policy=QueuePolicy(SUPPORT, wrap_up=WrapUp.UNTIL_ENDED))
    know(desk, "anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne", Party.CALLER)
    desk.at(30.0)
    desk.caller("e2")
    assert said(desk, "e2")["anne"] == (
        Reason.WRAPPING_UP,
        "wrapping up for 30 s, until they say they are done",
    )
    desk.tell(EndWrapUp(AgentName("anne")))
    assert said(desk, "e2")["anne"][0] is Reason.OFFERED


@pytest.mark.parametrize(
    ("rule", "chosen", "other"),
    [
        (Selection.LONGEST_IDLE, "idle for 60 s", "comes later: idle for 4.0 s; the winner: idle for 60 s"),
        (
            Selection.MOST_PROFICIENT,
            "proficiency 3, idle for 60 s",
            "comes later: proficiency 2, idle for 4.0 s; the winner: proficiency 3, idle for 60 s",
        ),
        (
            Selection.ROUND_ROBIN,
            "number 1 in the order of the document, the last turn was 0",
            (
                "comes later: number 2 in the order of the document, the last turn was 0; "
                "the winner: number 1 in the order of the document, the last turn was 0"
            ),
        ),
        (
            Selection.FEWEST_CONTACTS,
            "contacts: 0, idle for 60 s",
            "comes later: contacts: 0, idle for 4.0 s; the winner: contacts: 0, idle for 60 s",
        ),
        (
            Selection.LINEAR,
            "number 1 in the order of the document",
            "comes later: number 2 in the order of the document; the winner: number 1 in the order of the document",
        ),
    ],
)
def test_whoever_comes_later_is_told_what_the_rule_goes_by(rule: Selection, chosen: str, other: str) -> None:
    desk, looking = watched(QueuePolicy(SUPPORT, selection=rule))
    know(desk, "anne", english=3)
    desk.at(56.0)
    know(desk, "bert", english=2)
    desk.at(60.0)
    desk.caller("e", needs=needing(Threshold(ENGLISH, 1)))
    assert explained(looking) == {"anne": (None, chosen), "bert": (Reason.LATER, other)}


def test_whoever_is_of_a_higher_rank_is_told_the_ranks() -> None:
    desk, looking = watched(QueuePolicy(SUPPORT))
    know(desk, "anne", rank=2)
    desk.at(60.0)
    know(desk, "bert", rank=1)
    desk.caller("e")
    assert explained(looking) == {
        "bert": (None, "idle for 0.0 s"),
        "anne": (Reason.LATER, "comes later: rank 2, the winner 1"),
    }


def test_of_a_caller_who_is_being_rung_for_the_phone_that_rings_is_named() -> None:
    desk = Desk()
    desk.queue()
    know(desk, "anne")
    know(desk, "bert")
    desk.caller("e")
    assert said(desk, "e")["bert"] == (Reason.LATER, "could serve, but anne is being rung")
    desk.answers("anne")
    assert said(desk, "e")["bert"] == (Reason.LATER, "could serve, but anne has answered")


def watched(policy: QueuePolicy) -> tuple[Desk, Looking]:
    """A desk with this queue, and a witness of its offers."""
    desk, looking = Desk(), Looking()
    desk.distributor = Distributor(witness=looking)
    desk.tell(ConfigureQueue(policy))
    return desk, looking


def explained(looking: Looking) -> dict[str, tuple[Reason | None, str]]:
    """What was said of each agent when the latest offer was made."""
    return {verdict.agent: (verdict.reason, verdict.detail) for verdict in looking.explained[-1][3]}
