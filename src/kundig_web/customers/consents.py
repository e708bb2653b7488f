"""Consent as proof: which words were shown, and what the customer said to them, event by event."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web import words
from kundig_web.customers.append_only import WrittenOnce
from kundig_web.customers.person import Person
from kundig_web.registry.declared import About, Forget, Keep, Kept


class Purpose(models.TextChoices):
    """What we would like to do."""

    ADVERTISING = "advertising"  # news and offers
    SURVEYS = "surveys"
    PROFILE = "profile"  # suggestions from what was bought


class Channel(models.TextChoices):
    """By which way. `NONE` is for what happens without writing to anybody."""

    MAIL = "mail"
    PHONE = "phone"
    POST = "post"
    MESSAGE = "message"
    NONE = "none"


#: What can be asked for: a purpose and a way belong together.
ASKED: tuple[tuple[Purpose, Channel], ...] = (
    (Purpose.ADVERTISING, Channel.MAIL),
    (Purpose.ADVERTISING, Channel.PHONE),
    (Purpose.ADVERTISING, Channel.POST),
    (Purpose.ADVERTISING, Channel.MESSAGE),
    (Purpose.SURVEYS, Channel.MAIL),
    (Purpose.SURVEYS, Channel.PHONE),
    (Purpose.PROFILE, Channel.NONE),
)


def about_words(purpose: str, channel: str) -> str:
    """`Neuigkeiten und Angebote per E-Mail`."""
    way = word_of("channel", channel) if channel != Channel.NONE else ""
    return f"{word_of('purpose', purpose)} {way}".strip()


def word_of(kind: str, key: str) -> str:
    """The word for a purpose, a way or a source; a key that nobody put into words stands itself.

    Rows outlive the code that wrote them: an unknown key must not cost the page.
    """
    try:
        return words.say(f"customers.{kind}_{key}")
    except KeyError:
        return key


class ConsentText(WrittenOnce):
    """One version of the words that are shown when consent is asked for. Never changed."""

    personal: ClassVar = {
        "key": Personal.NONE,
        "language": Personal.NONE,
        "text": Personal.NONE,
        "sha256": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.EMPLOYEE,
        ("proof",),
        forget=Forget.STAY,
        person="created_by",
        why=(
            "Der Text gehört zum Nachweis jeder Einwilligung, die ihn zeigt (Art. 7 Abs. 1 DSGVO).",
            "The text belongs to the proof of every consent that shows it (Art. 7(1) GDPR).",
        ),
    )

    append_only: ClassVar = True

    key = models.CharField(max_length=40)  # the purpose that it is about
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["key", "language", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version", "language"], name="text_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version} {self.language}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it with its fingerprint."""
        self.sha256 = sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def purpose_words(self) -> str:
        """What it is about, in words."""
        return word_of("purpose", self.key)


class Consent(WrittenOnce):
    """One event: a customer said yes or no to one purpose by one way. The last one counts."""

    append_only: ClassVar = True

    class Said(models.TextChoices):
        """What the customer said."""

        GIVEN = "given"
        WITHDRAWN = "withdrawn"

    personal: ClassVar = {
        "wording": Personal.FREE_TEXT,
        "form": Personal.FREE_TEXT,
        "source": Personal.NONE,
        "address": Personal.DIRECT,
        "text_sha256": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.BOTH,
        ("proof",),
        Keep(hold="§ 7a UWG"),
        Forget.SEAL,
        "person__key",
        why=(
            "Der Nachweis einer Einwilligung bleibt fünf Jahre nach ihrer letzten Verwendung (§ 7a UWG).",
            "The proof of a consent stays for five years after it was last used (§ 7a UWG).",
        ),
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    said = models.CharField(max_length=10, choices=Said.choices)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    wording = models.CharField(max_length=500, blank=True)  # said aloud, where no text was shown
    source = models.CharField(max_length=12)  # form | phone | desk | letter | mail | page
    form = models.CharField(max_length=300, blank=True)  # which form or page
    at = models.DateTimeField()  # when the customer said it
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    # Of a consent that was confirmed by a link: when it was asked for (`at` is the confirmation),
    # which address the link went to, and the fingerprint of the words on the page.
    asked_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=300, blank=True, db_index=True)  # as it is compared
    text_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["person", "purpose", "channel"], name="consent_of"),
            models.Index(fields=["purpose", "said"], name="consent_said"),
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.purpose}/{self.channel} of {self.person_id}"

    @property
    def about(self) -> str:
        """`Neuigkeiten und Angebote per E-Mail`."""
        return about_words(self.purpose, self.channel)

    @property
    def source_words(self) -> str:
        """How the customer said it: `am Telefon`."""
        return word_of("consent_source", self.source)

    @property
    def confirmed(self) -> bool:
        """True if the customer confirmed it by a link that only he was sent."""
        return self.asked_at is not None


class ConsentRequest(models.Model):
    """A question that was sent to an address and waits for its confirmation, 30 days at most."""

    personal: ClassVar = {
        "address": Personal.DIRECT,
        "form": Personal.NONE,
        "token_sha256": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.CUSTOMER, ("proof",), Keep(30, after="asked_at"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_requests")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=300)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=300, blank=True)  # address of the form, or its name
    token_sha256 = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.purpose}/{self.channel} asked of {self.person_id}"
