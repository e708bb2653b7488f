"""Records become customers by decisions alone, and every decision can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kundig.contact.identity import (
    MOST_SHARING,
    Decision,
    Kind,
    Proposal,
    Reason,
    Record,
    customers_of,
    plain_name,
    plain_phone,
    proposals,
)

NAMES = "abcdefgh"
RECORDS = [
    Record("shop" if n in "abcd" else "till", n, date(2020, 1, 1) + timedelta(days=i))
    for i, n in enumerate(NAMES)
]
KEYS = [r.key for r in RECORDS]
A, B, C, D = KEYS[:4]

keys = st.sampled_from(KEYS)
a_pair = st.tuples(keys, keys).filter(lambda p: p[0] != p[1])
some = st.lists(st.builds(Decision, st.sampled_from(Kind), keys, keys), max_size=14)


def same(left: str, right: str) -> Decision:
    return Decision(Kind.SAME, left, right)


def different(left: str, right: str) -> Decision:
    return Decision(Kind.DIFFERENT, left, right)


def told(decisions: list[Decision], **more: object) -> dict[str, str]:
    """Key of the record -> key of its customer."""
    found = customers_of(RECORDS, decisions, **more)  # type: ignore[arg-type]
    return {f"{source}:{number}": key for (source, number), key in found.items()}


def test_without_a_decision_every_record_is_its_own_customer() -> None:
    assert told([]) == {k: k for k in KEYS}


def test_the_record_that_was_a_customer_first_gives_the_key() -> None:
    young = Record("a", "1", date(2024, 1, 1))
    old = Record("z", "1", date(2019, 1, 1))
    undated = Record("0", "0", None)
    found = customers_of([young, old, undated], [same("a:1", "z:1"), same("0:0", "a:1")])
    assert set(found.values()) == {"z:1"}


def test_a_link_of_the_chain_that_was_withdrawn_still_holds_the_chain_together() -> None:
    there = [RECORDS[0], RECORDS[2]]
    assert set(customers_of(there, [same(A, B), same(B, C)]).values()) == {A}


def test_a_customer_is_never_named_by_a_record_that_is_not_there() -> None:
    there = RECORDS[1:3]
    assert set(customers_of(there, [same(A, B), same(B, C)]).values()) == {B}


@given(some, a_pair)
def test_a_merge_that_is_taken_back_leaves_everything_as_before(decisions, pair) -> None:
    decisions = [d for d in decisions if {d.left, d.right} != set(pair)]
    before = told(decisions)
    merged = told([*decisions, same(*pair)])
    assert told(decisions) == before
    # What the merge changed is only what belonged to one of the two.
    for key in KEYS:
        if merged[key] != before[key]:
            assert before[key] in {before[k] for k in reach(pair[0], [*decisions, same(*pair)])}


@given(some, st.randoms())
def test_the_order_of_decisions_does_not_matter(decisions, chance) -> None:
    shuffled = [Decision(d.kind, d.right, d.left) for d in decisions]
    chance.shuffle(shuffled)
    assert told(shuffled) == told(decisions)


@given(some)
def test_different_is_never_overruled(decisions) -> None:
    found = told(decisions)
    for d in decisions:
        if d.kind is Kind.DIFFERENT and d.left != d.right:
            assert found[d.left] != found[d.right]


@given(st.lists(st.builds(same, keys, keys), max_size=14))
def test_without_a_contradiction_everything_that_is_linked_is_one_customer(decisions) -> None:
    found = told(decisions)
    for one, other in combinations(KEYS, 2):
        assert (found[one] == found[other]) == (other in reach(one, decisions))


@given(some)
def test_a_customer_is_named_by_the_oldest_of_its_own_records(decisions) -> None:
    found = told(decisions)
    for customer in set(found.values()):
        members = [k for k in KEYS if found[k] == customer]
        assert customer == min(members, key=KEYS.index)


@given(some, keys)
def test_the_touched_part_alone_gives_what_the_whole_gives(decisions, key) -> None:
    whole, part = told(decisions), told(decisions, touched=[key])
    assert part == {
        k: whole[k] for k in reach(key, [d for d in decisions if not _undone(d, decisions)])
    }


def _undone(decision: Decision, decisions: list[Decision]) -> bool:
    """A "same" beside a "different" of the same pair counts for nothing."""
    pair = {decision.left, decision.right}
    return any(d.kind is Kind.DIFFERENT and {d.left, d.right} == pair for d in decisions)


def reach(key: str, decisions: list[Decision]) -> set[str]:
    """Plainly: follow every "same" until nothing new is found."""
    found = {key}
    while True:
        more = {
            k
            for d in decisions
            if d.kind is Kind.SAME and {d.left, d.right} & found
            for k in (d.left, d.right)
        }
        if more <= found:
            return found
        found |= more


# -- proposals


def person(number: str, **fields: object) -> Record:
    return Record("shop", number, date(2020, 1, int(number)), **fields)  # type: ignore[arg-type]


def test_the_same_mail_address_is_proposed_however_it_is_written() -> None:
    pair = [person("2", email="Anna@Post.example"), person("1", email=" anna@post.example ")]
    assert proposals(pair) == [Proposal("shop:1", "shop:2", Reason.MAIL)]


def test_the_same_number_is_proposed_however_it_is_written() -> None:
    pair = [person("1", phone="+49 (0)30 2312-5101"), person("2", phone="030 23125101")]
    assert [p.reason for p in proposals(pair)] == [Reason.PHONE]
    assert plain_phone("0049 30 23125101") == plain_phone("030/23125-101") == "03023125101"
    assert plain_phone("110") == ""


def test_the_same_name_is_proposed_only_with_place_or_birth_date() -> None:
    anna = {"first_name": "Änne", "last_name": "Groß"}
    written = {"first_name": "AENNE", "last_name": "Gross"}
    assert proposals([person("1", **anna), person("2", **written)]) == []
    here = proposals(
        [person("1", **anna, postcode="10115"), person("2", **written, postcode="10115")]
    )
    assert [p.reason for p in here] == [Reason.NAME_PLACE]
    born = {"birth_date": date(1980, 5, 4)}
    assert [
        p.reason for p in proposals([person("1", **anna, **born), person("2", **written, **born)])
    ] == [Reason.NAME_BIRTH]


def test_families_of_one_name_in_one_town_are_not_one_family() -> None:
    family = {"kind": "household", "last_name": "Müller", "postcode": "10115"}
    assert proposals([person("1", **family), person("2", **family)]) == []
    house = {"street": "Ringstr. 4"}
    assert len(proposals([person("1", **family, **house), person("2", **family, **house)])) == 1


def test_a_number_that_many_share_says_nothing() -> None:
    office = [person(str(i), phone="030 111111") for i in range(1, MOST_SHARING + 2)]
    assert proposals(office) == []
    assert len(proposals(office[:3])) == 3


def test_a_pair_stands_once_with_its_strongest_reason() -> None:
    fields = {
        "email": "a@b.example",
        "phone": "030 111111",
        "first_name": "A",
        "last_name": "B",
        "postcode": "1",
    }
    assert [p.reason for p in proposals([person("1", **fields), person("2", **fields)])] == [
        Reason.MAIL
    ]


def test_what_somebody_decided_is_not_proposed_again() -> None:
    both = [person("1", email="a@b.example"), person("2", email="a@b.example")]
    assert proposals(both, [same("shop:1", "shop:2")]) == []
    assert proposals(both, [different("shop:1", "shop:2")]) == []


def test_a_pair_is_not_proposed_whose_customers_were_called_different() -> None:
    three = [person("1", email="a@b.example"), person("2", email="a@b.example"), person("3")]
    assert proposals(three, [same("shop:2", "shop:3"), different("shop:1", "shop:3")]) == []


def test_proposals_about_one_key_name_that_key() -> None:
    three = [person(n, email="a@b.example") for n in "123"]
    assert {(p.left, p.right) for p in proposals(three, about="shop:2")} == {
        ("shop:1", "shop:2"), ("shop:2", "shop:3"),
    }  # fmt: skip


def test_a_customer_with_two_addresses_is_found_by_either() -> None:
    two = [person("1", email="old@b.example"), person("1", email="new@b.example")]
    other = person("2", email="new@b.example")
    assert proposals([*two, other]) == [Proposal("shop:1", "shop:2", Reason.MAIL)]


def test_letters_of_neighbours_are_read_as_people_write_them() -> None:
    assert plain_name("Yıldız") == plain_name("YILDIZ".lower()) == "yildiz"
    assert plain_name("Łukasz Søren") == "lukasz soren"
