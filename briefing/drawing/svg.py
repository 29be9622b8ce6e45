"""The few forms that charts are drawn from, as SVG: lines, areas, boxes, marks and texts."""

import html
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from briefing.drawing.measure import ARABIC, LATIN, LINE_HEIGHT, NASKH, families, text_width
from briefing.language import isolated, language

RGB = re.compile(r"rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,\s*([\d.]+)\s*)?\)")
STRETCHES = re.compile(rf"{ARABIC.pattern}+(?:\s+{ARABIC.pattern}+)*|(?:(?!{ARABIC.pattern}).)+", re.DOTALL)
TAG = re.compile(r"</?(b|i)>")
XML_REFUSES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MIRRORED = {"left": "right", "center": "center", "right": "left"}
BASELINE = 0.36  # of the size: how far below the middle of a line its baseline lies

Point = tuple[float, float]


@dataclass
class Canvas:
    """An SVG being drawn, `width` by `height` px; elements in the order they are drawn.

    `is_mirrored`: left and right change places, texts stay readable; for charts of rows in right-to-left languages.
    """

    width: float
    height: float
    is_mirrored: bool = False
    elements: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    lowest: float = 0.0  # where the lowest text ends
    highest: float = 0.0  # where the highest text begins, if above the picture

    def line(self, points: Sequence[Point], *, colour: str, width: float, dash: str = "solid") -> None:
        """A line through points."""
        if len(points) > 1 and width > 0:
            self.elements.append(f'<path d="{path(points)}" fill="none"{stroke(colour, width, dash)}/>')

    def area(self, d: str, *, fill: str, edge: str = "", width: float = 0, opacity: float = 1, clip: str = "") -> None:
        """A filled shape by its path."""
        more = f' clip-path="url(#{clip})"' if clip else ""
        faint = f' opacity="{number(opacity)}"' if opacity < 1 else ""
        outline = stroke(edge, width) if edge and width else ""
        self.elements.append(f'<path d="{d}" fill-rule="evenodd"{paint("fill", fill)}{outline}{faint}{more}/>')

    def box(self, left: float, top: float, right: float, bottom: float, **look) -> None:
        """A rectangle; `look` as for `area`."""
        self.area(path([(left, top), (right, top), (right, bottom), (left, bottom)]) + "Z", **look)

    def clip(self, left: float, top: float, right: float, bottom: float) -> str:
        """The name of a clipping rectangle."""
        name = f"clip{len(self.definitions)}"
        box = path([(left, top), (right, top), (right, bottom), (left, bottom)])
        self.definitions.append(f'<clipPath id="{name}"><path d="{box}Z"/></clipPath>')
        return name

    def hatch(self, colour: str, *, size: float, thickness: float) -> str:
        """The fill of a hatched area."""
        name = f"hatch{len(self.definitions)}"
        self.definitions.append(
            f'<pattern id="{name}" width="{number(size)}" height="{number(size)}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path d="M0 0V{number(size)}"{stroke(colour, thickness)}/></pattern>'
        )
        return f"url(#{name})"

    def gradient(self, steps: Sequence[tuple[float, str]]) -> str:
        """The fill of an area that runs through colours from left to right."""
        name = f"gradient{len(self.definitions)}"
        stops = "".join(f'<stop offset="{number(at)}" stop-color="{colour}"/>' for at, colour in steps)
        self.definitions.append(f'<linearGradient id="{name}">{stops}</linearGradient>')
        return f"url(#{name})"

    def text(
        self, lines: Sequence[str], x: float, y: float, *, size: float, colour: str, anchor: str = "left",
        align: str = "left", angle: float = 0, background: str = "", halo: str = "",
    ) -> None:  # fmt: skip
        """Lines of text whose block has its middle at height `y`; `x` is its left, centre or right (`anchor`).

        `background`: colour of a box behind it; `halo`: of a rim around its letters.
        """
        width = max(text_width(line, size) for line in lines)
        if background:
            half = size * LINE_HEIGHT * len(lines) / 2
            left = x + {"left": 0.0, "center": -width / 2, "right": -width}[anchor]
            self.box(left - 2, y - half, left + width + 2, y + half, fill=background, opacity=0.9)
        if self.is_mirrored:
            x, anchor, align = self.width - x, MIRRORED[anchor], MIRRORED[align]
        shift = {"left": 0.0, "center": -width / 2, "right": -width}[anchor]
        step = size * LINE_HEIGHT
        top = -step * (len(lines) - 1) / 2 + size * BASELINE
        turn = f' transform="rotate({number(angle)} {number(x)} {number(y)})"' if angle else ""
        tall = width if angle else step * len(lines)
        self.highest = min(self.highest, y - tall / 2)
        self.lowest = max(self.lowest, y + tall / 2)
        at = {"left": 0.0, "center": width / 2, "right": width}[align]
        rim = f'{stroke(halo, size / 4)} stroke-linejoin="round" paint-order="stroke"' if halo else ""
        start = {"left": "start", "center": "middle", "right": "end"}[align]
        for place, line in enumerate(lines):
            self.elements.append(
                f'<text x="{number(x + shift + at)}" y="{number(y + top + place * step)}" font-size="{number(size)}" '
                f'text-anchor="{start}"{paint("fill", colour)}{rim}{turn}>{isolated(_runs(line))}</text>'
            )

    def svg(self, *, title: str, description: str) -> str:
        """The whole picture. `title` and `description` are read out instead of it."""
        top, height = self.highest, self.height - self.highest
        size = f'width="{number(self.width)}" height="{number(height)}"'
        fonts = ", ".join(families(language()))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 {number(top)} {number(self.width)} {number(height)}" '
            f'role="img" font-family="{fonts}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
            f"<defs>{''.join(self.definitions)}</defs>{''.join(self._placed())}</svg>"
        )

    def _placed(self) -> Iterator[str]:
        """The elements, all but the texts mirrored if the picture is."""
        if not self.is_mirrored:
            yield from self.elements
            return
        for are_texts, group in groupby(self.elements, key=lambda element: element.startswith("<text")):
            if are_texts:
                yield from group
            else:
                yield f'<g transform="matrix(-1 0 0 1 {number(self.width)} 0)">{"".join(group)}</g>'


def lines_of(text: str) -> list[str]:
    """The lines of a text in Plotly's markup."""
    return re.split(r"<br\s*/?>", str(text))


def _runs(line: str) -> str:
    """A line with Plotly's bold and italic as SVG; other markup is shown as text."""
    parts, rest, weight = [], line, ""
    for tag in TAG.finditer(line):
        before = line[len(line) - len(rest) : tag.start()]
        parts.append(_run(before, weight))
        rest = line[tag.end() :]
        weight = "" if tag.group().startswith("</") else tag.group(1)
    return "".join([*parts, _run(rest, weight)])


def _run(text: str, weight: str) -> str:
    said = _by_script(html.unescape(text))
    return f'<tspan font-weight="bold">{said}</tspan>' if weight == "b" and said else said


def _by_script(text: str) -> str:
    """The text, its Arabic and its other stretches each in their own family.

    Renderers that look for missing letters in the next family lose digits beside Arabic letters that carry two marks.
    """
    if not ARABIC.search(text):
        return escape(text)
    return "".join(
        f'<tspan font-family="{NASKH if ARABIC.match(part) else LATIN}">{escape(part)}</tspan>'
        for part in STRETCHES.findall(text)
    )


def escape(text: str) -> str:
    """A text for XML: markup made harmless, characters that XML refuses left out."""
    return html.escape(XML_REFUSES.sub("", text), quote=True)


def number(value: float) -> str:
    """A coordinate with two decimals at most. Raises ValueError for what is no number."""
    if not math.isfinite(value):
        raise ValueError(f"a chart cannot be drawn at {value}")
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def path(points: Sequence[Point]) -> str:
    """Points as the data of an open path."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def channels(colour: str) -> tuple[float, float, float, float]:
    """Red, green and blue from 0 to 255, and the opacity from 0 to 1, of `#rrggbb` or `rgba(…)`. Raises ValueError for others."""
    found = RGB.fullmatch(colour.strip())
    if found:
        red, green, blue, alpha = found.groups()
        return float(red), float(green), float(blue), 1.0 if alpha is None else float(alpha)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 1.0


def paint(what: str, colour: str) -> str:
    """A fill or stroke with its opacity apart, as every reader of SVG understands it."""
    found = RGB.fullmatch(colour.strip())
    if not found:
        return f' {what}="{escape(colour)}"'
    red, green, blue, alpha = found.groups()
    opacity = f' {what}-opacity="{alpha}"' if alpha is not None and float(alpha) < 1 else ""
    return f' {what}="#{int(float(red)):02x}{int(float(green)):02x}{int(float(blue)):02x}"{opacity}'


def stroke(colour: str, width: float, dash: str = "solid") -> str:
    """A line's colour, width and dash; `dash` is one of Plotly's names."""
    unit = max(width, 3)
    steps = {
        "dot": (1, 1), "dash": (3, 3), "longdash": (5, 5), "dashdot": (3, 1, 1, 1), "longdashdot": (5, 2, 2, 2),
    }.get(dash)  # fmt: skip
    dashes = f' stroke-dasharray="{" ".join(number(unit * step) for step in steps)}"' if steps else ""
    return f'{paint("stroke", colour)} stroke-width="{number(width)}"{dashes}'
