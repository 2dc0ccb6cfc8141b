"""The JSON Schema says of a document what the models say, so that an editor and ``firstline check`` agree."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer import Typer
from typer.testing import CliRunner

from dialplan.json_schema import DIALECT, json_schema
from dialplan.language import DialplanSpec
from dialplan.reading import read
from dialplan.reference import reference
from dialplan.tree import plain
from service.cli_schema import schema as schema_command

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "dialplan" / "examples").glob("*/*.yaml"))
SCHEMA = json_schema()


def faults(text: str) -> list[str]:
    root = read(text, "a.yaml").root
    assert root is not None
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(plain(root))]


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from schemas(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from schemas(item)


def test_it_is_a_schema_of_its_dialect() -> None:
    assert SCHEMA["$schema"] == DIALECT
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_the_examples_validates_by_itself(file: Path) -> None:
    assert faults(file.read_text()) == []


ACCEPTED = {
    "empty sections": "queues:\nskills:\nflows:\nadmission:\n",
    "a number in short and in full": "numbers: {'100': main, '200': {flow: main, source: radio, most_calls: 2}}",
    "a list of one without brackets": "agents: {a: {name: A, queues: support}}\nflows: {a: {hang_up: }, b: [hang_up]}",
    "assignments with nothing behind them": "agents: {a: {name: A, queues: {b: , c: {rank: 2}}, devices: {a: }}}",
    "pause reasons as a list": "pause_reasons: [lunch, training]",
    "pause reasons with limits": "pause_reasons: {lunch: {limit_minutes: 60}, training: }",
    "prompts of every kind": "prompts: {a: a/b.wav, b: sound:x, c: {text: Hi}, d: {en: {text: Hi}, ru: ru.wav}}",
    "ways out": "queues: {a: {after_max_wait: go_on, when_full: {flow: b}, keys: {'1': stay, '*': {queue: b}}}}",
    "never": "queues: {a: {announcements: {every_seconds: never, comfort: {prompts: a, every_seconds: 5}}}}",
    "requirements in three ways": (
        "flows: {a: [enqueue: {queue: a, requires: {english: 3}}, enqueue: {queue: a, requires: 'english >= 3'}, "
        "enqueue: {queue: a, requires: [{expression: english, expires_after_seconds: 30}, {expression: 'true'}]}]}"
    ),
    "prompts spoken as a step says": "flows: {a: [play: 'text:Hello {name}', play: [sound:a, b], hang_up: ]}",
    "dispositions": "dispositions: {sold: {name: Sold, sale: true}, other: Something else}",
    "a secret by reference": "agents: {a: {name: A, queues: b, pin: {file: a}, devices: {x: {secret: {env: B}}}}}",
    "shifts": "shifts: [{agents: a, days: mon-fri, hours: '09:00-17:00', from: '2026-01-01'}]",
    "recording rules": "recording_rules: [{record: sample, share: 0.2, from: menu, queues: support}]",
    "a rule that tells": "recording_rules: [{record: always, consent: a, refuse_key: '0', pause_seconds: 60}]",
    "a pause of the recording": "flows: {a: [recording: pause, collect: {into: x}, recording: {recording: resume}]}",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_short_forms_are_accepted(text: str) -> None:
    assert faults(text) == []


REFUSED = {
    "a misspelt section": "quees: {a: }",
    "a misspelt key": "queues: {a: {musik: default}}",
    "a key misspelt deep inside": "queues: {a: {announcements: {comfort: {prompt: a}}}}",
    "a misspelt verb": "flows: {a: [plai: welcome]}",
    "a name with a capital": "queues: {Support: {}}",
    "a number that is none": "numbers: {'12:30': main}",
    "a value out of range": "queues: {a: {ring_timeout_seconds: 0}}",
    "a number for a text": "agents: {a: {name: 7, queues: b}}",
    "an unknown line": "queues: {a: {line: fourth}}",
    "a secret written down": "agents: {a: {name: A, queues: b, pin: hunter2}}",
    "a secret in two places": "agents: {a: {name: A, queues: b, pin: {file: a, env: B}}}",
    "what is required left out": "agents: {a: {queues: b}}",
    "a prompt outside": "prompts: {a: ../a.wav}",
    "a key left empty": "queues: {a: {max_wait_seconds: }}",
    "a pause of another word": "flows: {a: [recording: stop]}",
    "a pause too long": "recording_rules: [{record: always, pause_seconds: 3601}]",
    "a key of several": "recording_rules: [{record: always, consent: a, refuse_key: '99'}]",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_models_refuse_the_schema_refuses(text: str) -> None:
    assert faults(text)


def test_no_mapping_takes_a_key_that_is_not_declared() -> None:
    assert all(each["additionalProperties"] is False for each in schemas(SCHEMA) if "properties" in each)
    assert all(each["additionalProperties"] is False for each in schemas(SCHEMA) if "patternProperties" in each)


def test_every_section_and_every_key_says_what_it_is() -> None:
    silent = [
        f"{each.get('title')}.{key}"
        for each in schemas(SCHEMA)
        if isinstance(each.get("properties"), dict) and each.get("type") == "object"
        for key, value in each["properties"].items()
        if not value.get("description") and "$ref" not in value
    ]
    assert silent == []


def test_the_command_prints_it() -> None:
    app = Typer()
    app.command()(schema_command)
    printed = CliRunner().invoke(app, [])
    assert json.loads(printed.output) == SCHEMA


def test_the_reference_page_has_every_section() -> None:
    page = reference()
    assert all(f"\n## {section}\n" in page for section in DialplanSpec.model_fields)


def test_the_reference_page_in_the_docs_is_the_one_of_these_models() -> None:
    written = (ROOT / "docs" / "dialplan-reference.md").read_text()
    assert written == reference(), "write it anew: firstline schema --reference > docs/dialplan-reference.md"
