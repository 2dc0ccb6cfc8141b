"""A phone with a keypad and a document of a few people: what is dialled and typed, and what comes of it. Time is a
number.
"""

from dataclasses import dataclass, field
from pathlib import Path

from acd.agents import Presence
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from calls.asks import Ask
from calls.dialled import CodeDialled, NothingDialled, meaning
from calls.keypad import turns
from calls.keypad.dialogue import KeypadDialogue
from calls.keypad.phrases import Part, Phrase
from calls.keypad.turns import Standing
from calls.permissions import Person
from dialplan.document import Agent, Document, Queue
from dialplan.keyed import with_digits
from dialplan.sections.devices import PhoneSpec
from dialplan.sections.features import FeatureCodesSpec
from dialplan.sections.outcomes import DispositionSpec
from dialplan.sections.people import PauseReasonSpec, SupervisorSpec
from ivr.world import World
from vocabulary.ids import AgentName, DeviceName, Language, QueueName
from vocabulary.instant import Instant

BOB, CAROL, EVE = AgentName("bob"), AgentName("carol"), AgentName("eve")
SUPPORT, SALES = QueueName("support"), QueueName("sales")
PHONE_OF_BOB, PHONE_OF_CAROL, DESK_PHONE = DeviceName("bob"), DeviceName("carol"), DeviceName("lobby")
PHONE_OF_TESS = DeviceName("290")

CODES = FeatureCodesSpec(
    log_in="*10",
    log_out="*11",
    sign_in="*20",
    sign_out="*21",
    pause="*13",
    resume="*14",
    end_wrap_up="*15",
    disposition="*16",
    raise_hand="*17",
    monitor="*40",
    whisper="*41",
    barge="*42",
    take_over="*43",
    record="*30",
    pause_recording="*31",
    record_again="*32",
    help="*0",
)


def agent(name: AgentName, number: str, language: str | None = None) -> Agent:
    profile = AgentProfile(name, (Assignment(SUPPORT), Assignment(SALES)))
    return Agent(profile, name.title(), number, language=Language(language) if language else None)


DOCUMENT = Document(
    "v",
    {},
    World(),
    {
        SUPPORT: Queue(QueuePolicy(SUPPORT), number="600"),
        SALES: Queue(QueuePolicy(SALES), number="601"),
        QueueName("hidden"): Queue(QueuePolicy(QueueName("hidden"))),
    },
    {BOB: agent(BOB, "201"), CAROL: agent(CAROL, "202", "ru"), EVE: agent(EVE, "2030")},
    directory=Path(),
    phones={DESK_PHONE: PhoneSpec.model_validate({"language": "fr"})},
    supervisors={
        "tess": SupervisorSpec.model_validate({"name": "T", "device": "290", "queues": ["support"], "may": ["monitor"]})
    },
    pause_reasons=with_digits({"lunch": PauseReasonSpec(), "training": PauseReasonSpec(digits="25")}),
    dispositions=with_digits({"sold": DispositionSpec(name="Sold"), "no": DispositionSpec(name="No interest")}),
    feature_codes=CODES,
)


@dataclass
class Office:
    """``calls.keypad.turns.People`` for tests: what is written here is so."""

    at: dict[DeviceName, Person] = field(
        default_factory=lambda: {
            PHONE_OF_BOB: Person(BOB, BOB),
            PHONE_OF_CAROL: Person(CAROL, CAROL),
            PHONE_OF_TESS: Person("tess", None, "tess"),
        }
    )
    standings: dict[AgentName, Standing] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    forbidden: str = ""

    def person_at(self, device: DeviceName) -> Person | None:
        return self.at.get(device)

    def standing(self, agent: AgentName) -> Standing:
        return self.standings.get(agent, Standing(Presence.AVAILABLE))

    def has_pin(self, name: str, *, as_supervisor: bool = False) -> bool:
        del as_supervisor
        return name in self.pins

    def forbids(self, person: Person, ask: Ask) -> str:
        del person, ask
        return self.forbidden


class Phone:
    """A phone that dials once, and then types. PINs are checked as the office has them; the door is asked at last."""

    def __init__(
        self,
        dialled: str,
        device: DeviceName = PHONE_OF_BOB,
        office: Office | None = None,
        document: Document = DOCUMENT,
        *,
        door_grants: bool = True,
        wrong_pin: turns.Verdict = turns.Verdict.WRONG,
    ) -> None:
        self.office = office or Office()
        self.effects: list[turns.Effect] = []
        self.events: list[turns.Event] = []
        self.now = Instant(0.0, 0.0)
        self._grants = door_grants
        self._wrong = wrong_pin
        what = meaning(document, dialled)
        assert isinstance(what, CodeDialled | NothingDialled)
        self.dialogue = dialogue(what, device, document, self.office)
        self._take(self.dialogue.receive(turns.PhoneCame(), self.now))

    def types(self, keys: str) -> "Phone":
        """One key after the other, half a second between them."""
        for key in keys:
            self.now = self.now.plus(0.5)
            self._take(self.dialogue.receive(turns.KeyPressed(key), self.now))
        return self

    def hears_it_all(self) -> "Phone":
        """What is being said is over."""
        if self.dialogue.saying is not None:
            self.now = self.now.plus(1.0)
            self._take(self.dialogue.receive(turns.Spoken(self.dialogue.saying), self.now))
        return self

    def waits(self) -> "Phone":
        """Until the dialogue's own deadline."""
        deadline = self.dialogue.next_deadline()
        assert deadline is not None
        self.now = deadline
        self._take(self.dialogue.handle_deadline(deadline))
        return self

    def says(self, report: turns.Report) -> "Phone":
        """Something else is told."""
        self._take(self.dialogue.receive(report, self.now))
        return self

    @property
    def said(self) -> list[tuple[Part, ...]]:
        return [effect.parts for effect in self.effects if isinstance(effect, turns.Say)]

    @property
    def heard(self) -> list[Part]:
        """Each first word of what was said."""
        return [parts[0] for parts in self.said]

    @property
    def languages(self) -> list[Language]:
        return [effect.language for effect in self.effects if isinstance(effect, turns.Say)]

    @property
    def asked(self) -> list[Ask]:
        """What the door was asked for."""
        return [effect.ask for effect in self.effects if isinstance(effect, turns.AskDoor)]

    @property
    def refused(self) -> list[Phrase]:
        return [event.why for event in self.events if isinstance(event, turns.CodeRefused)]

    @property
    def hung_up(self) -> bool:
        return turns.HangUpPhone() in self.effects

    def _take(self, decision: turns.Decision) -> None:
        self.events += decision.events
        for effect in decision.effects:
            self.effects.append(effect)
            if isinstance(effect, turns.AskDoor):
                self._take(self.dialogue.receive(turns.DoorAnswered(self._grants), self.now))
            elif isinstance(effect, turns.CheckPin):
                right = self.office.pins.get(effect.person) == effect.pin
                verdict = turns.Verdict.RIGHT if right else self._wrong
                self._take(self.dialogue.receive(turns.PinChecked(verdict), self.now))


def dialogue(
    what: CodeDialled | NothingDialled,
    device: DeviceName,
    document: Document,
    office: Office,
) -> KeypadDialogue:
    """A dialogue at its beginning."""
    return KeypadDialogue(what, device, document, office)
