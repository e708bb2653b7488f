"""Addresses of access: signing in and out, one's own account, people, company, keys."""

from __future__ import annotations

from django.urls import path, re_path

from kundig_web.access.views import account, doors, people, safety, settings, steps

app_name = "access"
urlpatterns = [
    path("login/", doors.login, name="login"),
    path("login/code/", steps.code, name="code"),
    path("login/again/", steps.again, name="again"),
    path("logout/", doors.logout, name="logout"),
    path("start/", doors.start, name="first_start"),
    path("view-as/", doors.view_as, name="view_as"),
    re_path(r"^invitation/(?P<token>[A-Za-z0-9_-]{32})/$", doors.accept, name="accept"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/devices/", safety.devices, name="devices"),
    path("account/devices/end/", safety.end_others, name="devices_end"),
    path("account/devices/<slug:mark>/end/", safety.end, name="device_end"),
    path("account/second-step/", safety.second_step, name="second_step"),
    path("account/second-step/begin/", safety.second_step_begin, name="second_step_begin"),
    path("account/second-step/new/", safety.second_step_new, name="second_step_new"),
    path("account/second-step/codes/", safety.spare_codes, name="spare_codes"),
    path("account/second-step/off/", safety.second_step_off, name="second_step_off"),
    path("account/begin/", account.doors, name="doors"),
    path("settings/", settings.index, name="settings"),
    path("settings/people/", people.index, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/close/", people.deactivate, name="deactivate"),
    path("settings/people/<int:pk>/open/", people.activate, name="activate"),
    path("settings/people/<int:pk>/second-step/", people.reset_second_step, name="reset_step"),
    path("settings/people/<int:pk>/link/", people.new_link, name="new_link"),
    path("settings/people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("settings/departments/", settings.departments, name="departments"),
    path("settings/<slug:kind>/<int:pk>/", settings.unit, name="unit"),
    path("settings/company/", settings.company, name="company"),
    path("settings/company/mode/", settings.set_mode, name="mode"),
    path("settings/company/second-step/", safety.demand, name="demand"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke/", settings.revoke, name="revoke"),
]
