"""Zenobia Quitterling, as a company knows somebody from files and from talks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from kundig import register
from kundig.letter import write_letter
from kundig.store.home import Home
from kundig_web.contact import workflows as promises
from kundig_web.customers import (
    consent_workflows,
    contact_workflows,
    identity_workflows,
    knowledge_workflows,
    workflows,
)  # fmt: skip
from kundig_web.customers.saved_models import SavedList
from kundig_web.desk.models import EntryState, KeptMorning
from kundig_web.imports.models import Upload
from kundig_web.jobs.mirrors import publish_now
from kundig_web.jobs.models import Job
from kundig_web.needs import workflows as needs
from tests.erase.company import CANARIES, filled
from tests.web.conftest import NOW, TODAY

KEY, OTHER = "shop:77123", "shop:200"
#: What was written here, beside what the files say.
WRITTEN = (
    "Marmeladenglas", "Bergfinkenruf", "Lurchweg", "Ostereiche", "geheim.z@kanarie.example",
    "5544332", "Wacholderallergie", "Rosenholzdose", "Tanteninsel", "Nachtigallen", "Fuchsbau",
    "Igelkiste", "Moosrose", "Zaunkoenig", "Heidelerche", "Wortlautprobe", "Formularprobe",
    "Grundprobe", "entwurf-kanarie-1", "entwurf-kanarie-2", "Listenprobe", "Auftragsprobe",
)  # fmt: skip
ALL = (*CANARIES, *WRITTEN)


@dataclass
class Planted:
    """The company with the person in it."""

    home: Home
    cast: dict[str, Any]

    def files(self) -> Iterator[Path]:
        """Every file below the company's folder, and the database with what belongs to it."""
        yield from (p for p in self.home.folder.rglob("*") if p.is_file())

    def database(self) -> bytes:
        """Every value of every table, as text."""
        said = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                said += [repr([_plain(v) for v in row]) for row in cursor.fetchall()]
        return "\n".join(said).encode()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def plant(home: Home, cast: dict[str, Any], grown: Path | None = None) -> Planted:
    """Write her down wherever somebody can be written down.

    Args:
        home: the company.
        cast: its people.
        grown: a folder that `grow` has filled; without it that is done here, after the mirror.
    """
    if grown is not None:
        shutil.copytree(grown, home.folder, dirs_exist_ok=True)
    else:
        filled(home)
    dora = cast["dora"]
    who = {"actor": dora, "now": NOW}
    dated = {**who, "today": TODAY}
    needs.note_talk(
        **dated, day=TODAY, channel="phone", quote="Das Marmeladenglas war zu.", offered=False,
        customer=KEY, need="Bergfinkenruf", follows="Lurchweg", draft_key="entwurf-kanarie-1",
    )  # fmt: skip
    needs.note_hint(**dated, day=TODAY, text="Sie mag die Ostereiche.", customer=KEY)
    promise = promises.make_promise(
        **dated, what="Rosenholzdose schicken", due_date=TODAY + timedelta(days=3), customer=KEY,
        draft_key="entwurf-kanarie-2",
    )  # fmt: skip
    promises.move(
        **dated, promise=promise, due_date=TODAY + timedelta(days=5), agreed=True,
        words_="Tanteninsel",
    )  # fmt: skip
    contact_workflows.add_contact_point(
        key=KEY, **who, kind="mail", value="geheim.z@kanarie.example", source="phone"
    )
    contact_workflows.add_contact_point(
        key=KEY, **who, kind="mobile", value="0170 5544332", source="phone", label="Nachtigallen"
    )
    knowledge_workflows.state_fact(
        key=KEY, **dated, name="Wacholderallergie", value="Fuchsbau", purpose="Igelkiste",
        said_on=TODAY,
    )  # fmt: skip
    knowledge_workflows.hear_need(key=KEY, **dated, words="Moosrose", heard_on=TODAY)
    household = workflows.create_customer(**who, names={"kind": "household", "last_name": "Vogel"})
    workflows.join_group(member=KEY, group=household.key, **dated, role="Zaunkoenig")
    workflows.set_care_team(key=KEY, **dated, team=[(cast["emil"].department, "Heidelerche")])
    workflows.edit_names(
        key=KEY, **who, names={"first_name": "Zenobia", "last_name": "Quitterling"}
    )
    consent_workflows.give_consent(
        key=KEY, **who, purpose="advertising", channel="phone", source="phone",
        wording="Wortlautprobe", form="Formularprobe",
    )  # fmt: skip
    second = workflows.create_customer(**who, names={"kind": "person", "last_name": "Quitterling"})
    identity_workflows.mark_same(left=KEY, right=second.key, since={}, **who, reason="Grundprobe")
    SavedList.objects.create(
        owner=dora,
        name="Listenprobe",
        query={"text": ["Quitterling"]},
        created_at=NOW,
        changed_at=NOW,
    )
    publish_now(NOW)
    if grown is None:
        grow(home)
    _beside(home)
    return Planted(home, cast)


def grow(home: Home) -> None:
    """The list of customers and a letter, which take some seconds."""
    register.build(home, today=TODAY)
    write_letter(home, lang="de", today=date(2026, 11, 20))


def _beside(home: Home) -> None:
    """What is sent, exported, read ahead and queued."""
    (home.letters / "lagebrief-alt.html").write_text("<p>Frau Zenobia Quitterling wartet.</p>")
    (home.letters / "lagebrief-alt.pdf").write_bytes(b"%PDF-1.7 Quitterling")
    web = Path(settings.WEB_FOLDER)
    cache = web / "cache" / "questions" / "state"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "answer").write_text("Quitterling")
    (web / "exports").mkdir(parents=True, exist_ok=True)
    (web / "exports" / "liste.csv").write_text("Nr;Name\n77123;Zenobia Quitterling\n")
    (web / "uploads" / "abc").mkdir(parents=True)
    (web / "uploads" / "abc" / "kunden.csv").write_text("Nr;Name\n77123;Zenobia Quitterling\n")
    Upload.objects.create(
        name="kunden.csv", folder="abc", size=10, state=Upload.State.READY, language="de",
        look={"rows": [["77123", "Zenobia Quitterling"]]}, created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    EntryState.objects.create(
        kind="call", ref=f"{KEY}/silent/2026-11-01", state="declined", reason="Zenobia Quitterling",
        changed_at=NOW,
    )  # fmt: skip
    EntryState.objects.create(
        kind="case", ref="shop:VORGANGXQ1", state="declined", reason="Quitterling", changed_at=NOW
    )
    KeptMorning.objects.create(
        state="s", day=TODAY, imports="", made_at=NOW, content="Zenobia Quitterling"
    )
    Job.objects.create(
        name="customers.export", arguments={"key": KEY, "text": "Auftragsprobe"}, state="done",
        run_at=NOW, created_at=NOW, finished_at=NOW,
    )  # fmt: skip


__all__ = ["ALL", "KEY", "OTHER", "Planted", "grow", "plant"]
