"""Settings, read from the environment. None is needed for `make run`; docs: README, "Production"."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]

PROVINCE = env.str("PROVINCE", default="nghe-an")
PROVINCES_DIR = Path(env.str("PROVINCES_DIR", default=str(BASE_DIR / "provinces")))
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var" / PROVINCE)))
DATA_DIR.mkdir(parents=True, exist_ok=True)
NOW = env.str("NOW", default="")

DEBUG = env.bool("DEBUG", default=False)
PUBLISHES_ITSELF = env.bool("PUBLISHES_ITSELF", default=False)
"""Whether the serving process publishes at the slots, where no timer calls `publish_release`."""


def _secret_key() -> str:
    """SECRET_KEY, or one made once and kept beside the embedded database."""
    from django.core.management.utils import get_random_secret_key

    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)

PLUGINS = env.list("PLUGINS", default=[])


def _loadable_plugins() -> tuple[list[str], dict[str, str]]:
    """The plugins that can be imported, and why the others can't (reported by `core.checks`)."""
    loaded, refused = [], {}
    for name in PLUGINS:
        try:
            import_module(name)
            if find_spec(f"{name}.hooks") is None:
                raise ImportError("không có mô-đun hooks")
            loaded.append(name)
        except (ImportError, SyntaxError) as error:
            refused[name] = str(error)
    return loaded, refused


_PLUGINS_LOADED, PLUGINS_NOT_LOADED = _loadable_plugins()

# Bottom room first: hooks are called in this order.
INSTALLED_APPS = [
    "core",
    "units",
    "search",
    "directives",
    "datasets",
    "home",
    *_PLUGINS_LOADED,
    "config",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailgeowidget",
    "import_export",
    "modelcluster",
    "taggit",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "units.sign_in.apps.SessionsConfig",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.AllowOwnScripts",
    "core.middleware.RefuseMethods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.acting.RememberWhoActs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "units.sign_in.middleware.GuardSession",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.RefuseNul",
    "datasets.middleware.ShowPreview",
    "datasets.middleware.ExpireWithTheWords",
    "units.admin_doors.CloseUnusedDoors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "units.context_processors.portal",
            ],
        },
    },
]

DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads and then writes must not start as a reader.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": True}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "units.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/quan-tri/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "units.sign_in.devices.address_of"
AXES_LOCKOUT_TEMPLATE = "units/sign_in/locked.html"
AXES_SENSITIVE_PARAMETERS = ["username", "code", "credential", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True  # the portal's own log tells of sign-ins
AXES_VERBOSE = False
ACCOUNT_ADAPTER = "units.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Axes counts by account and address; this bounds the tries at one account's second factor from all addresses.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key"}
MFA_ADAPTER = "units.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half a minute either way, for phones whose clock is not quite right
ACCOUNT_FORMS = {
    "reauthenticate": "units.forms.sign_in.ConfirmPasswordForm",
    "change_password": "units.forms.sign_in.NewPasswordForm",
}
MFA_FORMS = {
    "activate_totp": "units.forms.sign_in.AddAppForm",
    "authenticate": "units.forms.sign_in.SecondStepForm",
    "reauthenticate": "units.forms.sign_in.ConfirmForm",
    "add_webauthn": "units.forms.sign_in.AddKeyForm",
    "authenticate_webauthn": "units.forms.sign_in.SecondStepKeyForm",
    "reauthenticate_webauthn": "units.forms.sign_in.ConfirmKeyForm",
}
SESSION_COOKIE_AGE = 7 * 86_400  # never longer; the province's data says when a session ends
# Notices by e-mail are sent where there is a mail server: EMAIL_URL=smtp+tls://user:password@host:587
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="khong-tra-loi@localhost")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
FORMAT_MODULE_PATH = ["core.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    "originals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "originals", "base_url": None},
    },
}
PREPARED_DIR = DATA_DIR / "prepared"
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")

WAGTAIL_SITE_NAME = "Cổng thông tin phòng, chống dịch"
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "units.actions.finish.publish_reviewed"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT, WAGTAIL_TIME_FORMAT = "%d/%m/%Y", "%d/%m/%Y %H:%M", "%H:%M"
# Leaflet's own tiles come from an outside host: none unless the province names its map server.
GEO_WIDGET_LEAFLET_TILE_LAYER = env.str("MAP_TILES", default="data:image/gif;base64,R0lGODlhAQABAAAAACw=")
GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS = {"attribution": env.str("MAP_TILES_ATTRIBUTION", default="")}
GEO_WIDGET_DEFAULT_LOCATION, GEO_WIDGET_ZOOM = {"lat": 16.2, "lng": 106.2}, 6
GEO_WIDGET_EMPTY_LOCATION = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}}

X_FRAME_OPTIONS = "DENY"
# Wagtail's admin and the API's documentation page need inline script and style; everything public does not.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/quan-tri/", "/api/v1/docs"],
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "home.views.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
if BEHIND_TLS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host[0] != "."]

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What a stranger asks for and does not get is no event of ours.
    "loggers": {"django.request": {"level": "ERROR"}},
}
