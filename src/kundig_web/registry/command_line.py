"""What the registry's commands share: Django for the company of `--home`."""

from __future__ import annotations

import os

from kundig.store.home import Home


def set_up(home: Home) -> None:
    """Make Django ready for this company; once per process."""
    os.environ["KUNDIG_HOME"] = str(home.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
