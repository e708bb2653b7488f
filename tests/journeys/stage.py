"""The stage of the catalogue, in a process of its own: `python -m tests.journeys.stage FOLDER`.

FOLDER holds a demo company that may be changed. The stage makes the database, the cast and some
work of theirs, tells on one line of JSON where it stands, who is signed in and which addresses
there are, and serves until it is ended. A process of its own keeps Playwright's event loop and
Django's connections apart, and has the settings, files and headers of a real site.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main(folder: str) -> None:
    """Set the stage and serve."""
    os.environ["KUNDIG_HOME"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
    os.environ.pop("KUNDIG_DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests.journeys.pages import catalogue
    from tests.journeys.watch import session_of
    from tests.journeys.work import work
    from tests.web.conftest import make_cast

    people = make_cast()
    # Without a language of their own, the cookie of the browser decides.
    for person in people.values():
        person.language = ""
        person.save(update_fields=["language"])
    work(people)
    paths, missing = {}, {}
    pages = catalogue()
    for listed in pages:
        try:
            paths[listed.name] = listed.path()
        except Exception as error:
            missing[listed.name] = f"{type(error).__name__}: {error}"
    server = _server()
    told = {
        "url": f"http://127.0.0.1:{server.server_port}",
        "sessions": {name: session_of(person) for name, person in people.items()},
        "paths": paths,
        "viewers": {listed.name: listed.viewer for listed in pages},
        "missing": missing,
    }
    print(json.dumps(told), flush=True)
    server.serve_forever()


def _server() -> Any:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *said: Any) -> None:
            """Requests are nobody's news here; errors are logged by Django."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    return server


if __name__ == "__main__":
    main(sys.argv[1])
