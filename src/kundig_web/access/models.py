"""People who work with kundig, their departments and roles."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kundig_web.access.permissions import Permission, Role, granted


class Department(models.Model):
    """A department; work is passed on between departments, and figures never go below one."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A branch as the facts name it (column `branch` of the record store)."""

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

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

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

    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.ALONE)
    started_at = models.DateTimeField(null=True)  # None: the first start is still to come

    def __str__(self) -> str:
        return self.mode


def site() -> Site:
    """The one row, made if there is none."""
    return Site.objects.get_or_create(pk=1)[0]
