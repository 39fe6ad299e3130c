"""How matches tell themselves: how many rows of the list have what result."""

from __future__ import annotations

from circles.answers.matches import Matches
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure
from circles.phrases import phrase


@document_of.register(Matches)
def _document(matches: Matches) -> Document:
    rows, counts = (Figure(value=len(matches.rows)), {key: Figure(value=n) for key, n in matches.counts.items()})
    return Document(
        lang=matches.lang,
        sections=(
            sentence_section(phrase("places.title", file=matches.sources[0].file, rows=rows)),
            Section(
                name="results",
                table=Table(
                    heads=(Head(phrase("places.head_result")), Head(phrase("places.head_rows"), figures=True)),
                    rows=tuple((phrase(f"places.result.{result}"), count) for result, count in counts.items()),
                ),
            ),
            lines_section("warnings", matches.warnings, role="warning"),
        ),
        facts={
            "kind": matches.kind,
            "files": [source.file for source in matches.sources],
            "rows": rows,
            "results": counts,
            "warnings": list(matches.warnings),
        },
    )
