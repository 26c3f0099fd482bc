"""A list of studies as text: one line each, with what could not be read at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialtui.copies.copy import CopyError
from trialtui.copies.glancing import Listed
from trialtui.record.literal import one_line
from trialtui.record.words import phase_words, status_words


def list_lines(found: Iterable[Listed | CopyError]) -> Iterator[str]:
    """Number, status, phase and title of each study; then every refusal, and the counts."""
    studies, refused = 0, []
    for one in found:
        if isinstance(one, CopyError):
            refused.append(str(one))
            continue
        studies += 1
        glance = one.glance
        number = glance.trial_id or glance.name
        status = status_words(glance.status) or "no status"
        phase = phase_words(glance.phases) or "no phase"
        yield one_line(f"{number:<11}  {status} · {phase} · {glance.title or 'title not in this copy'}")
        yield from (f"             {one_line(warning)}" for warning in glance.warnings)
    yield from (f"not read: {words}" for words in refused)
    yield f"{studies:,} {'study' if studies == 1 else 'studies'}" + (
        f", {len(refused):,} not read" if refused else ""
    )
