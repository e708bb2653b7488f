"""What signing in needs: sessions, the second step and its spare codes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import About, Forget, Keep, Kept

PURPOSES = ("accounts",)


class Session(AbstractBaseSession):
    """Somebody is signed in on a device. The row goes when the session ends.

    No moment of work stands in it: the day of signing in, and an end rounded to ten minutes.
    """

    session_key = models.CharField(max_length=64, primary_key=True)  # sha256 of the cookie's value
    user = models.ForeignKey(
        "access.User", on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    device = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)

    personal: ClassVar = {
        "session_key": Personal.NONE, "session_data": Personal.NONE, "device": Personal.NONE,
    }  # fmt: skip
    kept: ClassVar = Kept(
        About.EMPLOYEE, PURPOSES, Keep(days=1, after="expire_date"), Forget.DELETE, "user"
    )


class Factor(models.Model):
    """The second step of one person: an authenticator's secret, sealed with the key `seal`."""

    user = models.OneToOneField("access.User", on_delete=models.CASCADE, related_name="factor")
    sealed = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)  # a first code has shown that it works

    personal: ClassVar = {"sealed": Personal.NONE}
    kept: ClassVar = Kept(About.EMPLOYEE, PURPOSES, Keep(), Forget.DELETE, "user")


class SpareCode(models.Model):
    """A spare code, for whoever lost the phone; the row goes when the code is used."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="spare_codes")
    code_hash = models.CharField(max_length=64)

    personal: ClassVar = {"code_hash": Personal.NONE}
    kept: ClassVar = Kept(About.EMPLOYEE, PURPOSES, Keep(), Forget.DELETE, "user")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="spare_code_once")
        ]
