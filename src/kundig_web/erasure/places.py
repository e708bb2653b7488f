"""Folders of the site that may hold the person: as somebody sent or fetched it, or read ahead."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def raw() -> tuple[Path, ...]:
    """Files as they were sent in or made to be fetched."""
    web = Path(settings.WEB_FOLDER)
    return (web / "exports", web / "batches")


def caches() -> tuple[Path, ...]:
    """What is made anew when somebody asks."""
    web = Path(settings.WEB_FOLDER)
    return (web / "cache", web / "spill")
