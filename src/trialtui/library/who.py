"""Who it was: the account, or the initials of the person where several share one."""

from __future__ import annotations

import os


def account() -> str:
    """The name of the account this process runs as, "uid 1003" if it has none. Never raises."""
    try:
        import pwd

        name = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, OSError):
        name = ""
    return printable(name) or f"uid {os.getuid()}"


def who(initials: str | None = None) -> str:
    """What stands in the log: the account, and behind it the initials if a person gave some ("ward3/AB")."""
    given = printable(initials or "")
    return f"{account()}/{given}" if given else account()


def printable(name: str) -> str:
    """The name on one line, without anything a terminal would act on."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
