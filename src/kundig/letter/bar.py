"""The range of a figure as a small picture: the scale, the range, the value, and the one before.

The same SVG stands in the page and in the printed sheet. Lines take `currentColor`, so a dark page
can turn them; the attribute `color` serves where nobody styles them.
"""

from __future__ import annotations

WIDTH, HEIGHT, EDGE = 150.0, 22.0, 5.0
INK = "#0d5c68"


def bar(
    *,
    value: float,
    low: float,
    high: float,
    scale: tuple[float, float],
    before: float | None = None,
    title: str = "",
) -> str:
    """An SVG of a value and its range on a scale that shows its zero.

    Args:
        value: the figure.
        low: lower end of its range.
        high: upper end.
        scale: both ends of the axis; a scale through zero gets a mark at zero.
        before: the value of the period before, drawn hollow.
        title: what the picture says, for those who do not see it.
    """
    middle = HEIGHT / 2
    shapes = [
        _line(EDGE, WIDTH - EDGE, middle, width=1, opacity=0.3),
        *(_tick(_x(end, scale), 3, opacity=0.3) for end in scale),
    ]
    if scale[0] < 0 < scale[1]:
        shapes.append(_tick(_x(0, scale), 7, opacity=0.45))
    shapes.append(_line(_x(low, scale), _x(high, scale), middle, width=5, opacity=0.38))
    if before is not None:
        shapes.append(
            f'<circle cx="{_x(before, scale):.1f}" cy="{middle:.1f}" r="3.4" fill="none" '
            'stroke="currentColor" stroke-width="1.2" stroke-opacity="0.65"/>'
        )
    shapes.append(
        f'<circle cx="{_x(value, scale):.1f}" cy="{middle:.1f}" r="3.6" fill="currentColor"/>'
    )
    safe = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}" color="{INK}" role="img">'
        f"<title>{safe}</title>{''.join(shapes)}</svg>"
    )


def _x(value: float, scale: tuple[float, float]) -> float:
    first, last = scale
    share = (min(max(value, first), last) - first) / ((last - first) or 1)
    return EDGE + share * (WIDTH - 2 * EDGE)


def _line(x1: float, x2: float, y: float, *, width: float, opacity: float) -> str:
    return (
        f'<line x1="{x1:.1f}" x2="{max(x2, x1 + 0.5):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="currentColor" stroke-width="{width:g}" stroke-opacity="{opacity:g}"/>'
    )


def _tick(x: float, half: float, *, opacity: float) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEIGHT / 2 - half:.1f}" '
        f'y2="{HEIGHT / 2 + half:.1f}" stroke="currentColor" stroke-opacity="{opacity:g}"/>'
    )
