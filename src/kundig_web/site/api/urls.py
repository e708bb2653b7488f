"""Addresses of the REST API and of its description."""

from __future__ import annotations

from django.urls import path

from kundig_web.site.api.interface import api
from kundig_web.site.api.reference import docs, schema

app_name = "api"
urlpatterns = [
    path("", docs, name="docs"),
    path("openapi.json", schema, name="schema"),
    # ninja's own entrance shows nothing and says nothing of who may open it.
    *(pattern for pattern in api.urls[0] if pattern.name != "api-root"),
]
