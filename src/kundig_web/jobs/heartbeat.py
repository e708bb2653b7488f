"""A file that the worker touches while it lives, so that somebody outside can ask."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from django.conf import settings

NAME = "worker.alive"
#: A worker that did not touch its file for so long is gone, or hangs.
SILENT_SECONDS = 30.0


def beat() -> None:
    """The worker lives."""
    with contextlib.suppress(OSError):  # a full disk must not end the worker
        _path().touch()


def is_alive() -> bool:
    """True if a worker has given a sign of life lately."""
    try:
        return time.time() - _path().stat().st_mtime < SILENT_SECONDS
    except OSError:
        return False


def _path() -> Path:
    return Path(settings.WEB_FOLDER) / NAME
