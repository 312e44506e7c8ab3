"""Puts environment, case and engine together."""
