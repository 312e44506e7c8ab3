"""The user guide in a window of its own, so that it can stand beside the checklist; needs no network."""

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ccdiag.content.guide import Guide, load_guide
from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon

_CONTROL_EM: Final = 2.05
_CONTENTS_EM: Final = 20.0
_NARROW_EM: Final = 58.0
_WIDE_EM: Final = (72.0, 52.0)
_LINE_EM: Final = 46.0
"""A line of some 80 characters is read without losing the next one."""
_SIZES: Final = {1: 1.67, 2: 1.3, 3: HEADING}
_ANCHOR_ROLE: Final = Qt.ItemDataRole.UserRole
_MOST_HITS: Final = 500
_LINE_HEIGHT: Final = 112
"""Percent of what the font asks for."""


class GuideViewer(QWidget):
    """Contents at the left, text at the right, search above; remembers where one came from."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._guide = Guide("", ())
        self._places: list[int] = []
        self._been: list[str] = []
        self._here = "top"
        self._at_place = True
        """Whether the text still stands where it was gone to, and has to stand there again when lines become longer or shorter."""
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._on_search)
        self._search.returnPressed.connect(self.find_next)
        self._count = QLabel()
        self._back, self._next = QPushButton(), QPushButton()
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.find_next)
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.anchorClicked.connect(self._on_link)
        self._text.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        self._headings = QStandardItemModel(self)
        self._contents = QTreeView()
        self._contents.setModel(self._headings)
        self._contents.setHeaderHidden(True)
        self._contents.setFrameShape(QFrame.Shape.NoFrame)
        self._contents.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self._contents.setUniformRowHeights(True)
        self._contents.clicked.connect(self._on_heading)
        self._contents.activated.connect(self._on_heading)
        self._contents.viewport().setAutoFillBackground(False)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._contents)
        self._splitter.addWidget(self._text)
        self._splitter.setStretchFactor(1, 1)
        self._bar = QHBoxLayout()
        for part in (self._back, self._search, self._count, self._next):
            self._bar.addWidget(part, 1 if part is self._search else 0)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._bar)
        self._column.addWidget(self._splitter, 1)
        for keys, act in (
            (QKeySequence.StandardKey.Find, self._focus_search),
            (QKeySequence.StandardKey.FindNext, self.find_next),
            (QKeySequence.StandardKey.Back, self.go_back),
            (QKeySequence.StandardKey.Cancel, self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        look.changed.connect(self._restyle)
        self._sized = False
        self._restyle()

    # --- what can be asked of it ---

    def show_at(self, anchor: str = "") -> None:
        """Open the window at a place: the id of a check, or another anchor; its beginning where there is no such place."""
        self.go_to(anchor or "top")
        if not self._sized:
            self._sized = True
            em = self._look.metrics.em
            self.resize(round(_WIDE_EM[0] * em), round(_WIDE_EM[1] * em))
        if self.isVisible():
            self.raise_()
            self.activateWindow()
        else:
            self.show()

    @property
    def anchor(self) -> str:
        """The place that was gone to last."""
        return self._here

    def go_to(self, anchor: str) -> None:
        """Show another place, and remember this one."""
        known = anchor if self._place_of(anchor) is not None else "top"
        if known != self._here:
            self._been.append(self._here)
        self._here = known
        self._back.setEnabled(bool(self._been))
        self._scroll_to(known)

    def go_back(self) -> None:
        """Return to where one was before."""
        if self._been:
            self._here = self._been.pop()
            self._back.setEnabled(bool(self._been))
            self._scroll_to(self._here)

    def find_next(self) -> None:
        """Go to the next place that holds what is searched for, from the beginning after the last."""
        wanted, self._at_place = self._search.text(), False
        if wanted and not self._text.find(wanted):
            cursor = self._text.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.Start)
            self._text.setTextCursor(cursor)
            self._text.find(wanted)

    # --- inside ---

    def _place_of(self, anchor: str) -> int | None:
        for place, section in zip(self._places, self._guide.sections, strict=False):
            if section.anchor == anchor:
                return place
        return None

    def _scroll_to(self, anchor: str) -> None:
        place = self._place_of(anchor)
        if place is None:
            return
        self._text.setTextCursor(QTextCursor(self._text.document().findBlock(place)))
        self._set_top(place)
        self._at_place = True
        self._show_in_contents(anchor)

    def _stand_still(self) -> None:
        if self._at_place and (place := self._place_of(self._here)) is not None:
            self._set_top(place)
        elif self._text.textCursor().hasSelection():
            self._text.ensureCursorVisible()

    def _set_top(self, place: int) -> None:
        document = self._text.document()
        top = document.documentLayout().blockBoundingRect(document.findBlock(place)).top()
        self._text.verticalScrollBar().setValue(0 if self._here == "top" else round(top))

    def _on_scrolled(self) -> None:
        self._at_place = False

    def _show_in_contents(self, anchor: str) -> None:
        found = self._headings.match(
            self._headings.index(0, 0), _ANCHOR_ROLE, anchor, 1, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        )
        if found:
            self._contents.setCurrentIndex(found[0])
            self._contents.scrollTo(found[0])

    def _on_heading(self, index: QModelIndex) -> None:
        self.go_to(str(index.data(_ANCHOR_ROLE)))

    def _on_link(self, link: QUrl) -> None:
        # Links inside the guide only: nothing is ever fetched.
        if link.hasFragment() and not link.scheme():
            self.go_to(link.fragment())

    def _focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _on_search(self, wanted: str) -> None:
        """Mark every place that holds these words, and go to the first."""
        marks: list[QTextEdit.ExtraSelection] = []
        document, theme = self._text.document(), self._look.theme
        cursor = document.find(wanted) if wanted else QTextCursor()
        while not cursor.isNull() and len(marks) < _MOST_HITS:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            shape = QTextCharFormat()
            shape.setBackground(theme.tint(Light.WARN))
            shape.setFontUnderline(True)
            mark.format = shape
            marks.append(mark)
            cursor = document.find(wanted, cursor)
        self._text.setExtraSelections(marks)
        self._next.setEnabled(bool(marks))
        self._count.setText("" if not wanted else self._look.say(message("{count} found", count=len(marks))))
        self._search.setAccessibleDescription(self._count.text())
        if marks:
            self._at_place = False
            start = QTextCursor(document)
            self._text.setTextCursor(start)
            self._text.find(wanted)

    # --- how it looks ---

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the contents out where there is no room beside the text."""
        super().resizeEvent(event)
        self._contents.setVisible(self.width() >= self._look.metrics.length(_NARROW_EM))
        self._set_measure()
        if self._at_place:
            self._scroll_to(self._here)
        elif self._search.text():
            self._text.ensureCursorVisible()

    def _set_measure(self) -> None:
        """Keep lines short enough to be read."""
        metrics = self._look.metrics
        inner = metrics.space[5]
        spare = max(inner, self._text.viewport().width() - metrics.length(_LINE_EM) - inner)
        frame = self._text.document().rootFrame()
        shape = QTextFrameFormat(frame.frameFormat())
        shape.setLeftMargin(inner)
        shape.setRightMargin(spare)
        shape.setTopMargin(0)
        shape.setBottomMargin(inner)
        frame.setFrameFormat(shape)

    def _restyle(self) -> None:
        look, metrics, say, theme = self._look, self._look.metrics, self._look.say, self._look.theme
        _, small, gap, _, margin, _ = metrics.space
        self.setWindowTitle(say(message("User guide – ccdiag")))
        self._column.setContentsMargins(0, gap, 0, 0)
        self._column.setSpacing(gap)
        self._bar.setContentsMargins(margin, 0, margin, 0)
        self._bar.setSpacing(small)
        self._back.setText(say(message("&Back")))
        self._back.setIcon(pictogram_icon(look, Pictogram.BACK))
        self._back.setEnabled(bool(self._been))
        self._next.setText(say(message("&Next")))
        self._next.setAccessibleName(say(message("Next place found")))
        for button in (self._back, self._next):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_CONTROL_EM))
        self._search.setMinimumHeight(metrics.length(_CONTROL_EM))
        self._search.setPlaceholderText(say(message("Search in the guide")))
        self._search.setAccessibleName(say(message("Search in the guide")))
        self._contents.setAccessibleName(say(message("Contents of the guide")))
        self._contents.setFont(metrics.font)
        self._contents.setIndentation(metrics.length(1.0))
        self._contents.setMinimumWidth(metrics.length(12))
        self._text.setAccessibleName(say(message("Text of the guide")))
        palette = QPalette(self._text.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.base)
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        self._text.setPalette(palette)
        self._load()
        em = metrics.em
        self._splitter.setSizes([round(_CONTENTS_EM * em), round((_WIDE_EM[0] - _CONTENTS_EM) * em)])

    def _load(self) -> None:
        self._guide = load_guide(self._look.language)
        document = QTextDocument(self._text)
        document.setDefaultFont(self._look.metrics.font)
        document.setMarkdown(
            self._guide.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        )
        self._places = _typeset(document, self._look)
        self._text.setDocument(document)
        # Long texts are laid out bit by bit; the place moves until that is done.
        document.documentLayout().documentSizeChanged.connect(self._stand_still)
        self._set_measure()
        self._fill_contents()
        self._scroll_to(self._here)
        self._on_search(self._search.text())

    def _fill_contents(self) -> None:
        self._headings.clear()
        parent = self._headings.invisibleRootItem()
        chapter = parent
        for section in self._guide.sections:
            item = QStandardItem(section.title)
            item.setToolTip(section.title)
            item.setData(section.anchor, _ANCHOR_ROLE)
            item.setEditable(False)
            item.setSizeHint(QSize(0, self._look.metrics.length(1.75)))
            if section.level <= 2:  # noqa: PLR2004  # chapters; what is deeper lies in one
                parent.appendRow(item)
                chapter = item
            else:
                chapter.appendRow(item)
        self._contents.expandAll()


def _typeset(document: QTextDocument, look: Look) -> list[int]:
    """Give headings, paragraphs and tables their measures; returns where the headings are."""
    places: list[int] = []
    block = document.begin()
    while block.isValid():
        _shape_block(block, look, places)
        block = block.next()
    metrics, theme = look.metrics, look.theme
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            shape = frame.format().toTableFormat()
            shape.setCellPadding(metrics.length(0.35))
            shape.setCellSpacing(0)
            shape.setBorder(0)
            shape.setTopMargin(metrics.length(0.2))
            shape.setBottomMargin(metrics.length(0.75))
            frame.setFormat(shape)
            _rule(frame, theme.separator)
    return places


def _rule(table: QTextTable, colour: QColor) -> None:
    """Draw a line below each row, as the tables of the window have it."""
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            shape = cell.format().toTableCellFormat()
            shape.setBottomBorder(1)
            shape.setBottomBorderBrush(colour)
            shape.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            cell.setFormat(shape)


def _shape_block(block: QTextBlock, look: Look, places: list[int]) -> None:
    metrics = look.metrics
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    shape = QTextBlockFormat(block.blockFormat())
    in_table = cursor.currentTable() is not None
    shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        places.append(block.position())
        shape.setTopMargin(metrics.length(0.75 if level == 1 else 1.6 if level == 2 else 1.2))  # noqa: PLR2004  # depths of headings
        shape.setBottomMargin(metrics.length(0.35))
        _write(block, look.theme.text, metrics.sized(_SIZES.get(level, 1.0), bold=True))
    elif not in_table:
        shape.setTopMargin(0)
        shape.setBottomMargin(metrics.length(0.35 if block.textList() is not None else 0.55))
    cursor.setBlockFormat(shape)
    if not level:
        _write_codes(block, look)


def _write(block: QTextBlock, colour: QColor, font: QFont) -> None:
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    shape = QTextCharFormat()
    shape.setFont(font)
    shape.setForeground(colour)
    # In place of what Markdown says of size, which would count on top of the font's own.
    cursor.setCharFormat(shape)


def _write_codes(block: QTextBlock, look: Look) -> None:
    """Set what is code in the fixed font of the window."""
    spans: list[tuple[int, int]] = []
    parts = block.begin()
    while not parts.atEnd():
        fragment = parts.fragment()
        if fragment.isValid() and fragment.charFormat().fontFixedPitch():
            spans.append((fragment.position(), fragment.length()))
        parts += 1
    for position, length in spans:
        cursor = QTextCursor(block.document())
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        shape = QTextCharFormat()
        shape.setFont(look.metrics.fixed)
        cursor.mergeCharFormat(shape)
