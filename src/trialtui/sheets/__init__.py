"""What each tab says about a record, as blocks: the screen, plain paper and Markdown draw the same ones."""
