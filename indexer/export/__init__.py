"""An index -> the archive in files: as `parse` objects that `index` reads back, and as tables of its articles."""

from indexer.export.archive import bulletins, count_of
from indexer.export.writing import FORMATS, Exported, Format, export

__all__ = ["FORMATS", "Exported", "Format", "bulletins", "count_of", "export"]
