"""Kinds of DNS records are imported by their names."""

from installer.packages import modules_below

hiddenimports = modules_below("dns.rdtypes")
