"""The command line's rooms: a module for each family of commands, with their parsers. `cli` says which holds which, and loads only that."""
