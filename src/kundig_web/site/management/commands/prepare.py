"""`python -m kundig_web prepare`: one line of JSON that says where to begin, or why not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kundig_web import company
from kundig_web.site.prepare import NotReadyError, prepare


class Command(BaseCommand):
    """Prepare the site for its start."""

    help = "Check the site and migrate its database (what `kundig serve` does first)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What for."""
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> str:
        """Prepare and tell."""
        now = company.now()
        try:
            path = prepare(now)
            if options["demo"]:
                from kundig_web.site.demo import fill

                fill(now)
                path = "/"
        except NotReadyError as error:
            return json.dumps({"key": error.key, "values": error.values}, ensure_ascii=False)
        return json.dumps({"path": path})
