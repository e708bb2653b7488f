"""Addresses of what is stored about employees."""

from __future__ import annotations

from django.urls import path

from kundig_web.guard import views

app_name = "guard"
urlpatterns = [
    path("council/", views.council, name="council"),
    path("agreement/", views.agreement, name="agreement"),
    path("me/", views.me, name="me"),
    path("me.json", views.me_json, name="me_json"),
]
