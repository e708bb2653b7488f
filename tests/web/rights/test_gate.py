"""No message without a basis, and none with a basis is stopped: the gate against a second model.

`KUNDIG_GATE_CASES=100000 pytest tests/web/rights/test_gate.py` runs the full count.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import UTC, timedelta

import pytest

from kundig_web.customers.consents import Channel, Purpose
from kundig_web.rights.gate import (
    PAUSE,
    Basis,
    Kind,
    Law,
    Message,
    Person,
    Refusal,
    Sale,
    Why,
    Yes,
    basis_for,
)
from tests.web.conftest import NOW
from tests.web.rights import law

CASES = int(os.environ.get("KUNDIG_GATE_CASES", "10000"))
ADS, MAIL = Purpose.ADVERTISING, Channel.MAIL
OK = Message(Kind.ADVERTISING, MAIL, similar=True, notice=True)
YES = {(ADS, MAIL): Yes(NOW, True)}


class Rng(random.Random):
    """Random numbers that are the same every time."""

    zone = UTC


def as_person(case: law.Case) -> Person:
    return Person(
        restricted=case["restricted"],
        objected=frozenset(Purpose(t) for t in case["objections"]),
        file_refuses=case["file_says_no"],
        given={
            (Purpose(y["topic"]), Channel(y["way"])): Yes(y["at"], y["proven"])
            for y in case["yeses"]
        },
        withdrawn=frozenset((Purpose(t), Channel(w)) for t, w in case["refusals"]),
        sale=Sale(case["from_sale"], case["told_at_sale"]),
        surveyed_at=case["asked_last"],
    )


def said(found: Basis | Refusal) -> str:
    return f"yes:{found.law}" if isinstance(found, Basis) else f"no:{found.why}"


def test_gate_and_law_agree_in_every_random_case() -> None:
    rng, met = Rng(7), Counter[str]()
    for _ in range(CASES):
        case = law.random_case(rng)
        message = Message(
            Kind(case["kind"]), Channel(case["way"]), case["similar"], case["says_how_to_object"]
        )
        expected = law.verdict(case)
        assert said(basis_for(as_person(case), message, case["now"])) == expected, case
        met[expected] += 1
    # Every verdict was met often enough to mean something.
    assert len(met) == len(Law) + len(Why)
    assert min(met.values()) >= CASES / 1000, met


@pytest.mark.parametrize("kind", [Kind.ADVERTISING, Kind.SURVEY])
def test_a_stranger_is_neither_mailed_nor_called(kind) -> None:
    for channel in (Channel.MAIL, Channel.PHONE, Channel.MESSAGE):
        found = basis_for(Person(), Message(kind, channel, True, True), NOW)
        assert found == Refusal(Why.NO_CONSENT)


def test_an_objection_beats_a_proven_consent_and_a_purchase() -> None:
    person = Person(objected=frozenset({ADS}), given=YES, sale=Sale(True, True))
    assert basis_for(person, OK, NOW) == Refusal(Why.OBJECTED)


def test_an_objection_to_one_purpose_leaves_the_other() -> None:
    person = Person(objected=frozenset({Purpose.SURVEYS, Purpose.PROFILE}), given=YES)
    assert basis_for(person, OK, NOW) == Basis(Law.CONSENT, NOW)


def test_a_restricted_person_gets_only_what_the_law_demands() -> None:
    person = Person(restricted=True, given=YES, sale=Sale(True, True))
    for kind in Kind:
        found = basis_for(person, Message(kind, MAIL, True, True), NOW)
        assert found == (Basis(Law.DUTY) if kind is Kind.DUTY else Refusal(Why.RESTRICTED))


def test_a_yes_that_nobody_can_prove_is_none() -> None:
    person = Person(given={(ADS, MAIL): Yes(NOW, False)})
    assert basis_for(person, OK, NOW) == Refusal(Why.NO_PROOF)


def test_a_yes_counts_from_its_moment_on() -> None:
    assert basis_for(Person(given=YES), OK, NOW) == Basis(Law.CONSENT, NOW)
    early = NOW - timedelta(microseconds=1)
    assert basis_for(Person(given=YES), OK, early) == Refusal(Why.NO_CONSENT)


def test_a_purchase_allows_mail_about_similar_goods_with_both_notices() -> None:
    bought = Person(sale=Sale(own=True, told=True))
    assert basis_for(bought, OK, NOW) == Basis(Law.OWN_SALE)
    for sale in (Sale(True, False), Sale(False, True), Sale()):
        assert basis_for(Person(sale=sale), OK, NOW) == Refusal(Why.NO_CONSENT)
    other = Message(Kind.ADVERTISING, MAIL, similar=False, notice=True)
    assert basis_for(bought, other, NOW) == Refusal(Why.NO_CONSENT)
    silent = Message(Kind.ADVERTISING, MAIL, similar=True, notice=False)
    assert basis_for(bought, silent, NOW) == Refusal(Why.NO_NOTICE)


def test_surveys_need_the_same_and_rest_for_ninety_days() -> None:
    ask = Message(Kind.SURVEY, MAIL, similar=True, notice=True)
    for days, expected in ((0, False), (89, False), (90, True), (91, True)):
        person = Person(sale=Sale(True, True), surveyed_at=NOW - timedelta(days=days))
        assert isinstance(basis_for(person, ask, NOW), Basis) is expected, days
    just = Person(sale=Sale(True, True), surveyed_at=NOW - PAUSE + timedelta(microseconds=1))
    assert basis_for(just, ask, NOW) == Refusal(Why.TOO_OFTEN)
    assert basis_for(just, ask, NOW, pause=timedelta(days=1)) == Basis(Law.OWN_SALE)


def test_advertising_is_not_held_back_by_a_survey() -> None:
    person = Person(given=YES, surveyed_at=NOW)
    assert basis_for(person, OK, NOW) == Basis(Law.CONSENT, NOW)


def test_what_nobody_said_counts_as_no() -> None:
    assert Sale() == Sale(own=False, told=False)
    assert Message(Kind.SURVEY, MAIL) == Message(Kind.SURVEY, MAIL, similar=False, notice=False)
    assert Person() == Person(restricted=False, file_refuses=False)
