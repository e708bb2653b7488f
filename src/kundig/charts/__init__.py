"""Kinds of chart as Vega-Lite specifications: plain dicts, drawn by whoever can."""

from kundig.charts.choose import Picture, chart_of, picture_of
from kundig.charts.inline import inline_svg
from kundig.charts.render import RendererMissing, to_pdf, to_png, to_svg

__all__ = [
    "Picture",
    "RendererMissing",
    "chart_of",
    "inline_svg",
    "picture_of",
    "to_pdf",
    "to_png",
    "to_svg",
]
