"""The owner's page of backups."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.backups import questions, workflows

SHOWN = 12


@allow(Permission.MANAGE_BACKUPS)
def start(request: HttpRequest) -> HttpResponse:
    """How safe the data are, what there is, what to do."""
    job = questions.working()
    work = job and {
        "share": round(100 * job.progress.get("done", 0) / max(1, job.progress.get("total", 1))),
        "running": bool(job.progress),
    }
    if request.htmx and request.GET.get("part") == "work":
        if work is None:
            response = HttpResponse(status=204)
            response["HX-Refresh"] = "true"
            return response
        return render(request, "backups/_work.html", {"work": work})
    standing = questions.standing(company.now())
    lang, good, test = words.lang(), standing.good, standing.test
    context = {
        "standing": standing,
        "backups": [
            {"at": b.at, "size": _mib(b.size), "name": b.path.name}
            for b in standing.backups[:SHOWN]
        ],
        "work": work,
        "good_size": _mib(good.size) if good else 0,
        "problem": standing.failed.problem.get(lang, "") if standing.failed else "",
        "test_problem": test.problem.get(lang, "") if test else "",
    }
    return render(request, "backups/start.html", context)


@allow(Permission.MANAGE_BACKUPS)
@require_POST
def back_up(request: HttpRequest) -> HttpResponse:
    """Back up now."""
    workflows.ask_for_backup(actor=request.user, now=company.now())
    return redirect("backups:start")


@allow(Permission.MANAGE_BACKUPS, fresh=True)
def sheet(request: HttpRequest) -> HttpResponse:
    """What the key sheet is for; with POST the sheet itself."""
    if request.method != "POST":
        return render(request, "backups/sheet.html", {})
    lang = words.lang()
    text = workflows.hand_out_sheet(actor=request.user, now=company.now(), lang=lang)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = words.say("backups.sheet_file")
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    response["Cache-Control"] = "no-store"
    return response


@allow(Permission.MANAGE_BACKUPS)
@require_POST
def test_now(request: HttpRequest) -> HttpResponse:
    """Try the newest backup now instead of next week."""
    workflows.ask_for_test(actor=request.user, now=company.now())
    messages.success(request, words.say("backups.test_asked"))
    return redirect("backups:start")


def _mib(size: int) -> int:
    return max(1, -(-size // 2**20))
