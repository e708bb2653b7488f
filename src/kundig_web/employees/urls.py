"""Addresses of what concerns employees."""

from __future__ import annotations

from django.urls import path

from kundig_web.employees import views

app_name = "employees"
urlpatterns = [path("obstacles/", views.obstacles, name="obstacles")]
