"""Kinds of chart as Vega-Lite specifications: plain dicts, drawn by whoever can."""

from kundig.charts.choose import chart_of
from kundig.charts.render import RendererMissing, to_png, to_svg

__all__ = ["RendererMissing", "chart_of", "to_png", "to_svg"]
