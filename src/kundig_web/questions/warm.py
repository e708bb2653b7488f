"""The first question of a process is slow (Ibis and Vega load for seconds): ask it before anybody.

`warm_up()` starts a thread that loads what is slow and asks what everybody will ask; it looks again
for a new version of the store, so that the first reader after an import does not wait either.
"""

from __future__ import annotations

import contextlib
import logging
from threading import Event, Thread

from django.db import connections

from kundig.answers import AskError, measures
from kundig.charts import RendererMissing
from kundig_web import company
from kundig_web.questions import asking, choices, data_end, options, page
from kundig_web.questions.reading import Asked

log = logging.getLogger(__name__)
#: Seconds between two looks at the store's version.
PAUSE = 20.0


def warm_up(*, stop: Event | None = None) -> Thread:
    """Warm up in the background, now and after every import; returns at once.

    Args:
        stop: set it to end the thread; without it, it ends with the process.
    """
    thread = Thread(target=_keep_warm, args=(stop or Event(),), name="warm-up", daemon=True)
    thread.start()
    return thread


def warm() -> int:
    """Ask every question once, the leading ones first; returns the store's version."""
    home = company.home()
    snapshot = home.store.snapshot()
    today = company.demo_day() or company.today()
    if snapshot.version == 0:
        return 0
    today = data_end.clock(today, snapshot=snapshot, home=home).today
    known = measures()
    lang = home.company().language or "de"  # the other language is drawn when somebody asks
    for key in dict.fromkeys([*asking.LEADING, *known]):
        if key in asking.LEADING and key in known:
            with contextlib.suppress(AskError):
                asking.current(key, today=today, lang=lang, snapshot=snapshot, home=home)
    for key in dict.fromkeys([*(k for k in asking.LEADING if k in known), *known]):
        measure = known[key]
        options.options(measure)
        with contextlib.suppress(AskError, RendererMissing):
            page.page(Asked(), measure, snapshot=snapshot, home=home, lang=lang)
            choices.choices(measure, snapshot=snapshot, home=home)
    return snapshot.version


def _keep_warm(stop: Event) -> None:
    seen: int | None = None
    while True:
        try:
            if company.snapshot().version != seen:
                seen = warm()
        except Exception:
            # Whoever asks gets the error with its page; here it would only end the thread.
            log.exception("warming up failed")
        finally:
            connections.close_all()
        if stop.wait(PAUSE):
            return
