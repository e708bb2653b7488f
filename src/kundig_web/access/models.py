"""People who work with kundig, their departments and roles."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from kundig.tables import Personal
from kundig_web.access.permissions import Permission, Role, granted
from kundig_web.access.sign_in_models import Factor, Session, SpareCode
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR

__all__ = [
    "Batch", "Branch", "Department", "Factor", "Invitation", "Mode", "Session", "Site", "SpareCode",
    "Token", "User", "UserRole", "Users", "site",
]  # fmt: skip


class Department(models.Model):
    """A department; work is passed on between departments, and figures never go below one."""

    kept: ClassVar = NOBODY

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A branch as the facts name it (column `branch` of the record store)."""

    kept: ClassVar = NOBODY

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """Users, found by mail address."""

    def get_by_natural_key(self, email: str | None) -> User:
        """Addresses differ in case only by mistake."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who works with kundig."""

    personal: ClassVar = {
        "email": Personal.DIRECT,
        "name": Personal.DIRECT,
        "language": Personal.NONE,
        "password": Personal.NONE,
    }
    kept: ClassVar = Kept(About.EMPLOYEE, ("accounts",), forget=Forget.DELETE, person="pk")

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # When somebody signs in is nobody's business: Django records it only where this field exists.
    last_login = None

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="email_once_in_any_case")
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that this person has, read once per request."""
        return frozenset(self.role_set.values_list("role", flat=True))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything that this person may do."""
        return granted(self.roles) if self.is_active else frozenset()

    def may(self, permission: Permission) -> bool:
        """True if one of the roles covers it."""
        return permission in self.permissions


class UserRole(models.Model):
    """One role of one person."""

    kept: ClassVar = Kept(About.EMPLOYEE, ("accounts",), forget=Forget.DELETE, person="user")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_set")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Mode(models.TextChoices):
    """How many work here; growing migrates nothing."""

    ALONE = "alone"
    TEAM = "team"
    DEPARTMENTS = "departments"


class Site(models.Model):
    """What the company chose for this site: one row."""

    kept: ClassVar = NOBODY

    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.ALONE)
    started_at = models.DateTimeField(null=True)  # None: the first start is still to come
    # sha256 of the token that `kundig serve` printed last; it opens the first start once.
    first_start_hash = models.CharField(max_length=64, blank=True)
    # Owner, privacy officer and leads sign in with a second step.
    second_step = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.mode


class Invitation(models.Model):
    """A link that lets somebody in once: as a new person, or back in with a new password.

    Only the sha256 of the link's token is kept. `user` is set where the person exists already.
    """

    personal: ClassVar = {
        "email": Personal.DIRECT,
        "roles": Personal.NONE,
        "token_hash": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.EMPLOYEE, ("accounts",), Keep(0, after="expires_at"), Forget.DELETE, person="user"
    )

    email = models.EmailField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    roles = models.JSONField(default=list)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+"
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    # Made on the machine by whoever has the company's folder: it takes the second step away.
    from_machine = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """A program's key to the REST API. It may do what its scopes say and its maker still may."""

    personal: ClassVar = {
        "name": Personal.FREE_TEXT,
        "token_hash": Personal.NONE,
        "scopes": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.EMPLOYEE, ("accounts",), Keep(YEAR, after="revoked_at"), Forget.DELETE, "created_by"
    )

    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    expires_on = models.DateField()
    # The day alone: enough to find keys that nobody uses, too little to watch anybody.
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Facts that a program sent under an idempotency key: sending it again changes nothing.

    The id of the import is drawn before anything is written, so that a try that was killed is
    repeated as the same import.
    """

    personal: ClassVar = {
        "key_hash": Personal.NONE,
        "body_hash": Personal.NONE,
        "import_id": Personal.NONE,
        "result": Personal.NONE,
    }
    kept: ClassVar = Kept(About.EMPLOYEE, ("imports",), Keep(30, after="created_at"), Forget.DELETE)

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    import_id = models.CharField(max_length=40)
    result = models.JSONField(null=True)  # the answer, numbers alone; NULL: not finished
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key_hash"], name="batch_once_per_key")
        ]

    def __str__(self) -> str:
        return self.import_id


def site() -> Site:
    """The one row, made if there is none."""
    return Site.objects.get_or_create(pk=1)[0]
