"""Styles by what they mean. Only the terminal's own 16 colours on its own ground, so that dark, light and
NO_COLOR all work and few bytes are sent; and never colour alone: each style stands on words that say the same."""

from __future__ import annotations

from rich.style import Style

__all__ = ["Style"]

PLAIN = Style()
DIM = Style(dim=True)
BOLD = Style(bold=True)
UNDERLINE = Style(underline=True)
HEADING = Style(bold=True, underline=True)
CURSOR = Style(bold=True, color="blue")
GOOD = Style(color="green")
BAD = Style(bold=True, color="red")
WARN = Style(bold=True, color="yellow")
ALARM = Style(reverse=True, bold=True, color="red")
TAB = Style(reverse=True, bold=True)
KEY = Style(bold=True)
LINK = Style(underline=True, color="blue")
FOUND = Style(reverse=True)
GONE = Style(strike=True, color="red")
CAME = Style(underline=True, color="green")
