"""Addresses of customers."""

from __future__ import annotations

from django.urls import path

from kundig_web.customers import (
    ask_views,
    choice_views,
    consent_views,
    edit_views,
    list_views,
    merge_views,
    new_views,
    views,
)

app_name = "customers"
urlpatterns = [
    path("", list_views.list_page, name="list"),
    path("lists/save/", list_views.list_save, name="list_save"),
    path("lists/<int:pk>/", list_views.list_open, name="list_open"),
    path("lists/<int:pk>/edit/", list_views.list_edit, name="list_edit"),
    path("lists/<int:pk>/delete/", list_views.list_delete, name="list_delete"),
    path("export/", list_views.export_page, name="export"),
    path("export/customers.csv", list_views.export_csv, name="export_csv"),
    path("export/customers.xlsx", list_views.export_xlsx, name="export_xlsx"),
    path("like/", choice_views.like, name="like"),  # before <key:…>, which fits it as well
    path("new/", new_views.new, name="new"),
    path("consent-texts/", consent_views.consent_texts, name="consent_texts"),
    # One customer, by key.
    path("<key:key>/", views.page, name="page"),
    path("<key:key>/orders/<key:order>/", views.order, name="order"),
    path("<key:key>/names/", edit_views.names, name="names"),
    path("<key:key>/ways/new/", edit_views.contact_new, name="contact_new"),
    path(
        "<key:key>/ways/confirm/",
        edit_views.contact_change,
        {"verb": "confirm"},
        name="contact_confirm",
    ),
    path("<key:key>/ways/end/", edit_views.contact_change, {"verb": "end"}, name="contact_end"),
    path("<key:key>/facts/new/", edit_views.fact_new, name="fact_new"),
    path(
        "<key:key>/facts/<int:pk>/confirm/",
        edit_views.known_change,
        {"what": "fact", "verb": "confirm"},
        name="fact_confirm",
    ),
    path(
        "<key:key>/facts/<int:pk>/end/",
        edit_views.known_change,
        {"what": "fact", "verb": "end"},
        name="fact_end",
    ),
    path("<key:key>/needs/new/", edit_views.need_new, name="need_new"),
    path(
        "<key:key>/needs/<int:pk>/confirm/",
        edit_views.known_change,
        {"what": "need", "verb": "confirm"},
        name="need_confirm",
    ),
    path(
        "<key:key>/needs/<int:pk>/end/",
        edit_views.known_change,
        {"what": "need", "verb": "end"},
        name="need_end",
    ),
    path("<key:key>/care/", edit_views.care, name="care"),
    path("<key:key>/group/", edit_views.group_new, name="group_new"),
    path("<key:key>/group/<int:pk>/leave/", edit_views.group_leave, name="group_leave"),
    path("<key:key>/consent/", consent_views.consent, name="consent"),
    path("<key:key>/consent/ask/", ask_views.ask, name="consent_ask"),
    path("<key:key>/consent/withdraw/", ask_views.withdraw, name="consent_withdraw"),
    path("<key:key>/merge/", merge_views.merge, name="merge"),
    path("<key:key>/merge/<key:other>/", merge_views.compare, name="compare"),
    path("<key:key>/decisions/<int:pk>/undo/", merge_views.undo, name="undo"),
]
