"""`python -m kundig_web after_restore`: what must happen before anybody looks at restored data."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kundig_web import company
from kundig_web.backups.after import after_restore


class Command(BaseCommand):
    """Bring restored data up to date."""

    help = "Migrate, repeat erasures, end sessions, note the restore (what `kundig restore` calls)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What no backup brings back."""
        parser.add_argument("--objections", type=Path)

    def handle(self, *args: Any, **options: Any) -> str:
        """Do it and tell what was done."""
        return json.dumps(after_restore(objections=options["objections"], now=company.now()))
