"""Forgetting a customer on Heute: entries about him, and the day's reading that names him."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from kundig_web import words
from kundig_web.desk import morning
from kundig_web.desk.entries import ref_of
from kundig_web.desk.models import EntryLine, EntryState, KeptMorning, SetAside
from kundig_web.registry.subjects import Forgotten

_MODELS = (EntryState, EntryLine, SetAside)


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Delete entries that name the customer's key, and everything read ahead."""
    begins = Q()
    for key in keys:
        begins |= Q(ref=ref_of(key)) | Q(ref__startswith=f"{key}/")
    count = sum(model.objects.filter(begins).count() for model in _MODELS)
    mornings = KeptMorning.objects.count()
    if not dry_run:
        for model in _MODELS:
            model.objects.filter(begins).delete()
        morning.forget()
    found = {"entries": count, "mornings": mornings}
    return Forgotten({words.say(f"desk.forget_{k}"): n for k, n in found.items() if n})


def forget_entries(kinds: Sequence[str], refs: Iterable[str]) -> int:
    """Delete what was done with these entries."""
    wanted = list(refs)
    if not kinds or not wanted:
        return 0
    return sum(
        model.objects.filter(kind__in=kinds, ref__in=wanted).delete()[0] for model in _MODELS
    )


def forget_refs(refs: Iterable[str]) -> int:
    """Delete what was done with entries about these documents, whatever their kind."""
    wanted = list(refs)
    return sum(model.objects.filter(ref__in=wanted).delete()[0] for model in _MODELS)
