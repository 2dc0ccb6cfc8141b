"""One dialogue by keypad, from the code dialled to the last word. Pure: decides what is said, asked and done.

Three verbs, as everywhere: ``receive``, ``next_deadline``, ``handle_deadline``. It never waits, and plays nothing.
"""

from enum import Enum
from typing import Final, assert_never

from acd.agents import Presence
from calls.asks import Ask, Listen, Record
from calls.dialled import Action, CodeDialled, NothingDialled
from calls.keypad import tasks, turns
from calls.keypad.phrases import Choice, CodeFor, Part, Phrase
from calls.keypad.speaking import Speaking
from calls.keypad.who import language_of, owner_of
from calls.permissions import Person
from dialplan.document import Document
from vocabulary.ids import AgentName, DeviceName
from vocabulary.instant import Instant

FIRST_KEY_SECONDS: Final = 8.0
"""How long the first key may take after a question: long enough to look a number up."""
NEXT_KEY_SECONDS: Final = 3.0
"""How long each further key may take, where no pound key ends what is typed."""
TRIES: Final = 3
LONGEST_TYPED: Final = 32

_END, _AGAIN = "#", "*"


class _Phase(Enum):
    BEGINNING = "beginning"
    ASKING = "asking"
    ASKED = "the door was asked, or the PIN is being checked"
    ENDING = "the last words"
    OVER = "over"


class KeypadDialogue:
    """``what``: a code, or what is none and leads nowhere: that is said too."""

    def __init__(
        self, what: CodeDialled | NothingDialled, device: DeviceName, document: Document, people: turns.People
    ) -> None:
        self._what = what
        self._device = device
        self._document = document
        self._people = people
        self._person: Person | None = None
        self._choice: Choice | None = None
        self._question: tasks.Question | None = None
        self._ask: Ask | None = None
        self._phase = _Phase.BEGINNING
        self._typed = ""
        self._tries = 0
        self._speaking = Speaking()
        self._codes: list[CodeFor] = []
        self._any_key_ends = False
        self._deadline: Instant | None = None

    @property
    def over(self) -> bool:
        """Nothing will come of it any more."""
        return self._phase is _Phase.OVER

    @property
    def saying(self) -> int | None:
        """The utterance being said, whose end is waited for."""
        return self._speaking.utterance

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` is to be called."""
        return self._deadline

    def receive(self, report: turns.Report, now: Instant) -> turns.Decision:
        """Take one report. What comes late means nothing."""
        match report:
            case turns.PhoneCame():
                if self._phase is _Phase.BEGINNING:
                    self._speaking.want(turns.AnswerPhone())
                    self._begin(now)
            case turns.KeyPressed(key):
                self._press(key, now)
            case turns.Spoken(utterance):
                if utterance == self.saying:
                    self._said(now)
            case turns.PinChecked(verdict):
                if self._phase is _Phase.ASKED:
                    self._take_verdict(verdict, now)
            case turns.DoorAnswered(granted):
                if self._phase is _Phase.ASKED and self._ask is not None:
                    self._take_answer(self._ask, now, granted=granted)
            case _:
                assert_never(report)
        return self._speaking.take_decision()

    def handle_deadline(self, now: Instant) -> turns.Decision:
        """The time is up: for keys, or for something said whose end was never told."""
        if self._deadline is not None and self._deadline <= now:
            self._deadline = None
            if self.saying is not None:
                self._said(now)
            elif self._phase is _Phase.ASKING and self._typed:
                self._entered(now)
            elif self._phase is _Phase.ASKING:
                self._again(Phrase.NOTHING_ENTERED, now)
        return self._speaking.take_decision()

    # --- who dials what ----------------------------------------------------------------------------------------------

    def _begin(self, now: Instant) -> None:
        self._person = self._people.person_at(self._device)
        match self._what:
            case NothingDialled():
                self._refuse(Phrase.UNKNOWN_NUMBER, now)
            case CodeDialled(action, rest):
                self._begin_code(action, rest, now)
            case _:
                assert_never(self._what)

    def _begin_code(self, action: Action, rest: str, now: Instant) -> None:
        person = self._person
        if action is Action.HELP:
            self._read_codes_out(now)
        elif action is Action.LOG_IN:
            self._begin_login(rest, now)
        elif action in tasks.LISTENING and (person is None or person.supervisor is None):
            self._refuse(Phrase.NOT_ALLOWED, now)
        elif action not in tasks.LISTENING and (person is None or person.agent is None):
            self._refuse(Phrase.NOBODY_HERE, now)
        else:
            question = tasks.question_of(action, self._document)
            if question is not None:
                self._need(question, rest, now)
            elif rest:
                self._refuse(Phrase.UNKNOWN_NUMBER, now)
            else:
                self._go(now)

    def _begin_login(self, rest: str, now: Instant) -> None:
        """Whoever dials at a phone of their own need not say who they are, unless somebody else sits there now."""
        owner = owner_of(self._document, self._device)
        there = self._person.agent if self._person is not None else None
        if rest or owner is None or there not in {None, owner}:
            self._need(tasks.agents_question(self._document, Phrase.YOUR_NUMBER), rest, now)
        else:
            self._identify(owner, now)

    def _need(self, question: tasks.Question, rest: str, now: Instant) -> None:
        if not question.choices:
            self._refuse(Phrase.NOT_POSSIBLE, now)
        elif not rest:
            self._put(question, now)
        elif (choice := question.of(rest)) is not None:
            self._choose(choice, now)
        else:
            self._refuse(question.wrong, now)

    def _choose(self, choice: Choice, now: Instant) -> None:
        self._choice = choice
        assert isinstance(self._what, CodeDialled)
        if self._what.action is Action.LOG_IN:
            self._identify(AgentName(choice.value), now)
        elif self._what.action in tasks.LISTENING and self._confirms_as_supervisor:
            self._put(tasks.PIN, now)
        else:
            self._go(now)

    def _identify(self, agent: AgentName, now: Instant) -> None:
        """Somebody who wants to log in says that they are this agent."""
        there, standing = self._person, self._people.standing(agent)
        self._person = Person(agent, agent)
        at_work = standing.presence is not Presence.LOGGED_OUT and standing.seat in {None, self._device}
        if at_work and there is not None and there.agent == agent:
            self._refuse(Phrase.ALREADY_LOGGED_IN, now)
        elif self._people.has_pin(agent):
            self._put(tasks.PIN, now)
        elif owner_of(self._document, self._device) == agent:
            self._go(now)
        else:
            self._refuse(Phrase.NO_PIN, now)

    @property
    def _confirms_as_supervisor(self) -> bool:
        name = self._person.supervisor if self._person is not None else None
        return name is not None and self._people.has_pin(name, as_supervisor=True)

    # --- keys --------------------------------------------------------------------------------------------------------

    def _put(self, question: tasks.Question, now: Instant, *before: Phrase) -> None:
        if question is not self._question:
            self._tries = 0
        self._question, self._phase, self._typed = question, _Phase.ASKING, ""
        self._say((*before, *question.parts), now)

    def _press(self, key: str, now: Instant) -> None:
        if self._phase is _Phase.ENDING and self._any_key_ends:
            self._speaking.hush()
            self._hang_up()
        if self._phase is not _Phase.ASKING or self._question is None:
            return
        if key == _END and not self._typed:
            # The number before was complete without it; it belongs to that.
            return
        self._speaking.hush()
        self._deadline = now.plus(NEXT_KEY_SECONDS)
        if key == _AGAIN:
            self._put(self._question, now)
        elif key == _END:
            self._entered(now)
        else:
            self._typed = (self._typed + key)[:LONGEST_TYPED]
            if self._question.complete(self._typed):
                self._entered(now)

    def _entered(self, now: Instant) -> None:
        question, typed = self._question, self._typed
        self._typed, self._deadline = "", None
        assert question is not None
        if question is tasks.PIN:
            self._check(typed)
        elif (choice := question.of(typed)) is not None:
            self._choose(choice, now)
        else:
            self._again(question.wrong, now)

    def _again(self, why: Phrase, now: Instant) -> None:
        self._tries += 1
        if self._tries < TRIES and self._question is not None:
            self._put(self._question, now, why)
        else:
            self._refuse(why, now)

    def _check(self, pin: str) -> None:
        self._phase = _Phase.ASKED
        person = self._person
        assert person is not None
        assert isinstance(self._what, CodeDialled)
        if self._what.action in tasks.LISTENING:
            self._speaking.want(turns.CheckPin(person.supervisor or person.name, pin, as_supervisor=True))
        else:
            self._speaking.want(turns.CheckPin(person.name, pin))

    def _take_verdict(self, verdict: turns.Verdict, now: Instant) -> None:
        match verdict:
            case turns.Verdict.RIGHT:
                self._go(now)
            case turns.Verdict.WRONG:
                self._again(Phrase.WRONG_PIN, now)
            case turns.Verdict.LOCKED:
                self._refuse(Phrase.PIN_LOCKED, now)
            case _:
                assert_never(verdict)

    # --- what is done ------------------------------------------------------------------------------------------------

    def _go(self, now: Instant) -> None:
        """Everything is known: ask for it."""
        person = self._person
        assert person is not None
        assert isinstance(self._what, CodeDialled)
        action = self._what.action
        if action in tasks.LISTENING:
            self._listen(person, action, now)
            return
        agent = person.agent
        assert agent is not None
        chosen = self._choice.value if self._choice is not None else ""
        ask = tasks.ask_of(action, agent, chosen, self._device, self._people.standing(agent))
        if self._people.forbids(person, ask):
            self._refuse(tasks.why_forbidden(action, self._people.standing(agent)), now)
        else:
            self._put_to_door(person, ask)

    def _put_to_door(self, person: Person, ask: Ask) -> None:
        self._ask, self._phase = ask, _Phase.ASKED
        self._speaking.want(turns.AskDoor(person, ask))

    def _listen(self, person: Person, action: Action, now: Instant) -> None:
        assert self._choice is not None
        assert person.supervisor is not None
        agent, mode = AgentName(self._choice.value), tasks.LISTENING[action]
        if not self._people.standing(agent).talks:
            # Of a conversation that there is not, nobody may ask anything: that would be the wrong word.
            self._refuse(Phrase.NOBODY_TO_HEAR, now)
        elif self._people.forbids(person, Listen(mode, agent=agent)):
            self._refuse(Phrase.NOT_ALLOWED, now)
        else:
            self._speaking.tell(turns.CodeCarriedOut(action, person.name))
            self._speaking.want(turns.BeginListening(person.supervisor, mode, agent))
            self._phase, self._deadline = _Phase.OVER, None

    def _take_answer(self, ask: Ask, now: Instant, *, granted: bool) -> None:
        assert self._person is not None
        assert isinstance(self._what, CodeDialled)
        action = self._what.action
        if granted:
            self._speaking.tell(turns.CodeCarriedOut(action, self._person.name))
            self._end(tasks.done_of(action, ask, self._choice), now)
        elif ask == Record(on=True):
            # One code for both: where it would not begin, it may be on already.
            self._put_to_door(self._person, Record(on=False))
        else:
            self._refuse(tasks.why_not(action, self._people.standing(self._person.agent or AgentName(""))), now)

    def _read_codes_out(self, now: Instant) -> None:
        supervises = self._person is not None and self._person.supervisor is not None
        self._codes = tasks.codes_told(self._document, to_supervisor=supervises)
        self._any_key_ends = True
        self._end((Phrase.CODES,), now)

    # --- words -------------------------------------------------------------------------------------------------------

    def _say(self, parts: tuple[Part, ...], now: Instant) -> None:
        language = language_of(self._document, self._person, self._device)
        self._deadline = self._speaking.say(parts, language, now)

    def _said(self, now: Instant) -> None:
        self._speaking.said()
        if self._codes:
            # One after the other: with words never made before, the first would have to wait for the last.
            told, *self._codes = self._codes
            self._say((told,), now)
        elif self._phase is _Phase.ENDING:
            self._hang_up()
        else:
            self._deadline = now.plus(FIRST_KEY_SECONDS)

    def _refuse(self, why: Phrase, now: Instant) -> None:
        person = self._person.name if self._person is not None else ""
        match self._what:
            case CodeDialled(action):
                self._speaking.tell(turns.CodeRefused(action, person, why))
            case NothingDialled(number):
                dialled = "" if number.startswith(("*", "#")) else number
                self._speaking.tell(turns.CodeRefused(None, person, why, dialled))
            case _:
                assert_never(self._what)
        self._end((why,), now)

    def _end(self, parts: tuple[Part, ...], now: Instant) -> None:
        self._phase = _Phase.ENDING
        self._say(parts, now)

    def _hang_up(self) -> None:
        self._phase, self._deadline = _Phase.OVER, None
        self._speaking.want(turns.HangUpPhone())
