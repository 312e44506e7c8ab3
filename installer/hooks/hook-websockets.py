"""websockets imports its parts by name."""

from installer.packages import modules_below

hiddenimports = modules_below("websockets")
