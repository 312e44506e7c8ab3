"""Qt's own texts, such as those of the menu in a text field, in the language of the window."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from ccdiag.i18n.translator import Language

_NAME: Final = "ccdiag-qt-texts"


def speak(language: Language) -> bool:
    """Let Qt speak this language from now on; False where its texts are not there, and Qt goes on in English."""
    application = QCoreApplication.instance()
    if application is None:
        return False
    spoken = application.findChild(QTranslator, _NAME)
    if spoken is not None:
        if spoken.property("language") == language:
            return True
        application.removeTranslator(spoken)
        spoken.setParent(None)
        spoken.deleteLater()
    if language == "en":
        return True
    texts = QTranslator(application)
    texts.setObjectName(_NAME)
    texts.setProperty("language", language)
    if not texts.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        texts.deleteLater()
        return False
    return application.installTranslator(texts)
