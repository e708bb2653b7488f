"""Complaints and surveys: what waits, what customers answered, and the figures that matter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kundig.answers import measures
from kundig.letter import voice
from kundig.letter.asker import Asker
from kundig.letter.words import clean
from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers.addresses import customer_url
from kundig_web.desk import morning as mornings
from kundig_web.desk.figures import open_to, shown
from kundig_web.desk.reading import morning_for, waits
from kundig_web.desk.views import departments
from kundig_web.desk.waiting import standing
from kundig_web.questions.choices import choices
from kundig_web.satisfaction import answers, cases

PAGE = 20
TABS = ("waiting", "answered", "settled")


@allow(Permission.SEE_CUSTOMERS)
def complaints(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer, and how long; what was answered, what was settled."""
    snapshot, now = company.snapshot(), company.now()
    kept = morning_for(request, snapshot, company.today())
    tab = request.GET.get("show", "")
    context: dict[str, Any] = {
        "tab": tab if tab in TABS else TABS[0],
        "reading": waits(kept, snapshot),
        "import_url": open_to(request.user, "imports:start"),
        "hint_url": open_to(request.user, "needs:hint_new"),
        "back": request.get_full_path(),
    }
    if kept is None:
        return render(request, "satisfaction/complaints.html", context)
    found, ask = kept.morning, mornings.asker(kept.morning, snapshot, now)
    rows = found.rows.get("cases", [])
    state = {"waiting": "unanswered"}.get(context["tab"], context["tab"])
    chosen = [r for r in rows if r["state"] == state]
    page, first = _page(request, len(chosen))
    part = chosen[first : first + PAGE]
    if state == "unanswered":
        entries = cases.entries(found, part, snapshot)
        context["waiting"] = standing(request.user, entries, now=now, with_closed=True)
        context["departments"] = departments()
    else:
        context["told"] = [_told(ask, r) for r in part]
    counts = {s: sum(r["state"] == s for r in rows) for s in ("unanswered", "answered", "settled")}
    context |= {
        "known": bool(snapshot.tables["complaints"].files),
        "counts": counts,
        "page": page,
        "more": first + PAGE < len(chosen),
        "figures": shown(
            found.told[words.lang()].figures,  ("response_time", "tgw"), request.user,
            here=request.path,
        ),
        "stand": stand(ask, kept.fresh),
    }  # fmt: skip
    return render(request, "satisfaction/complaints.html", context)


@allow(Permission.SEE_FIGURES)
def surveys(request: HttpRequest) -> HttpResponse:
    """What customers answered lately, and how satisfied they are."""
    snapshot = company.snapshot()
    kept = morning_for(request, snapshot, company.today())
    wanted = answers.Filters.of(request.GET.dict())
    context: dict[str, Any] = {
        "wanted": wanted,
        "reading": waits(kept, snapshot),
        "import_url": open_to(request.user, "imports:start"),
        "back": request.get_full_path(),
    }
    known = bool(snapshot.tables["survey_answers"].files)
    if kept is None or not known:
        return render(request, "satisfaction/surveys.html", context)
    ask = mornings.asker(kept.morning, snapshot, company.now())
    given, more = answers.given(wanted, snapshot=snapshot, ask=ask, viewer=request.user)
    branches = next(
        (c.values for c in choices(measures()["csat"], snapshot=snapshot, home=company.home())
         if c.dimension == "branch"), (),
    )  # fmt: skip
    asked = request.GET.copy()
    asked.pop("page", None)
    context |= {
        "known": True,
        "given": given,
        "more": more and wanted.page < answers.MOST_PAGES,
        "branches": branches,
        "kinds": answers.KINDS,
        "moods": answers.MOODS,
        "spans": answers.DAYS,
        "asked": asked.urlencode(),
        "figures": shown(
            kept.morning.told[words.lang()].figures, ("nps", "csat", "ces"), request.user
        ),
        "departments": departments(),
        "stand": stand(ask, kept.fresh),
        "anonymous": not request.user.may(Permission.SEE_CUSTOMERS),
    }  # fmt: skip
    return render(request, "satisfaction/surveys.html", context)


def stand(ask: Asker, fresh: bool) -> str:
    """Until when the data go, if that is not today, or that newer ones are being read."""
    if not fresh:
        return words.say("satisfaction.stand_newer")
    if ask.today != company.today():
        return words.say("satisfaction.stand", day=ask.words.day(ask.today, year=True))
    return ""


def _page(request: HttpRequest, total: int) -> tuple[int, int]:
    """The page asked for, and how many rows stand before it."""
    asked = request.GET.get("page", "")
    last = max(1, -(-total // PAGE))
    page = min(max(1, int(asked)), last) if asked.isdecimal() and len(asked) < 9 else 1
    return page, (page - 1) * PAGE


def _told(ask: Asker, row: cases.Row) -> dict[str, str]:
    """An answered or settled complaint in a line."""
    customer = str(row["customer"] or "")
    said = clean(row["words"], 200).strip('„“”"»« ')
    return {
        "who": cases.called(row),
        "url": customer_url(customer) if customer else "",
        "cause": clean(row["cause"], 60),
        "words": words.say("desk.quoted", words=said) if said else "",
        "state": voice.answered(ask, dict(row))[0],
        "when": ask.words.near(row["received_date"], ask.today),
    }
