"""Addresses of customer pages: a key may hold any character, an address may not."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.urls import register_converter, reverse


class KeyConverter:
    """`shop:4711` as a piece of an address, without padding."""

    regex = "[A-Za-z0-9_-]+"

    def to_python(self, value: str) -> str:
        """The key.

        Raises:
            ValueError: if it is none (which Django answers with 404).
        """
        try:
            key = urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("no key") from None
        if "\x00" in key:  # no database would take it
            raise ValueError("no key")
        return key

    def to_url(self, value: str) -> str:
        """The piece of the address."""
        return urlsafe_b64encode(value.encode()).decode("ascii").rstrip("=")


register_converter(KeyConverter, "key")


def customer_url(key: str) -> str:
    """The page of a customer."""
    return reverse("customers:page", kwargs={"key": key})


def record_of(key: str) -> tuple[str, str | None]:
    """Source and number of a customer's key; `kundig` and no number where nobody is known."""
    source, _, number = key.partition(":")
    return (source, number) if number else ("kundig", None)
