"""What a document asks of others is asked of this machine while its tests run live, however deep it stands."""

from pathlib import Path

from ivr.errands import LookUp, RunScript
from service.trials.elsewhere import Nearby, brought_near
from tests.support.trial_plan import plan

DEEP = """\
numbers: {"100": main}
trunks:
  provider: {address: 192.0.2.10, registration: {server: "sip:sip.example.net", username: acme, secret: {file: gone}}}
queues: {support: {max_wait_seconds: 10}}
agents: {alice: {name: Alice, queues: [support]}}
flows:
  main:
    - menu:
        prompt: sound:vm-press
        choices:
          "1":
            - branch:
                - caller: anonymous
                  steps: [{look_up: {url: "https://example.com/1", headers: {Key: {env: KEY}}, results: {a: a}}}]
                - otherwise: [{agi: {script: "agi://192.0.2.1/2", results: [B]}}]
        otherwise:
          - enqueue: {queue: support, otherwise: [{look_up: {url: "https://example.com/3", results: {c: c}}}]}
    - collect: {into: d, prompt: sound:vm-press, digits: 4, otherwise: [{agi: {script: "agi://192.0.2.1/4"}}]}
    - hang_up
"""
NEARBY = Nearby(8001, 8002, {"provider": "127.0.0.10:8003"})


def test_every_look_up_and_every_script_is_asked_of_this_machine(tmp_path: Path) -> None:
    near = brought_near(plan(tmp_path, text=DEEP), NEARBY)
    told = repr(near.flows)
    assert told.count("http://127.0.0.1:8001/") == told.count(LookUp.__name__ + "(") == 2
    assert told.count("agi://127.0.0.1:8002/trial") == told.count(RunScript.__name__ + "(") == 2
    assert "example.com" not in told
    assert "192.0.2.1" not in told
    assert [str(network) for network in near.look_ups.allow_private] == ["127.0.0.1"]


def test_no_secret_of_others_is_needed(tmp_path: Path) -> None:
    near = brought_near(plan(tmp_path, text=DEEP), NEARBY)
    assert "KEY" not in repr(near.flows)
    assert near.trunks["provider"].registration is None
    assert near.trunks["provider"].address == "127.0.0.10:8003"


def test_nobody_waits_long_for_a_key_that_is_not_pressed(tmp_path: Path) -> None:
    near = brought_near(plan(tmp_path, text=DEEP), NEARBY)
    assert repr(near.flows).count("first_digit_seconds=1.0") == 2
