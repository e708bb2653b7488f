"""What the centre holds about a customer, for his right to know (Art. 15).

Who else belongs to a household is not told by name: that is somebody else's data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kundig_web import words
from kundig_web.customers.consents import Consent, ConsentRequest, about_words, word_of
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.knowledge import Fact, Need
from kundig_web.customers.person import CareMember, Membership, Person
from kundig_web.customers.restriction import Restriction
from kundig_web.registry.subjects import Section, Told

HERE = "kundig"


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Names, ways to reach, what was said, who belongs and who cares, consents, decisions."""

    def say(key: str, **values: Any) -> str:
        return words.say(f"customers.{key}", lang, **values)

    persons = list(Person.objects.filter(key__in=keys))
    pks = [p.pk for p in persons]
    return [
        Section("names", say("tell_names"), "care", [
            row for p in persons for row in _names(p, say)
        ]),
        Section("ways", say("tell_ways"), "care", [
            Told(
                say(f"contact_{c.kind}"), _whole(c), source=c.source, on=c.created_at,
                data={
                    "kind": c.kind, "value": c.value, "postcode": c.postcode, "city": c.city,
                    "label": c.label, "preferred": c.preferred, "confirmed_on": c.confirmed_on,
                    "ended_on": c.ended_on, "plain": c.plain,
                },
            )
            for c in ContactPoint.objects.filter(person__in=pks)
        ]),
        Section("facts", say("tell_facts"), "care", [
            Told(
                f.name, f.value, source=say(f"origin_{f.source}"), on=f.said_on,
                why=say("kept_for", purpose=f.purpose) if f.purpose else "",
                data={"confirmed_on": f.confirmed_on, "ended_on": f.ended_on, "ref": f.ref},
            )
            for f in Fact.objects.filter(person__in=pks)
        ]),
        Section("needs", say("tell_needs"), "care", [
            Told(
                say("tell_need"), n.words, source=say(f"origin_{n.source}"), on=n.heard_on,
                data={"confirmed_on": n.confirmed_on, "ended_on": n.ended_on, "ref": n.ref},
            )
            for n in Need.objects.filter(person__in=pks)
        ]),
        Section("belongs", say("tell_belongs"), "care", [
            Told(
                say("tell_member") if m.member_id in pks else say("tell_group"),
                m.role if m.member_id in pks else say("tell_other_person"),
                on=m.since, source=HERE, data={"ended_on": m.ended_on},
            )
            for m in Membership.objects.filter(member__in=pks)
            | Membership.objects.filter(group__in=pks)
        ]),
        Section("care", say("tell_care"), "care", [
            Told(str(c.department), c.task, on=c.since, source=HERE, data={"ended_on": c.ended_on})
            for c in CareMember.objects.filter(person__in=pks).select_related("department")
        ]),
        Section("consents", say("tell_consents"), "proof", [
            *(_consent(c, lang, say) for c in _consents(pks)),
            *(
                Told(
                    say("tell_asked"), about_words(r.purpose, r.channel), on=r.asked_at,
                    source=r.form, data={"address": r.address, "text": r.text.text},
                )
                for r in ConsentRequest.objects.filter(person__in=pks).select_related("text")
            ),
        ]),
        Section("restrictions", say("tell_restrictions"), "rights", [
            Told(
                say("restricted_title"), say(f"restricted_reason_{r.reason}"), on=r.since,
                source=HERE, data={"note": r.note, "lifted_at": r.lifted_at},
            )
            for r in Restriction.objects.filter(person__in=pks)
        ]),
        Section("identity", say("tell_identity"), "care", [
            Told(
                say(f"tell_decided_{d.kind}"), _own_side(d, keys, say), on=d.at, source=HERE,
                why=d.reason, data={"undone_at": d.undone_at},
            )
            for d in IdentityDecision.objects.filter(left__in=keys)
            | IdentityDecision.objects.filter(right__in=keys)
        ]),
    ]  # fmt: skip


def _names(person: Person, say: Any) -> list[Told]:
    found = [Told(say("tell_number"), person.key, source=HERE, on=person.created_at)]
    for name in (
        "kind", "salutation", "title", "first_name", "last_name", "company_name", "language",
    ):  # fmt: skip
        value = getattr(person, name)
        if value:
            found.append(Told(say(f"tell_field_{name}"), value, source=HERE, on=person.edited_at))
    return found


def _whole(point: ContactPoint) -> str:
    place = " ".join(p for p in (point.postcode, point.city) if p)
    told = ", ".join(p for p in (point.value, place) if p)
    return f"{told} ({point.label})" if point.label else told


def _consents(pks: list[int]) -> Any:
    return Consent.objects.filter(person__in=pks).select_related("text")


def _consent(event: Consent, lang: str, say: Any) -> Told:
    return Told(
        say(f"said_{event.said}"), about_words(event.purpose, event.channel), on=event.at,
        source=", ".join(p for p in (word_of("consent_source", event.source), event.form) if p),
        why=event.text.text if event.text else event.wording,
        data={
            "purpose": event.purpose, "channel": event.channel, "said": event.said,
            "asked_at": event.asked_at, "recorded_at": event.recorded_at, "form": event.form,
            "address": event.address, "wording": event.wording,
            "text": event.text.text if event.text else "", "text_sha256": event.text_sha256,
        },
    )  # fmt: skip


def _own_side(decision: IdentityDecision, keys: tuple[str, ...], say: Any) -> str:
    """Numbers of this customer; of somebody else only that there was somebody."""
    sides = [s if s in keys else say("tell_other_person") for s in (decision.left, decision.right)]
    return ", ".join(sides)
