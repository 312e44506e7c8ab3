"""The child process of the self-test: starts Qt and tries what the window needs of it. Nothing is shown, no setting is read."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec
from msgspec.structs import replace

from ccdiag.app.window_part import WindowPart
from ccdiag.app.wishes import has_display
from ccdiag.content.root import resource_root
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_WITHOUT_SCREEN: Final = "offscreen"
_LETTERS: Final = "AgéïßÀœ€"
"""Of our languages; a font that lacks one draws an empty box."""
_FORMATS: Final = ("ico", "png", "svg")
_LOOP_S: Final = 5.0


class _PartError(Exception):
    """A part does not work, and why."""

    def __init__(self, told: Message) -> None:
        super().__init__(told.english())
        self.told = told


class _AttentionError(_PartError):
    """A part works, and somebody should know of something."""


def try_window() -> int:
    """Try each part in turn and write how it did, one JSON object a line; returns the exit status."""
    if not _tell("qt", _start):
        return 1
    for name, test in _PARTS.items():
        _tell(name, test)
    return 0


def _tell(name: str, test: Callable[[], Message]) -> bool:
    begin = perf_counter()
    try:
        part = WindowPart(name=name, ok=True, told=test())
    except _PartError as error:
        attention = isinstance(error, _AttentionError)
        part = WindowPart(name=name, ok=attention, attention=attention, told=error.told)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with a part is what is asked
        told = Message("{kind}: {said}", {"kind": type(error).__name__, "said": printable(str(error))})
        part = WindowPart(name=name, ok=False, told=told, error=type(error).__name__)
    sys.stdout.buffer.write(msgspec.json.encode(replace(part, elapsed_s=round(perf_counter() - begin, 3))) + b"\n")
    sys.stdout.buffer.flush()
    return part.ok


def _start() -> Message:
    from PySide6.QtCore import QLibraryInfo, QPluginLoader, qVersion
    from PySide6.QtWidgets import QApplication

    platform = _platform()
    if platform is not None:
        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
        folder = Path(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH") or plugins / "platforms")
        plugin = folder / (f"q{platform}.dll" if sys.platform == "win32" else f"libq{platform}.so")
        # Without it Qt would end this process, on Windows after somebody has answered a box.
        if not plugin.is_file():
            raise _PartError(message("Qt's platform {platform} is missing", platform=printable(platform)))
        loader = QPluginLoader(str(plugin))
        if not loader.load():
            problem = printable(loader.errorString())
            raise _PartError(message("Qt's platform {platform} does not load: {problem}", platform=printable(platform), problem=problem))
    global _application  # noqa: PLW0603  # it has to stay until the process ends
    _application = QApplication(["ccdiag", *(["-platform", platform] if platform == _WITHOUT_SCREEN else [])])
    return message("Qt {version}, platform {platform}", version=qVersion(), platform=_application.platformName())


_application: object = None


def _platform() -> str | None:
    """Return the name of the platform that the window has here; None where Qt chooses among several."""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        name, *others = chosen.split(";")
        return None if others else name.partition(":")[0]
    if sys.platform == "win32":
        return "windows"
    return None if has_display() else _WITHOUT_SCREEN


def _fonts() -> Message:
    from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetrics
    from PySide6.QtWidgets import QApplication

    from ccdiag.ui.metrics import Metrics

    families = QFontDatabase.families()
    if not families and sys.platform == "win32" and QApplication.platformName() == _WITHOUT_SCREEN:
        # Somebody chose this one; it has fonts elsewhere only, and the window's own has those of Windows.
        raise _AttentionError(message("this platform of Qt has no fonts here"))
    if not families:
        raise _PartError(message("there is no font: no letter can be drawn"))
    font = QApplication.font()
    metrics = QFontMetrics(font)
    if missing := [letter for letter in _LETTERS if not metrics.inFontUcs4(ord(letter))]:
        raise _PartError(message("the font {font} lacks {letters}", font=QFontInfo(font).family(), letters=" ".join(missing)))
    fixed = QFontInfo(Metrics.of(font).fixed).family()
    return message("{number} fonts; {font}, and {fixed} for addresses", number=len(families), font=QFontInfo(font).family(), fixed=fixed)


def _pictures() -> Message:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QIcon, QImageReader

    known = {bytes(form.data()).decode() for form in QImageReader.supportedImageFormats()}
    if missing := [form for form in _FORMATS if form not in known]:
        raise _PartError(message("Qt does not read {names}", names=", ".join(missing)))
    for name in ("ccdiag.ico", "ccdiag.svg"):
        icon = QIcon(str(resource_root() / "icon" / name))
        if icon.pixmap(QSize(32, 32)).toImage().isNull():
            raise _PartError(message("{file} is not drawn", file=name))
    return message("icon and drawing are drawn; {names}", names=", ".join(_FORMATS))


def _style() -> Message:
    from PySide6.QtWidgets import QApplication, QStyleFactory

    style, known = QApplication.style().name(), QStyleFactory.keys()
    # Fusion is in Qt itself; how Windows looks is a plug-in.
    if sys.platform == "win32" and not any(name.lower().startswith("windows") and name != "Windows" for name in known):
        raise _PartError(message("Windows' own style is missing; there are: {names}", names=", ".join(known)))
    return message("{style}, of {names}", style=style, names=", ".join(known))


def _loop() -> Message:
    import asyncio

    import qasync
    from PySide6.QtWidgets import QApplication

    loop = qasync.QEventLoop(QApplication.instance())

    async def speak() -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readexactly(4))
            await writer.drain()
            writer.close()

        async with asyncio.timeout(_LOOP_S), await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
            writer.write(b"self")
            answer = await reader.readexactly(4)
            writer.close()
            await asyncio.to_thread(lambda: None)
            return answer

    with loop:
        asyncio.set_event_loop(loop)
        try:
            answer = loop.run_until_complete(speak())
        finally:
            asyncio.set_event_loop(None)
    if answer != b"self":
        raise _PartError(message("what is sent does not arrive"))
    kind = next(base.__name__ for base in type(loop).__mro__ if base.__module__.startswith("asyncio"))
    if sys.platform == "win32" and kind != "ProactorEventLoop":
        raise _PartError(message("{name} and not the loop that Windows needs", name=kind))
    return message("{name}, in Qt's own loop", name=kind)


def _single() -> Message:
    import secrets

    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    name, limit_ms = f"ccdiag-self-test-{secrets.token_hex(8)}", int(_LOOP_S * 1000)
    server, socket = QLocalServer(), QLocalSocket()
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    if not server.listen(name):
        raise _PartError(message("this program cannot be spoken to by a second start: {problem}", problem=printable(server.errorString())))
    socket.connectToServer(name)
    if not server.hasPendingConnections() and not server.waitForNewConnection(limit_ms)[0]:
        raise _PartError(message("a second start does not reach the first"))
    server.close()
    return message("a second start reaches the first")


def _window() -> Message:
    """Build the window in every language and draw it into memory; it is never shown."""
    from ccdiag.i18n.translator import LANGUAGES
    from ccdiag.ui.look import Look
    from ccdiag.ui.main_window import MainWindow

    look = Look("en")
    window = MainWindow(look)
    window.resize(window.sizeHint().expandedTo(window.minimumSizeHint()))
    for language in LANGUAGES:
        look.set_language(language)
        image = window.grab().toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        if len(colours) <= 1:
            raise _PartError(message("the window stays empty in {language}", language=language))
    return message("drawn in {languages}", languages=", ".join(LANGUAGES))


_PARTS: Final[dict[str, Callable[[], Message]]] = {
    "qt.fonts": _fonts,
    "qt.pictures": _pictures,
    "qt.style": _style,
    "qt.loop": _loop,
    "qt.single": _single,
    "qt.window": _window,
}
