"""The texts of Qt's own dialogs, in the program's languages."""

from installer.packages import folder_of

datas = [
    (str(folder_of("PySide6") / "translations" / f"qtbase_{language}.qm"), "PySide6/translations") for language in ("de", "en", "fr", "nl")
]
