"""A second model of the law, written as a table of sentences; it shares no code with the gate.

Each row is one sentence of the law: when it speaks, and what it says. The first that speaks decides.
Written from the text of § 7 UWG and Art. 18, 21 GDPR, without looking at the gate.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

ADS, ASK, ORDER, MUST = "advertising", "survey", "service", "duty"
TOPIC = {ADS: "advertising", ASK: "surveys"}

Case = dict[str, Any]


def _yes(c: Case) -> str:
    """none | claimed | proven: the customer's yes to this topic by this way, at this moment."""
    for said in c["yeses"]:
        if (
            said["topic"] == TOPIC.get(c["kind"])
            and said["way"] == c["way"]
            and said["at"] <= c["now"]
        ):
            return "proven" if said["proven"] else "claimed"
    return "none"


def _bought(c: Case) -> bool:
    """§ 7 (3) nos. 1 to 3 UWG: got by a sale, used for similar goods, told at collection; by mail."""
    return c["way"] == "mail" and c["from_sale"] and c["told_at_sale"] and c["similar"]


def _soon(c: Case) -> bool:
    last = c["asked_last"]
    return last is not None and c["now"] - last < timedelta(days=90)


def _commercial(c: Case) -> bool:
    return c["kind"] in (ADS, ASK)


SENTENCES = (
    (lambda c: c["kind"] == MUST, "yes:duty"),
    (lambda c: c["restricted"], "no:restricted"),
    (lambda c: c["kind"] == ORDER, "yes:contract"),
    (lambda c: TOPIC[c["kind"]] in c["objections"], "no:objected"),
    (lambda c: (TOPIC[c["kind"]], c["way"]) in c["refusals"], "no:withdrawn"),
    (lambda c: c["file_says_no"], "no:file"),
    # § 7 (2) UWG: with a proven yes nothing else is asked, but the pause between surveys holds.
    (lambda c: _yes(c) == "proven" and c["kind"] == ASK and _soon(c), "no:too_often"),
    (lambda c: _yes(c) == "proven", "yes:consent"),
    # Without one: calls and text messages never; mail after a purchase; a letter.
    (lambda c: c["way"] in ("phone", "message") and _yes(c) == "claimed", "no:no_proof"),
    (lambda c: c["way"] in ("phone", "message"), "no:no_consent"),
    (lambda c: c["way"] == "mail" and not _bought(c) and _yes(c) == "claimed", "no:no_proof"),
    (lambda c: c["way"] == "mail" and not _bought(c), "no:no_consent"),
    (lambda c: not c["says_how_to_object"], "no:no_notice"),
    (lambda c: c["kind"] == ASK and _soon(c), "no:too_often"),
    (lambda c: c["way"] == "mail", "yes:own_sale"),
    (lambda c: c["way"] == "post", "yes:letter"),
)


def verdict(case: Case) -> str:
    """What the law says: `yes:…` with the basis, or `no:…` with the reason."""
    return next(said for speaks, said in SENTENCES if speaks(case))


def random_case(rng: Any) -> Case:
    """A customer, a message and a moment; edges of time are drawn on purpose."""
    now = datetime(2026, 11, 20, 9, tzinfo=rng.zone) + timedelta(seconds=rng.randrange(10**7))
    ways = ("mail", "phone", "post", "message")
    pairs = [(t, w) for t in ("advertising", "surveys") for w in ways]
    edge = timedelta(days=90)
    last = rng.choice((
        None, now, now - edge, now - edge + timedelta(microseconds=1),
        now - edge - timedelta(microseconds=1), now - timedelta(days=rng.randrange(200)),
        now + timedelta(days=1),
    ))  # fmt: skip
    yeses = [
        {
            "topic": t, "way": w, "proven": rng.random() < 0.6,
            "at": now - timedelta(days=rng.choice((0, 1, 400))) if rng.random() < 0.9
            else now + timedelta(seconds=1),
        }
        for t, w in pairs
        if rng.random() < 0.5
    ]  # fmt: skip
    return {
        "now": now, "kind": rng.choice((ADS, ADS, ASK, ASK, ORDER, MUST)), "way": rng.choice(ways),
        "restricted": rng.random() < 0.1, "file_says_no": rng.random() < 0.1,
        "objections": {t for t in ("advertising", "surveys", "profile") if rng.random() < 0.12},
        "refusals": {p for p in pairs if rng.random() < 0.12}, "yeses": yeses,
        "from_sale": rng.random() < 0.7, "told_at_sale": rng.random() < 0.7,
        "similar": rng.random() < 0.7, "says_how_to_object": rng.random() < 0.7,
        "asked_last": last,
    }  # fmt: skip
