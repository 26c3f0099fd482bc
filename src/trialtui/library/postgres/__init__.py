"""The screening log on a PostgreSQL server. psycopg is loaded only here, and only where a server is named."""
