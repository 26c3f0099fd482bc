"""What goes out on paper and to other programs: one module a format."""
