"""Settings. What a deployment may change comes from the environment: docs/operate/install.md."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """A yes/no setting from the environment."""
    return os.environ.get(name, str(int(default))).strip().lower() in {"1", "true", "yes", "on"}


# --- where things are ---------------------------------------------------------------------------
DATA_DIR = Path(os.environ.get("LIANXIN_DATA", "var")).resolve()
DEMO = flag("LIANXIN_DEMO")
COUNTY = os.environ.get("LIANXIN_COUNTY", "210921")  # the county whose towns are offered first
DEBUG = flag("LIANXIN_DEBUG")
TESTING = "PYTEST_VERSION" in os.environ
CHECKOUT = PACKAGE.parents[1]


def secret() -> str:
    """The key that signs cookies: from the environment, else the one that `lianxin` has made."""
    if value := os.environ.get("LIANXIN_SECRET_KEY"):
        return value
    path = DATA_DIR / "keys" / "secret-key"
    if path.exists():
        return path.read_text().strip()
    if TESTING or DEBUG:
        return "only-for-tests-and-development-0123456789abcdef"
    raise ImproperlyConfigured(
        "没有找到 LIANXIN_SECRET_KEY。用 lianxin serve 启动会自己生成，也可以在环境里设置。"
    )


SECRET_KEY = secret()
# Keys of the sensitive fields: a file of "id:base64" lines (newest first), or the variable itself.
PRIVACY_KEYS_FILE = os.environ.get(
    "LIANXIN_PRIVACY_KEYS_FILE", str(DATA_DIR / "keys" / "privacy-keys")
)
PRIVACY_KEYS = os.environ.get("LIANXIN_PRIVACY_KEYS", "")

ALLOWED_HOSTS = os.environ.get("LIANXIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LIANXIN_ORIGINS", "").split(",") if o]
HTTPS = flag("LIANXIN_HTTPS")

# --- the house ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lianxin.kernel.facts",
    "lianxin.kernel.privacy",
    "lianxin.kernel.codes",
    "lianxin.kernel.files",
    "lianxin.domain.places",
    "lianxin.domain.people",
    "lianxin.domain.users",
    "lianxin.domain.orgs",
    "lianxin.domain.cases",
    "lianxin.domain.visits",
    "lianxin.domain.insight",
    "lianxin.notices",
    "lianxin.exchange",
    "lianxin.entrypoints.shared",
    "lianxin.entrypoints.villager",
    "lianxin.entrypoints.desk",
    "lianxin.config.apps.ConfigConfig",
]
if (DEMO or TESTING) and (CHECKOUT / "demo/management/commands/load_demo.py").exists():
    INSTALLED_APPS.append("demo")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lianxin.entrypoints.shared.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "lianxin.entrypoints.shared.middleware.Whole",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lianxin.entrypoints.shared.middleware.Problems",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "lianxin.config.urls"
WSGI_APPLICATION = "lianxin.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / "entrypoints" / name / "templates" for name in ("shared", "villager", "desk")
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "lianxin.entrypoints.shared.jinja.environment",
            "extensions": ["jinja2.ext.i18n"],
            "context_processors": ["lianxin.entrypoints.shared.jinja.page_context"],
        },
    },
    {  # only for what libraries bring along
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# --- database and jobs --------------------------------------------------------------------------
database = dj_database_url.parse(
    os.environ.get("DATABASE_URL", "postgres:///lianxin"), conn_max_age=0
)
# The database plans a question once for each connection, not each time it is asked.
database.setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=3)
# A long-lived process keeps some connections; commands and tests take one as they need it.
if (pool_size := int(os.environ.get("LIANXIN_DB_POOL", "4"))) and not TESTING:
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    database["OPTIONS"]["pool"] = pool
DATABASES = {"default": database}
PROCRASTINATE_IMPORT_PATHS = ["lianxin.config.jobs"]

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- static files and uploads -------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 3600
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": os.environ.get(
            "LIANXIN_FILE_STORAGE", "django.core.files.storage.FileSystemStorage"
        ),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if TESTING or DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- log-in -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lianxin.domain.users.backends.Accounts",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "lianxin.domain.users.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "lianxin.domain.users.passwords.NotTheFormerOne"},
    {"NAME": "lianxin.domain.users.passwords.NotTheLoginName"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "lianxin.entrypoints.shared.account.StaffAccounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False  # "SunJie" finds the account "sunjie"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# A whole county may sit behind one address at half past eight. Wrong passwords are counted by
# axes, below; `login_failed` stays for the six digits of the second factor.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/300s/key"}
MFA_ADAPTER = "lianxin.entrypoints.shared.account.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "连心"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that was told is kept
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "lianxin.entrypoints.shared.problems.locked_out"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "lianxin.entrypoints.shared.account.login_name"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # nobody's hours at the desk are kept
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_AGE = int(os.environ.get("LIANXIN_SESSION_SECONDS", str(8 * 3600)))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "lianxin.entrypoints.shared.sessions"
CSRF_FAILURE_VIEW = "lianxin.entrypoints.shared.problems.csrf_failure"
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- headers ------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- text messages ------------------------------------------------------------------------------
# An HTTP gateway, spoken to as it wants to be: {to}, {text} and {id} are filled in. Without an
# address no text message is sent, and none is promised.
SMS_URL = os.environ.get("LIANXIN_SMS_URL", "")
SMS_METHOD = os.environ.get("LIANXIN_SMS_METHOD", "POST")
SMS_FORMAT = os.environ.get("LIANXIN_SMS_FORMAT", "json")  # json or form
SMS_HEADERS = os.environ.get("LIANXIN_SMS_HEADERS", "{}")
SMS_BODY = os.environ.get("LIANXIN_SMS_BODY", '{"to": "{to}", "text": "{text}", "id": "{id}"}')
SMS_TOKEN = os.environ.get("LIANXIN_SMS_TOKEN", "")
SMS_OK = os.environ.get("LIANXIN_SMS_OK", "")  # path=value that a good answer holds
SMS_REFERENCE = os.environ.get("LIANXIN_SMS_REFERENCE", "")  # path of the gateway's own number
SMS_KEY_HEADER = os.environ.get("LIANXIN_SMS_KEY_HEADER", "Idempotency-Key")
SMS_SECONDS = float(os.environ.get("LIANXIN_SMS_SECONDS", "10"))
