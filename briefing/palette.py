"""Colours of every chart and map, light and dark, told apart by people who do not see all colours.

Categories follow Okabe and Ito (2008, "Color Universal Design"); the scale of risk changes in lightness from step to step,
so that it also reads in grey. Nothing rests on colour alone: marks differ in shape, lines in dash, cells carry their value.
"""

from dataclasses import dataclass

THEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of one theme, each a CSS colour."""

    theme: str  # one of THEMES
    background: str  # of exports; on screen charts are transparent
    text: str
    text_soft: str  # axis labels, notes; at least 4.5:1 on the background
    grid: str
    outline: str  # edges of pale marks; at least 3:1 on the background
    score: str  # the country in hand
    band: str  # its 90 % interval, translucent
    others: str  # the countries it is set beside
    rises: str  # pushes the score up
    falls: str  # pulls the score down
    rest: str  # the sum of what is not shown one by one
    no_data: str  # fill of places and cells about which nothing is known
    risk: tuple[str, ...]  # from level 0 to level 1, in equal steps
    countries: tuple[str, ...]  # up to six countries side by side
    events: dict[str, str]  # kind of event → colour

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise ValueError(f"palette: theme must be one of {THEMES}, got {self.theme!r}")
        if len(self.countries) != 6 or len(self.risk) < 3:
            raise ValueError(f"palette {self.theme!r}: needs six country colours and a scale of three steps or more")

    @property
    def scale(self) -> list[list[float | str]]:
        """The scale of risk as plotly takes it: [position from 0 to 1, colour]."""
        last = len(self.risk) - 1
        return [[step / last, colour] for step, colour in enumerate(self.risk)]

    def at(self, level: float) -> str:
        """The colour of a level of risk in [0, 1], as `#rrggbb`, between the steps of the scale. Raises ValueError outside."""
        if not 0 <= level <= 1:
            raise ValueError(f"palette {self.theme!r}: level must lie in [0, 1], got {level}")
        place = level * (len(self.risk) - 1)
        step = min(int(place), len(self.risk) - 2)
        low, high = _channels(self.risk[step]), _channels(self.risk[step + 1])
        mixed = (round(a + (b - a) * (place - step)) for a, b in zip(low, high, strict=True))
        return "#" + "".join(f"{channel:02x}" for channel in mixed)

    def ink_on(self, colour: str) -> str:
        """Black or white, whichever reads better on a colour given as `#rrggbb`."""
        return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours given as `#rrggbb`, from 1 to 21 (WCAG 2.2)."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LIGHT = Palette(
    theme="light",
    background="#ffffff",
    text="#1b1f27",
    text_soft="#525a67",
    grid="#e1e4e9",
    outline="#7a828f",
    score="#0b5c92",
    band="rgba(11, 92, 146, 0.18)",
    others="#69707c",
    rises="#b8450b",
    falls="#0b6fa8",
    rest="#8a919c",
    no_data="#eceef1",
    risk=("#fff4dc", "#fddba6", "#fcb86f", "#f18848", "#d9572f", "#ae2f24", "#741422"),
    countries=("#0b5c92", "#b8450b", "#00785a", "#8f3d76", "#7a5c00", "#3d4450"),
    events={
        "review": "#00785a",
        "icc": "#8f3d76",
        "killing": "#b8450b",
        "peacebuilding": "#0b5c92",
        "withdrawal": "#7a5c00",
        "decision": "#3d4450",
    },
)
DARK = Palette(
    theme="dark",
    background="#0e1117",
    text="#f2f4f7",
    text_soft="#b4bbc6",
    grid="#2d333d",
    outline="#8d96a3",
    score="#6cc0f5",
    band="rgba(108, 192, 245, 0.24)",
    others="#a3abb7",
    rises="#ff9a5c",
    falls="#6cc0f5",
    rest="#858e9b",
    no_data="#252a33",
    risk=("#33262a", "#56302f", "#803b30", "#ad4c30", "#d56a35", "#f19750", "#ffd08f"),
    countries=("#6cc0f5", "#ff9a5c", "#4fd1a5", "#e39bcb", "#e8cc4d", "#d3d8df"),
    events={
        "review": "#4fd1a5",
        "icc": "#e39bcb",
        "killing": "#ff9a5c",
        "peacebuilding": "#6cc0f5",
        "withdrawal": "#e8cc4d",
        "decision": "#d3d8df",
    },
)


def palette(theme: str) -> Palette:
    """The palette of a theme, "light" or "dark". Raises ValueError for any other."""
    found = {one.theme: one for one in (LIGHT, DARK)}.get(theme)
    if found is None:
        raise ValueError(f"palette: theme must be one of {THEMES}, got {theme!r}")
    return found
