"""Lint of Webkassa configurations and TMS parameters: pure, used by checks and command line."""
