"""`python -m kundig_web sign_in_link MAIL`: one line of JSON, the path of a link or why there is none."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from kundig_web import company
from kundig_web.access import first_start
from kundig_web.access.errors import RefusedError
from kundig_web.access.workflows.invitations import link_from_the_machine
from kundig_web.site.prepare import NotReadyError, migrate


class Command(BaseCommand):
    """Let somebody choose a new password."""

    help = "Make a one-time link for a new password (what `kundig serve --sign-in-link` does)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whom."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> str:
        """Make the link and tell."""
        email = str(options["email"])
        try:
            migrate()  # the folder may have been made by an older version
            if not first_start.started():
                return _told("link_not_started", {})
            link = link_from_the_machine(email=email, now=company.now())
        except NotReadyError as error:
            return _told(error.key, error.values)
        except RefusedError as refused:
            return _told(f"link_{refused.key}", {"mail": email})
        return json.dumps({"path": reverse("access:accept", args=[link.token])})


def _told(key: str, values: dict[str, str]) -> str:
    return json.dumps({"key": key, "values": values}, ensure_ascii=False)
