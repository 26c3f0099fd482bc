"""The trials a site keeps: raw copies and what the list shows of them in SQLite, and a search index that can be made again."""

FILE_NAME = "library.sqlite3"
