"""Addresses of promises."""

from __future__ import annotations

from django.urls import path

from kundig_web.contact import views

app_name = "contact"
urlpatterns = [
    path("", views.promises, name="promises"),
    path("new/", views.promise_new, name="promise_new"),
    path("<int:pk>/", views.promise, name="promise"),
    path("<int:pk>/keep/", views.keep, name="keep"),
    path("<int:pk>/broken/", views.admit, name="admit"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
]
