"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# Another program's work on the same machine is no fault of ours: no example fails for the time it took.
settings.register_profile("trialtui", deadline=None)
settings.load_profile("trialtui")
