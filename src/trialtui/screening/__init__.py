"""Subjects, answers, effects and verdicts: pure, no SQL, no screen."""
