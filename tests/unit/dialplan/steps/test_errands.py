"""``look_up``, ``agi``, ``transfer``, ``voicemail`` and ``callback``: what others do for a flow."""

from collections.abc import Callable

import pytest

from ivr.conditions import Comparison, VariableIs
from ivr.errands import LeaveMessage, LookUp, PromiseCallback, RecordMessage, RunScript, TransferCaller
from ivr.flow import Again, Branch, GoTo, HangUp, Loop, Menu, Play, RunErrand, SetVariable, Steps
from vocabulary.ids import AgentName, FlowName, MediaUri, QueueName, SkillName
from vocabulary.skills import Threshold, needing

Written = Callable[[str], Steps]
Refused = Callable[[str], list[str]]
SUPPORT = QueueName("support")
SOMETHING = VariableIs("message.id", Comparison.NOT_EQUAL, "")


def test_a_look_up_asks_and_takes_over_results(steps: Written) -> None:
    written = 'look_up: {url: "https://crm.example/{caller.number}?x=1", results: {tier: customer.tier}, otherwise: []}'
    assert steps(written)[0] == RunErrand(
        LookUp(
            "GET",
            "https://crm.example/{caller.number}?x=1",
            timeout_seconds=3.0,
            results=(("tier", "customer.tier"),),
        )
    )


def test_a_body_of_keys_becomes_json_with_its_variables_inside_quotes(steps: Written) -> None:
    body = 'body: {number: "{caller.number}", lines: [1, {name: "{caller.name}"}], "q\\"": true}'
    look_up = steps(f'look_up: {{url: "http://10.0.0.5:8080/", method: POST, {body}}}')[0]
    assert isinstance(look_up, RunErrand)
    assert isinstance(look_up.errand, LookUp)
    assert look_up.errand.body == (
        '{"number": "{caller.number}", "lines": [1, {"name": "{caller.name}"}], "q\\"": true}'
    )
    assert look_up.errand.headers == (("Content-Type", "application/json"),)


def test_a_secret_header_is_known_by_where_it_is_kept(steps: Written) -> None:
    headers = "headers: {Authorization: {env: CRM_TOKEN}, X-Key: {file: secrets/key}, X-Caller: '{caller.number}'}"
    look_up = steps(f'look_up: {{url: "https://crm.example", {headers}}}')[0]
    assert isinstance(look_up, RunErrand)
    assert isinstance(look_up.errand, LookUp)
    assert look_up.errand.secret_headers == (("Authorization", "env", "CRM_TOKEN"), ("X-Key", "file", "secrets/key"))
    assert look_up.errand.headers == (("X-Caller", "{caller.number}"),)


HOST_FIRST = "must be http://HOST/… or https://HOST/…; host and port are written out"


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ('url: "https://{caller.number}/"', HOST_FIRST),
        ('url: "https://crm.example{caller.number}/"', HOST_FIRST),
        ('url: "https://crm.example:{caller.number}/"', HOST_FIRST),
        ('url: "https://me:word@crm.example/"', HOST_FIRST),
        ('url: "file:///etc/passwd"', HOST_FIRST),
        ('url: "https://crm.example:99999/"', "a port is 1 to 65535"),
        ('url: "https://crm.example/a b"', "an address holds no spaces"),
        ('url: "https://crm.example/", timeout_seconds: 31', "must be less than or equal to 30"),
        ('url: "https://crm.example/", body: {a: 1}', "GET has no body; write method: POST"),
        ('url: "https://crm.example/", results: {tier: "a..b"}', "a result is a path into the answer"),
        ('url: "https://crm.example/", headers: {Host: other}', "this header is written by the look-up itself"),
        ('url: "https://crm.example/", headers: {X-A: a, x-a: b}', "a header is written twice"),
        ('url: "https://crm.example/", headers: {Cookie: abc}', "Cookie is a secret, and none is written here"),
        ('url: "https://crm.example/{acc}"', "unknown variable 'acc': no step sets it"),
        ('url: "https://crm.example/", method: POST, body: {a: ["{acc}"]}', "unknown variable 'acc': no step sets it"),
    ],
)
def test_a_look_up_that_could_be_led_astray_is_refused(refused: Refused, keys: str, problem: str) -> None:
    assert any(problem in found for found in refused(f"look_up: {{{keys}}}"))


def test_a_secret_written_out_is_refused_without_repeating_it(refused: Refused) -> None:
    found = refused('look_up: {url: "https://crm.example/", headers: {Authorization: Bearer-hunter2}}')
    assert found
    assert "hunter2" not in "".join(found)


def test_a_text_body_may_hold_braces_of_its_own(refused: Refused) -> None:
    body = """'{"n": "{caller.number}", "empty": {}}'"""
    assert refused(f'look_up: {{url: "https://crm.example/", method: POST, body: {body}}}') == []


def test_a_script_is_given_arguments_and_leaves_variables(steps: Written) -> None:
    written = 'agi: {script: "agi://10.0.0.1:4573/tier", arguments: ["{caller.number}", x], results: TIER}'
    assert steps(written)[0] == RunErrand(
        RunScript("agi://10.0.0.1:4573/tier", ("{caller.number}", "x"), results=("TIER",))
    )


def test_what_a_script_leaves_is_a_variable_in_small_letters(refused: Refused) -> None:
    written = "branch: {open: office, steps: [{agi: {script: agi://h/s, results: TIER}}, {say: {number: '{tier}'}}]}"
    assert refused(written) == []


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("agi: http://10.0.0.1/x", "must be agi://HOST/…"),
        ('agi: "agi://{caller.number}/x"', "must be agi://HOST/…"),
        ("agi: agi://10.0.0.1", "a script is agi://HOST/NAME"),
        ('agi: {script: agi://h/s, arguments: ["a\\nb"]}', "an argument is made of printable characters"),
        ("agi: {script: agi://h/s, results: [TI-ER]}", "a channel variable taken over is a letter"),
    ],
)
def test_a_script_that_cannot_be_run_is_refused(refused: Refused, written: str, problem: str) -> None:
    assert any(problem in found for found in refused(written))


def test_a_caller_is_transferred_to_an_agent_or_outside(steps: Written) -> None:
    assert steps("transfer: alice")[0] == RunErrand(TransferCaller(AgentName("alice")))
    assert steps('transfer: {number: "+37167000000", ring_seconds: 20}')[0] == RunErrand(
        TransferCaller(number="+37167000000", ring_seconds=20.0)
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("transfer: alise", "unknown agent 'alise'; did you mean 'alice'?"),
        ('transfer: {number: "100", trunk: provder}', "unknown trunk 'provder'; did you mean 'provider'?"),
        ('transfer: {agent: alice, number: "100"}', "a transfer leads to an agent or to a number"),
        ("transfer: {agent: alice, trunk: provider}", "a trunk is for a number outside"),
        ('transfer: {number: "1-800"}', "a number to ring is 0-9 * # with an optional + before them"),
        ('transfer: {number: "100,,1&200"}', "a number to ring is 0-9 * # with an optional + before them"),
        ('transfer: {number: "{nmber}"}', "unknown variable 'nmber': no step sets it"),
    ],
)
def test_a_transfer_that_leads_nowhere_is_refused(refused: Refused, written: str, problem: str) -> None:
    assert any(problem in found for found in refused(written))


@pytest.mark.parametrize(
    ("trunks", "trunk", "problem"),
    [
        ("{provider: {address: 192.0.2.10}}", "", "no trunk lets flows call out; one needs may_call_out: [flows]"),
        ("{provider: {address: 192.0.2.10}}", ", trunk: provider", "flows may not call out through 'provider'"),
        (
            "{a: {address: 192.0.2.1, may_call_out: flows}, b: {address: 192.0.2.2, may_call_out: flows}}",
            "",
            "flows may call out through a and b: say through which, with trunk",
        ),
    ],
)
def test_a_number_outside_needs_one_trunk_that_lets_flows_call_out(
    refused_with: Callable[[str, str], list[str]], trunks: str, trunk: str, problem: str
) -> None:
    found = refused_with(f"trunks: {trunks}", f'transfer: {{number: "100"{trunk}}}')
    assert any(problem in each for each in found)


def test_a_callback_needs_a_trunk_that_lets_flows_call_out(refused_with: Callable[[str, str], list[str]]) -> None:
    found = refused_with("trunks: {provider: {address: 192.0.2.10, may_call_out: agents}}", "callback: support")
    assert any("nobody could ever be called back: no trunk lets flows call out" in each for each in found)


CONFIRMED = 'callback: {queue: support, confirm: {question: "sound:vm-press"}}'
SEVERAL = "trunks: {a: {address: 192.0.2.1, may_call_out: flows}, b: {address: 192.0.2.2, may_call_out: flows}}"


def test_callers_whose_number_names_none_of_several_trunks_are_named(
    warned_with: Callable[[str, str], list[str]],
) -> None:
    found = warned_with(SEVERAL, "callback: support")
    assert any("cannot be called back: flows may call out through a and b" in each for each in found)


@pytest.mark.parametrize(("limit", "warned"), [("", True), (', calls_to: ["+371*"]', False)])
def test_a_number_typed_for_a_callback_is_warned_about_unless_the_trunk_is_limited(
    warned_with: Callable[[str, str], list[str]], limit: str, warned: bool
) -> None:
    found = warned_with(f"trunks: {{p: {{address: 192.0.2.1, may_call_out: flows{limit}}}}}", CONFIRMED)
    assert any("callers choose this number" in each for each in found) is warned


def test_a_number_the_caller_types_is_warned_about(warned: Refused) -> None:
    typed = "{collect: {into: number}}, {transfer: {number: '0{number}'}}"
    assert any("callers choose this number" in found for found in warned(f"branch: {{open: office, steps: [{typed}]}}"))


def test_a_message_is_recorded_reviewed_and_left(steps: Written) -> None:
    written = "voicemail: {queue: support, prompt: welcome, most_seconds: 60, priority: 3, requires: {english: 3}}"
    greeting, empty, recorded, left = steps(written)
    assert (greeting, empty) == (Play((MediaUri("prompt:welcome"),)), SetVariable("message.id", ""))
    message = LeaveMessage(SUPPORT, "{message.id}", needing(Threshold(SkillName("english"), 3)), priority=3)
    assert left == Branch(((SOMETHING, (RunErrand(message, otherwise=(SetVariable("message.id", ""),)),)),))
    assert isinstance(recorded, Loop)
    record, branch = recorded.steps
    assert record == RunErrand(RecordMessage(60.0, 5.0, "#"))
    assert isinstance(branch, Branch)
    (review,) = branch.cases[0][1]
    assert isinstance(review, Loop)
    (menu,) = review.steps
    assert isinstance(menu, Menu)
    assert menu.prompts == (MediaUri("sound:vm-review"),)
    assert menu.choices == {"1": (), "2": (Play((MediaUri("var:message.media"),)), Again()), "3": (Again(2),)}


def test_a_message_that_is_not_reviewed_is_recorded_once(steps: Written) -> None:
    recorded = steps("voicemail: {queue: support, prompt: [], review: false, otherwise: hang_up}")
    assert recorded == (
        SetVariable("message.id", ""),
        RunErrand(RecordMessage()),
        Branch(((SOMETHING, (RunErrand(LeaveMessage(SUPPORT, "{message.id}"), (SetVariable("message.id", ""),)),)),)),
        Branch(((VariableIs("message.id", Comparison.EQUAL, ""), (HangUp(),)),)),
    )


def test_the_keys_of_a_review_are_different_ones(refused: Refused) -> None:
    found = refused("voicemail: {queue: support, review: {keep: '2'}}")
    assert any("'2' cannot be both keep and listen" in problem for problem in found)


def test_a_callback_is_promised_and_the_call_is_over(steps: Written) -> None:
    set_number, promised, check, ending = steps(
        "callback: {queue: support, promised: welcome, otherwise: {go_to: other}}"
    )
    assert set_number == SetVariable("callback.number", "{caller.number}")
    assert promised == SetVariable("callback.promised", "yes")
    assert isinstance(check, Branch)
    (promise,) = check.otherwise
    assert isinstance(promise, RunErrand)
    assert promise.errand == PromiseCallback(SUPPORT, "{callback.number}")
    assert isinstance(ending, Branch)
    assert ending.cases[0][1] == (Play((MediaUri("prompt:welcome"),)), HangUp())
    assert ending.otherwise == (GoTo(FlowName("other")),)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("callback: suport", "unknown queue 'suport'; did you mean 'support'?"),
        ('callback: {queue: support, number: "x"}', "a number to ring is 0-9 * #"),
        ("callback: {queue: support, confirm: {right: '2'}}", "'2' cannot be both right and change"),
        ("callback: {queue: support, requires: {englsh: 1}}", "unknown skill 'englsh'; did you mean 'english'?"),
        ("voicemail: {queue: support, prompt: welcom}", "unknown prompt 'welcom'; did you mean 'welcome'?"),
        ("go_to: othr", "unknown flow 'othr'; did you mean 'other'?"),
    ],
)
def test_names_that_lead_nowhere_are_refused(refused: Refused, written: str, problem: str) -> None:
    assert any(problem in found for found in refused(written))
