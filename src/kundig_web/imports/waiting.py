"""What imports leave for somebody on Heute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.desk.entries import Entry
from kundig_web.imports.models import Upload
from kundig_web.imports.questions import all_imports

#: From this share of refused rows on (and this many), somebody should look.
SHARE = 0.02
MANY = 20
#: Older imports have been looked at, or nobody will.
DAYS = 14


def entries(viewer: User, today: date) -> Iterator[Entry]:
    """Imports with many refused rows, and files that wait for an answer."""
    since = today - timedelta(days=DAYS)
    for found in all_imports():
        day = found.at.astimezone(company.zone()).date()
        if day < since:
            break  # the newest come first
        if found.refused >= MANY and found.refused >= SHARE * found.read:
            yield Entry(
                kind="import",
                ref=found.id,
                title=words.say_n("imports.entry_refused", found.refused, file=found.file),
                why=words.say("imports.entry_refused_why"),
                url=reverse("imports:done", kwargs={"import_id": found.id}),
                action=words.say("imports.entry_refused_action"),
                done_here=True,
            )
    waiting = Upload.objects.filter(state__in=(Upload.State.OPEN, Upload.State.READY))
    for upload in waiting.only("pk", "name", "state"):
        yield Entry(
            kind="import",
            ref=f"upload:{upload.pk}",
            title=words.say(f"imports.entry_{upload.state}", file=upload.name),
            why=words.say("imports.entry_upload_why"),
            url=reverse("imports:upload", kwargs={"pk": upload.pk}),
            action=words.say(f"imports.entry_{upload.state}_action"),
        )
