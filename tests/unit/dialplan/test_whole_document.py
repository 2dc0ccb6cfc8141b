"""A document in which every section says something, and what of it the other rooms are given."""

import pickle
import wave
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialplan.document import Dialled, Document
from dialplan.endpoints import endpoints
from dialplan.language import DialplanSpec
from dialplan.loader import load
from dialplan.reading import read
from dialplan.tree import Mapping
from vocabulary.ids import AgentName, DeviceName, FlowName, HoursName, Language, ListName, MediaUri, QueueName

EVERYTHING = """\
languages: [en, ru]
time_zone: Europe/Riga
country: LV
numbers:
  "100": main
  "+37167000000": {flow: main, source: newspaper, language: ru, most_calls: 20, trunk: provider}
trunks:
  provider:
    address: 192.0.2.10:5060
    registration: {server: "sip:sip.example.net", username: acme, secret: {file: secrets/trunk}}
    codecs: [alaw, ulaw]
    nat_address: 203.0.113.7
    number_format: e164
    country: LV
    caller_id: "+37167000000"
    lines: 30
    may_call_out: [supervisors, flows]
hours: {office: {open: {mon-fri: "09:00-18:00"}}}
prompts:
  welcome: {text: Welcome}
  choose: {en: {text: Press 1}, ru: {text: Нажмите один}}
music: {calm: calm.wav}
skills: [english]
queues: {support: {music: calm, max_wait_seconds: 60, after_max_wait: {flow: closed}, number: "401", zip_tone: true,
                   tell_agent: welcome, shown: "{queue}: {name}", transfer_failed: head, lost_agent: end,
                   silent_agent: head}}
agents:
  alice: {name: Alice, queues: support, skills: {english: 5}, number: "201", language: ru, pin: {env: ALICE_PIN},
          auto_answer: true, devices: {desk: {transport: tls, secret: {file: a}},
          browser: {transport: wss, silence_suppression: true}}}
phones: {hot-1: {transport: tcp, secret: {file: a}, number: "301", language: ru}, hot-2: }
teams: {day: {name: Day team, agents: [alice]}}
supervisors:
  carol: {name: Carol, device: "202", pin: {file: a}, teams: [day], queues: [support], may: [monitor, whisper],
          transport: tls, secret: {file: a}, language: ru}
shifts: [{agents: [alice], days: mon-fri, hours: "09:00-18:00"}]
pause_reasons: {lunch: {limit_minutes: 60}, training: , talk: {digits: "9"}}
categories: {product: Product advice}
dispositions: {sold: {name: Sold, sale: true}, solved: {name: Solved, resolution: true}, call_again: Call again}
call_forms: {order: {category: product, fields: {name: {kind: text, required: true}, a: {kind: choice, choices: [a]}}}}
scorecards: {quality: {name: Quality, queues: support, questions: {hello: {text: A greeting?, points: 10}}}}
recording_rules: [{queues: [support], record: sample, share: 0.2, from: queue, keep_days: 90, consent: welcome}]
feature_codes: {log_in: "*11", log_out: "*12", help: "*00"}
lists: {blocked: {numbers: ["+371200*", anonymous]}}
admission: {blocked: blocked, most_calls: 100, when_blocked: hang_up, when_full: {flow: closed}}
look_ups: {allow_private: [10.0.0.5]}
speech: {voices: {en: en-gb}, words_per_minute: 150}
tests: {opened: {call: "100", agents: {alice: available}, expect: {outcome: connected}}}
flows:
  main:
    - branch:
        - {open: office, steps: [{play: [welcome, choose]}, {enqueue: {queue: support, requires: {english: 3}}}]}
        - otherwise: [go_to: closed]
  closed: [play: "text:We are closed", hang_up]
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "all.yaml").write_text(EVERYTHING)
    with wave.open(str(tmp_path / "calm.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(16_000))
    return load(tmp_path)


def test_every_section_of_the_language_is_in_it() -> None:
    root = read(EVERYTHING, "all.yaml").root
    assert isinstance(root, Mapping)
    assert set(root.entries) == set(DialplanSpec.model_fields)


def test_a_number_tells_what_is_known_of_its_callers(document: Document) -> None:
    assert document.numbers == {
        "100": Dialled(FlowName("main")),
        "+37167000000": Dialled(FlowName("main"), "newspaper", Language("ru"), 20, "provider"),
    }


def test_the_world_knows_hours_lists_and_languages(document: Document) -> None:
    world = document.world
    monday = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Europe/Riga"))
    assert world.calendar.is_open(HoursName("office"), monday)
    assert world.lists.holds(ListName("blocked"), "20012345") is True
    assert world.languages == ("en", "ru")
    assert world.voice.media(MediaUri("prompt:choose"), Language("ru")) == "speech:ru:Нажмите один"


def test_a_number_with_a_trunk_is_served_on_no_other(document: Document) -> None:
    number = "+37167000000"
    assert [document.serves(number, trunk) for trunk in ("provider", "", "other")] == [True, True, False]
    assert document.serves("100", "other")
    assert not document.serves("999", "")


def test_a_callers_number_is_read_by_the_trunk_it_came_in_by(document: Document) -> None:
    german = document.trunks["provider"].model_copy(update={"country": "DE"})
    also = replace(document, trunks={**document.trunks, "german": german})
    assert also.caller_number("20012345", "100") == "+37120012345"
    assert also.caller_number("030 1234567", "100", "german") == "+49301234567"


def test_an_agent_has_a_number_phones_a_language_and_a_pin(document: Document) -> None:
    alice = document.agents[AgentName("alice")]
    assert (alice.number, alice.language, alice.auto_answer) == ("201", "ru", True)
    assert {name: device.transport for name, device in alice.devices.items()} == {"desk": "tls", "browser": "wss"}
    assert alice.pin is not None
    assert alice.pin.env == "ALICE_PIN"


def test_a_queue_says_what_agents_and_phones_are_told(document: Document) -> None:
    support = document.queues[QueueName("support")]
    assert (support.number, support.shown, support.zip_tone) == ("401", "{queue}: {name}", True)
    assert (support.tell_agent, support.transfer_failed) == (MediaUri("prompt:welcome"), "head")
    assert (support.policy.keeps_lost, support.policy.requeue_silent) == (False, True)


def test_every_phone_is_an_endpoint_of_its_own(document: Document) -> None:
    found = endpoints(document)
    told = {device: (phone.whose, phone.number, phone.transport) for device, phone in found.items()}
    assert told == {
        "desk": ("agent 'alice' (desk)", "201", "tls"),
        "browser": ("agent 'alice' (browser)", "201", "wss"),
        "202": ("supervisor 'carol'", "202", "tls"),
        "hot-1": ("phone 'hot-1'", "301", "tcp"),
        "hot-2": ("phone 'hot-2'", "hot-2", "udp"),
    }


def test_an_agent_without_phones_has_one_of_their_name(document: Document) -> None:
    alice = replace(document.agents[AgentName("alice")], devices={})
    found = endpoints(replace(document, agents={AgentName("alice"): alice}))
    assert found[DeviceName("alice")].whose == "agent 'alice'"


def test_what_is_typed_for_a_choice_is_its_place_unless_it_is_written(document: Document) -> None:
    assert {name: spec.digits for name, spec in document.pause_reasons.items()} == {
        "lunch": "1",
        "training": "2",
        "talk": "9",
    }
    assert [spec.digits for spec in document.dispositions.values()] == ["1", "2", "3"]


def test_what_needs_no_resolving_is_there_as_it_was_read(document: Document) -> None:
    assert document.trunks["provider"].may_call_out == ["supervisors", "flows"]
    assert document.supervisors["carol"].may == ["monitor", "whisper"]
    assert document.pause_reasons["training"].limit_minutes is None
    assert [name for name, spec in document.dispositions.items() if spec.sale] == ["sold"]
    assert document.dispositions["call_again"].name == "Call again"
    assert dict(document.feature_codes.written()) == {"log_in": "*11", "log_out": "*12", "help": "*00"}
    assert document.recording_rules[0].from_ == "queue"
    assert document.admission.most_calls == 100
    assert document.look_ups.allow_private == ["10.0.0.5"]


def test_it_survives_being_pickled(document: Document) -> None:
    copy: Document = pickle.loads(pickle.dumps(document))
    assert copy.flows == document.flows
    assert copy.trunks == document.trunks
    assert copy.world.voice.media(MediaUri("prompt:welcome"), Language("ru")) == "speech:en:Welcome"


def test_it_knows_its_texts_and_where_each_step_stands(document: Document) -> None:
    assert document.sources == {"all.yaml": EVERYTHING}
    path = ("flows", "closed", 0)
    assert document.places[path].line == EVERYTHING[: EVERYTHING.index("  closed: [play")].count("\n") + 1
