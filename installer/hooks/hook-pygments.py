"""Of colours for code rich needs the tables, and the language and styles of tracebacks."""

hiddenimports = ["pygments.lexers._mapping", "pygments.lexers.python", "pygments.styles.default", "pygments.styles.monokai"]
