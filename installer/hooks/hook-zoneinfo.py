"""Nothing here asks for a time zone by its name: the package with their data is not needed, and not looked for."""
