"""The one settings file. What differs between sites comes from `KUNDIG_*` variables."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from kundig.store.home import Home
from kundig_web.site.environment import SettingError, flag, number, value, words
from kundig_web.site.logs import configuration
from kundig_web.site.secrets import secret_key

KUNDIG_HOME = value("KUNDIG_HOME") or str(Home.find().folder)
#: What the site itself keeps beside the record store: database, secret, uploads.
WEB_FOLDER = Path(KUNDIG_HOME) / "web"

DEBUG = flag("KUNDIG_DEBUG")
SECRET_KEY = value("KUNDIG_SECRET_KEY") or secret_key(WEB_FOLDER)
ALLOWED_HOSTS = words("KUNDIG_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("KUNDIG_ORIGINS")
#: True behind TLS: cookies travel over TLS only.
SECURE = flag("KUNDIG_SECURE")
#: On the own machine only: one may look on as somebody else, without passwords. `kundig demo
#: --serve` sets it and listens on loopback alone.
KUNDIG_DEMO = flag("KUNDIG_DEMO")
#: The file with the daily anchors of the audit log; best on another machine's share.
KUNDIG_AUDIT_ANCHOR = value("KUNDIG_AUDIT_ANCHOR")
#: How many proxies of one's own stand before the site: so many entries of X-Forwarded-For, counted
#: from the right, are true. Without any the header is not read.
KUNDIG_PROXIES = number("KUNDIG_PROXIES", 1 if SECURE else 0, most=9)
if SECURE and not KUNDIG_PROXIES:
    raise SettingError("KUNDIG_SECURE=1: TLS ends at a proxy, so KUNDIG_PROXIES must be 1 or more")
if SECURE and "*" in ALLOWED_HOSTS:
    raise SettingError("KUNDIG_HOSTS=*: name the hosts; a forged one would lead links elsewhere")
#: Whether this site may call others at all (`kundig_web.hostile.outgoing`).
KUNDIG_OUTGOING = flag("KUNDIG_OUTGOING")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "csp",
    *[
        f"kundig_web.{name}"
        for name in (
            "words", "registry", "jobs", "limits", "audit", "access", "desk", "customers", "imports",
            "questions", "erasure", "rights", "contact", "employees", "needs", "structure",
            "satisfaction", "reports", "guard", "backups", "site",
        )
    ],
]  # fmt: skip

MIDDLEWARE = [
    "kundig_web.site.logs.RequestMiddleware",
    "kundig_web.site.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Pages and style sheets travel at a fifth of their size; tokens are masked anew per answer.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kundig_web.hostile.middleware.VisibleMiddleware",
    "kundig_web.site.sizes.SizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kundig_web.access.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kundig_web.access.middleware.AccessMiddleware",
    "kundig_web.site.api.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "kundig_web.site.urls"
WSGI_APPLICATION = "kundig_web.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kundig_web.words.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kundig_web.site.context.page",
            ],
        },
    }
]

_database = value("KUNDIG_DATABASE_URL")
if _database:
    try:
        DATABASES = {"default": dict(dj_database_url.parse(_database, conn_max_age=60))}
    except (ValueError, dj_database_url.ParseError) as error:
        raise SettingError(f"KUNDIG_DATABASE_URL: {error}") from None
    if DATABASES["default"]["ENGINE"] not in {
        "django.db.backends.postgresql", "django.db.backends.sqlite3",
    }:  # fmt: skip
        raise SettingError("KUNDIG_DATABASE_URL: expected postgresql://… or sqlite:///…")
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": WEB_FOLDER / "kundig.sqlite3"}}  # fmt: skip
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: eight writers lose nothing like this, and 31 in 100 with Django's defaults. FULL:
    # what was answered with "saved" survives a power failure. What is deleted is overwritten.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "site:today"
PASSWORD_HASHERS = ["kundig_web.access.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "kundig_web.access.passwords.WordsOfTheCompany"},
]

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"  # shown in the company's zone: kundig_web.company.zone()

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31_536_000  # every address carries a fingerprint: {% asset %}

# Cookies know no ports: two companies on one machine must not sign each other out.
_company = sha256(str(Path(KUNDIG_HOME).absolute()).encode()).hexdigest()[:8]
SESSION_COOKIE_NAME = f"__Host-kundig-{_company}" if SECURE else f"kundig-{_company}"
CSRF_COOKIE_NAME = f"__Host-csrf-{_company}" if SECURE else f"csrf-{_company}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# A session ends so long after the last page, and so long after signing in.
KUNDIG_SESSION_IDLE_SECONDS = number("KUNDIG_SESSION_IDLE_HOURS", 3, least=1, most=24) * 3600
KUNDIG_SESSION_SECONDS = number("KUNDIG_SESSION_HOURS", 12, least=1, most=24) * 3600
SESSION_ENGINE = "kundig_web.access.sessions"
SESSION_COOKIE_AGE = KUNDIG_SESSION_IDLE_SECONDS
CSRF_FAILURE_VIEW = "kundig_web.site.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from the machine itself, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Only a proxy of one's own is believed; it must set this header anew, as the how-to shows.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KUNDIG_PROXIES else None
# What other hosts of the domain do is not this site's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

#: The most bytes of one file that is sent in for import.
try:
    KUNDIG_UPLOAD_BYTES = int(value("KUNDIG_UPLOAD_MIB", "2048")) * 2**20
except ValueError:
    raise SettingError("KUNDIG_UPLOAD_MIB: expected a whole number of MiB") from None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_TEMP_DIR = None

LOG = value("KUNDIG_LOG", "text")
if LOG not in {"text", "json"}:
    raise SettingError(f"KUNDIG_LOG={LOG}: expected text or json")
LOGGING = configuration(LOG, value("KUNDIG_LOG_LEVEL", "WARNING"))
