"""The settings: one frozen value read from the environment and .env, with every mistake named at once."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv.parser import parse_stream
from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.i18n.encoding import UnreadableError, encoding_of, read_text
from db.address import check_address
from db.errors import MistakeError
from db.vault import Vault, read_secret

TELEGRAM = "https://api.telegram.org"
_WEBHOOK_FORM = "16 to 256 letters, digits, _ and -"
TOKEN_FORM = re.compile(r"\d{6,}:[\w-]{30,}")


class ConfigError(MistakeError):
    """The settings cannot be used; the message names every wrong one and holds no secret."""


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not TOKEN_FORM.fullmatch(value.get_secret_value()):
        raise ValueError("does not look like a token of @BotFather (123456789:AA…)")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value():
        read_secret(value.get_secret_value())
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"[\w-]{16,256}", value.get_secret_value(), re.ASCII):
        raise ValueError(f"must be {_WEBHOOK_FORM}")
    return value


def _http(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError("must be a full address such as https://example.org")
    return value.rstrip("/")


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("must be host:port, such as 127.0.0.1:8443")
    return value


def _campaign(value: Path) -> Path:
    if not (value / "campaign.toml" if value.is_dir() else value).is_file():
        raise ValueError("is no campaign file, and no folder that holds a campaign.toml")
    return value


Secret = Annotated[SecretStr, AfterValidator(_secret)]


class Config(BaseSettings):
    """The settings. Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore")

    bot_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    bot_api_url: Annotated[str, AfterValidator(_http)] = TELEGRAM
    database_url: Annotated[str, AfterValidator(check_address)] = "sqlite+aiosqlite:///mektup.db"
    secret_key: Secret = SecretStr("")
    old_secret_keys: Annotated[tuple[Secret, ...], NoDecode, BeforeValidator(_listed)] = ()
    organizer_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_listed)] = frozenset()
    campaign: Annotated[Path, AfterValidator(_campaign)] | None = None
    copies: Path | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    webhook_url: Annotated[str, AfterValidator(_http)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8443"

    @property
    def vault(self) -> Vault:
        """The keys of SECRET_KEY and OLD_SECRET_KEYS."""
        return Vault(
            read_secret(self.secret_key.get_secret_value()),
            [read_secret(old.get_secret_value()) for old in self.old_secret_keys],
        )


def read_config(*required: str, **given: Any) -> Config:
    """Read the settings of this process; `given` ones win over the environment.

    Raises:
        ConfigError: names every malformed setting, and every one of `required` that is missing.
    """
    mistakes: dict[str, str] = {}
    try:
        broken = list(_broken_lines(settings_file()))
        config = _read(given)
    except UnreadableError as error:
        raise ConfigError(str(error)) from None
    except ValidationError as error:
        for one in error.errors():
            mistakes.setdefault(str(one["loc"][0]), one["msg"].removeprefix("Value error, "))
        config = _readable_part(mistakes, given)
    for name in required:
        value = getattr(config, name)
        if name not in mistakes and not (value.get_secret_value() if isinstance(value, SecretStr) else value):
            mistakes[name] = f"is missing; {_HINTS[name]}"
    if config.webhook_url and not config.webhook_secret.get_secret_value():
        mistakes.setdefault("webhook_secret", f"is missing; it goes with WEBHOOK_URL: {_WEBHOOK_FORM}")
    if mistakes or broken:
        named = (f"{name.upper()}: {why}" for name, why in sorted(mistakes.items()))
        raise ConfigError("\n".join((*broken, *named)))
    return config


_HINTS = {
    "bot_token": "@BotFather gives one; without it, `mektup play` tries the bot in a browser",
    "secret_key": "`mektup secret` prints a new one; keep a copy, without it nothing stored can be read",
}


def _readable_part(mistakes: dict[str, str], given: dict[str, Any]) -> Config:
    """Read the settings without the malformed ones, to name missing ones in the same message."""
    return _read(given | {name: Config.model_fields[name].default for name in mistakes})


def _read(given: dict[str, Any]) -> Config:
    """From the file that SETTINGS names, as the installed `mektup` sets it, or from .env in this folder."""
    file = settings_file()
    encoding = encoding_of(file) if file.is_file() else "utf-8"
    return Config(_env_file=file, _env_file_encoding=encoding, **given)


def _broken_lines(file: Path) -> Iterator[str]:
    """Where the settings' file cannot be understood; nothing of a line is said, it may hold a secret."""
    if file.is_file():
        for one in parse_stream(io.StringIO(read_text(file))):
            if one.error:
                yield f"{file}: line {one.original.line} is no setting; is there a quotation mark too few?"


def settings_file() -> Path:
    """Where settings are read that the environment does not have."""
    return Path(os.environ.get("SETTINGS") or ".env")
