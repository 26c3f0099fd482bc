"""Settings of one person on one host: `config.toml`. Read only where the file exists; a bad one is refused with its place.

shared_account = true      # several people use this account: ask for initials once at each start
blank_after = 10           # minutes without a key after which nothing of a subject stays on the screen; 0: never
log = "postgresql://user@host/database"   # a screening log on a server, for several hosts; no password in it
[keys]
tick = "space,t"           # an action's name: its keys, as Textual names them, separated by commas
[update]
base_url = "https://…"     # where `trialtui update` asks, instead of ClinicalTrials.gov: a mirror of its API v2
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

LONGEST = 1 << 20  # characters
LONGEST_IDLE = 24 * 60  # minutes


class SettingsError(ValueError):
    """What is wrong in the settings file: one line that names the file and the place."""


class Settings(NamedTuple):
    shared_account: bool = False
    keys: tuple[tuple[str, str], ...] = ()  # (action, keys)
    base_url: str | None = None
    log: str = ""  # the address of a screening log on a server
    blank_after: float = 0  # minutes, 0 for never


def settings_path() -> Path:
    """`TRIALTUI_CONFIG`, else `config.toml` in the user's configuration folder."""
    if named := os.environ.get("TRIALTUI_CONFIG"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("trialtui") / "config.toml"


def read_settings(path: Path, actions: frozenset[str] | None = None) -> Settings:
    """The settings in `path`; the defaults where there is no such file. Raises SettingsError.

    `actions` holds the names that can be rebound; None does not check them.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST + 1)
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(
            f"{path}: {(getattr(problem, 'strerror', None) or str(problem)).lower()}"
        ) from None
    if len(text) > LONGEST:
        raise SettingsError(f"{path}: more than {LONGEST:,} characters are no settings")
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{path}: {problem}") from None
    if unknown := sorted(set(content) - {"shared_account", "blank_after", "log", "keys", "update"}):
        raise SettingsError(
            f"{path}: {unknown[0]}: no such setting (shared_account, blank_after, log, [keys], [update])"
        )
    shared, keys = content.get("shared_account", False), content.get("keys", {})
    if not isinstance(shared, bool):
        raise SettingsError(f"{path}: shared_account: neither true nor false")
    if not isinstance(keys, dict):
        raise SettingsError(f"{path}: keys: a table of actions was expected")
    for name, value in keys.items():
        if actions is not None and name not in actions:
            raise SettingsError(f"{path}: keys.{name}: no such action; the README lists them")
        if not isinstance(value, str) or not value:
            raise SettingsError(f'{path}: keys.{name}: keys in quotes were expected, such as "space,t"')
    rebound = tuple((str(name), str(value)) for name, value in keys.items())
    base_url = _base_url(path, content.get("update", {}))
    return Settings(shared, rebound, base_url, _log(path, content), _minutes(path, content))


def _minutes(path: Path, content: dict[str, object]) -> float:
    minutes = content.get("blank_after", 0)
    if not isinstance(minutes, (int, float)) or isinstance(minutes, bool) or not 0 <= minutes <= LONGEST_IDLE:
        raise SettingsError(f"{path}: blank_after: minutes were expected, 0 (never) to {LONGEST_IDLE}")
    return minutes


def _log(path: Path, content: dict[str, object]) -> str:
    log = content.get("log", "")
    if not isinstance(log, str):
        raise SettingsError(
            f"{path}: log: an address in quotes was expected, postgresql://user@host/database"
        )
    return log


def _base_url(path: Path, update: object) -> str | None:
    if not isinstance(update, dict) or set(update) - {"base_url"}:
        raise SettingsError(f"{path}: update: a table that holds base_url was expected")
    base = update.get("base_url")
    if base is not None and not isinstance(base, str):
        raise SettingsError(f"{path}: update.base_url: an address in quotes was expected")
    return base
