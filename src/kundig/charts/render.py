"""Drawing a specification as SVG, PNG or PDF, offline, where the package for it is installed."""

from __future__ import annotations

from typing import Any

from kundig import glossary


class RendererMissing(ImportError):  # noqa: N818 - says what is missing
    """The package that draws is not installed; the message has the line to type."""

    def text(self, lang: str) -> str:
        """The message in `lang`."""
        return glossary.text("charts.renderer_missing", lang)

    def __str__(self) -> str:
        return self.text(glossary.language())


def to_svg(spec: dict[str, Any], lang: str) -> str:
    """The chart as SVG.

    Raises:
        RendererMissing: if vl-convert is not installed.
    """
    svg: str = _renderer().vegalite_to_svg(spec, **_options(lang))
    return svg


def to_png(spec: dict[str, Any], lang: str, *, scale: float = 2) -> bytes:
    """The chart as PNG.

    Raises:
        RendererMissing: if vl-convert is not installed.
    """
    png: bytes = _renderer().vegalite_to_png(spec, scale=scale, **_options(lang))
    return png


def to_pdf(spec: dict[str, Any], lang: str) -> bytes:
    """The chart as a page of PDF, as large as itself.

    Raises:
        RendererMissing: if vl-convert is not installed.
    """
    pdf: bytes = _renderer().vegalite_to_pdf(spec, **_options(lang))
    return pdf


def _renderer() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise RendererMissing from None
    return vl_convert


def _options(lang: str) -> dict[str, Any]:
    name = {"de": "de-DE", "en": "en-US"}[lang]
    return {"format_locale": name, "time_format_locale": name}
