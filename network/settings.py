"""What a deployment may set for the network: database, sign-in, mail, public address, the local person."""

from functools import cache
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.settings import ROOT

LOOPBACK = ("127.0.0.1", "::1", "localhost")
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class NetworkSettings(BaseSettings):
    """Every variable starts with `R2P_`; a malformed value stops the start with a sentence."""

    model_config = SettingsConfigDict(
        env_prefix="R2P_", env_file=".env", extra="ignore", frozen=True,
        hide_input_in_errors=True,  # an address may hold a password
    )  # fmt: skip

    database: SecretStr = Field(
        default=SecretStr(f"sqlite:///{ROOT / 'var' / 'network.sqlite'}"),
        description="address of the network database: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME",
    )
    public_address: str = Field(
        default="http://127.0.0.1:8501",
        description="address that people open the site at; links in feeds and mail use it",
    )
    local_person: bool = Field(
        default=False,
        description="sign in one local person without a provider; only honoured when bound to a loopback address",
    )
    oidc_metadata: str = Field(
        default="",
        description="address of the sign-in provider's OpenID configuration, …/.well-known/openid-configuration",
    )
    oidc_client_id: str = Field(default="", description="this site's name at the provider")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="this site's secret at the provider")
    oidc_vouches_for_email: bool = Field(
        default=False,
        description="take an e-mail address as verified where the provider says nothing of it; for one's own provider only",
    )
    cookie_secret: SecretStr = Field(
        default=SecretStr(""), description="signs the sign-in cookie: at least 32 random characters, kept secret"
    )
    smtp_host: str = Field(default="", description="mail server for digests; empty: no mail is sent")
    smtp_port: int = Field(default=587, gt=0, lt=65536, description="port of the mail server")
    smtp_security: str = Field(
        default="starttls", description="starttls, tls, or none (none only for a loopback server)"
    )
    smtp_user: str = Field(default="", description="account on the mail server; empty: no sign-in")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="password of that account")
    mail_from: str = Field(default="", description="sender of digests, such as Pillar Two <alerts@example.org>")

    @field_validator("database")
    @classmethod
    def _known_driver(cls, value: SecretStr) -> SecretStr:
        return SecretStr(database_address(value.get_secret_value()))

    @field_validator("public_address")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"R2P_PUBLIC_ADDRESS must be an absolute http or https address, got {value!r}")
        return value.rstrip("/")

    @field_validator("oidc_metadata")
    @classmethod
    def _protected(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("R2P_OIDC_METADATA must start with https:// (http:// only for a provider on this machine)")
        return value

    @field_validator("smtp_security")
    @classmethod
    def _known_security(cls, value: str) -> str:
        if value not in ("starttls", "tls", "none"):
            raise ValueError(f"R2P_SMTP_SECURITY must be starttls, tls or none, got {value!r}")
        return value

    @model_validator(mode="after")
    def _no_mail_in_the_clear(self) -> Self:
        if self.smtp_host and self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError(
                "R2P_SMTP_SECURITY=none sends mail unprotected; it is only allowed for a loopback R2P_SMTP_HOST"
            )
        if self.smtp_host and not self.mail_from:
            raise ValueError("R2P_SMTP_HOST is set but R2P_MAIL_FROM is not: digests need a sender")
        return self

    @model_validator(mode="after")
    def _whole_sign_in(self) -> Self:
        if not self.oidc_metadata:
            return self
        if not self.oidc_client_id or not self.oidc_client_secret.get_secret_value():
            raise ValueError(
                "R2P_OIDC_METADATA is set: R2P_OIDC_CLIENT_ID and R2P_OIDC_CLIENT_SECRET are needed as well"
            )
        if len(self.cookie_secret.get_secret_value()) < 32:
            raise ValueError("R2P_OIDC_METADATA is set: R2P_COOKIE_SECRET must hold at least 32 random characters")
        return self

    @property
    def has_provider(self) -> bool:
        """Whether people can sign in through an OpenID Connect provider."""
        return bool(self.oidc_metadata)


def database_address(address: str) -> str:
    """The address with the driver this project uses; raises ValueError for another kind of database.

    The message never repeats the address, which may hold a password.
    """
    scheme, separator, rest = address.partition("://")
    kind = scheme.partition("+")[0]
    if not separator or kind not in DRIVERS:
        raise ValueError("R2P_DATABASE must start with sqlite:/// or postgresql://")
    if kind == "sqlite" and (not rest.startswith("/") or rest in ("/", "/:memory:")):
        raise ValueError("R2P_DATABASE must name a file: sqlite:///RELATIVE/PATH or sqlite:////ABSOLUTE/PATH")
    return f"{DRIVERS[kind]}://{rest}"


@cache
def network_settings() -> NetworkSettings:
    """The network settings of this process."""
    return NetworkSettings()


def trouble() -> str:
    """What an operator must mend in the settings before the start; empty if they can be used. Never a value."""
    try:
        network_settings()
    except ValidationError as error:
        return "\n".join(f"{'R2P_' + '_'.join(map(str, one['loc'])).upper()}: {one['msg']}" if one["loc"]
                         else one["msg"] for one in error.errors(include_input=False, include_url=False))  # fmt: skip
    return ""
