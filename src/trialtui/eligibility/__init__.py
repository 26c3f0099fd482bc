"""Free text to an outline of criteria and cohorts: pure functions over text and spans."""
