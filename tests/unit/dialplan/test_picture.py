"""Pictures of a document: what is on them, where they link to, and that no text of a document can do harm in one."""

import re
import xml.etree.ElementTree as ET

from dialplan.graph_building import graph_of
from dialplan.picture.mermaid import mermaid
from dialplan.picture.scene import Look, Sheet, sheets
from dialplan.picture.svg import svg
from tests.unit.dialplan.surveyed import AROUND, surveyed

FLOWS = """\
flows:
  main:
    - play: hello
    - menu:
        prompt: hello
        choices:
          "1": [enqueue: support]
          "2": [go_to: more]
        otherwise: [hang_up]
  more:
    - enqueue: sales
"""
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
EVIL = """<script>alert('1')</script>]]> & "quoted" --> #35; end"""


def pictured(flows: str = FLOWS, around: str = AROUND, only: str | None = None) -> list[Sheet]:
    survey = surveyed(flows + around)
    return list(sheets(graph_of(survey), lambda path: survey.at(*path, key=isinstance(path[-1], str)), only))


def links(text: str) -> dict[str, str]:
    """By the words of each link's title: where it leads."""
    root = ET.fromstring(text)
    return {(link.findtext(f"{SVG}title") or "").partition("  ")[2]: link.attrib[HREF] for link in root.iter(f"{SVG}a")}


def test_each_flow_has_a_sheet_and_the_queues_have_one() -> None:
    assert [sheet.title for sheet in pictured()] == ["main", "more", "Queues"]


def test_one_flow_can_be_drawn_alone() -> None:
    assert [sheet.title for sheet in pictured(only="more")] == ["more"]


def test_a_sheet_shows_where_its_callers_come_from_and_where_their_calls_end() -> None:
    main, more, _ = pictured()
    assert [(box.look, box.label) for box in main.boxes if box.look is Look.NUMBER] == [(Look.NUMBER, "100")]
    assert [(box.verb, box.label) for box in more.boxes if box.look is Look.FROM] == [("from", "main")]
    assert [box.key for box in more.boxes if box.look is Look.DOT] == [("flows", "more", 0, "end")]


def test_of_many_numbers_only_the_first_are_drawn() -> None:
    numbers = ", ".join(f'"{number}": main' for number in range(200, 220))
    (main, _) = pictured(
        "flows:\n  main: [enqueue: support]\n",
        AROUND.replace('"100": main', numbers).replace(", sales: {}", "").replace(", sales]", "]"),
    )
    boxes = [(box.verb, box.label) for box in main.boxes if box.look is Look.NUMBER]
    assert boxes == [*(("dialled", str(number)) for number in range(200, 205)), ("dialled …", "15 more")]


def test_ways_between_the_same_two_steps_are_one_arrow() -> None:
    (_, more, _) = pictured()
    assert [arrow.labels for arrow in more.arrows] == [(), ("served", "not served")]


def test_every_step_and_queue_links_to_its_line() -> None:
    assert links(svg(pictured(), "test")) == {
        "main": "a.yaml#L2",
        "dialled 100": "a.yaml#L12",
        "play hello": "a.yaml#L3",
        "menu hello": "a.yaml#L4",
        "enqueue support": "a.yaml#L7",
        "go_to more": "a.yaml#L8",
        "hang_up": "a.yaml#L9",
        "more": "a.yaml#L10",
        "from main": "a.yaml#L8",
        "enqueue sales": "a.yaml#L11",
        "queue support": "a.yaml#L15",
        "queue sales": "a.yaml#L15",
    }


def test_mermaid_links_every_step_too_and_joins_flows_by_arrows() -> None:
    text = mermaid(pictured())
    assert text.startswith('flowchart TD\n  subgraph s1["main"]\n')
    assert '  click n2 href "a.yaml#L3" "a.yaml:3:7"\n' in text
    assert re.search(r'n3 -->\|"1"\| n4\n', text)
    assert re.search(r"n5 -\.-> n8\n", text)
    assert "from" not in text


def test_no_text_of_a_document_can_do_harm_in_a_picture() -> None:
    quoted = EVIL.replace("'", "''")
    drawn = pictured(f"flows:\n  main: [play: 'text:{quoted}', enqueue: support]\n")
    root = ET.fromstring(svg(drawn, EVIL))
    assert [element for element in root.iter() if "script" in element.tag] == []
    assert root.findtext(f"{SVG}title") == EVIL
    line = next(line for line in mermaid(drawn).splitlines() if "alert" in line)
    assert line == (
        "    n2(\"play #60;script#62;alert('1')#60;/script#62;#93;#93;#62; #38; #34;quoted#34; --#62; #35;35; end\")"
    )


def test_the_same_document_always_gives_the_same_picture() -> None:
    assert svg(pictured(), "test") == svg(pictured(), "test")
    assert mermaid(pictured()) == mermaid(pictured())
