"""A company with something of everybody's, so that every address has an own and a foreign object.

Canaries are words that stand in one object each; the table says which roles may ever read them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kundig_web import company
from tests.journeys.work import FAMILY, SILENT
from tests.web.matrix.expected import FILES, HEAR, OWNER, RIGHTS, SEE

#: Role -> who of the cast has it.
NAMES = {
    "owner": "dora", "lead": "lena", "front": "emil", "analyst": "ana", "people": "petra",
    "council": "konrad", "privacy": "dana",
}  # fmt: skip
#: Canary -> roles that may read it. The front line wrote what is Emil's.
CANARIES: dict[str, frozenset[str]] = {
    "ZzkKundin": frozenset(SEE.split()),  # a customer's name
    "ZzkTalkWort": frozenset((*SEE.split(), "privacy")),  # what a customer said to Emil
    "ZzkHinweis": frozenset(SEE.split()),  # a hint about a customer
    "ZzkVertraulich": frozenset({"front", "people"}),  # a hint for the people lead alone
    "ZzkZusage": frozenset(SEE.split()),  # promised by Emil
    "ZzkListeEmil": frozenset({"front"}),  # a saved list that is not shared
    "ZzkDatei": frozenset(FILES.split()),  # name of a file sent in
    "zzkeinladung@example.org": frozenset({OWNER}),
    "ZzkSchluessel": frozenset({OWNER}),  # name of a program's key
    "ZzkGesperrt": frozenset(RIGHTS.split()),  # a customer whose data are restricted
    "ZzkAntrag": frozenset(RIGHTS.split()),  # what somebody wants to know of us
    "ZzkPanne": frozenset(RIGHTS.split()),
    "ZzkEmpfaenger": frozenset(RIGHTS.split()),
    "ZzkHindernis": frozenset((*HEAR.split(), "privacy")),  # what hinders us; not for the council
    "lena@nordhang.example": frozenset({OWNER, "lead"}),  # somebody else's address
}


@dataclass
class World:
    """Everything that stands there; own and foreign arguments by address and role."""

    people: dict[str, Any]
    own: dict[str, dict[str | None, dict[str, Any]]] = field(default_factory=dict)
    foreign: dict[str, dict[str | None, dict[str, Any]]] = field(default_factory=dict)
    common: dict[str, dict[str, Any]] = field(default_factory=dict)

    def arguments(self, name: str, role: str | None) -> dict[str, Any] | None:
        """Arguments of an object that this role may see; None if the world has none."""
        return self.own.get(name, {}).get(role) or self.common.get(name)


_PROMISE = ("promise", "keep", "admit", "take_back", "move", "reopen")
_LISTS = ("list_edit", "list_delete")


def build(people: dict[str, Any]) -> World:
    """Write the world into the database."""
    world = World(people)
    _work(world)
    _customers(world)
    _files(world)
    _house(world)
    _trust(world)
    return world


def _work(world: World) -> None:
    from kundig_web.access.models import Department
    from kundig_web.contact import workflows as promises
    from kundig_web.customers.models import SavedList
    from kundig_web.needs import workflows as needs
    from kundig_web.structure import workflows as structure

    now, today = company.now(), company.today()
    service = Department.objects.get(name="Service")

    def of(role: str) -> dict[str, Any]:
        return {
            "actor": world.people[NAMES[role]],
            "now": now,
            "today": today,
            "department": service,
        }

    made: dict[str, dict[str, int]] = {
        kind: {} for kind in ("promise", "talk", "hint", "test", "list")
    }
    for role in HEAR.split():
        emil = role == "front"
        by, about = of(role), {"customer": SILENT} if role != "people" else {"who": "Kundin"}
        made["promise"][role] = promises.make_promise(
            **by,
            what="ZzkZusage" if emil else "Rückruf",
            due_date=today + timedelta(days=2),
            **about,
        ).pk
        made["talk"][role] = needs.note_talk(
            **by, day=today, channel="phone", offered=False, judged=[],
            quote="ZzkTalkWort" if emil else "Gut.", need="", follows="", **about,
        ).pk  # fmt: skip
        made["hint"][role] = needs.note_hint(
            **by, day=today, kind="wish", text="ZzkHinweis" if emil else "Jacke", **about
        ).pk
        made["test"][role] = structure.ask_quickly(
            **by, subject="report", name=f"Bericht {role}", helps="reporting", eases="neither", reason="",
        ).pk  # fmt: skip
    for role in SEE.split():
        made["list"][role] = SavedList.objects.create(
            owner=world.people[NAMES[role]], name="ZzkListeEmil" if role == "front" else "Liste",
            query={}, created_at=now, changed_at=now,
        ).pk  # fmt: skip
    needs.note_hint(**of("front"), day=today, kind="obstacle", text="ZzkHindernis")
    secret = needs.note_hint(
        **of("front"), day=today, kind="obstacle", text="ZzkVertraulich", private=True
    ).pk

    for names, kind in (
        ([f"contact:{n}" for n in _PROMISE], "promise"),
        (["needs:talk", "needs:talk_answer"], "talk"),
        (["needs:hint", "needs:hint_answer"], "hint"),
        (["structure:quick_test", "structure:decide"], "test"),
        ([f"customers:{n}" for n in _LISTS], "list"),
        (["customers:list_open"], "list"),
    ):
        for name in names:
            world.own[name] = {role: {"pk": pk} for role, pk in made[kind].items()}
    # Foreign: the people lead sees no customers, so neither what others promised nor heard.
    for name in (f"contact:{n}" for n in _PROMISE):
        world.foreign[name] = {"people": {"pk": made["promise"]["front"]}}
    for name in ("needs:talk", "needs:talk_answer"):
        world.foreign[name] = {"people": {"pk": made["talk"]["front"]}}
    for name in ("needs:hint", "needs:hint_answer"):
        others = {r: {"pk": secret} for r in ("owner", "lead", "analyst")}
        world.foreign[name] = others | {"people": {"pk": made["hint"]["front"]}}
    for name in (*(f"customers:{n}" for n in _LISTS), "customers:list_open"):
        world.foreign[name] = {
            role: {"pk": made["list"]["front" if role != "front" else "owner"]}
            for role in SEE.split()
        }


def _customers(world: World) -> None:
    from kundig_web.customers import identity_workflows, knowledge_workflows
    from kundig_web.customers import workflows as centre
    from kundig_web.customers.models import Fact, IdentityDecision, Membership, Need

    now, today = company.now(), company.today()
    lena = world.people["lena"]
    by = {"actor": lena, "now": now}
    person = centre.create_customer(**by, names={"last_name": "ZzkKundin", "kind": "person"})
    knowledge_workflows.state_fact(
        key=FAMILY, **by, today=today, name="Schuhgröße", value="31", said_on=today
    )
    knowledge_workflows.hear_need(key=FAMILY, **by, today=today, words="Leichtes")
    group = centre.create_customer(**by, names={"company_name": "Kern GmbH", "kind": "firm"})
    centre.join_group(member=FAMILY, group=group.key, **by, today=today)
    other = centre.create_customer(**by, names={"last_name": "Doppelt", "kind": "person"})
    identity_workflows.mark_different(left=SILENT, right=other.key, since={}, **by)
    of_family = {
        "fact": Fact.objects.latest("pk").pk, "need": Need.objects.latest("pk").pk,
        "group": Membership.objects.latest("pk").pk, "undo": IdentityDecision.objects.latest("pk").pk,
    }  # fmt: skip
    for name in (
        "page", "names", "contact_new", "contact_confirm", "contact_end", "fact_new", "need_new",
        "care", "group_new", "consent", "merge",
    ):  # fmt: skip
        world.common[f"customers:{name}"] = {"key": person.key if name == "page" else FAMILY}
    world.common["customers:compare"] = {"key": FAMILY, "other": SILENT}
    world.common["customers:order"] = {"key": FAMILY, "order": "nordhang:B100001"}
    world.common["customers:undo"] = {"key": SILENT, "pk": of_family["undo"]}
    everybody = dict.fromkeys((*NAMES, None))
    for name, pk in (
        ("fact_confirm", of_family["fact"]), ("fact_end", of_family["fact"]),
        ("need_confirm", of_family["need"]), ("need_end", of_family["need"]),
        ("group_leave", of_family["group"]),
    ):  # fmt: skip
        world.common[f"customers:{name}"] = {"key": FAMILY, "pk": pk}
        world.foreign[f"customers:{name}"] = {key: {"key": SILENT, "pk": pk} for key in everybody}
    world.foreign["customers:undo"] = {
        key: {"key": FAMILY, "pk": of_family["undo"]} for key in everybody
    }


def _files(world: World) -> None:
    from kundig_web.imports.models import Upload
    from kundig_web.imports.questions import all_imports

    now = company.now()
    upload = Upload.objects.create(
        name="ZzkDatei.csv", folder="f" * 32, size=3, language="de", state="failed",
        problem={"de": "…", "en": "…"}, created_at=now, changed_at=now, created_by=world.people["dora"],
    )  # fmt: skip
    for name in ("upload", "answer", "run", "again", "discard"):
        world.common[f"imports:{name}"] = {"pk": upload.pk}
    aside = {path.stem for path in company.home().quarantine.glob("*.csv")}
    done = next(one.id for one in all_imports() if one.id in aside)
    for name in ("done", "quarantine", "withdraw"):
        world.common[f"imports:{name}"] = {"import_id": done}
    world.common |= {
        "GET /api/imports/uploads/<int:id>": {"id": upload.pk},
        "POST /api/imports/uploads/<int:id>/start": {"id": upload.pk},
        "GET /api/imports/<slug:id>": {"id": done},
        "POST /api/imports/<slug:id>/withdraw": {"id": done},
        "GET /api/customers/<key:id>": {"id": FAMILY},
        "GET /api/customers/<key:id>/timeline": {"id": FAMILY},
        "GET /api/measures/<slug:key>": {"key": "nps"},
        "GET /api/measures/<slug:key>/answer": {"key": "nps"},
        "questions:page": {"measure": "nps"},
        "questions:download": {"measure": "nps", "kind": "csv"},
    }


def _house(world: World) -> None:
    from kundig_web.access.models import Department
    from kundig_web.access.workflows.invitations import invite
    from kundig_web.access.workflows.tokens import create_token

    now, dora = company.now(), world.people["dora"]
    invited = invite(
        actor=dora, email="zzkeinladung@example.org", roles=["front"], department=None, branch=None,
        now=now,
    )  # fmt: skip
    key = create_token(
        actor=dora, name="ZzkSchluessel", scopes=["see_figures"], now=now,
        expires_on=company.today() + timedelta(days=90),
    )  # fmt: skip
    nina = {"pk": world.people["nina"].pk}
    for name in ("person", "deactivate", "activate", "reset_step", "new_link"):
        world.common[f"access:{name}"] = nina
    world.common["access:withdraw"] = {"pk": invited.invitation.pk}
    world.common["access:accept"] = {"token": invited.token}
    world.common["access:revoke"] = {"pk": key.token.pk}
    unit = {"kind": "department", "pk": Department.objects.get(name="Marketing").pk}
    world.common["access:unit"] = unit
    world.common["access:device_end"] = {"mark": "0" * 16}


def _trust(world: World) -> None:
    """Requests, restrictions, breaches, recipients, erasures."""
    from kundig_web.customers import double_opt_in
    from kundig_web.customers import workflows as centre
    from kundig_web.customers.consent_workflows import write_consent_text
    from kundig_web.erasure.models import Erasure, Sealed
    from kundig_web.rights import restricting
    from kundig_web.rights.models import Breach, Recipient, Request
    from kundig_web.rights.objecting import make_link

    now, today, dora = company.now(), company.today(), world.people["dora"]
    hidden = centre.create_customer(
        actor=dora, now=now, names={"last_name": "ZzkGesperrt", "kind": "person"}
    )
    restricting.restrict(key=hidden.key, actor=dora, now=now, reason="disputed")
    request = Request.objects.create(
        kind="access", customer=FAMILY, way="mail", received_on=today, words="ZzkAntrag",
        due_on=today + timedelta(days=30), created_at=now,
    )  # fmt: skip
    breach = Breach.objects.create(what="ZzkPanne", known_at=now, created_at=now)
    recipient = Recipient.objects.create(name="ZzkEmpfaenger", what_for="Versand")
    erasure = Erasure.objects.create(
        reference="L-MATRIX-1", ground="consent", state="done", started_at=now, finished_at=now,
        language="de",
    )  # fmt: skip
    sealed = Sealed.objects.create(
        kind="consents", reference="L-MATRIX-1", content=b"x", sealed_at=now,
        until=today + timedelta(days=99),
    )  # fmt: skip
    text = write_consent_text(
        actor=dora, now=now, purpose="advertising", language="de", text="Ja, gern per E-Mail."
    )
    asked = double_opt_in.ask_consent(
        key=FAMILY, actor=None, now=now, purpose="advertising", channel="mail",
        address="familie@example.org", text=text, form="Laden",
    )  # fmt: skip
    for name in (
        "request",
        "request_identify",
        "request_extend",
        "request_answer",
        "request_reopen",
    ):
        world.common[f"rights:{name}"] = {"pk": request.pk}
    world.common["rights:breach"] = {"pk": breach.pk}
    world.common["rights:breach_step"] = {"pk": breach.pk, "what": "close"}
    world.common["rights:recipient_remove"] = {"pk": recipient.pk}
    for name in ("person", "tell", "restrict", "object_by_hand", "link"):
        world.common[f"rights:{name}"] = {"key": FAMILY}
    world.common["rights:lift"] = {"key": hidden.key}
    link = {"token": make_link(key=FAMILY, actor=None, now=now).token}
    world.common |= {"rights:object": link, "rights:one_click": link}
    world.common["rights:confirm"] = {"token": asked.token}
    for name in ("consent_ask", "consent_withdraw"):
        world.common[f"customers:{name}"] = {"key": FAMILY}
    for name in ("progress", "certificate", "certificate_pdf"):
        world.common[f"erasure:{name}"] = {"reference": erasure.reference}
    world.common["erasure:open_sealed"] = {"pk": sealed.pk}
    for name in ("look", "forget"):
        world.common[f"erasure:{name}"] = {"key": SILENT}
    for name in ("entry", "open"):
        world.common[f"audit:{name}"] = {"seq": 1}
