"""Addresses of access: signing in and out, one's own account, people and roles."""

from __future__ import annotations

from django.urls import path

from kundig_web.access import views

app_name = "access"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
]
