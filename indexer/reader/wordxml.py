"""A Word document in one XML file (Word 2003, or the parts of a .docx in one) -> text; such are often named .doc."""

from indexer.reader.blocks import joined
from indexer.reader.docx_story import Story
from indexer.reader.docx_styles import StylesReader
from indexer.reader.guard import Attributes, XmlEvents, faults_as_damaged, no_text
from indexer.reader.numbering import NumberingReader

_UNREAD = frozenset("styles numbering lists comments fonts binData binaryData docDefaults".split())  # holds no text

_ASIDE = ("Word.Comment", "Word.Deletion")


def read_wordxml(data: bytes) -> str:
    """The text of the document. Raises Rejected."""
    events = XmlEvents()
    with faults_as_damaged("Word XML"):
        styles, numbering = StylesReader(), NumberingReader()
        within = _Within(frozenset({"styles"}))
        among = _Within(frozenset({"numbering"}))

        def first(name: str, attributes: Attributes) -> None:
            if within.start(name):
                styles.start(name, attributes)
            if among.start(name):
                numbering.start(name, attributes)

        def first_end(name: str) -> None:
            within.end(name)
            if among.end(name):
                numbering.end(name)

        events.read(data, "Word XML", start=first, end=first_end, text=_ignore)
        story = Story(styles.resolved(), numbering.numbering, running=True)
        apart = _Within(_UNREAD)
        events.read(
            data,
            "Word XML",
            start=lambda name, attributes: (
                None if apart.start(name, attributes.get("type", "")) else story.start(name, attributes)
            ),
            end=lambda name: None if apart.end(name) else story.end(name),
            text=lambda text: None if apart.depth else story.characters(text),
        )
        text = joined(story.lines)
    if not text:
        raise no_text("文档")
    return text


class _Within:
    """Whether an event lies within one of some elements, these included."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self.depth = 0

    def start(self, name: str, kind: str = "") -> bool:
        if self.depth or name in self._names or name == "annotation" and kind in _ASIDE:
            self.depth += 1
        return self.depth > 0

    def end(self, _: str) -> bool:
        before = self.depth
        self.depth = max(0, self.depth - 1)
        return before > 0


def _ignore(_: str) -> None:
    pass
