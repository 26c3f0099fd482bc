"""A few lines of text of a fixed height, repainted only in the cells that changed."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from trialtui.ui import theme
from trialtui.ui.widgets.lines import Line, changed_cells


class Bar(Widget, can_focus=False):
    """Header, verdict, status and key lines: `draw` gives the lines, this sends the difference."""

    def __init__(self, *, id: str | None = None, height: int = 1) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = [[] for _ in range(height)]
        self.styles.height = height

    def draw(self, lines: list[Line]) -> None:
        if len(lines) != len(self.lines):
            self.lines = lines
            self.styles.height = len(lines)
            self.refresh(layout=True)
            return
        before, self.lines = self.lines, lines
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                start, end = changed_cells(old, new)
                if end > start:
                    self.refresh(Region(start, y, end - start, 1))

    def render_line(self, y: int) -> Strip:
        line = self.lines[y] if y < len(self.lines) else []
        return Strip(line or [Segment("")]).adjust_cell_length(self.size.width, theme.PLAIN)
