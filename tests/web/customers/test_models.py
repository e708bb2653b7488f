"""What the centre keeps: every text says how close it is to a person, nobody owns a customer."""

from __future__ import annotations

import pytest
from django.db import models

from kundig.tables import Personal
from kundig_web.customers import models as centre
from kundig_web.customers.append_only import WrittenOnce
from kundig_web.customers.identity_models import IdentityDecision

KEPT = [
    centre.Person, centre.Membership, centre.CareMember, centre.ContactPoint, centre.Fact,
    centre.Need, centre.Consent, IdentityDecision,
]  # fmt: skip


@pytest.mark.parametrize("model", KEPT, ids=lambda m: m.__name__)
def test_every_text_says_how_close_it_is_to_a_person(model) -> None:
    texts = {
        f.name
        for f in model._meta.get_fields()
        if isinstance(f, models.CharField | models.TextField) and not f.choices
    }
    assert texts == set(model.personal)
    assert all(isinstance(p, Personal) for p in model.personal.values())


@pytest.mark.parametrize("model", KEPT, ids=lambda m: m.__name__)
def test_whoever_works_here_is_never_the_owner_of_a_customer(model) -> None:
    people = {
        f.name
        for f in model._meta.get_fields()
        if isinstance(f, models.ForeignKey) and f.related_model._meta.label == "access.User"
    }
    assert people <= {"created_by", "actor", "undone_by"}
    # Nothing can be listed or counted from an employee's side.
    assert all(model._meta.get_field(n).remote_field.related_name == "+" for n in people)


def test_proofs_are_written_once() -> None:
    assert issubclass(centre.Consent, WrittenOnce)
    assert issubclass(centre.ConsentText, WrittenOnce)
