"""How the rules' tables of words are written down."""


def words(listed: str) -> frozenset[str]:
    """The words of a table, written one after the other with white space between."""
    return frozenset(listed.split())
