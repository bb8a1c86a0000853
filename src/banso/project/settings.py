"""Settings: from environment variables alone, each with a safe default."""

import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from banso.project import env

PACKAGE = Path(__file__).resolve().parent.parent
BANSO_HOME = Path(env.text("BANSO_HOME", "data")).expanduser().resolve()
BANSO_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
BANSO_COLUMN_STORE = env.text("BANSO_COLUMN_STORE")

DEBUG = env.flag("DEBUG")
# The page of all parts; tests switch it on.
STYLEGUIDE = False


def _secret_key() -> str:
    """SECRET_KEY, or one that is made once and kept in the data folder."""
    given = env.text("SECRET_KEY")
    if given:
        return given
    path = BANSO_HOME / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BASE_URL = env.text("BASE_URL", f"http://localhost:{env.number('BANSO_PORT', 8000)}")
HTTPS = BASE_URL.startswith("https://")

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
    "banso.project",
    "banso.kit.ui",
    "banso.engine.journal",
    "banso.engine.metrics",
    "banso.domain.workspaces",
    "banso.domain.accounts",
    "banso.domain.contracts",
    "banso.screens.styleguide",
    "banso.domain.kpis",
    "banso.screens.today",
]

MIDDLEWARE = [
    "banso.project.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "banso.project.middleware.AccessMiddleware",
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
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # FULL: whatever is acknowledged survives a power cut. IMMEDIATE: writers queue instead of failing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "workspaces.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
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

API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 600)

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "project" / "locale", PACKAGE / "kit" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BANSO_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
STATICFILES_DIRS = [PACKAGE / "project" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []
