"""Arguments for the addresses that need some: one page worth seeing of each kind.

Each is a function, called when the site stands. Grows with the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps

from kundig_web import company
from tests.journeys.work import FAMILY, SILENT

Arguments = Callable[[], dict[str, Any]]


def first(model: str) -> Arguments:
    """The primary key of the first row of `app.Model`."""

    def found() -> dict[str, Any]:
        row = apps.get_model(model)._default_manager.order_by("pk").first()
        assert row is not None, f"the work of the cast leaves no {model}"
        return {"pk": row.pk}

    return found


def token() -> dict[str, Any]:
    """A link that invites somebody."""
    from kundig_web.access.models import User
    from kundig_web.access.workflows.invitations import invite

    made = invite(
        actor=User.objects.get(email="dora@nordhang.example"), email="neu@nordhang.example", roles=["front"],
        department=None, branch=None, now=company.now(),
    )  # fmt: skip
    return {"token": made.token}


def import_id() -> dict[str, Any]:
    """The last import of the demo company."""
    from kundig_web.imports.questions import all_imports

    return {"import_id": all_imports()[0].id}


def family() -> dict[str, Any]:
    """The customer who waits for an answer."""
    return {"key": FAMILY}


#: Full name of a route -> arguments of one of its addresses.
EXAMPLES: dict[str, Arguments] = {
    "access:accept": token,
    "access:person": first("access.User"),
    "access:unit": lambda: {"kind": "department"} | first("access.Department")(),
    "contact:promise": first("contact.Promise"),
    "customers:list_edit": first("customers.SavedList"),
    "customers:list_open": first("customers.SavedList"),
    "customers:page": family,
    "customers:order": lambda: {"key": FAMILY, "order": "nordhang:B100001"},
    "customers:names": family,
    "customers:contact_new": family,
    "customers:fact_new": family,
    "customers:need_new": family,
    "customers:care": family,
    "customers:group_new": family,
    "customers:consent": family,
    "customers:merge": family,
    "customers:compare": lambda: {"key": FAMILY, "other": SILENT},
    "imports:upload": first("imports.Upload"),
    "imports:done": import_id,
    "imports:withdraw": import_id,
    "needs:talk": first("needs.Talk"),
    "needs:hint": first("needs.Hint"),
    "questions:page": lambda: {"measure": "nps"},
    "structure:quick_test": first("structure.QuickTest"),
}
#: Routes that answer GET but are no pages of this site: downloads, pieces for htmx, files for the
#: browser, and the first start, which a site that has been started does not have any more.
NO_PAGES = {
    "access:first_start",
    "customers:export_csv", "customers:export_xlsx", "imports:quarantine", "questions:download", "reports:pdf", "customers:like",
    "needs:service_worker", "needs:draft_token",
}  # fmt: skip
