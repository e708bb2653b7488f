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


def objection() -> dict[str, Any]:
    """A link with which somebody objects."""
    from kundig_web.rights.objecting import make_link

    return {"token": make_link(key=FAMILY, actor=None, now=company.now()).token}


def erasure() -> dict[str, Any]:
    """An erasure that is done, of somebody whom nobody can name any more."""
    from kundig_web.erasure import certificate
    from kundig_web.erasure.models import Erasure

    now = company.now()
    row, fresh = Erasure.objects.get_or_create(
        reference="L-2345-6789-ABCD",
        defaults={
            "ground": "request", "state": "done", "started_at": now, "finished_at": now,
            "language": "de", "what": {"Kundensätze": 2}, "stays": {"Summen": "ohne Namen"},
        },
    )  # fmt: skip
    if fresh:
        row.certificate = certificate.issue(row)
        row.save()
    return {"reference": row.reference}


def confirmation() -> dict[str, Any]:
    """A link that confirms a consent."""
    from kundig_web.customers.consent_workflows import write_consent_text
    from kundig_web.customers.double_opt_in import ask_consent

    now = company.now()
    text = write_consent_text(
        actor=None, now=now, purpose="advertising", language="de",
        text="Ich möchte Neuigkeiten per E-Mail bekommen und kann das jederzeit beenden.",
    )  # fmt: skip
    asked = ask_consent(
        key=FAMILY, actor=None, now=now, purpose="advertising", channel="mail",
        address="familie@example.org", text=text, form="Anmeldung im Laden",
    )  # fmt: skip
    return {"token": asked.token}


#: Full name of a route -> arguments of one of its addresses.
EXAMPLES: dict[str, Arguments] = {
    "access:accept": token,
    "access:person": first("access.User"),
    "access:unit": lambda: {"kind": "department"} | first("access.Department")(),
    "audit:entry": lambda: {"seq": 1},
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
    "erasure:look": family,
    "erasure:progress": erasure,
    "imports:upload": first("imports.Upload"),
    "imports:done": import_id,
    "imports:withdraw": import_id,
    "needs:talk": first("needs.Talk"),
    "needs:hint": first("needs.Hint"),
    "questions:page": lambda: {"measure": "nps"},
    "rights:request": first("rights.Request"),
    "rights:breach": first("rights.Breach"),
    "rights:person": family,
    "rights:tell": family,
    "rights:object": objection,
    "rights:confirm": confirmation,
    "customers:consent_ask": family,
    "structure:quick_test": first("structure.QuickTest"),
}
#: Routes that answer GET but are no pages of this site: downloads, pieces for htmx, files for the
#: browser, and the first start, which a site that has been started does not have any more.
NO_PAGES = {
    "guard:me_json",
    "site:style_mail",  # a sandboxed frame without scripts, so axe cannot run: see test_hostile_mail
    "access:first_start",
    "site:live",
    "site:ready",
    "customers:export_csv", "customers:export_xlsx", "imports:quarantine", "questions:download", "reports:pdf", "customers:like",
    "needs:service_worker", "needs:draft_token", "erasure:certificate", "erasure:certificate_pdf",
}  # fmt: skip
