"""`python -m kundig_web worker`: one background worker, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kundig_web.jobs.worker import LANES, Worker


class Command(BaseCommand):
    """Run the worker."""

    help = "Do background work until told to stop."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much at once."""
        parser.add_argument("--lanes", type=int, default=LANES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; work that does not end in time is given back, then the process ends at once."""
        worker = Worker(lanes=options["lanes"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
        # A lane may still sit in a long query; its job has been given back.
        os._exit(0)
