"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# Another program's work on the same machine is no fault of ours: no example fails for the time it took.
# Sixty examples where a test does not say how many: the whole suite is to end within five minutes.
settings.register_profile("trialtui", deadline=None, max_examples=60)
settings.load_profile("trialtui")
