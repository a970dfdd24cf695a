"""Small pictures as SVG, written by hand so that nothing must be installed: lines, dots and a key, in two themes."""

from dataclasses import dataclass, field
from html import escape

COLOURS = ("#0b6e6e", "#b3541e", "#5b4b9a", "#7a7a7a", "#a8842c", "#b23a6b")
STYLE = """text{font:13px system-ui,sans-serif;fill:#333}.g{stroke:#ddd}.a{stroke:#888}
@media(prefers-color-scheme:dark){text{fill:#ddd}.g{stroke:#444}.a{stroke:#999}}"""


@dataclass
class Line:
    """One line of a picture; `dashed` for a bound, `dots` for single points."""

    name: str
    points: list
    dashed: bool = False
    dots: bool = False
    colour: int | None = None


@dataclass
class Plot:
    """A square with two axes; every value of y is a share between 0 and `top`."""

    title: str
    across: str
    up: str
    lines: list
    ticks: list
    names: dict = field(default_factory=dict)  # words in place of the numbers of ticks
    top: float = 1.0
    width: int = 640
    height: int = 380
    left: int = field(default=56, init=False)
    key: int = field(default=190, init=False)

    def x(self, value):
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.key)

    def y(self, value):
        return self.height - 46 - value / self.top * (self.height - 102)


def svg(plot):
    """The picture's text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plot.width} {plot.height}" role="img">',
        f"<title>{escape(plot.title)}</title><style>{STYLE}</style>",
        f'<text x="{plot.left}" y="20">{escape(plot.title)}</text>',
        *_axes(plot),
    ]
    for number, line in enumerate(plot.lines):
        colour = COLOURS[(number if line.colour is None else line.colour) % len(COLOURS)]
        parts += _line(plot, line, colour, 62 + 20 * number)
    return "\n".join([*parts, "</svg>\n"])


def _axes(plot):
    right, bottom = plot.width - plot.key, plot.y(0)
    for step in range(6):
        share = plot.top * step / 5
        y = plot.y(share)
        yield f'<line class="g" x1="{plot.left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        yield f'<text x="{plot.left - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>'
    for tick in plot.ticks:
        word = plot.names.get(tick, "" if plot.names else f"{tick:g}")
        yield f'<text x="{plot.x(tick):.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{word}</text>'
    yield f'<line class="a" x1="{plot.left}" y1="{bottom}" x2="{right}" y2="{bottom}"/>'
    middle = (plot.left + right) / 2
    yield f'<text x="{middle}" y="{plot.height - 8}" text-anchor="middle">{escape(plot.across)}</text>'
    yield f'<text x="{plot.left}" y="42">{escape(plot.up)}</text>'


def _line(plot, line, colour, key_y):
    corners = [(plot.x(x), plot.y(y)) for x, y in line.points]
    dash = ' stroke-dasharray="6 4"' if line.dashed else ""
    if line.dots:
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in corners)
    else:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    key = plot.width - plot.key + 14
    yield f'<line x1="{key}" y1="{key_y - 4}" x2="{key + 22}" y2="{key_y - 4}" stroke="{colour}" stroke-width="3"{dash}/>'
    yield f'<text x="{key + 28}" y="{key_y}">{escape(line.name)}</text>'
