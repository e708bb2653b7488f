"""`python -m kundig_web inspect_restored`: opens restored data, as the weekly test does."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from kundig_web.backups.after import inspect_restored


class Command(BaseCommand):
    """Look whether restored data can be worked with."""

    help = "Open restored data and count (what the weekly restore test calls)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> str:
        """Tell what was found."""
        return json.dumps(inspect_restored())
