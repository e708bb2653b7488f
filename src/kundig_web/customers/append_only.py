"""Rows that are written once: neither changed nor deleted by any code of ours."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class WrittenOnceError(Exception):
    """Something tried to change or delete what is kept as proof."""


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Refuses changes in bulk, which do not pass through `save`."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        raise WrittenOnceError(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise WrittenOnceError(self.model.__name__)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refused."""
        raise WrittenOnceError(self.model.__name__)


class WrittenOnce(models.Model):
    """Base of proofs. What happens next is a new row."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract: ClassVar = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it the first time; refuse afterwards."""
        if not self._state.adding:
            raise WrittenOnceError(type(self).__name__)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise WrittenOnceError(type(self).__name__)
