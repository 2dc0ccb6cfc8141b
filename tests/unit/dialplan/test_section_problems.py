"""Faults of the sections beside flows, queues and agents: each refused, or warned about, at its line and column."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.errors import DialplanInvalid
from dialplan.loader import load

Found = Callable[[], list[str]]

TRUNK = "trunks: {provider: {address: 192.0.2.10}}\n"
TEAM = "teams: {day: {name: Day, agents: [alice]}}\n"

REFUSED = {
    "a source that is no name": ("numbers: {'101': {flow: main, source: Big Paper}}", "1:39: a name is a small letter"),
    "a number's unknown flow": ("numbers: {'101': {flow: mian}}", "1:25: unknown flow 'mian'; did you mean 'main'?"),
    "a number's unknown language": (
        "numbers: {'101': {flow: main, language: ru}}",
        "1:41: unknown language 'ru'",
    ),
    "a number's unknown trunk": (
        f"{TRUNK}numbers: {{'101': {{flow: main, trunk: provder}}}}",
        "2:38: unknown trunk 'provder'; did you mean 'provider'?",
    ),
    "a trunk that cannot be known": ("trunks: {a: {codecs: alaw}}", "1:13: a trunk needs an address, a registration"),
    "an address with a path": ("trunks: {a: {address: 'x/y'}}", "1:23: an address is HOST or HOST:PORT"),
    "a port beyond all": ("trunks: {a: {address: 'x:70000'}}", "1:23: an address is HOST or HOST:PORT"),
    "two trunks of one address": (
        "trunks: {a: {address: 'x.net:5060'}, b: {address: x.net}}",
        "1:51: calls from x.net are those of 'a' already: a trunk is known by its address",
    ),
    "national numbers of no country": (
        "trunks: {a: {address: x.net, number_format: national}}",
        "1:45: national numbers need a country, here or for all",
    ),
    "an unknown codec": ("trunks: {a: {address: x.net, codecs: [opus]}}", "1:39: must be 'alaw', 'ulaw' or 'g722'"),
    "a trunk that everybody may use": (
        "trunks: {a: {address: x.net, may_call_out: everybody}}",
        "1:44: must be 'agents', 'supervisors' or 'flows'",
    ),
    "a NAT address that is a name": ("trunks: {a: {address: x.net, nat_address: me}}", "1:43: must be an IP address"),
    "an unknown time zone": ("time_zone: Europe/Rigga", "1:12: unknown time zone 'Europe/Rigga'; did you mean"),
    "a country in small letters": ("country: lv", "1:10: a country is two capital letters"),
    "a language that is a word": ("languages: [english]", "1:13: 'english': a language is two or three small letters"),
    "no language": ("languages: []", "1:12: must not be empty"),
    "a language twice": ("languages: [en, en]", "1:17: 'en' is defined twice, first at"),
    "a team's unknown agent": ("teams: {day: {name: Day, agents: [alic]}}", "1:35: unknown agent 'alic'; did you mean"),
    "a section nobody knows": ("tems: {}", "1:1: unknown key 'tems'; did you mean 'teams'?"),
    "a supervisor of nobody": ("supervisors: {c: {name: C, may: monitor}}", "1:18: a supervisor needs teams, queues"),
    "a supervisor without a permission": (
        f"{TEAM}supervisors: {{c: {{name: C, teams: day}}}}",
        "2:15: 'may' is missing",
    ),
    "a supervisor who may nothing": (
        f"{TEAM}supervisors: {{c: {{name: C, teams: day, may: []}}}}",
        "2:45: must not be",
    ),
    "a supervisor's unknown team": (
        f"{TEAM}supervisors: {{c: {{name: C, teams: [day, dya], may: monitor}}}}",
        "2:41: unknown team 'dya'; did you mean 'day'?",
    ),
    "a supervisor's unknown queue": (
        "supervisors: {c: {name: C, queues: suport, may: monitor}}",
        "1:36: unknown queue 'suport'; did you mean 'support'?",
    ),
    "a supervisor's unknown permission": (
        "supervisors: {c: {name: C, queues: support, may: [listen]}}",
        "1:51: must be 'monitor', 'whisper',",
    ),
    "a limit of a pause of 0 minutes": ("pause_reasons: {lunch: {limit_minutes: 0}}", "1:40: must be greater than or"),
    "a pause reason twice": ("pause_reasons: [lunch, lunch]", "1:24: 'lunch' is defined twice, first at"),
    "a form of an unknown category": (
        "categories: {order: Orders}\ncall_forms: {f: {category: ordr, fields: {a: {kind: text}}}}",
        "2:28: unknown category 'ordr'; did you mean 'order'?",
    ),
    "a choice without choices": (
        "call_forms: {f: {fields: {a: {kind: choice}}}}",
        "1:30: choices belong to kind: choice",
    ),
    "a form without fields": ("call_forms: {f: {fields: {}}}", "1:26: must not be empty"),
    "a disposition without a name": ("dispositions: {sold: {sale: true}}", "1:16: 'name' is missing"),
    "a scorecard of an unknown queue": (
        "scorecards: {q: {name: Q, queues: suport, questions: {a: {text: Was it good?}}}}",
        "1:35: unknown queue 'suport'; did you mean 'support'?",
    ),
    "a sample without a share": ("recording_rules: [{record: sample}]", "1:19: share belongs to record: sample"),
    "a share of everything": (
        "recording_rules: [{record: always, share: 0.2}]",
        "1:19: share belongs to record: sample",
    ),
    "a rule for an unknown queue": (
        "recording_rules: [{record: always}, {record: never, queues: [suport]}]",
        "1:62: unknown queue 'suport'",
    ),
    "an unknown consent prompt": ("recording_rules: [{record: always, consent: tell}]", "1:45: unknown prompt 'tell'"),
    "a code that is a number": ("feature_codes: {log_in: '12'}", "1:25: a feature code is * or # followed by"),
    "a code that a number begins with": (
        "numbers: {'*11': main}\nfeature_codes: {log_in: '*1'}",
        "2:25: '*11', which leads to a flow, begins with '*1': it could not be dialled",
    ),
    "one code for two": ("feature_codes: {log_in: '*1', log_out: '*1'}", "1:40: '*1' is log_in already"),
    "a code that is dialled": (
        "numbers: {'*1': main}\nfeature_codes: {log_in: '*1'}",
        "2:25: '*1' leads to a flow already",
    ),
    "a code that leads to a queue": (
        "feature_codes: {sign_in: '*40'}\nphones: {hot: {number: '*40'}}",
        "1:26: '*40' leads to the phone 'hot' already",
    ),
    "a phone's number that is a supervisor's": (
        "phones: {hot: {number: '290'}}\nsupervisors: {c: {name: C, device: '290', queues: support, may: monitor}}",
        "2:36: '290' leads to the phone 'hot' already",
    ),
    "a phone called like an agent": (
        "phones: {alice: }",
        "1:10: 'alice' is an agent: a phone of nobody is not called so",
    ),
    "a phone of an unknown language": ("phones: {hot: {language: xx}}", "1:26: unknown language 'xx'"),
    "a phone on an unknown transport": (
        "phones: {hot: {transport: sctp}}",
        "1:27: must be 'udp', 'tcp', 'tls' or 'wss'",
    ),
    "a supervisor's password without a phone": (
        "supervisors: {c: {name: C, agent: alice, secret: {file: a}, queues: support, may: monitor}}",
        "1:18: transport and secret are those of the supervisor's phone: say its number, with device",
    ),
    "a supervisor's unknown language": (
        "supervisors: {c: {name: C, device: '290', language: xx, queues: support, may: monitor}}",
        "1:53: unknown language 'xx'",
    ),
    "digits that are none": ("pause_reasons: {lunch: {digits: '1*'}}", "1:33: what is typed is one to three digits"),
    "digits for two": (
        "pause_reasons: {a: {digits: '2'}, b: }",
        "1:35: '2' is typed for 'a' already",
    ),
    "digits of two dispositions": (
        "dispositions: {a: {name: A, sale: true, digits: '7'}, b: {name: B, digits: '7'}}",
        "1:55: '7' is typed for 'a' already",
    ),
    "two trunks behind two routers": (
        "trunks: {a: {address: x.net, nat_address: 192.0.2.1}, b: {address: y.net, nat_address: 192.0.2.2}}",
        "1:88: 'a' sees us as 192.0.2.1: there is one router, so one address",
    ),
    "an unknown code": ("feature_codes: {login: '*1'}", "1:17: unknown key 'login'; did you mean 'log_in'?"),
    "a blocked list nobody declared": ("admission: {blocked: bad}", "1:22: unknown list 'bad'"),
    "an overload flow nobody declared": (
        "admission: {most_calls: 9, when_full: {flow: mian}}",
        "1:46: unknown flow 'mian'; did you mean 'main'?",
    ),
    "a way for the blocked without a list": ("admission: {when_blocked: hang_up}", "1:12: when_blocked needs blocked"),
    "a network that is none": (
        "look_ups: {allow_private: [10.0.0.0/8, here]}",
        "1:40: must be an IP address or a network",
    ),
    "a voice with a blank": ("speech: {voices: {en: en gb}}", "1:23: a voice is at most 64 of"),
    "a voice of no language of ours": ("speech: {voices: {fr: fr}}", "1:19: unknown language 'fr'"),
    "a section of text": ("admission: all", "1:12: must be keys with values"),
    "teams as a list": ("teams: [a]", "1:8: 'teams' must be names with what they stand for"),
    "rules as keys": ("recording_rules: {a: b}", "1:18: 'recording_rules' must be a list"),
}


@pytest.mark.parametrize(("section", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_fault_of_a_section_is_named_with_its_line_and_column(
    directory: Path, problems: Found, section: str, expected: str
) -> None:
    (directory / "a.yaml").write_text(section)
    assert any(problem.startswith(f"a.yaml:{expected}") for problem in problems()), problems()


WARNED = {
    "a limit's way without a limit": (
        "admission: {when_full: hang_up}",
        "1:13: warning: no number of calls is limited, so none is above it",
    ),
    "dispositions that count for nothing": (
        "dispositions: {a: A, b: {name: B}}",
        "1:1: warning: none of these is a sale or a resolution; reports will count neither",
    ),
    "a rule behind one for everything": (
        "recording_rules: [{record: always}, {record: never, queues: support, direction: in}]",
        "1:37: warning: earlier rules fit everything this one fits; it never counts",
    ),
    "a format of nothing": (
        "recording_rules: [{record: never, format: wav}]",
        "1:19: warning: what is never recorded is neither kept nor told of",
    ),
}


@pytest.mark.parametrize(("section", "expected"), WARNED.values(), ids=WARNED.keys())
def test_what_a_section_hardly_means_is_warned_about(
    directory: Path, problems: Found, warnings: Found, section: str, expected: str
) -> None:
    (directory / "a.yaml").write_text(section)
    assert problems() == []
    assert f"a.yaml:{expected}" in warnings()


def test_an_agent_belongs_to_one_team(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text(
        "teams:\n  day: {name: Day, agents: alice}\n  night: {name: Night, agents: [alice]}\n"
    )
    assert problems() == ["a.yaml:3:33: 'alice' belongs to the team 'day' already; an agent has one"]


def test_one_code_may_begin_like_another(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text("feature_codes: {log_in: '*1', log_out: '*11'}")
    assert problems() == []


def test_two_agents_cannot_have_a_phone_of_one_name(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text(
        "agents:\n  bob: {name: Bob, queues: sales, devices: {desk: }}\n"
        "  eve: {name: Eve, queues: sales, devices: {desk: }}\n"
    )
    assert problems() == ["a.yaml:3:45: 'desk' is a phone of 'bob' already"]


def test_a_phone_is_not_called_like_another_agent(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text("agents: {bob: {name: Bob, queues: sales, devices: {alice: , bob: }}}")
    assert problems() == ["a.yaml:1:52: 'alice' is an agent: a phone of another is not called so"]


def test_a_phone_of_nobody_is_not_called_like_one_of_somebody(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text("agents: {bob: {name: Bob, queues: sales, devices: {desk: }}}\nphones: {desk: }")
    assert problems() == ["a.yaml:2:10: 'desk' is a phone of 'bob' already"]


def test_an_agents_number_is_nobody_elses(directory: Path, problems: Found) -> None:
    text = (directory / "main.yaml").read_text()
    (directory / "main.yaml").write_text(text.replace('name: "Alice"', 'name: "Alice", number: "100"'))
    assert problems() == ["main.yaml:13:34: '100' leads to a flow already"]


def test_a_value_written_in_two_files_is_an_error_with_both_places(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text("time_zone: UTC\n")
    (directory / "b.yaml").write_text("time_zone: Europe/Riga\n")
    assert problems() == ["b.yaml:1:12: is defined twice, first at a.yaml:1:12"]


def test_a_fault_in_one_entry_hides_no_other(directory: Path, problems: Found) -> None:
    (directory / "a.yaml").write_text(
        "trunks:\n  a: {codecs: x}\n  B: {address: x.net}\n  c: {address: y.net, lines: 0}\nteams: 5\n"
    )
    assert [problem.split(": ")[0] for problem in problems()] == [
        "a.yaml:2:15",
        "a.yaml:3:3",
        "a.yaml:4:30",
        "a.yaml:5:8",
    ]


def test_many_warnings_hide_no_error(directory: Path, problems: Found, warnings: Found) -> None:
    prompts = "".join(f"  p{number}: {{text: Hello}}\n" for number in range(1_100))
    (directory / "a.yaml").write_text(f"languages: [en, ru]\nspeech: {{voices: {{fr: fr}}}}\nprompts:\n{prompts}")
    assert len(warnings()) == 500
    assert problems() == ["a.yaml:2:19: unknown language 'fr'"]


def test_of_a_great_many_problems_the_first_are_told(directory: Path) -> None:
    (directory / "a.yaml").write_text("teams:\n" + "".join(f"  t{number}: {{}}\n" for number in range(900)))
    with pytest.raises(DialplanInvalid) as invalid:
        load(directory)
    assert 500 <= len(invalid.value.problems) <= 1_000
