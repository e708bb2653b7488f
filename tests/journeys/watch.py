"""Signing in without typing, and watching what a page does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

#: Runs in every page before its own scripts: violations are events, and not all reach the console.
NOTE_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (e) => noteViolation(
  `${location.pathname}: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""


@dataclass
class Watch:
    """What pages did that no page should do, and what they weighed."""

    csp: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    #: The page that was loaded last, and what it asked for.
    loaded: list[Request] = field(default_factory=list)
    #: Statuses that a test expects: the browser writes "Failed to load resource" for them, and htmx
    #: "Response Status Error Code" (a list that is being built asks every two seconds).
    expected: set[int] = field(default_factory=set)

    def see(self, page: Page, home: str) -> None:
        """Watch this page from now on."""
        own = urlsplit(home).netloc

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own:
                self.foreign.append(request.url)

        def said(message: Any) -> None:
            if "Content Security Policy" in message.text:
                self.csp.append(message.text)
            elif message.type == "error" and not self._expected(message.text):
                self.errors.append(f"{page.url}: {message.text}")

        def finished(request: Request) -> None:
            if request.is_navigation_request():
                self.loaded.clear()
            self.loaded.append(request)

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("requestfinished", finished)

    def weight(self) -> int:
        """How many bytes the page that was loaded last, and all that it asked for, travelled as."""
        return sum(request.sizes()["responseBodySize"] for request in self.loaded)

    def _expected(self, text: str) -> bool:
        return any(
            f"status of {status}" in text or f"Error Code {status} from" in text
            for status in self.expected
        )


def context_of(
    browser: Browser,
    watch: Watch,
    home: str,
    session: str,
    lang: str,
    width: int,
    dark: bool = False,
) -> BrowserContext:
    """A fresh browser in which the person of this session is signed in; empty: a stranger."""
    context = browser.new_context(
        base_url=home,
        viewport={"width": width, "height": 844 if width < 700 else 900},
        color_scheme="dark" if dark else "light",
        locale="de-DE" if lang == "de" else "en-GB",
        reduced_motion="reduce",
    )
    context.expose_function("noteViolation", lambda told: watch.csp.append(told))
    context.add_init_script(NOTE_VIOLATIONS)
    cookies = [{"name": "kundig_language", "value": lang, "url": home}]
    if session:
        cookies.append(cookie_of(session, home))
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def cookie_of(session: str, url: str) -> dict[str, str]:
    """What `session_of` told, as a cookie of the browser."""
    name, _, value = session.partition("=")
    return {"name": name, "value": value, "url": url}


def session_of(user: Any) -> str:
    """A new session in which this person is signed in, as `name=key` of its cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from kundig_web.access.sessions import FRESH, SessionStore

    store = SessionStore()
    store[FRESH] = 4e9  # the password was given just now
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
