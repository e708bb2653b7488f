"""Addresses of satisfaction."""

from __future__ import annotations

from django.urls import path

from kundig_web.satisfaction import views

app_name = "satisfaction"
urlpatterns = [
    path("complaints/", views.complaints, name="complaints"),
    path("surveys/", views.surveys, name="surveys"),
]
