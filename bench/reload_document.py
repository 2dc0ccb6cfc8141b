"""A long dialplan to load: menus upon menus, as a large house has them. Writes text; loads nothing."""

from pathlib import Path

_HEAD = """\
languages: [en, ru]
time_zone: Europe/Riga
hours:
  office: {open: {mon-fri: "09:00-18:00", sat: "10:00-14:00"}, holidays: [LV]}
skills: [english, russian, billing, technical]
"""

_QUEUE = """\
  queue{n}:
    line: first
    selection: longest_idle
    wrap_up_seconds: 10
    max_wait_seconds: 300
    announcements: {{on_entry: true, on_change: true, min_gap_seconds: 15}}
"""

_AGENT = """\
  agent{n}:
    name: Agent {n}
    queues: [queue{a}, queue{b}]
    skills: {{english: {x}, russian: {y}, billing: 3, technical: 2}}
"""

_FLOW = """\
  flow{n}:
    - play: [sound:hello-world]
    - branch:
        - open: office
          steps:
            - set: {{variables: {{topic: "topic {n}"}}, priority: 1}}
        - otherwise:
            - play: sound:vm-goodbye
            - hang_up
    - menu:
        prompt: sound:vm-press
        choices:
          "1":
            - play: sound:vm-received
            - enqueue:
                queue: queue{a}
                requires: {{english: 3}}
                otherwise: [play: sound:vm-goodbye]
          "2":
            - play: [sound:vm-press, "text:Thank you for calling line {n}."]
            - enqueue: {{queue: queue{b}, priority: 2, otherwise: [hang_up]}}
          "3":
            - menu:
                prompt: sound:vm-press
                choices:
                  "1": [{{enqueue: {{queue: queue{a}, requires: {{russian: 2}}, otherwise: [hang_up]}}}}]
                  "2": [{{go_to: flow{next}}}]
                  "3": [hang_up]
                otherwise: [hang_up]
        otherwise:
          - play: sound:vm-goodbye
          - hang_up
"""

_QUEUES, _AGENTS = 40, 200


def text(lines: int) -> str:
    """A valid document of at least so many lines: 40 queues, 200 agents, and flows for all the rest."""
    parts = [_HEAD, "queues:\n", *(_QUEUE.format(n=number) for number in range(_QUEUES)), "agents:\n"]
    for number in range(_AGENTS):
        a, b = number % _QUEUES, (number + 7) % _QUEUES
        parts.append(_AGENT.format(n=number, a=a, b=b, x=number % 5 + 1, y=(number + 2) % 5 + 1))
    rest = lines - "".join(parts).count("\n") - 2
    flows = max(2, -(-rest // (_FLOW.count("\n") + 1)))
    parts += ["numbers:\n", *(f'  "{1000 + number}": flow{number}\n' for number in range(flows)), "flows:\n"]
    for number in range(flows):
        a, b = number % _QUEUES, (number + 7) % _QUEUES
        parts.append(_FLOW.format(n=number, a=a, b=b, next=(number + 1) % flows))
    return "".join(parts)


def write(directory: Path, lines: int) -> str:
    """Put such a document into the directory, as one file; its text."""
    directory.mkdir(parents=True, exist_ok=True)
    document = text(lines)
    (directory / "main.yaml").write_text(document, encoding="utf-8")
    return document
