"""The terminal's menus: a pure machine over data, and the search by what is on the screen."""
