"""`word/styles.xml` of a .docx -> what the styles of paragraphs say of numbers and of first lines set in."""

from dataclasses import dataclass

_FIRST_LINE = ("firstLineChars", "firstLine", "first-line-chars", "first-line")  # … as Word 2003 writes it


@dataclass(frozen=True, slots=True)
class Style:
    parent: str | None = None
    list_id: str | None = None
    level: int | None = None
    indent: bool | None = None


def indented(attributes: dict[str, str]) -> bool | None:
    """Whether `ind` sets in the first line; None where it does not say."""
    values = [attributes[n] for n in _FIRST_LINE if n in attributes]
    return any(number(v) > 0 for v in values) if values else None


def number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


class StylesReader:
    def __init__(self) -> None:
        self._found: dict[str, dict[str, str | bool | None]] = {}
        self._now: dict[str, str | bool | None] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val")
        match name:
            case "style":
                self._now = self._found.setdefault(attributes.get("styleId", ""), {})
                if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                    self._found[""] = self._now  # of paragraphs that name no style
            case "basedOn" | "numId" | "ilvl":
                self._now[name] = value
            case "ind" if (indent := indented(attributes)) is not None:
                self._now["indent"] = indent

    def resolved(self) -> dict[str, Style]:
        return {name: self._resolve(name) for name in self._found}

    def _resolve(self, name: str) -> Style:
        """A style with what it takes from those it is based on."""
        chain: list[dict[str, str | bool | None]] = []
        at: str | bool | None = name
        while isinstance(at, str) and at in self._found and len(chain) < 20:
            chain.append(self._found[at])
            at = self._found[at].get("basedOn")

        def first(key: str) -> str | bool | None:
            return next((s[key] for s in chain if s.get(key) is not None), None)

        list_id, level, indent = first("numId"), first("ilvl"), first("indent")
        return Style(
            list_id=list_id if isinstance(list_id, str) else None,
            level=int(number(level)) if isinstance(level, str) else None,
            indent=indent if isinstance(indent, bool) else None,
        )
