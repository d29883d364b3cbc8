"""Articles and hits as they are taken away: rows of tables, workbooks, citations, a document of them."""
