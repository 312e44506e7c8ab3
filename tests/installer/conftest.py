"""The icon is drawn without a screen."""

import os

# Before Qt is loaded by pytest-qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
