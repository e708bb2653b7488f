"""What the centre remembers of a customer beyond what files say."""

from __future__ import annotations

from kundig_web.customers.consents import (
    Channel,
    Consent,
    ConsentRequest,
    ConsentText,
    Purpose,
)
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.knowledge import Fact, Need, Origin
from kundig_web.customers.person import CareMember, KeyCounter, Membership, Person
from kundig_web.customers.restriction import Restriction
from kundig_web.customers.saved_models import SavedList

__all__ = [
    "CareMember",
    "Channel",
    "Consent",
    "ConsentRequest",
    "ConsentText",
    "ContactPoint",
    "Fact",
    "IdentityDecision",
    "KeyCounter",
    "Membership",
    "Need",
    "Origin",
    "Person",
    "Purpose",
    "Restriction",
    "SavedList",
]
