"""Forms that lose nothing: a draft kept by the browser, and one row however often it is sent.

The browser's half is `site/static/kundig/drafts.js`. Without it these are ordinary forms.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from django import forms
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from kundig_web.access.models import User

#: A draft may wait this long for the network; its "tomorrow" still means the day it was written.
LONGEST_WAIT = 31
HEADER = "X-Kundig-Draft"
Row = TypeVar("Row", bound=models.Model)


class DraftForm(forms.Form):
    """A form whose text the browser keeps until the server has it.

    `draft_key` makes sending twice harmless; `written_on` is the day on which it was typed.
    """

    draft_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    written_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["draft_key"].initial = str(uuid.uuid4())
        self.fields["written_on"].initial = ""
        self.refill = False  # filled from what was typed, without being judged

    @property
    def filled(self) -> bool:
        """True if the page shows what was typed: the browser's draft must not replace it."""
        return self.is_bound or self.refill

    def key(self) -> str | None:
        """The draft's key, if the browser sent one."""
        return self.cleaned_data.get("draft_key") or None

    def day(self, today: date) -> date:
        """The day on which it was typed; today if the browser did not say or cannot be right."""
        said = self.cleaned_data.get("written_on")
        return said if said and today - timedelta(days=LONGEST_WAIT) <= said <= today else today


def write_once(
    model: type[Row], *, actor: User, draft_key: str | None, same: Callable[[Row], bool],
    write: Callable[[str | None], Row],
) -> tuple[Row, bool]:  # fmt: skip
    """Write a row unless this very draft was written before.

    Args:
        model: a model with `draft_key` and `created_by`.
        actor: who writes.
        draft_key: the draft; None writes always.
        same: whether a row found says what is to be written. If it does not (somebody went back,
            changed the text and sent it again), nothing typed may be lost: a new row is written.
        write: makes the row, with the key that it may carry.

    Returns:
        The row, and whether it was written now.
    """
    if draft_key is None:
        return write(None), True
    found = _found(model, actor, draft_key)
    if found is None:
        if model._default_manager.filter(draft_key=draft_key).exists():
            return write(None), True  # a key of somebody else: an accident, or a guess
        try:
            with transaction.atomic():
                return write(draft_key), True
        except IntegrityError:
            # The same draft arrived twice at the same moment.
            found = _found(model, actor, draft_key)
            if found is None:
                raise
    return (found, False) if same(found) else (write(None), True)


def _found(model: type[Row], actor: User, draft_key: str) -> Row | None:
    return model._default_manager.filter(draft_key=draft_key, created_by=actor).first()


def saved(request: HttpRequest, url: str) -> HttpResponse:
    """The answer to a form that was written: for the outbox where to go, else a redirect."""
    if request.headers.get(HEADER):
        return JsonResponse({"next": url}, status=201)
    return HttpResponseRedirect(url)
