"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import logout as sign_out
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig_web.access.permit import public

login = public(LoginView.as_view(template_name="access/login.html"))


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    sign_out(request)
    return HttpResponseRedirect(reverse("access:login"))
