"""The guided procedures: a pure machine over data, that leads through the menus of a terminal."""
