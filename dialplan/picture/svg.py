"""Sheets as one SVG: boxes by what they mean, every box a link to its line. Escapes every text; draws, decides nothing.

No script, no style from elsewhere, no font to fetch: the file can be opened, mailed and printed as it is. Colours only
repeat what outlines and words say already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from dialplan.picture.layout import Point, layered
from dialplan.picture.scene import Arrow, Box, Look, Sheet
from dialplan.tree import Path, Place

_NARROW, _USUAL, _WIDE = 4.2, 7.4, 9.4
"""Pixels a character of 12 px takes in the widest of the fonts named."""
_NARROW_ONES = frozenset("fijlrt.,:;'!|()[]-/ ")
_LINE = 16.0
_MOST_CHARACTERS = 27
_MOST_LINES = 2
_LABEL_LINE, _LABEL_SHARE = 13.0, 11 / 12
_BOX_SIDE = 12.0
_MARGIN = 24.0
_TITLE = 40.0
_GAP = 36.0
_WIDEST = 1_900.0

_NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#51606f"/></marker>'
)
_STYLE = """
text { font-family: "DejaVu Sans", Verdana, "Segoe UI", sans-serif; font-size: 12px; fill: #1c2733 }
.verb { font-size: 10px; font-weight: bold; fill: #51606f }
.title { font-size: 15px; font-weight: bold }
.way { font-size: 11px; fill: #33414f; stroke: #ffffff; stroke-width: 4px; paint-order: stroke; text-anchor: middle }
.sheet { fill: #f6f8fa; stroke: #c9d2dc }
.box { stroke: #51606f; stroke-width: 1.2 }
.number { fill: #ffffff; stroke-width: 1.6 }
.heard { fill: #e4effb }
.asks { fill: #fff3d1; stroke: #8a6200; stroke-width: 2.4 }
.decides { fill: #ffffff; stroke-dasharray: 5 3 }
.person, .queue { fill: #dff3e3; stroke: #216e39 }
.person { stroke-width: 2.4 }
.bar { fill: #216e39 }
.ends { fill: #e3e6ea; stroke: #1c2733; stroke-width: 2.4 }
.dot { fill: #1c2733 }
.flow, .from { fill: #ffffff; stroke: #6b4fa0 }
.arrow { fill: none; stroke: #66747f; stroke-width: 1.4; marker-end: url(#tip) }
.unusual { stroke-dasharray: 6 4 }
a:hover .box { stroke-width: 3.4 }
""".strip()


@dataclass(frozen=True, slots=True)
class _Line:
    """An arrow with the points it passes; its labels are written at ``labelled``."""

    arrow: Arrow
    points: tuple[Point, ...]
    labelled: Point | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A sheet with the places of its boxes, counted from its own upper left corner."""

    sheet: Sheet
    sizes: dict[Path, Point]
    centres: dict[Path, Point]
    lines: tuple[_Line, ...]
    width: float
    height: float


def svg(sheets: Iterable[Sheet], title: str) -> str:
    """The sheets in rows, as the text of an SVG file."""
    drawn = [_drawn(sheet) for sheet in sheets]
    corners, width, height = _packed(drawn)
    lines = [
        f'<svg {_NAMES} viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}">',
        f"<title>{_text(title)}</title>",
        f"<style>{_STYLE}</style>",
        f"<defs>{_TIP}</defs>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    for sheet, corner in zip(drawn, corners, strict=True):
        lines += _frame(sheet, corner)
    for sheet, corner in zip(drawn, corners, strict=True):
        lines += _inside(sheet, corner)
    return "\n".join([*lines, "</svg>", ""])


def _drawn(sheet: Sheet) -> _Drawn:
    """A label is laid out like a box, so that none lies on another."""
    sizes: dict[Path, Point] = {box.key: _size(box) for box in sheet.boxes}
    items = dict(sizes)
    parts: list[tuple[Path, Path]] = []
    for index, arrow in enumerate(sheet.arrows):
        label: Path = ("label", index)
        if arrow.labels:
            items[label] = _label_size(arrow.labels)
            parts += [(arrow.start, label), (label, arrow.end)]
        else:
            parts.append((arrow.start, arrow.end))
    layout = layered(items, parts)
    centres = {key: _moved(centre, (_MARGIN, _TITLE)) for key, centre in layout.centres.items()}
    routes = iter(tuple(_moved(point, (_MARGIN, _TITLE)) for point in route) for route in layout.routes)
    lines = []
    for index, arrow in enumerate(sheet.arrows):
        points = next(routes)
        if arrow.labels:
            points += next(routes)[1:]
        lines.append(_Line(arrow, _ended(points, sizes[arrow.start], sizes[arrow.end]), centres.get(("label", index))))
    width = max(layout.width + 2 * _MARGIN, 1.4 * _width(sheet.title) + 2 * _MARGIN)
    return _Drawn(sheet, sizes, centres, tuple(lines), width, layout.height + _TITLE + _MARGIN)


def _ended(points: tuple[Point, ...], start: Point, end: Point) -> tuple[Point, ...]:
    """The route from the edge of the one box (of this size) to the edge of the other."""
    (x, y), (to_x, to_y) = points[0], points[-1]
    down = 1 if y < to_y else -1
    return ((x, y + down * start[1] / 2), *points[1:-1], (to_x, to_y - down * end[1] / 2))


def _packed(drawn: list[_Drawn]) -> tuple[list[Point], float, float]:
    """The corners of the sheets, and the page's size: rows as wide as the page, and in a row one below the other where
    a taller one stands beside.
    """
    top = bottom = left = right = _GAP
    foot = widest = 0.0
    corners: list[Point] = []
    for sheet in drawn:
        if corners and foot + _GAP + sheet.height <= bottom and left + sheet.width <= max(right, _WIDEST):
            corners.append((left, foot + _GAP))
        else:
            if corners and right + _GAP + sheet.width > _WIDEST:
                top, right = bottom + _GAP, 0.0
            left = right + _GAP if corners else _GAP
            corners.append((left, top))
        foot = corners[-1][1] + sheet.height
        right, bottom = max(right, left + sheet.width), max(bottom, foot)
        widest = max(widest, right)
    return corners, widest + _GAP, bottom + _GAP


def _frame(drawn: _Drawn, corner: Point) -> Iterator[str]:
    x, y = corner
    yield f'<rect class="sheet" x="{x:.1f}" y="{y:.1f}" width="{drawn.width:.1f}" height="{drawn.height:.1f}" rx="14"/>'
    title = f'<text class="title" x="{x + 16:.1f}" y="{y + 25:.1f}">{_text(drawn.sheet.title)}</text>'
    yield _linked(title, drawn.sheet.place, drawn.sheet.title)


def _inside(drawn: _Drawn, corner: Point) -> Iterator[str]:
    for line in drawn.lines:
        unusual = "" if line.arrow.usual else " unusual"
        points = [_moved(point, corner) for point in line.points]
        yield f'<path class="arrow{unusual}" d="{_curve(points)}"/>'
    for box in drawn.sheet.boxes:
        centre = _moved(drawn.centres[box.key], corner)
        yield _linked("".join(_box(box, centre, drawn.sizes[box.key])), box.place, _told(box))
    for line in drawn.lines:
        if line.labelled is not None:
            yield from _label(line.arrow.labels, _moved(line.labelled, corner))


def _curve(points: list[Point]) -> str:
    """Down, over and down again: upright at every point the route passes."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        parts.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    return "".join(parts)


def _label(labels: tuple[str, ...], centre: Point) -> Iterator[str]:
    x, y = centre
    lines = _label_lines(labels)
    for index, line in enumerate(lines):
        down = (index - (len(lines) - 1) / 2) * _LABEL_LINE + 4
        yield f'<text class="way" x="{x:.1f}" y="{y + down:.1f}">{_text(line)}</text>'


def _label_size(labels: tuple[str, ...]) -> Point:
    lines = _label_lines(labels)
    return (max(map(_width, lines)) * _LABEL_SHARE, len(lines) * _LABEL_LINE)


def _label_lines(labels: tuple[str, ...]) -> list[str]:
    """Keys in one line, all else in a line each, a few lines at most."""
    if all(len(label) <= 2 for label in labels):
        return [_cut(", ".join(labels), _MOST_CHARACTERS)]
    lines = [_cut(label, _MOST_CHARACTERS) for label in labels]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], f"and {len(lines) - 1} more"]


def _box(box: Box, centre: Point, size: Point) -> Iterator[str]:
    (x, y), (width, height) = centre, size
    left, top = x - width / 2, y - height / 2
    if box.look is Look.DOT:
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{width / 2:.1f}"/>'
        return
    round_ = height / 2 if box.look in {Look.NUMBER, Look.ENDS, Look.FLOW, Look.FROM} else 8
    yield (
        f'<rect class="box {box.look}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{round_:.1f}"/>'
    )
    if box.look in {Look.PERSON, Look.QUEUE}:
        yield f'<rect class="bar" x="{left + 4:.1f}" y="{top + 7:.1f}" width="3" height="{height - 14:.1f}" rx="1.5"/>'
    lines = _lines(box.label)
    first = y - (len(lines) * _LINE) / 2 + 4
    inner = left + _BOX_SIDE if round_ == 8 else left + _BOX_SIDE + 4
    yield f'<text class="verb" x="{inner:.1f}" y="{first:.1f}">{_text(box.verb)}</text>'
    for index, line in enumerate(lines, 1):
        yield f'<text x="{inner:.1f}" y="{first + index * _LINE:.1f}">{_text(line)}</text>'


def _size(box: Box) -> Point:
    if box.look is Look.DOT:
        return (12.0, 12.0)
    lines = _lines(box.label)
    text = max(_width(line) for line in (box.verb, *lines))
    round_ = box.look in {Look.NUMBER, Look.ENDS, Look.FLOW, Look.FROM}
    return (max(72.0, text + 2 * _BOX_SIDE + (8 if round_ else 4)), 26 + len(lines) * _LINE)


def _width(text: str) -> float:
    """Pixels of a text of 12 px, rather too many than too few."""
    return sum(
        _NARROW if character in _NARROW_ONES else _WIDE if character in "mwMW@%" or character.isupper() else _USUAL
        for character in text
    )


def _lines(label: str) -> list[str]:
    """The label in lines of whole words; what does not fit is cut, and the box's title has it all."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _MOST_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]} …"]
    return [_cut(line, _MOST_CHARACTERS) for line in lines]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _moved(point: Point, corner: Point) -> Point:
    return (corner[0] + point[0], corner[1] + point[1])


def _told(box: Box) -> str:
    return f"{box.verb} {box.label}".strip()


def _linked(drawing: str, place: Place | None, told: str) -> str:
    if place is None:
        return f"<g>{drawing}</g>"
    title = f"<title>{_text(f'{place.file}:{place.line}  {told}')}</title>"
    return f"<a xlink:href={quoteattr(_text_free(f'{place.file}#L{place.line}'))}>{title}{drawing}</a>"


def _text(text: str) -> str:
    return escape(_text_free(text))


def _text_free(text: str) -> str:
    """Without what no XML may hold."""
    return "".join(character for character in text if character.isprintable() or character == " ")
