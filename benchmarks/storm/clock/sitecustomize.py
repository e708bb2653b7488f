"""A clock that can be set: Python imports this first wherever this folder stands on its path.

The file that CHAOS_CLOCK names holds by how many seconds the site's clock is wrong.
"""

import os
from datetime import timedelta

from django.utils import timezone

_true = timezone.now


def _wrong():
    try:
        with open(os.environ["CHAOS_CLOCK"]) as file:
            return _true() + timedelta(seconds=float(file.read() or 0))
    except (KeyError, OSError, ValueError):
        return _true()


timezone.now = _wrong
