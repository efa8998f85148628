"""PostgreSQL: another's, or our own as a child process."""

from casebook.postgres.database import Database, open_database, require_database
from casebook.postgres.server import Server, quiet

__all__ = ["Database", "Server", "open_database", "quiet", "require_database"]
