"""What is kept on disk: the screening log (precious). All SQL lives here."""
