"""The package is two modules; the shell and the tests are not needed."""

hiddenimports = ["sqlite3.dbapi2", "sqlite3.dump"]
