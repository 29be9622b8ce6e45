"""What a deployment may set: read from the environment and `.env` once, and validated."""

from functools import cache
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_RELEASES = ROOT / "data" / "release"
CURATED = ROOT / "data" / "curated"


class Settings(BaseSettings):
    """Every variable starts with `R2P_`; an unknown or malformed value stops the start with a sentence."""

    model_config = SettingsConfigDict(env_prefix="R2P_", env_file=".env", extra="ignore", frozen=True)

    sources: str = Field(default="", description="sources to switch on or off, such as `+pts,-idmc`")
    releases: Path = Field(default=ROOT / "var" / "releases", description="folder that refreshed releases are kept in")
    snapshots: Path = Field(default=ROOT / "var" / "snapshots", description="folder that raw files are kept in")
    data: Path | None = Field(
        default=None, description="data folder whose outcome files scores are compared with and forecasts learned from"
    )
    speech: Path | None = Field(
        default=None, description="folder with the hate-speech signals of this deployment; empty: none are counted"
    )
    max_rows: int = Field(default=2_000_000, gt=0, description="rows of one source file above which it is refused")

    @field_validator("sources")
    @classmethod
    def _signed(cls, text: str) -> str:
        for word in filter(None, (part.strip() for part in text.split(","))):
            if word[0] not in "+-" or not word[1:].replace("_", "").isalnum():
                raise ValueError(f"R2P_SOURCES: {word!r} is not of the form +name or -name")
        return text


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
