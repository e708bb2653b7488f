"""The picture of an answer for a page: drawn once, kept, small enough to stand in the page."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kundig.answers import Answer
from kundig.answers.told import headline
from kundig.charts import inline_svg, picture_of, to_svg
from kundig.charts.theme import SCHEMA, config
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web.questions import asking, cache

#: Charts are drawn with letters of 12 pixels; the page's own are 17.
SCALE = 1.17


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture for a wide page and one for a phone, and what to know when looking at them."""

    wide: str
    narrow: str
    notes: tuple[str, ...]
    narrow_notes: tuple[str, ...]


def drawn(answer: Answer, *, snapshot: Snapshot, home: Home) -> Drawn | None:
    """The picture; None where words say more.

    Raises:
        RendererMissing: if the package that draws is not installed; it has the line to type.
    """
    if len(answer.rows) == 0 or all(r.get(answer.measure.key) is None for r in answer.rows):
        return None

    def make() -> bytes:
        return json.dumps(_draw(answer), ensure_ascii=False).encode()

    if asking.names_customers(answer.request):
        made = make()
    else:
        name = f"picture {answer.lang} {answer.measure.key} {asking.named(answer.request)}"
        made = cache.kept(cache.state_of(snapshot, home), name, make)
    found = json.loads(made)
    if not found:
        return None
    return Drawn(
        found["wide"], found["narrow"], tuple(found["notes"]), tuple(found["narrow_notes"])
    )


def _draw(answer: Answer) -> dict[str, object]:
    wide = picture_of(answer)
    if wide.is_words:
        return {}
    narrow = picture_of(answer, narrow=True)
    return {
        "wide": _svg(answer, wide.body, "wide"),
        "narrow": _svg(answer, narrow.body, "narrow"),
        "notes": wide.notes,
        "narrow_notes": narrow.notes,
    }


def _svg(answer: Answer, body: dict[str, object], width: str) -> str:
    spec = {"$schema": SCHEMA, **body, "config": {**config(answer.lang), "background": None}}
    part = "-".join(("chart", *answer.request.by, width))
    drawing = to_svg(spec, answer.lang)
    return inline_svg(drawing, name=headline(answer), id=part, scale=SCALE)
