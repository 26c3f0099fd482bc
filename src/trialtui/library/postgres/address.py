"""What names a log on a server, `postgresql://user@host:port/database`, and what of it may be shown."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

VARIABLE = "TRIALTUI_LOG"
SCHEMES = ("postgresql", "postgres")
_SECRETS = ("password", "sslpassword", "oauth_client_secret")
_HERE = ("", "localhost", "::1")


class AddressError(ValueError):
    """What is wrong with an address, in one line that repeats no password."""


def check(address: str) -> None:
    """Refuse what is no address of a server, and one that holds a password."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - a number or ValueError
    except ValueError:
        raise AddressError("this is no address: postgresql://user@host/database was expected") from None
    if parts.scheme not in SCHEMES or not address.partition(":")[2].startswith("//"):
        raise AddressError("a log on a server is named postgresql://user@host/database")
    if parts.password is not None or any(name in parse_qs(parts.query) for name in _SECRETS):
        raise AddressError(
            "a password does not belong into the address, where other accounts of this host, histories and backups "
            "can read it: put it into ~/.pgpass (mode 0600), a file that PGPASSFILE names, or a service file"
        )


def words(address: str) -> str:
    """The address without its options, but for those that say where it is."""
    parts = urlsplit(address)
    options = parse_qs(parts.query)
    named = "&".join(f"{name}={options[name][0]}" for name in ("service", "host") if name in options)
    return f"postgresql://{unquote(parts.netloc)}{unquote(parts.path)}{'?' if named else ''}{named}"


def is_here(host: str) -> bool:
    """Whether a host is this one: a socket's folder, or a loopback address."""
    return host in _HERE or host.startswith(("/", "@", "127."))
