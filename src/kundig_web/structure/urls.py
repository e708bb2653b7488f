"""Addresses of the quick test."""

from __future__ import annotations

from django.urls import path

from kundig_web.structure import views

app_name = "structure"
urlpatterns = [
    path("", views.quick_tests, name="quick_tests"),
    path("new/", views.quick_test_new, name="quick_test_new"),
    path("<int:pk>/", views.quick_test, name="quick_test"),
    path("<int:pk>/decide/", views.decide, name="decide"),
]
