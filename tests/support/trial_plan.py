"""A dialplan in which a caller can meet everything a test may speak of, and how one test of it is written and run."""

from pathlib import Path
from textwrap import indent

from dialplan.document import Document
from dialplan.loader import load
from service.trials.judging import Verdict
from service.trials.trying import run_trial

PLAN = """\
languages: [en, ru]
time_zone: Europe/Riga
country: LV
numbers:
  "100": {flow: main, source: newspaper}
  "101": fetch
  "102": {flow: main, language: ru}
  "103": {flow: desk, most_calls: 1}
trunks: {provider: {address: 192.0.2.10, may_call_out: flows}}
categories: {product: Product}
hours: {office: {open: {mon-fri: 09:00-18:00}}}
lists: {blocked: {numbers: ["+37120000666"]}, vip: {numbers: ["+37120000001"]}}
admission: {blocked: blocked}
prompts:
  welcome: {text: "Welcome."}
  closed: {text: "We are closed."}
  choose: {text: "Press 1, 2 or 3."}
  number: {text: "Type it."}
  friendly: {text: "How friendly were we?"}
skills: [english]
queues:
  support: {max_wait_seconds: 20, keys: {"0": {flow: farewell}}}
agents:
  alice: {name: Alice, queues: [support], skills: {english: 3}}
  bob: {name: Bob, queues: [support]}
flows:
  main:
    - play: welcome
    - branch:
        - {open: office, steps: [{set: {category: product}}]}
        - {otherwise: [{play: closed}, {voicemail: {queue: support}}, hang_up]}
    - menu:
        prompt: choose
        choices:
          "1": [{enqueue: {queue: support, priority: 3}}, {survey: {questions: {friendly: friendly}}}]
          "2":
            - {collect: {into: account, prompt: number, digits: 4}}
            - {say: {number: "{account}"}}
            - {callback: support}
          "3": [{transfer: {agent: alice, otherwise: [{play: closed}]}}]
        otherwise: [hang_up]
    - hang_up
  fetch:
    - look_up: {url: "https://example.com/{caller.number}", results: {tier: customer.tier}, otherwise: [{play: closed}]}
    - agi: {script: "agi://192.0.2.1/x", results: [AREA], otherwise: [{play: welcome}]}
    - branch:
        - {variable: tier, is: gold, steps: [{enqueue: {queue: support, requires: english}}]}
        - {variable: area, is: north, steps: [{play: number}]}
    - consent: {prompt: welcome}
    - hang_up
  desk: [{branch: [{caller_on: vip, steps: [{play: welcome}]}]}, {enqueue: support}]
  farewell: [{play: "sound:vm-goodbye"}, hang_up]
"""


def plan(folder: Path, tests: str = "", text: str = PLAN) -> Document:
    """The document in this folder, with these lines as its section of tests."""
    folder.mkdir(parents=True, exist_ok=True)
    written = f"{text}tests:\n{indent(tests, '  ')}\n" if tests else text
    (folder / "main.yaml").write_text(written, encoding="utf-8")
    return load(folder)


def verdict(folder: Path, test: str) -> Verdict:
    """How this test, the whole mapping without its name, comes out in virtual time."""
    return run_trial(plan(folder, f"it: {test}"), "it")
