"""An answer as PDF for people: what was written goes in as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources

from kundig_web import company, words
from kundig_web.rights import telling
from kundig_web.rights.proof import Proof, Said
from kundig_web.rights.telling import Answer, retention, told_day


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what it is, what it says, where it comes from."""

    label: str
    value: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands under it."""

    title: str
    rows: Sequence[Line]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document."""

    lang: str
    title: str
    subtitle: str
    company: str
    footer: str
    page: str
    intro: Sequence[str]
    sections: Sequence[Part]


def pdf(sheet: Sheet) -> bytes:
    """The document as a tagged PDF."""
    import typst

    source = resources.files("kundig_web.rights").joinpath("document.typ").read_bytes()
    data = json.dumps(asdict(sheet), ensure_ascii=False)
    made: bytes = typst.compile(source, format="pdf", sys_inputs={"document": data})
    return made


def sheet_of(answer: Answer) -> Sheet:
    """Everything that is held about a person, as a letter to that person."""
    lang = answer.lang

    def say(key: str, **values: object) -> str:
        return words.say(f"rights.{key}", lang, **values)

    name = company.company().name
    made = told_day(answer.made_at, lang)
    parts = [
        Part(s.title, [
            Line(t.label, t.value, _small(t.source, told_day(t.on, lang), t.why)) for t in s.rows
        ], note=_purpose(s.purpose, lang))
        for s in answer.sections
    ]  # fmt: skip
    parts.append(Part(say("tell_purposes"), [
        Line(
            p.say("", lang), p.say("text", lang),
            "; ".join((
                *(words.say(f"registry.basis_{b.value}", lang) for b in p.bases), *p.laws,
                retention(p, lang),
                *(words.say(f"registry.recipient_{r}", lang) for r in p.recipients),
            )),
        )
        for p in answer.purposes
    ]))  # fmt: skip
    outside = [Line(r.name, r.what_for, r.country) for r in answer.recipients]
    parts.append(Part(say("tell_recipients"), outside or [Line("", say("tell_no_recipients"))]))
    parts.append(Part(say("tell_rights"), [
        *(Line("", say(f"right_{r}")) for r in telling.RIGHTS), Line("", say("tell_automated")),
    ]))  # fmt: skip
    return Sheet(
        lang=lang, title=say("tell_title"), subtitle=f"{answer.name} · {name} · {made}",
        company=name, footer=name, page=say("page"), sections=parts,
        intro=[say("tell_intro", company=name or say("tell_company")), say("tell_intro_json")],
    )  # fmt: skip


def sheet_of_proof(proof: Proof) -> Sheet:
    """What an address allowed, with the words that were shown."""
    lang, name = words.lang(), company.company().name
    made = told_day(proof.made_at, lang)

    def say(key: str, **values: object) -> str:
        return words.say(f"rights.{key}", **values)

    parts = [
        Part(say("proof_now"), [Line(n.about, n.state_words) for n in proof.now]),
        Part(say("proof_events"), [_event(e, lang) for e in proof.events]
             or [Line("", say("proof_no_events"))]),
        Part(say("proof_objections"), [Line("", o) for o in proof.objection_words]
             or [Line("", say("proof_no_objections"))]),
    ]  # fmt: skip
    return Sheet(
        lang=lang, title=say("proof_title"), subtitle=f"{proof.address} · {name} · {made}",
        company=name, footer=name, page=say("page"), sections=parts, intro=[say("proof_intro")],
    )  # fmt: skip


def _event(event: Said, lang: str) -> Line:
    def say(key: str, **values: object) -> str:
        return words.say(f"rights.{key}", **values)

    small = [event.source_words]
    if event.asked_at is not None:
        small.append(say("proof_asked", at=f"{event.asked_at:%Y-%m-%d %H:%M} UTC"))
        small.append(say("proof_confirmed", at=f"{event.at:%Y-%m-%d %H:%M} UTC"))
    else:
        small.append(f"{event.at:%Y-%m-%d %H:%M} UTC")
    small += [event.form, event.address]
    if event.text_sha256:
        small.append(say("proof_text", version=event.text_version, sha256=event.text_sha256))
    if not event.proven:
        small.append(say("proof_weak"))
    said = f"{event.said_words}: {event.about}"
    return Line(said, event.text or event.wording, " · ".join(s for s in small if s))


def _purpose(key: str, lang: str) -> str:
    from kundig_web.registry.purposes import PURPOSES

    if key not in PURPOSES:
        return ""
    return words.say("rights.tell_for", lang, purpose=PURPOSES[key].say("", lang))


def _small(source: str, on: str, why: str) -> str:
    return " · ".join(p for p in (source, on, why) if p)
