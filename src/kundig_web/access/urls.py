"""Addresses of access: signing in and out, one's own account, people, company, keys."""

from __future__ import annotations

from django.urls import path, re_path

from kundig_web.access.views import account, doors, people, settings

app_name = "access"
urlpatterns = [
    path("login/", doors.login, name="login"),
    path("logout/", doors.logout, name="logout"),
    path("start/", doors.start, name="first_start"),
    path("view-as/", doors.view_as, name="view_as"),
    re_path(r"^invitation/(?P<token>[A-Za-z0-9_-]{32})/$", doors.accept, name="accept"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/begin/", account.doors, name="doors"),
    path("settings/", settings.index, name="settings"),
    path("settings/people/", people.index, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/close/", people.deactivate, name="deactivate"),
    path("settings/people/<int:pk>/open/", people.activate, name="activate"),
    path("settings/people/<int:pk>/link/", people.new_link, name="new_link"),
    path("settings/people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("settings/departments/", settings.departments, name="departments"),
    path("settings/<slug:kind>/<int:pk>/", settings.unit, name="unit"),
    path("settings/company/", settings.company, name="company"),
    path("settings/company/mode/", settings.set_mode, name="mode"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke/", settings.revoke, name="revoke"),
]
