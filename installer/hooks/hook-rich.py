"""The widths of characters are imported by Unicode's version."""

from installer.packages import modules_below

hiddenimports = modules_below("rich._unicode_data")
