"""Brings the catalogs of the pages up to the messages in use: `make messages`.

What is new stands in each messages.po without its translation, and what is no longer in use is dropped.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "web" / "locales"
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "N_": None,
    "counted": (1, 1),
    "counted_plainly": (1, 1),
}  # one form is given, for both
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]


def messages_in_use() -> Catalog:
    """Every message of templates and modules, by the file it stands in."""
    catalog = Catalog()
    found = extract_from_dir(
        str(ROOT / "web"), _METHODS, {"**.html": {"silent": "false", "trimmed": "true"}}, _KEYWORDS
    )
    for name, _, message, _, context in found:
        catalog.add(message, locations=[(f"web/{name}", 0)], context=context)
    return catalog


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def update(path: Path) -> int:
    """How many messages of this catalog have no translation yet."""
    catalog = read_catalog(path)
    catalog.update(messages_in_use(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    written = BytesIO()
    # No header of Babel's: it tells times, which would change with every run.
    write_po(written, catalog, width=100, sort_by_file=True, include_lineno=False, omit_header=True)
    header = _HEADER.format(language=catalog.locale, plurals=catalog.plural_forms)
    path.write_text(header + written.getvalue().decode(), "utf-8")
    return len(untranslated(catalog))


def untranslated(catalog: Catalog) -> list[str]:
    """The messages without a translation, or without one for each plural form."""
    return [str(m.id) for m in catalog if m.id and not all((m.string,) if isinstance(m.id, str) else m.string or ("",))]


if __name__ == "__main__":
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        print(f"{path.relative_to(ROOT)}：待译 {update(path)} 条 (messages to translate)")
