"""One file of settings, read from the environment. docs/run-it.md lists what can be set."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from beside.practice.config import environment
from beside.practice.vault import keyfiles

HERE = Path(__file__).parent
HOME = keyfiles.home()

# The address people type. With https, cookies are sent over TLS only and browsers are told to insist on it.
URL = environment.text("BESIDE_URL", f"http://localhost:{environment.number('PORT', 8000)}").rstrip("/")
TLS = URL.startswith("https://")
HOST = URL.split("://", 1)[1].split("/")[0].rsplit(":", 1)[0]
DEMO = environment.flag("BESIDE_DEMO")

DEBUG = False
SECRET_KEY = keyfiles.key("secret").hex()
ALLOWED_HOSTS = [HOST, *environment.text("BESIDE_HOSTS").split()]
CSRF_TRUSTED_ORIGINS = [URL]
ROOT_URLCONF = "beside.practice.config.urls"
WSGI_APPLICATION = "beside.practice.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

# The rooms of the practice in the order in which they may import one another: each only those before it.
ROOMS = (
    "vault",
    "audit",
    "work",
    "people",
    "loops",
    "meetings",
    "repair",
    "feedback",
    "pace",
    "thread",
    "welcome",
    "agreements",
    "together",
    "journal",
    "growth",
    "concerns",
    "supporters",
    "recordings",
    "cairn",
    "endings",
    "learning",
    "supervision",
    "desk",
)

INSTALLED_APPS = [
    *(f"beside.practice.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # The renderer of our forms finds what we do not lay over Django's own here.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "template_partials",
]

MIDDLEWARE = [
    "beside.practice.people.middleware.plain_log",
    "django.middleware.security.SecurityMiddleware",
    # Before whatever answers by itself: files carry the content policy too.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "beside.practice.people.middleware.who_is_asking",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "beside.practice.people.pages.around_the_page",
            ],
        },
    }
]
FORM_RENDERER = "beside.practice.people.look.Renderer"
# On the server: a cookie would carry what was said to somebody on a shared device.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- Databases -------------------------------------------------------------------------------------------------


def _sqlcipher(file):
    return {
        "ENGINE": "beside.practice.vault.sqlcipher",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # A read that turns into a write inside a deferred transaction fails at once under load.
            "transaction_mode": "IMMEDIATE",
            # FULL: what a person saw acknowledged survives a power cut. journal_mode=WAL is set once, at set-up.
            "init_command": "PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
            "PRAGMA secure_delete=ON",
        },
    }


DATABASES = {
    "default": environment.postgres("DATABASE_URL") or _sqlcipher(HOME / "beside.db"),
    "keyring": environment.postgres("KEYRING_URL") or _sqlcipher(keyfiles.folder() / "keyring.db"),
}
DATABASE_ROUTERS = ["beside.practice.vault.router.Router"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits",
        # Django's 300 would let somebody push out what is counted against them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "beside.practice.work.backend.Backend"}}

# -- Signing in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["beside.practice.people.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "beside.practice.people.passwords.NotLeaked"},
    {"NAME": "beside.practice.people.passwords.NotOurs"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "beside.practice.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "beside.practice.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# "login_failed" concerns codes and passkeys, where the password was right already; wrong passwords are counted
# by axes and in people/adapter.py.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "60/15m/ip,8/15m/key",
    "reset_password": "10/h/ip,5/h/key",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "beside.practice.people.adapter.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "beside.practice.people.forms.AddPasskeyForm",
    "edit_webauthn": "beside.practice.people.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Beside"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
# The list of devices says when each was last seen; people/middleware.py writes it down once a minute, where
# allauth's own middleware would write on every page.
USERSESSIONS_TRACK_ACTIVITY = True

# Counted in the cache table: only digests of an address and a network address together, and how often.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "beside.practice.people.adapter.nameless"
AXES_CLIENT_IP_CALLABLE = "beside.practice.people.adapter.address"
# Both together: a limit by account alone would let anybody lock a person out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
# Who tries again too early does not wait longer for it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "email", "login", "password"]
AXES_VERBOSE = False

# A quarter of an hour for those who see many people's words, half an hour for a client; twelve hours at most.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A client's page locks when nobody has touched it for so long (lock.js, people/lock.py).
LOCK_MINUTES = 5
IDLE_MINUTES = {"client": 30, "clinician": 30, "supervisor": 15, "owner": 15}
_prefix = "__Host-" if TLS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}beside", f"{_prefix}beside-csrf"
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME = f"{_prefix}beside-language", f"{_prefix}beside-theme"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "beside.practice.desk.errors.forgery"

# -- The web ---------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        # data: for the picture of a TOTP secret, which is drawn in the page.
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        # default-src says so already; OWASP's ASVS asks for it by name.
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 63072000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
# Only where a proxy that we were told of stands in front: anybody could send this header otherwise.
BEHIND_PROXY = environment.flag("BESIDE_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# One page takes one file, a transcript, and only into memory.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["beside.practice.recordings.uploading.OnItsPageOnly"]

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- Words, time, mail, logs -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = ["beside.practice.config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# Without SMTP nothing is sent: invitations and resets are links to hand over, and the screen says so.
EMAIL_HOST = environment.text("BESIDE_SMTP_HOST")
EMAIL_PORT = environment.number("BESIDE_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("BESIDE_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("BESIDE_SMTP_PASSWORD")
EMAIL_USE_TLS = bool(EMAIL_HOST) and not environment.smtp_in_the_clear(EMAIL_HOST)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("BESIDE_MAIL_FROM", "beside@localhost")

LOGGING_CONFIG = "beside.practice.config.logs.configure"
# Not empty: Django only calls our configuration if there is something to configure.
LOGGING = {"version": 1}
SILENCED_SYSTEM_CHECKS = ["urls.W002"]
