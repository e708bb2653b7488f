"""Addresses of rights."""

from __future__ import annotations

from django.urls import path

from kundig_web.rights.views import asked, breach, person, public, start

app_name = "rights"
urlpatterns = [
    path("", start.start, name="start"),
    path("records/", start.records, name="records"),
    path("retention/", start.retention_report, name="retention"),
    path("recipients/", start.recipients, name="recipients"),
    path("recipients/<int:pk>/remove/", start.recipient_remove, name="recipient_remove"),
    path("proof/", person.proof_page, name="proof"),
    path("requests/new/", asked.new, name="request_new"),
    path("requests/<int:pk>/", asked.one, name="request"),
    path("requests/<int:pk>/identify/", asked.identify, name="request_identify"),
    path("requests/<int:pk>/extend/", asked.extend, name="request_extend"),
    path("requests/<int:pk>/answer/", asked.answer, name="request_answer"),
    path("requests/<int:pk>/reopen/", asked.reopen, name="request_reopen"),
    path("breaches/", breach.breaches, name="breaches"),
    path("breaches/new/", breach.new, name="breach_new"),
    path("breaches/<int:pk>/", breach.breach, name="breach"),
    path("breaches/<int:pk>/<slug:what>/", breach.step, name="breach_step"),
    path("person/<key:key>/", person.person, name="person"),
    path("person/<key:key>/tell/", person.tell, name="tell"),
    path("person/<key:key>/restrict/", person.restrict, name="restrict"),
    path("person/<key:key>/lift/", person.lift, name="lift"),
    path("person/<key:key>/object/", person.object_by_hand, name="object_by_hand"),
    path("person/<key:key>/link/", person.link, name="link"),
    # Without signing in; short, because people may type them.
    path("o/", public.object_by_address, name="object_by_address"),
    path("o/<str:token>/", public.object_by_link, name="object"),
    path("o/<str:token>/one-click/", public.one_click, name="one_click"),
    path("c/<str:token>/", public.confirm, name="confirm"),
]
