"""The interface, put together: every operation behind the same doors, with the same refusals."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from ninja import NinjaAPI

from kundig import __version__
from kundig_web.access.door import DOORS
from kundig_web.site.api import customers, events, imports, measures
from kundig_web.site.api.problems import handle
from kundig_web.site.api.throttle import PerCaller

ROUTERS = {
    "customers": customers.router,
    "events": events.router,
    "measures": measures.router,
    "imports": imports.router,
}


def made() -> NinjaAPI:
    """The interface with all operations.

    An app may add its own in a module `api` with a `router`; it stands below the app's label.
    """
    found = NinjaAPI(
        title="kundig", version=__version__, urls_namespace="api", openapi_url=None,
        docs_url=None, auth=DOORS, throttle=[PerCaller()],
    )  # fmt: skip
    handle(found)
    for prefix, router in ROUTERS.items():
        found.add_router(prefix, router)
    for app in apps.get_app_configs():
        name = f"{app.name}.api"
        if app.name.startswith("kundig_web.") and app.label != "site" and find_spec(name):
            found.add_router(app.label, import_module(name).router)
    return found


api = made()
