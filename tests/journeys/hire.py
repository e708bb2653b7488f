"""The cast joins a company: `python -m tests.journeys.hire FOLDER` prints who is signed in how."""

from __future__ import annotations

import json
import os
import sys


def main(folder: str) -> None:
    """Make the database and the cast; tell the sessions in which they are signed in."""
    os.environ["KUNDIG_HOME"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
    os.environ.pop("KUNDIG_DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests.journeys.watch import session_of
    from tests.web.conftest import make_cast

    people = make_cast()
    # Without a language of their own, the cookie of the browser decides.
    for person in people.values():
        person.language = ""
        person.save(update_fields=["language"])
    print(json.dumps({name: session_of(person) for name, person in people.items()}))


if __name__ == "__main__":
    main(sys.argv[1])
