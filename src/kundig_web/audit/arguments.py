"""What an entry takes from the arguments of a workflow: by name, and only what may stand open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

#: What reads like a code. Anything else may be somebody's words and stays out.
CODE = re.compile(r"(?:[a-z_][a-z0-9_-]{0,39})?\Z")
#: The most codes of one argument that are named; of more only how many there were.
MOST = 12
HIDDEN = "…"


def looked_up(arguments: Mapping[str, Any], path: str) -> Any:
    """The argument, or what a dotted path leads to; None where the path ends early."""
    first, *rest = path.split(".")
    found = arguments.get(first)
    for name in rest:
        try:
            found = getattr(found, name, None)
        except ObjectDoesNotExist:
            return None
    return found


def named(thing: Any) -> str:
    """The object of an entry: `contact.promise:17`."""
    if isinstance(thing, Model):
        return f"{thing._meta.label_lower}:{thing.pk}"
    if thing is None:
        return ""
    text = str(open_value(thing))
    return "" if text == HIDDEN else text


def open_value(value: Any) -> Any:
    """The value as far as it may stand open: codes, numbers, days; of other things how many."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Model):
        text = named(value)
        return HIDDEN if text.startswith(f"{settings.AUTH_USER_MODEL.lower()}:") else text
    if isinstance(value, str):
        return value if CODE.match(value) else HIDDEN
    if isinstance(value, (list, tuple, set, frozenset)) and len(value) <= MOST:
        codes = [one.value if isinstance(one, Enum) else one for one in value]
        if codes and all(isinstance(one, str) and CODE.match(one) for one in codes):
            return sorted(codes)
    if isinstance(value, Sized):
        return len(value)
    return HIDDEN
