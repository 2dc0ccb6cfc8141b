"""A graph as a Mermaid flowchart: a subgraph for each flow, every step linked to its line. Escapes every text."""

from collections.abc import Iterable, Iterator

from dialplan.picture.scene import Box, Look, Sheet
from dialplan.tree import Path

_SHAPES = {
    Look.NUMBER: ("([", "])"),
    Look.QUEUE: ("[[", "]]"),
    Look.FLOW: ("([", "])"),
    Look.ASKS: ("{{", "}}"),
    Look.HEARD: ("(", ")"),
    Look.PERSON: ("[[", "]]"),
    Look.DECIDES: ("{", "}"),
    Look.ENDS: ("(((", ")))"),
    Look.DOT: ("((", "))"),
}
_LONGEST_LABEL = 60
_PLAIN = " .,:;-+*/='()?!_"
"""Characters written as they are, besides letters and digits; all others by their number."""


def mermaid(sheets: Iterable[Sheet]) -> str:
    """The sheets as one flowchart from top to bottom, as text."""
    drawn = tuple(sheets)
    names: dict[tuple[Path, Path], str] = {}
    for sheet in drawn:
        for box in _boxes(sheet):
            names[sheet.key, box.key] = f"n{len(names) + 1}"
    lines = ["flowchart TD"]
    for index, sheet in enumerate(drawn, 1):
        lines += _sheet(sheet, index, names)
    lines += _jumps(drawn, names)
    return "\n".join([*lines, ""])


def _sheet(sheet: Sheet, index: int, names: dict[tuple[Path, Path], str]) -> Iterator[str]:
    yield f'  subgraph s{index}["{_text(sheet.title)}"]'
    for box in _boxes(sheet):
        opening, closing = _SHAPES[box.look]
        yield f'    {names[sheet.key, box.key]}{opening}"{_told(box)}"{closing}'
    yield "  end"
    for arrow in sheet.arrows:
        if (sheet.key, arrow.start) not in names:
            continue
        line = "-->" if arrow.usual else "-.->"
        label = f'|"{_text(", ".join(arrow.labels))}"|' if arrow.labels else ""
        yield f"  {names[sheet.key, arrow.start]} {line}{label} {names[sheet.key, arrow.end]}"
    for box in _boxes(sheet):
        if box.place is not None:
            to = f"{box.place.file}#L{box.place.line}"
            yield f'  click {names[sheet.key, box.key]} href "{_address(to)}" "{_text(str(box.place))}"'


def _boxes(sheet: Sheet) -> list[Box]:
    """Without those that say where callers come from: here there are arrows from one flow to the other."""
    return [box for box in sheet.boxes if box.look is not Look.FROM]


def _jumps(sheets: tuple[Sheet, ...], names: dict[tuple[Path, Path], str]) -> Iterator[str]:
    """To the first step, not to the subgraph: Mermaid draws no line from a step to the subgraph around it."""
    first = {sheet.key: names[sheet.key, sheet.first] for sheet in sheets if sheet.first is not None}
    for sheet in sheets:
        yield from (f"  {names[sheet.key, start]} -.-> {first[end]}" for start, end in sheet.jumps if end in first)


def _told(box: Box) -> str:
    if box.look is Look.DOT:
        return "end"
    return _text(f"{box.verb} {box.label}".strip())


def _text(text: str) -> str:
    cut = text if len(text) <= _LONGEST_LABEL else f"{text[:_LONGEST_LABEL]}…"
    return "".join(_character(character) for character in cut if character.isprintable())


def _character(character: str) -> str:
    return character if character.isalnum() or character in _PLAIN else f"#{ord(character)};"


def _address(to: str) -> str:
    """A link with nothing in it that could end the text it stands in."""
    return "".join(character if character not in '"\\<> \n\r\t' else f"%{ord(character):02X}" for character in to)
