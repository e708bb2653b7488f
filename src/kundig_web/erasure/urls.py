"""Addresses of erasure."""

from __future__ import annotations

from django.urls import path

from kundig_web.customers import addresses  # noqa: F401 - registers the converter `key`
from kundig_web.erasure import views

app_name = "erasure"
urlpatterns = [
    path("", views.erasures, name="erasures"),
    path("sealed/", views.under_seal, name="sealed"),
    path("sealed/<int:pk>/", views.open_sealed, name="open_sealed"),
    path("again/", views.again, name="again"),
    path("done/<str:reference>/", views.progress, name="progress"),
    path("done/<str:reference>/certificate.json", views.certificate_json, name="certificate"),
    path("done/<str:reference>/certificate.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("of/<key:key>/", views.look, name="look"),
    path("of/<key:key>/forget/", views.forget, name="forget"),
]
