"""Django's settings. What may differ between machines is read from the environment: see docs/deploy.md."""

from __future__ import annotations

import os
from pathlib import Path

from jailsite import bundle, environment

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.kind()
PRODUCTION = ENVIRONMENT == "production"
DEBUG = ENVIRONMENT == "development"

VAR_DIR = environment.folder("CELLBLOCK_VAR", BASE_DIR / "var")
BUILD_DIR = environment.folder("CELLBLOCK_BUILD", BASE_DIR / "build")
CURRICULUM_DIR = environment.folder("CELLBLOCK_CURRICULUM", BASE_DIR / "curriculum")

SECRET_KEY = environment.secret_key(VAR_DIR, PRODUCTION)
ALLOWED_HOSTS = environment.names("CELLBLOCK_HOSTS")
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.names("CELLBLOCK_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "channels",
    "django_htmx",
    "template_partials",
    "jailsite",
    "lessons",
    "accounts",
    "courses",
    "quizzes",
    "classroom",
]

MIDDLEWARE = [
    "jailsite.watching.WatchedByAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "jailsite.packed_pages.PackedPagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jailsite.security.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lessons.limits.RefusalMiddleware",
]

ROOT_URLCONF = "jailsite.urls"
ASGI_APPLICATION = "jailsite.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "jailsite.templatetags.assets",
                "jailsite.templatetags.dates",
                "jailsite.templatetags.navigation",
                "django.templatetags.i18n",
                "courses.templatetags.course_pages",
            ],
        },
    }
]

DATABASES = {"default": environment.database(VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS = {"default": environment.channel_layer()}
CACHES = {"default": environment.cache()}

# The interface's languages: docs/languages.md. What the machine prints is FreeBSD's, in every language.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
TIME_ZONE = "UTC"

# Static files: docs/architecture.md names the folders, jailsite/storage.py says which are hashed.
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
MACHINE_DIR = BUILD_DIR / "static" / "machine"  # <engine>/machine.zip; older engines stay; served from there
# Read once: a process keeps the modules that it has imported, whatever is done to their files meanwhile.
MACHINE = bundle.read_machine(BASE_DIR)
ENGINE = MACHINE.engine
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN_STATIC = ENVIRONMENT in ("development", "test")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "jailsite.storage.AssetStorage"
    },
}

# A look at the catalogue leaves no row behind, and no secret lies in a cookie: see the engine.
SESSION_ENGINE = "lessons.sessions"
SESSION_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_COOKIE_SAMESITE = "Lax"

# Accounts: none is needed. With a mail server addresses are verified, without one they are taken as given.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MAIL = environment.mail()
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.get("host", "localhost"), MAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.get("user", ""), MAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("tls", False), MAIL.get("ssl", False)
DEFAULT_FROM_EMAIL = os.environ.get("CELLBLOCK_MAIL_FROM", "cellblock@localhost")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = bool(MAIL)
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = bool(MAIL)  # a changed password or address is told by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Cellblock] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
# A classroom shares an address: what is counted by address is generous, what is counted by account is not.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "300/m/ip,5/300s/key", "signup": "300/m/ip"}
ANYBODY_TEACHES = environment.anybody_teaches(PRODUCTION)
SOCIALACCOUNT_PROVIDERS = environment.openid()
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL
MFA_TOTP_ISSUER = "Cellblock"
FORM_TARGETS = environment.openid_origins()  # where a form's answer may lead besides this site

# How long work is kept after its last use, in days: docs/privacy.md.
KEEP_BROWSER_DAYS = environment.number("CELLBLOCK_KEEP_BROWSER_DAYS", 400)
KEEP_COURSE_DAYS = environment.number("CELLBLOCK_KEEP_COURSE_DAYS", 730)  # after it was archived
KEEP_ACCOUNT_DAYS = environment.number("CELLBLOCK_KEEP_ACCOUNT_DAYS", 1100)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_HSTS_SECONDS = environment.number("CELLBLOCK_HSTS_SECONDS", 365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Only when a proxy in front sets this header itself, and strips it from what it receives.
    if os.environ.get("CELLBLOCK_TLS_PROXY") == "1":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Limits: lessons/limits.py has those of single requests.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
DATA_UPLOAD_MAX_NUMBER_FILES = 1
REGRADE_AT_ONCE = False  # a regrade goes on in a thread while its page waits
GRADING_WORKERS = environment.number("CELLBLOCK_GRADERS", 2)
SHARED_DAYS = environment.number("CELLBLOCK_SHARED_DAYS", 180)  # after which a link to a stored state is gone
ROOM_DAYS = environment.number("CELLBLOCK_ROOM_DAYS", 30)  # after its end a room is forgotten

METRICS_TOKEN = os.environ.get("CELLBLOCK_METRICS_TOKEN", "")
METRICS_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "jailsite.logs.LineFormatter"},
        "json": {"()": "jailsite.logs.JsonFormatter"},
    },
    "filters": {"route": {"()": "jailsite.logs.RouteFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": environment.log_format(), "filters": ["route"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
