"""The window: Qt only here, and nothing is measured or judged here."""
