"""Settings: from environment variables alone, each with a safe default."""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from banso.kit.destinations import read_allowed
from banso.project import env, logs, safety

PACKAGE = Path(__file__).resolve().parent.parent
BANSO_HOME = Path(env.text("BANSO_HOME", "data")).expanduser().resolve()
BANSO_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
BANSO_COLUMN_STORE = env.text("BANSO_COLUMN_STORE")

# 0 keeps the usage log whole, so that the column store can be rebuilt from nothing.
USAGE_LOG_DAYS = env.number("BANSO_USAGE_LOG_DAYS", 0)
if 0 < USAGE_LOG_DAYS < 7 or USAGE_LOG_DAYS < 0:  # noqa: PLR2004
    raise env.SettingError(f"Unexpected value BANSO_USAGE_LOG_DAYS={USAGE_LOG_DAYS}, use 0 or at least 7")

DEBUG = env.flag("DEBUG")
# The page of all parts; tests switch it on.
STYLEGUIDE = False


SECRET_KEY = env.secret_key(BANSO_HOME)
# Earlier keys, while it is being changed: they still open what was signed and sealed under them.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
BASE_URL = env.address("BASE_URL", f"http://localhost:{env.number('BANSO_PORT', 8000)}")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = safety.hosts(env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"), BASE_URL)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
safety.check(secret_key=SECRET_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS)
# How many proxies of our own stand in front: that many last entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "banso.project",
    "banso.kit.ui",
    "banso.engine.journal",
    "banso.engine.journal.usage",
    "banso.engine.metrics",
    "banso.domain.workspaces",
    "banso.domain.privacy",
    "banso.domain.accounts",
    "banso.domain.work",
    "banso.domain.promises",
    "banso.domain.questions",
    "banso.domain.contracts",
    "banso.domain.sales",
    "banso.domain.quotes",
    "banso.domain.handoffs",
    "banso.domain.outcomes",
    "banso.domain.leads",
    "banso.domain.targets",
    "banso.domain.onboarding",
    "banso.domain.hooks",
    "banso.screens.styleguide",
    "banso.screens.search",
    "banso.domain.usage",
    "banso.domain.kpis",
    "banso.integrations.sample",
    "banso.screens.account360",
    "banso.screens.today",
    "banso.screens.model",
    "banso.screens.targets",
    "banso.screens.system",
    "banso.screens.privacy",
    "banso.integrations.files",
    "banso.integrations.exports",
]

MIDDLEWARE = [
    "banso.project.headers.HeadersMiddleware",
    "banso.project.assets.TravelMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "banso.project.theme.ThemeMiddleware",
    "banso.project.seen.SeenMiddleware",
    "banso.project.middleware.AccessMiddleware",
    "banso.project.exports.ExportMiddleware",
    "banso.project.calls.ApiCallMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "banso.kit.ui.toasts.ToastMiddleware",
]

ROOT_URLCONF = "banso.project.urls"
ASGI_APPLICATION = "banso.project.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "banso.project.shell.shell",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or f"sqlite:///{BANSO_HOME / 'banso.sqlite3'}", conn_max_age=60
    ),
}
# The role that owns the tables, where another one runs the server: migrations alone are the owner's.
DATABASE_OWNER: dict[str, Any] = {}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "banso.kit.postgresql"
    # A server that was started anew is noticed before a request fails on what is left of a connection.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASE_OWNER = safety.owner(env.text("DATABASE_OWNER_URL"), DATABASES["default"])
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # FULL: whatever is acknowledged survives a power cut. IMMEDIATE: writers queue instead of failing.
        # secure_delete: what is erased is overwritten, and does not lie on in a page that nobody uses.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
        " PRAGMA secure_delete=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    # A file as in production: the shared memory that Django would take locks whole tables, without waiting.
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir(), f"banso-test-{os.getpid()}.sqlite3")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "workspaces.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# Nobody signs up: people come by invitation or by the set-up link, which also prove their address.
ACCOUNT_ADAPTER = "banso.project.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "banso.project.sign_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Banso"
# Passkeys need https everywhere but on this very machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://localhost:")
USERSESSIONS_TRACK_ACTIVITY = True

globals().update(env.mail("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Banso <banso@{urlsplit(BASE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOG_FORMAT = env.text("LOG_FORMAT")
if LOG_FORMAT not in {"", *logs.FORMATS}:
    raise env.SettingError(f"Unexpected value LOG_FORMAT={LOG_FORMAT}, use json or console")
# On a terminal a line for each request would carry away what the server has just said.
LOG_LEVEL = env.text("LOG_LEVEL", "WARNING" if logs.is_for_people(LOG_FORMAT) else "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise env.SettingError(f"Unexpected value LOG_LEVEL={LOG_LEVEL}, use DEBUG, INFO, WARNING or ERROR")
LOGGING = logs.settings_of(LOG_FORMAT, LOG_LEVEL)
SLOW_QUERY_SECONDS = env.seconds("BANSO_SLOW_QUERY_SECONDS", 1.0)
# Who asks /metrics shows it; without one there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:  # noqa: PLR2004
    raise env.SettingError("METRICS_TOKEN is too short, use at least 16 signs")

API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 600)
# 0 is five times what one key may make.
API_CALLS_PER_WORKSPACE = env.number("API_CALLS_PER_WORKSPACE", 0)
try:
    OUTBOUND_ALLOW = read_allowed(env.words("BANSO_OUTBOUND_ALLOW"))
except ValueError as error:
    raise env.SettingError(
        f"Unexpected value in BANSO_OUTBOUND_ALLOW: {error}; use hosts such as hooks.example.lan, "
        "hooks.example.lan:8080, and networks such as 192.168.10.0/24"
    ) from error

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
# Named here, our own words go before those that a library has for the same English.
_OURS = [PACKAGE.joinpath(*app.split(".")[1:]) for app in INSTALLED_APPS if app.startswith("banso.")]
LOCALE_PATHS = [home / "locale" for home in [*_OURS, PACKAGE / "kit"] if (home / "locale").is_dir()]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BANSO_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
STATICFILES_DIRS = [PACKAGE / "project" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "banso.project.assets.MarkedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Shared by every process, for counting failed sign-ins.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "banso_cache"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "banso.project.refusals.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Only a proxy of our own may say that a request came over TLS; it also redirects from http.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS and bool(TRUSTED_PROXIES)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by machines next door
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts of the domain are not ours to bind to https
    "security.W008",  # without a proxy that we know of, a redirect could loop for ever
    "security.W021",  # browsers' preload lists are the domain owner's decision
]
