"""Addresses of the desk: what people do with an entry."""

from __future__ import annotations

from django.urls import path

from kundig_web.desk import views

app_name = "desk"
urlpatterns = [
    path("take-on/", views.take_on, name="take_on"),
    path("who/", views.who, name="who"),
    path("pass-on/", views.pass_on, name="pass_on"),
    path("decline/", views.decline, name="decline"),
    path("finish/", views.finish, name="finish"),
    path("give-back/", views.give_back, name="give_back"),
    path("entrust/", views.entrust, name="entrust"),
]
