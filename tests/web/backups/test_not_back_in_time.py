"""A restore brings back the data, not what was decided since: erasures, objections, lost entries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kundig.store import suppression
from kundig.store.home import Home

NAME, OTHER = "Kanarienvogel", "Blaumeisenberg"
SCRIPT = """
import json, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from kundig_web import company
from kundig_web.access.models import Mode, User, site
from kundig_web.backups import beside, keyring, upgrade, workflows
from kundig_web.jobs import queue
what, now, home = sys.argv[1], company.now(), company.home()
if what == "before":
    upgrade.migrate()
    one = site()
    one.mode, one.started_at = Mode.DEPARTMENTS, now
    one.save()
    owner = User.objects.create(email="dora@nordhang.example", name="Dora", created_at=now)
    owner.role_set.create(role="owner")
    from kundig.intake.workflow import ImportRequest, import_file
    import_file(ImportRequest(Path(sys.argv[2]), source="kasse", lang="de"), home=home)
    made = workflows.make_backup(now=now, progress=lambda done, total: None)
    assert made.ok, made.problem
elif what == "after":
    from kundig.store import suppression
    from kundig_web.audit import anchors
    from kundig_web.erasure.workflows import forget
    from kundig_web.jobs.worker import work_off
    forget(key="kasse:1", actor=User.objects.get(), now=now, ground="request")
    work_off(now)
    hashes = suppression.hashes(home, mails=["zweite@example.org"])
    suppression.object(home, hashes, "advertising")
    anchors.drop(now)
    beside.copy(home, keyring.load(home.keys).site)
elif what == "look":
    from kundig_web.audit import anchors
    from kundig_web.audit.models import AuditEntry
    from kundig_web.audit.verify import verify
    report = verify(anchors.read(anchors.place()))
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    lost = [json.loads(d) for d in AuditEntry.objects.filter(verb="audit.restored")
            .values_list("details", flat=True)]
    print(json.dumps({"verbs": verbs, "lost": lost, "fault": str(report.finding or "")}))
"""


def run(home: Path, *what: str) -> Any:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    environment |= {
        "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
        "KUNDIG_BACKUP_DIR": str(home.parent / "stick"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *what], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None


def where(folder: Path, word: str) -> list[str]:
    """Files in which the word stands as bytes."""
    found = [p for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]
    return [p.relative_to(folder).as_posix() for p in found]


@pytest.mark.slow
def test_who_was_erased_or_objected_after_the_backup_stays_so(tmp_path: Path) -> None:
    home, stick = tmp_path / "laden", tmp_path / "stick"
    home.mkdir()
    file = tmp_path / "kunden.csv"
    file.write_text(
        "Kundennummer;Vorname;Nachname;E-Mail;Ort\n"
        f"1;Erika;{NAME};erste@example.org;Mittenrehen\n"
        f"2;Anna;{OTHER};zweite@example.org;Mittenrehen\n",
        encoding="utf-8",
    )
    run(home, "before", str(file))
    assert where(home, NAME)
    run(home, "after")
    assert where(home, NAME) == []
    [backup] = stick.glob("*.age")
    sheet = tmp_path / "blatt.txt"
    kundig("backup", "--sheet", str(sheet), "--home", str(home))
    home.rename(tmp_path / "verbrannt")  # only the stick and the sheet are left

    new = tmp_path / "neu"
    told = kundig("restore", str(backup), "--into", str(new), "--key", str(sheet))
    assert "Löschungen wiederholt: 1" in told
    assert where(new, NAME) == []
    assert where(new, OTHER)
    restored = Home(new)
    hashes = suppression.hashes(restored, mails=["zweite@example.org"])
    assert suppression.is_objected(restored, hashes, "advertising")
    assert (new / "erasures.jsonl").read_bytes().count(b"\n") >= 1
    seen = run(new, "look")
    assert seen["fault"] == ""
    assert len(seen["lost"]) == 1
    assert seen["lost"][0]["lost_to"] >= seen["lost"][0]["lost_from"]


def kundig(*arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "kundig", *arguments, "--lang", "de"], env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
