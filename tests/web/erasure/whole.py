"""One company from the first row to the certificate, with a database on disk: run as a process.

    python -m tests.web.erasure.whole plant | forget | files | look

Prints JSON. `KUNDIG_HOME` names the folder.
"""

from __future__ import annotations

import json
import logging
import sys
from io import StringIO
from typing import Any

import django


def main(act: str, *more: str) -> dict[str, Any]:
    """Do one part and say what came of it."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kundig_web import company
    from kundig_web.erasure import running, workflows
    from kundig_web.erasure.models import Erasure
    from kundig_web.jobs.models import Job
    from tests.web.conftest import NOW, make_cast
    from tests.web.erasure.planted import KEY, plant

    said = StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(said))
    logging.getLogger().setLevel(logging.DEBUG)
    told: dict[str, Any] = {}
    if act == "plant":
        call_command("migrate", verbosity=0)
        plant(company.home(), make_cast())
    elif act == "forget":
        row = workflows.forget(key=KEY, actor=None, now=NOW, ground="request")
        told = {"reference": row.reference, "what": row.what}
    elif act == "files":
        if more:  # killed at this step
            _kill_at(more[0])
        for job in Job.objects.filter(name="erasure.files"):
            running.run(Erasure.objects.get(pk=job.arguments["erasure"]))
            Job.objects.filter(pk=job.pk).update(state="done")
        row = Erasure.objects.get()
        told = {"state": row.state, "what": row.what, "certificate": row.certificate}
    connection.close()
    (company.home().folder.parent / f"log-{act}.txt").write_text(said.getvalue())
    return told


def _kill_at(step: str) -> None:
    import os
    import signal

    from kundig_web.erasure import running

    before = running._at

    def at(erasure: Any, now_at: str) -> None:
        before(erasure, now_at)
        if now_at == step:
            os.kill(os.getpid(), signal.SIGKILL)

    running._at = at


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
