"""Addresses of talks and hints."""

from __future__ import annotations

from django.urls import path

from kundig_web.needs import draft_views, views

app_name = "needs"
urlpatterns = [
    path("talks/", views.talks, name="talks"),
    path("talks/new/", views.talk_new, name="talk_new"),
    path("talks/<int:pk>/", views.talk, name="talk"),
    path("talks/<int:pk>/answer/", views.talk_answer, name="talk_answer"),
    path("talks/assume/", views.assume, name="assume"),
    path("drafts/token/", draft_views.draft_token, name="draft_token"),
    path("sw.js", draft_views.service_worker, name="service_worker"),
    path("offline/", draft_views.offline, name="offline"),
    path("hints/new/", views.hint_new, name="hint_new"),
    path("hints/<int:pk>/", views.hint, name="hint"),
    path("hints/<int:pk>/answer/", views.hint_answer, name="hint_answer"),
]
